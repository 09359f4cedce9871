"""Python's operators on values of a library: the harness tries exactly those that the type defines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Claim, Hello, Kind, Options
from antichain.conformance.scenarios.python_operators import compared
from antichain.conformance.targets import reference
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import amount, larger, order, within

if TYPE_CHECKING:
    from collections.abc import Callable

CONSTRUCTED = Options(construct=True)


class Value:
    """A state as an object; subclasses define operators."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts

    @property
    def positive(self) -> dict[str, int]:
        return {name: count for name, count in self.counts.items() if count}


class Whole(Value):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and self.positive == other.positive

    def __hash__(self) -> int:
        return hash(frozenset(self.positive.items()))

    def __lt__(self, other: Value) -> bool:
        return order(self.counts, other.counts) == "before"

    def __le__(self, other: Value) -> bool:
        return within(self.counts, other.counts)

    def __gt__(self, other: Value) -> bool:
        return order(self.counts, other.counts) == "after"

    def __ge__(self, other: Value) -> bool:
        return within(other.counts, self.counts)


class UnequalIsWrong(Whole):
    __hash__ = Whole.__hash__

    def __ne__(self, other: object) -> bool:
        return self == other


class CannotBeHashed(Whole):
    """Has no hash, like a frozen dataclass with a dict inside."""

    def __hash__(self) -> int:
        return hash(self.counts)


class GreaterIsNotSmaller(Whole):
    def __gt__(self, other: Value) -> bool:
        return not within(self.counts, other.counts)


class GreaterOrEqualIsNotSmaller(Whole):
    def __ge__(self, other: Value) -> bool:
        return not self < other


class ZerosCount(Whole):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and self.counts == other.counts

    __hash__ = Whole.__hash__


class HashesZeros(Whole):
    __eq__ = Whole.__eq__

    def __hash__(self) -> int:
        return hash(frozenset(self.counts.items()))


class OneSided(Whole):
    """Compares only the names of the left side."""

    def __lt__(self, other: Value) -> bool:
        return len(self.counts) <= len(other.counts) and self != other

    __hash__ = Whole.__hash__


class NothingIsEqual(Whole):
    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = Whole.__hash__


class AllIsEqual(Whole):
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value)

    def __hash__(self) -> int:
        return 0


class RaisesErrors(Whole):
    def __lt__(self, other: Value) -> bool:
        raise KeyError(other)


class Undecided:
    """The answer of an operator of arrays: one answer for each element, neither true nor false as a whole."""

    def __bool__(self) -> bool:
        message = "the truth value of an array is ambiguous"
        raise ValueError(message)


class ComparesElements(Whole):
    def __eq__(self, other: object) -> Undecided:  # type: ignore[override]  # as arrays do
        return Undecided()

    def __ne__(self, other: object) -> Undecided:  # type: ignore[override]  # as arrays do
        return Undecided()

    def __lt__(self, other: Value) -> Undecided:  # type: ignore[override]  # as arrays do
        return Undecided()

    def __le__(self, other: Value) -> Undecided:  # type: ignore[override]  # as arrays do
        return Undecided()

    def __hash__(self) -> int:
        message = "an array has no hash"
        raise ValueError(message)


def _clock(made: Callable[[dict[str, int]], Any], options: Options) -> InProcess:
    library = Library(
        new=lambda _: made({}),
        tick=lambda state, replica: made({**state.counts, replica: state.counts.get(replica, 0) + 1}),
        merge=lambda x, y: made(larger(x.counts, y.counts)),
        compare=lambda x, y: order(x.counts, y.counts),
        construct=lambda entries: made(dict(entries)),
        copy=lambda state: made(dict(state.counts)),
    )
    hello = Hello(name="values", kinds={Kind.VERSION_VECTOR: options})
    return InProcess(lambda: ValueTarget(hello, {Kind.VERSION_VECTOR: library}))


def _counter(made: Callable[[dict[str, int]], Any], options: Options) -> InProcess:
    library = Library(
        new=lambda _: made({}),
        increment=lambda state, replica, by: made({**state.counts, replica: state.counts.get(replica, 0) + amount(by)}),
        merge=lambda x, y: made(larger(x.counts, y.counts)),
        value=lambda state: sum(state.counts.values()),
        construct=lambda entries: made(dict(entries)),
        copy=lambda state: made(dict(state.counts)),
    )
    hello = Hello(name="values", kinds={Kind.G_COUNTER: options})
    return InProcess(lambda: ValueTarget(hello, {Kind.G_COUNTER: library}))


def _wrong(connection: InProcess, kind: Kind) -> list[str]:
    return [wrong for wrong in compared(Claim(kind, CONSTRUCTED), connection) if wrong]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (UnequalIsWrong, "stamps of events 1 and 2: != answers False"),
        (GreaterIsNotSmaller, "stamps of events 1 and 2: > answers True"),
        (GreaterOrEqualIsNotSmaller, "stamps of events 1 and 2: >= answers True"),
        (ZerosCount, "states constructed as zero and nothing: == answers False"),
        (HashesZeros, "states constructed as zero and nothing: they are equal and their hashes differ"),
        (OneSided, "stamps of events 1 and 2: < answers True"),
        (NothingIsEqual, "two stamps of event 4: == answers False"),
        (RaisesErrors, "stamps of events 1 and 2: < raises KeyError"),
    ],
)
def test_wrong_operator_of_a_clock_is_found(made: type[Value], said: str) -> None:
    assert any(wrong.startswith(said) for wrong in _wrong(_clock(made, CONSTRUCTED), Kind.VERSION_VECTOR))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (UnequalIsWrong, "one state, exported twice: != answers True"),
        (ZerosCount, "states constructed as zero and nothing: == answers False"),
        (AllIsEqual, "states before and after an update: == answers True"),
        (NothingIsEqual, "one state, exported twice: == answers False"),
    ],
)
def test_wrong_operator_of_a_counter_is_found(made: type[Value], said: str) -> None:
    assert any(wrong.startswith(said) for wrong in _wrong(_counter(made, CONSTRUCTED), Kind.G_COUNTER))


def test_right_operators_are_tried_and_hold() -> None:
    assert set(compared(Claim(Kind.VERSION_VECTOR, CONSTRUCTED), _clock(Whole, CONSTRUCTED))) == {""}
    assert set(compared(Claim(Kind.G_COUNTER, CONSTRUCTED), _counter(Whole, CONSTRUCTED))) == {""}


def test_identity_and_built_in_operators_are_not_tried() -> None:
    assert compared(Claim(Kind.VERSION_VECTOR, CONSTRUCTED), _clock(Value, CONSTRUCTED)) == []
    assert compared(Claim(Kind.G_COUNTER, CONSTRUCTED), _counter(Value, CONSTRUCTED)) == []


def test_unhashable_value_has_no_hash_check() -> None:
    assert set(compared(Claim(Kind.VERSION_VECTOR, CONSTRUCTED), _clock(CannotBeHashed, CONSTRUCTED))) == {""}


def test_operators_that_compare_elements_are_not_judged() -> None:
    clock, counter = _clock(ComparesElements, CONSTRUCTED), _counter(ComparesElements, CONSTRUCTED)
    assert _wrong(clock, Kind.VERSION_VECTOR) == []
    assert _wrong(counter, Kind.G_COUNTER) == []


@pytest.mark.parametrize("kind", Kind)
def test_reference_has_right_operators(kind: Kind) -> None:
    connection = InProcess(reference.target)
    assert [wrong for wrong in compared(Claim(kind, CONSTRUCTED), connection) if wrong] == []
