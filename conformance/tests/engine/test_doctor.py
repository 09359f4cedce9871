"""The doctor judges adapters: it reports two runs that must agree and differ, but no failures of a single kind."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.api import check
from antichain.conformance.engine.doctor import difference_of_runs, examine
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Hello, Kind, Options
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import add, amount, balance, larger, larger_pairs, order, shift, total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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


def test_doctor_accepts_equal_states_in_another_order() -> None:
    script, options = [requests.Sort(("x", "y"))], Options(sort=True)
    assert difference_of_runs(script, [["x", "y"]], [["y", "x"]], options) == ""
    assert difference_of_runs(script, [["x", "y"]], [["y", "y"]], options) != ""


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
    assert report.phases[0].detail == "antichain doctor lists 1 mistake"
    (mistake,) = _diagnosed(lambda: _KeepsTheOldHistory(hello, libraries))
    assert mistake.startswith("g-counter: open is answered error: RuntimeError: no counters today; expected a result;")


def _diagnosed(made: Callable[[], ValueTarget]) -> tuple[str, ...]:
    """Return the mistakes that ``antichain doctor`` prints."""
    hello = made().hello()
    found = examine(InProcess(made, 2.0), lambda: InProcess(made, 2.0), hello, Claim.all_of(hello))
    assert (found.verdict == "the adapter is sound") is (found.mistakes == ())
    return found.mistakes


def _as_doubles(held: Mapping[str, int]) -> dict[str, int]:
    return {name: int(float(count)) for name, count in held.items()}


def _clock(claims: Options, **functions: Any) -> Callable[[], ValueTarget]:  # noqa: ANN401 — functions of a library
    """Return a version vector with some functions replaced."""
    right: dict[str, Any] = {
        "new": lambda _: {},
        "tick": lambda clock, replica: add(clock, replica, 1),
        "merge": larger,
        "compare": order,
        "entries": dict,
        "construct": dict,
        "encode": lambda clock: json.dumps(clock).encode(),
        "decode": json.loads,
    }
    library = Library(**{**right, **functions})
    hello = Hello(name="clock", kinds={Kind.VERSION_VECTOR: claims})
    return lambda: ValueTarget(hello, {Kind.VERSION_VECTOR: library})


_OFFERS = Options(entries=True, construct=True, wire=True)


@pytest.mark.parametrize(
    ("functions", "sentence"),
    [
        ({}, ""),
        ({"construct": _as_doubles}, "entries of 9007199254740992 and 9007199254740993 compare as equal: the digits"),
        ({"entries": _as_doubles}, "an entry of 9007199254740993 was received, and entries has 9007199254740992: the"),
        (
            {"decode": lambda data: _as_doubles(json.loads(data))},
            "the bytes of an entry of 9007199254740993 compare as equal with an entry of 9007199254740992: the digits",
        ),
        ({"compare": lambda x, y: "equal" if x and y else order(x, y)}, ""),
    ],
)
def test_doctor_of_a_clock_names_lost_digits(functions: dict[str, Any], sentence: str) -> None:
    mistakes = _diagnosed(_clock(_OFFERS, **functions))
    assert len(mistakes) == bool(sentence)
    assert mistakes == () or mistakes[0].startswith(f"version-vector: {sentence}")


def test_doctor_of_a_bounded_clock_asks_no_large_counts() -> None:
    options = Options(entries=True, construct=True, max=2**53 - 1, overflow="reject")
    assert _diagnosed(_clock(options, construct=_as_doubles)) == ()


@pytest.mark.parametrize("kind", [Kind.G_COUNTER, Kind.PN_COUNTER])
@pytest.mark.parametrize("place", ["entries", "decode"])
def test_doctor_of_a_counter_names_lost_digits(kind: Kind, place: str) -> None:
    rounded = {
        "entries": lambda counts: {name: (int(float(up)), down) for name, (up, down) in counts.items()},
        "decode": lambda data: {name: (int(float(up)), down) for name, (up, down) in json.loads(data).items()},
    }
    right: dict[str, Any] = {
        "entries": dict,
        "encode": lambda counts: json.dumps(counts).encode(),
        "decode": lambda data: {name: tuple(pair) for name, pair in json.loads(data).items()},
    }
    functions = right | {place: rounded[place]}
    if kind is Kind.G_COUNTER:
        pairs = functions["entries"]
        functions["entries"] = lambda counts: {name: pair[0] for name, pair in pairs(counts).items()}
    library = Library(
        new=lambda _: {},
        increment=lambda counts, replica, by: shift(counts, replica, amount(by), 0),
        decrement=lambda counts, replica, by: shift(counts, replica, 0, amount(by)),
        merge=larger_pairs,
        value=balance,
        **functions,
    )
    hello = Hello(name="counter", kinds={kind: Options(entries=True, wire=True)})
    (mistake,) = _diagnosed(lambda: ValueTarget(hello, {kind: library}))
    said = "entries has 9007199254740992" if place == "entries" else "9007199254740992 is read from its bytes"
    assert said in mistake


def test_doctor_omits_messages_whose_export_failed() -> None:
    def encode(_: object) -> bytes:
        message = "no bytes today"
        raise RuntimeError(message)

    mistakes = _diagnosed(_clock(Options(wire=True), encode=encode))
    assert [mistake.partition(" is ")[0] for mistake in mistakes] == ["version-vector: send", "version-vector: stamp"]


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
