"""Has an own entry from its start, and offers all faults, which are then not tried."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import larger, tick
from antichain.conformance.zoo.strange.is_born_with_an_entry import order


@right
def target() -> DurableValueTarget:
    library = Library(new=lambda replica: {replica: 0}, tick=tick, merge=larger, compare=order, copy=dict)
    hello = Hello(name="a member of the zoo", kinds={Kind.VERSION_VECTOR: Options(birth="entry")}, faults=tuple(Fault))
    return DurableValueTarget(hello, {Kind.VERSION_VECTOR: library})
