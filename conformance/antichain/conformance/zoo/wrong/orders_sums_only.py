"""Has no histories, and orders constructed clocks by their sums."""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, one, order, total


def compare(x: Counts, y: Counts) -> str:
    return "equal" if order(x, y) == "equal" else "before" if total(x) < total(y) else "after"


@wrong(breaks=("ORD-CONCURRENT",), history="{b:1} ? {a:2}", events=2, seen="many tutorials")
def target() -> ValueTarget:
    library = Library(new=lambda _: {}, compare=compare, construct=dict)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True)
