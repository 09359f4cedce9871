"""States of many entries, long runs, digests and new names: each mistake is found with its smallest size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from antichain.conformance import check
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.conformance.scenarios import long_runs, many_replicas
from antichain.conformance.scenarios.claimed import digests, renamed_replicas, wide_states
from antichain.conformance.zoo.parts import counter

if TYPE_CHECKING:
    from antichain.conformance.adapters.values import ValueTarget

BOUNDS = Bounds.parse("events=2,histories=2,steps=6,large=8,crowd=1200,faulty=1,named=1,states=2")


def merges_by_recursion() -> ValueTarget:
    """Return a counter that merges one entry in each call of a function."""

    def merge(mine: dict[str, int], theirs: dict[str, int]) -> dict[str, int]:
        if not theirs:
            return mine
        (name, count), *rest = theirs.items()
        return merge({**mine, name: max(count, mine.get(name, 0))}, dict(rest))

    return counter(merge=merge)


@pytest.mark.slow
def test_merge_by_recursion_fails_on_one_wide_message() -> None:
    report = check(merges_by_recursion, bounds=BOUNDS, phases=("laws",))
    ((failure, *_),) = report.groups
    assert "RecursionError" in failure.explanation
    assert 300 < sum(isinstance(request, requests.Increment) for request in failure.requests) < 1200


@pytest.mark.parametrize(("replicas", "largest"), [(1, 0), (2, 0), (3, 3), (20, 20), (None, 257)])
def test_wide_states_have_no_more_entries_than_replicas(replicas: int | None, largest: int) -> None:
    claim = Claim(Kind.VERSION_VECTOR, Options(construct=True, replicas=replicas))
    made = [
        len(request.entries)
        for case in wide_states.probes(claim, 2500)
        for request in case.script.requests
        if isinstance(request, requests.Construct)
    ]
    assert max(made, default=0) == largest


@pytest.mark.parametrize("kind", [Kind.G_COUNTER, Kind.PN_COUNTER])
def test_wide_states_of_counters_stay_within_their_maximum(kind: Kind) -> None:
    claim = Claim(kind, Options(construct=True, compare="states", max=15, overflow="reject"))
    sizes = [len(case.script.requests[1].entries) for case in wide_states.probes(claim, 2500)]  # type: ignore[attr-defined]  # a construct
    assert max(sizes) == 13


def test_long_run_stays_within_the_maximum() -> None:
    claim = Claim(Kind.G_COUNTER, Options(max=1099, overflow="reject"))
    assert not [case for case in long_runs.probes(claim, 2500) if "updates of one replica" in case.title]


@pytest.mark.parametrize(("most", "widths"), [(15, 0), (17, 1), (2**16 + 1, 7), (None, 16)])
def test_digests_of_counts_stay_within_the_maximum(most: int | None, widths: int) -> None:
    claim = Claim(Kind.G_COUNTER, Options(digest=True, max=most, overflow="reject" if most else "exact"))
    assert [case.title for case in digests.probes(claim)].count("digests of counts") == widths


def test_new_name_is_tried_only_with_claimed_faults() -> None:
    assert not list(renamed_replicas.probes(Claim(Kind.G_COUNTER, Options())))
    assert list(renamed_replicas.probes(Claim(Kind.G_COUNTER, Options(), (Fault.WIPE,))))
    assert not list(renamed_replicas.probes(Claim(Kind.G_COUNTER, Options(ids="integer"), (Fault.WIPE,))))


def test_crowd_of_a_counter_ends_with_one_message_of_all() -> None:
    claim = Claim(Kind.G_COUNTER, Options())
    (case, *_) = many_replicas.probes(claim, 5)
    *_, received, read = case.script.requests
    assert isinstance(received, requests.Receive)
    assert read == requests.Value(received.replica)
    assert received.replica in plain(claim.options, 5)[1:]
