"""Has no histories; it compares and joins constructed clocks."""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import larger, one, order


@right
def target() -> ValueTarget:
    library = Library(new=lambda _: {}, compare=order, construct=dict, merge=larger)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True, merge=True)
