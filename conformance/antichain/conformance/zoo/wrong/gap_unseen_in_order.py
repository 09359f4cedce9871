"""Claims deltas in order, but acknowledges all deltas before the latest one despite a gap."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import claiming
from antichain.conformance.zoo.wrong import gap_unseen


@wrong(breaks=("DLT-GAP",), history="A+1 A-1, the first delta lost", events=6, seen="akka #22188")
def target() -> ValueTarget:
    return claiming(gap_unseen.target(), Kind.PN_COUNTER, delta="in-order")
