"""Cases about faults that show rarely: each wrong member of the zoo breaks its rule, and its right neighbour passes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.exhaustive import exhaustive
from antichain.conformance.phases.profiles import PROFILES, Profile
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.scenarios import (
    amounts,
    large_sums,
    long_runs,
    many_replicas,
    message_immutability,
    state_order,
)
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.strange import (
    orders_states_by_the_updates_of_each_replica,
    refuses_a_state_beyond_its_bound_as_a_whole,
    ticks_in_a_byte,
    writes_an_empty_state_as_no_bytes,
)
from antichain.conformance.zoo.wrong import (
    cannot_read_an_empty_state,
    compares_by_a_difference_in_8_bits,
    counts_its_entries_in_a_byte,
    covers_its_own_deltas_only,
    digests_names_and_total,
    forgets_its_own_entry_at_a_late_receive,
    keeps_sixteen_of_twenty_entries,
    loses_each_hundredth_update,
    negates_in_32_bits,
    reads_bytes_that_it_read_before,
    shares_its_decrements,
    skips_a_state_after_a_fraction,
    starts_from_the_disk_before_its_backup,
    takes_one_name_after_any_lost_disk,
    takes_part_of_a_state_beyond_its_bound,
    tells_32_updates,
    writes_all_counts_as_wide_as_the_first,
)
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.zoo.member import Member

crowded = partial(many_replicas.probes, most=600)
long = partial(long_runs.probes, crowd=300)
short = partial(long_runs.probes, crowd=70)
with_amounts = partial(amounts.probes, in_process=True)
quick = partial(exhaustive, bounds=PROFILES[Profile.QUICK])


def broken(probes: Callable[[Claim], Iterator[Case]], member: Member) -> set[str]:
    """Return the first rule of each violation that the probes find; fail if there are no probes."""
    (claim,) = Claim.all_of(member().hello())
    connection = InProcess(member)
    cases = [*probes(claim)]
    assert cases
    violations = (case.script.judge(connection.play(case.script.requests)) for case in cases)
    return {violation.rules[0] for violation in violations if violation}


@pytest.mark.parametrize(
    ("probes", "member"),
    [
        (message_immutability.probes, cannot_read_an_empty_state.target),
        (message_immutability.probes, reads_bytes_that_it_read_before.target),
        (message_immutability.probes, shares_its_decrements.target),
        (long, loses_each_hundredth_update.target),
        (long, compares_by_a_difference_in_8_bits.target),
        (short, forgets_its_own_entry_at_a_late_receive.target),
        (short, tells_32_updates.target),
        (crowded, counts_its_entries_in_a_byte.target),
        (crowded, keeps_sixteen_of_twenty_entries.target),
        (with_amounts, takes_part_of_a_state_beyond_its_bound.target),
        (with_amounts, skips_a_state_after_a_fraction.target),
        (with_amounts, negates_in_32_bits.target),
        (large_sums.probes, writes_all_counts_as_wide_as_the_first.target),
        (state_order.probes, digests_names_and_total.target),
        (quick, covers_its_own_deltas_only.target),
        (quick, takes_one_name_after_any_lost_disk.target),
        (quick, starts_from_the_disk_before_its_backup.target),
    ],
)
def test_probes_find_a_member_that_fails_rarely(probes: Callable[[Claim], Iterator[Case]], member: Member) -> None:
    assert broken(probes, member)


@pytest.mark.parametrize(
    ("probes", "member"),
    [
        (message_immutability.probes, writes_an_empty_state_as_no_bytes.target),
        (long, ticks_in_a_byte.target),
        (with_amounts, refuses_a_state_beyond_its_bound_as_a_whole.target),
        (state_order.probes, orders_states_by_the_updates_of_each_replica.target),
    ],
)
def test_probes_accept_the_right_neighbour(probes: Callable[[Claim], Iterator[Case]], member: Member) -> None:
    assert broken(probes, member) == set()


def test_failure_of_a_long_run_shrinks_to_one_replica() -> None:
    (claim,) = Claim.all_of(loses_each_hundredth_update.target().hello())
    connection = InProcess(loses_each_hundredth_update.target)
    (case,) = long(claim)
    violation = case.script.judge(connection.play(case.script.requests))
    assert violation is not None
    fails = (
        small for small in case.smaller(violation.place) if small.script.judge(connection.play(small.script.requests))
    )
    assert next(fails).size == 100


@pytest.mark.parametrize("kind", Kind)
def test_long_run_stays_within_a_small_bound(kind: Kind) -> None:
    claim = Claim(kind, Options(max=7, overflow="reject", entries=True))
    assert len([*long(claim)]) == 1


def test_first_names_of_a_pattern_share_no_digit_at_a_place() -> None:
    names = plain(Options(ids="pattern", ids_pattern="n-####"), 9)
    assert all(len(set(letters)) == len(names) for letters in zip(*(name[2:] for name in names), strict=True))
    assert len({*plain(Options(ids="pattern", ids_pattern="n-####"), 9999)}) == 9999


def test_smaller_histories_of_equal_events_differ() -> None:
    claim = Claim(Kind.G_COUNTER, Options())
    execution = Execution.of([Event("A")] * 16)
    case = compile_case(execution, claim, default_variant(execution, claim))
    sizes = [small.size for small in case.smaller(len(case.script.requests) - 1)]
    assert sizes == [8, 12, 14, 15]


def test_smaller_history_receives_an_earlier_state() -> None:
    claim = Claim(Kind.G_COUNTER, Options())
    execution = Execution.of([Event("A"), Event("B"), Event("A", of=2), Event("C", of=3)])
    case = compile_case(execution, claim, default_variant(execution, claim))
    smaller = [small.execution.events for small in case.smaller(len(case.script.requests) - 1)]
    assert (Event("A"), Event("B"), Event("C", of=1)) in smaller
