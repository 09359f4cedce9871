from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antichain.model import clock
from antichain.model.clock import Clock
from antichain.model.laws import LAWS, MODEL, Law

SMALL = [Clock({"A": a, "B": b}) for a, b in product(range(3), repeat=2)]
CLOCKS = st.dictionaries(st.text(max_size=3), st.integers(0, 2**65), max_size=5).map(Clock)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_law_holds_of_all_small_clocks(law: Law) -> None:
    for clocks in product(SMALL, repeat=len(law.clocks)):
        for replicas in product("AB", repeat=len(law.replicas)):
            assert law(MODEL, *clocks, *replicas), (clocks, replicas)


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@settings(max_examples=30)
@given(data=st.data())
def test_law_holds_of_any_clocks(law: Law, data: st.DataObject) -> None:
    clocks = [data.draw(CLOCKS, label=name) for name in law.clocks]
    replicas = [data.draw(st.text(max_size=3), label=name) for name in law.replicas]
    assert law(MODEL, *clocks, *replicas)


class _Rival:
    """The model's algebra with one operation replaced by a wrong one."""

    def __init__(self, **wrong: object) -> None:
        self.wrong = wrong

    def __getattr__(self, name: str) -> object:
        return self.wrong.get(name) or getattr(MODEL, name)


def _breakers(**wrong: object) -> set[str]:
    rival = _Rival(**wrong)
    return {
        name
        for name, law in LAWS.items()
        for clocks in product(SMALL, repeat=len(law.clocks))
        for replicas in product("AB", repeat=len(law.replicas))
        if not law(rival, *clocks, *replicas)  # type: ignore[arg-type]  # it answers whatever the model answers
    }


WRONG_JOINS = {
    "minimum": clock.meet,
    "addition": lambda x, y: clock.lift(lambda a, b: a + b, x, y),
    "keep mine": lambda x, _: x,
    "keep theirs": lambda _, y: y,
    "forget all": lambda _x, _y: Clock(),
    "one too many": lambda x, y: clock.tick(clock.join(x, y), "A"),
}


@pytest.mark.parametrize("wrong", WRONG_JOINS.values(), ids=WRONG_JOINS)
def test_defining_laws_refute_a_wrong_join(wrong: object) -> None:
    assert _breakers(join=wrong) & {"join_is_above_left", "join_is_above_right", "join_is_least"}


def test_semilattice_laws_do_not_refute_the_minimum() -> None:
    weak = {"join_commutes", "join_associates", "join_is_idempotent"}
    assert not _breakers(join=clock.meet) & weak


WRONG_PARTS = {
    "order is equality": ({"leq": lambda x, y: x == y}, "bottom_is_least"),
    "order looks at A only": ({"leq": lambda x, y: x["A"] <= y["A"]}, "order_is_antisymmetric"),
    "order is strict": ({"leq": lambda x, y: x != y and clock.leq(x, y)}, "order_is_reflexive"),
    "meet keeps mine": ({"meet": lambda x, _: x}, "meet_is_below_right"),
    "meet forgets all": ({"meet": lambda _x, _y: Clock()}, "meet_is_greatest"),
    "tick does nothing": ({"tick": lambda x, _: x}, "tick_is_strict"),
    "tick sets to one": ({"tick": lambda x, r: clock.join(x, clock.unit(r))}, "tick_is_strict"),
    "delta is empty": ({"delta": lambda _x, _y: Clock()}, "delta_is_enough"),
    "delta is the full state": ({"delta": lambda x, _: x}, "delta_is_least"),
}


@pytest.mark.parametrize(("wrong", "law"), WRONG_PARTS.values(), ids=WRONG_PARTS)
def test_wrong_operation_breaks_its_law(wrong: dict[str, object], law: str) -> None:
    assert law in _breakers(**wrong)


def test_law_has_a_statement_and_a_reason() -> None:
    assert all(law.statement and law.reason and law.theory for law in LAWS.values())
