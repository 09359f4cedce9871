"""The extent of the exhaustive phase is one plain sentence."""

from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.exhaustive import Exhaustive
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options


def test_extent_names_variants_faults_and_deltas() -> None:
    claim = Claim(Kind.G_COUNTER, Options(delta="any-order"), (Fault.CRASH,))
    assert Exhaustive().extent(claim, Bounds(events=4, faulty=1)) == (
        "all histories, each in two variants: up to 3 replicas and 4 events (3 with own messages received); "
        "2 replicas, 1 event and a fault; by deltas up to 3 events"
    )


def test_extent_of_a_vector_clock_says_that_sends_are_received() -> None:
    assert Exhaustive().extent(Claim(Kind.VECTOR_CLOCK, Options()), Bounds(events=4)) == (
        "all histories, each in two variants: up to 3 replicas and 4 events (only sends are received)"
    )
