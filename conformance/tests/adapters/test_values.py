"""The helper for libraries of plain values: its state, and the distinction of equal states."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.refusing import refusing
from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Failed
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import larger, tick

if TYPE_CHECKING:
    from collections.abc import Callable

Vector = tuple[int, ...]
KINDS = {Kind.VERSION_VECTOR: Options(sort=True), Kind.G_COUNTER: Options()}


def _sorting(sort: Callable[[list[Vector]], list[Vector]]) -> ValueTarget:
    """Return a library of tuples, which are immutable, so a copy is the same object."""
    library = Library(new=lambda _: (0,), tick=lambda state, _: (state[0] + 1,), merge=max, sort=sort)
    target = ValueTarget(Hello(name="tuples", kinds=KINDS), {Kind.VERSION_VECTOR: library})
    target.open(Kind.VERSION_VECTOR, ["A"])
    target.event("A")
    target.stamp("A", "m1")
    target.stamp("A", "m2")
    target.event("A")
    target.stamp("A", "m3")
    return target


@pytest.mark.parametrize("sort", [sorted, lambda states: [(state[0],) for state in sorted(states)]])
def test_sort_of_equal_states_names_each_state(sort: Callable[[list[Vector]], list[Vector]]) -> None:
    target = _sorting(sort)
    assert target.sort(["m3", "m1", "m2"]) == ["m1", "m2", "m3"]
    assert target.sort(["m2", "m3", "m1"]) == ["m2", "m1", "m3"]


def test_sort_returning_an_unknown_state_is_an_error() -> None:
    target = _sorting(lambda _: [(7,)])
    with pytest.raises(ValueError, match="not in list"):
        target.sort(["m1", "m2"])


class _FailsAtB:
    """Fails to make a state for replica B only."""

    def __call__(self, replica: str) -> dict[str, int]:
        if replica == "B":
            raise KeyError(replica)
        return {}


@pytest.mark.parametrize("made", [ValueTarget, DurableValueTarget])
def test_open_that_fails_clears_the_earlier_history(made: type[ValueTarget]) -> None:
    right = Library(new=lambda _: {}, tick=tick, merge=larger)
    target: Any = made(
        Hello(name="fails", kinds=KINDS), {Kind.VERSION_VECTOR: right, Kind.G_COUNTER: Library(new=_FailsAtB())}
    )
    target.open(Kind.VERSION_VECTOR, ["B", "C"])
    target.stamp("C", "m")
    with pytest.raises(KeyError):
        target.open(Kind.G_COUNTER, ["A", "B"])
    with pytest.raises(KeyError):
        target.stamp("C", "n")
    with pytest.raises(KeyError):
        target.receive("A", "m")


def test_new_with_two_arguments_gets_all_replicas() -> None:
    def new(replica: str, replicas: tuple[str, ...]) -> Vector:
        return (replicas.index(replica), len(replicas))

    library = Library(new=new, sees_replicas=True, value=sum)
    target = DurableValueTarget(Hello(name="arrays", kinds=KINDS), {Kind.G_COUNTER: library})
    target.open(Kind.G_COUNTER, ["A", "B", "C"])
    assert [target.value(replica) for replica in "ABC"] == [3, 4, 5]
    target.wipe("B")
    assert target.value("B") == 4


def test_reset_is_called_before_each_history() -> None:
    made: list[str] = []
    library = Library(new=made.append, reset=made.clear)
    target = ValueTarget(Hello(name="global", kinds=KINDS), {Kind.G_COUNTER: library})
    for _ in range(2):
        target.open(Kind.G_COUNTER, ["A", "B"])
        assert made == ["A", "B"]


def test_refusing_uses_the_first_matching_exception_type() -> None:
    @refusing({KeyError: "unknown-replica", LookupError: "malformed"})
    def look(where: dict[str, int] | list[int], what: Any) -> int:  # noqa: ANN401 — a key or a place
        return where[what]

    assert look({"A": 1}, "A") == 1
    for where, code in (({}, "unknown-replica"), ([], "malformed")):
        with pytest.raises(Rejected) as refusal:
            look(where, 0)
        assert refusal.value.code == code
    with pytest.raises(TypeError):
        look([1], "A")


def test_refusing_accepts_only_protocol_codes() -> None:
    with pytest.raises(ValueError, match="unknown code 'full'; expected one of negative"):
        refusing({ValueError: "full"})


def _merging(**changes: Any) -> list[bool]:  # noqa: ANN401 — any function
    """Return whether each of three receives merged the live state of the sender: at once, again, and when it is old."""
    merged: list[bool] = []
    states: dict[str, list[str]] = {"A": [], "B": []}

    def merge(_mine: list[str], theirs: list[str]) -> None:
        merged.append(theirs is states["A"])

    library = Library(
        new=states.__getitem__, tick=lambda state, name: state.append(name), merge=merge, copy=list, **changes
    )
    target = ValueTarget(Hello(name="lists", kinds=KINDS), {Kind.VERSION_VECTOR: library})
    target.open(Kind.VERSION_VECTOR, ["A", "B"])
    target.event("A")
    target.stamp("A", "m")
    target.receive("B", "m")
    target.receive("A", "m")
    target.event("A")
    target.receive("B", "m")
    return merged


def test_message_of_an_unchanged_sender_is_its_state() -> None:
    assert _merging() == [True, True, False]


def test_library_that_keeps_arguments_gets_copies() -> None:
    assert _merging(keeps_arguments=True) == [False, False, False]


@pytest.mark.parametrize(("codes", "answer"), [({}, Failed), ({ValueError: "overflow"}, NoneType)])
def test_encoding_beyond_wire_max_needs_a_declared_refusal(codes: dict[type[Exception], str], answer: type) -> None:
    @refusing(codes)
    def encode(_: object) -> bytes:
        message = "too large for the bytes"
        raise ValueError(message)

    library = Library(new=lambda _: {}, encode=encode)
    hello = Hello(name="short", kinds={Kind.G_COUNTER: Options(wire=True, wire_max=255)})
    connection = InProcess(lambda: ValueTarget(hello, {Kind.G_COUNTER: library}))
    opened = requests.Open(Kind.G_COUNTER, ("A",))
    assert isinstance(connection.play([opened, requests.Send("A", "m")])[-1], answer)
