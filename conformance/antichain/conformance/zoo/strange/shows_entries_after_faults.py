"""Offers no comparison, and shows its entries, also after a crash and a lost disk."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import larger, tick


@right
def target() -> DurableValueTarget:
    library = Library(new=lambda _: {}, tick=tick, merge=larger, entries=dict, delta=lambda counts: (counts, counts))
    options = Options(compare="none", entries=True, delta="any-order")
    hello = Hello(name="shows", kinds={Kind.VERSION_VECTOR: options}, faults=(Fault.CRASH, Fault.WIPE))
    return DurableValueTarget(hello, {Kind.VERSION_VECTOR: library})
