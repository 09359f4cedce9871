"""The doctor judges adapters: it reports two runs that must agree and differ, but no failures of a single kind."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.api import check
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.zoo.parts import add, amount, balance, larger, larger_pairs, order, shift, total

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LITTLE = Bounds(events=2, histories=1, steps=4, large=4, crowd=4, faulty=1, named=1, states=1)


def _leaps(claims: Options) -> Callable[[], ValueTarget]:
    """Return a clock whose ticks are as large as all that were made before, in whatever history."""
    ticks = count(1)

    def made() -> ValueTarget:
        library = Library(
            new=lambda _: {},
            tick=lambda clock, replica: {**clock, replica: clock.get(replica, 0) + next(ticks)},
            merge=larger,
            compare=order,
            entries=dict,
            sort=lambda clocks: sorted(clocks, key=lambda clock: (sum(clock.values()), sorted(clock.items()))),
        )
        kinds = {Kind.VERSION_VECTOR: claims}
        return ValueTarget(Hello(name="leaps", kinds=kinds), {Kind.VERSION_VECTOR: library})

    return made


def test_doctor_with_any_ticks_accepts_varying_sizes() -> None:
    report = check(_leaps(Options(entries=True, step="increasing", sort=True)), bounds=LITTLE, phases=["laws"])
    assert report.unsound == ()
    assert report.failures == ()


def test_doctor_with_ticks_of_one_refuses_varying_sizes() -> None:
    report = check(_leaps(Options(entries=True)), bounds=LITTLE, phases=["laws"])
    assert any("is answered differently" in complaint for complaint in report.unsound)


class _KeepsTheOldHistory(ValueTarget):
    """Cannot open a history of counters, and continues with the old state."""

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        if kind is Kind.G_COUNTER:
            message = "no counters today"
            raise RuntimeError(message)
        super().open(kind, replicas)


def test_doctor_reports_a_failed_open_under_its_kind() -> None:
    up = Library(new=lambda _: {}, increment=add, merge=larger, value=total)
    both = Library(
        new=lambda _: {},
        increment=lambda counts, replica, by: shift(counts, replica, amount(by), 0),
        decrement=lambda counts, replica, by: shift(counts, replica, 0, amount(by)),
        merge=larger_pairs,
        value=balance,
    )
    libraries = {Kind.PN_COUNTER: both, Kind.G_COUNTER: up}
    hello = Hello(name="half", kinds=dict.fromkeys(libraries, Options()))
    report = check(lambda: _KeepsTheOldHistory(hello, libraries), bounds=LITTLE)
    assert report.unsound == ()
    assert report.verdict is Verdict.NOT_CONFORMANT
    assert {(failure.kind, failure.rules) for failure in report.failures} == {(Kind.G_COUNTER, ("ANS-OK",))}
    assert "no counters today" in report.failures[0].explanation


@pytest.mark.parametrize("limit", [1, 2])
def test_doctor_stays_within_a_small_max(limit: int) -> None:
    def increment(counts: dict[str, int], replica: str, by: object) -> dict[str, int]:
        assert total(add(counts, replica, by)) <= limit
        return add(counts, replica, by)

    library = Library(new=lambda _: {}, increment=increment, merge=larger, value=total)
    kinds = {Kind.G_COUNTER: Options(max=limit, overflow="reject")}
    report = check(
        lambda: ValueTarget(Hello(name="small", kinds=kinds), {Kind.G_COUNTER: library}),
        phases=["large"],
        bounds=LITTLE,
    )
    assert report.unsound == ()
