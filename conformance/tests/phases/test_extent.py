"""The extent of a phase is one plain sentence."""

from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.exhaustive import Exhaustive
from antichain.conformance.phases.phase import PhaseInput
from antichain.conformance.phases.random_histories import RandomHistories
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options


def test_extent_names_variants_faults_and_deltas() -> None:
    claim = Claim(Kind.G_COUNTER, Options(delta="any-order"), (Fault.CRASH,))
    assert Exhaustive().extent(claim, Bounds(events=4, faulty=1)) == (
        "every history of up to 3 replicas and 4 events (3 if a replica receives its own message), in two variants; "
        "with one fault, 2 replicas and 1 event; by deltas, up to 3 events"
    )


def test_extent_of_a_vector_clock_says_that_sends_are_received() -> None:
    assert Exhaustive().extent(Claim(Kind.VECTOR_CLOCK, Options()), Bounds(events=4)) == (
        "every history of up to 3 replicas and 4 events (each message comes from a send, which is an event), "
        "in two variants"
    )


def test_extent_of_random_counts_histories_that_run_to_the_end() -> None:
    claim, bounds = Claim(Kind.G_COUNTER, Options()), Bounds(histories=4, steps=8)
    drawn = [case.size for case in RandomHistories().cases(PhaseInput(claim, bounds, 0, True, (), (), 0))]
    assert sum(size > 1 for size in drawn) == 4
    assert RandomHistories().extent(claim, bounds) == (
        "4 random histories of up to 8 events on up to 12 replicas, and some of one event"
    )
