import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antichain.impl import Clock, GCounter, PNCounter
from antichain.model import clock as model_clock
from antichain.model import counter as model

NAMES = st.sampled_from(["A", "B", "", "__proto__", "\0", "\u00e9", "e\u0301", "\U0001f680", "a" * 300])
AMOUNTS = st.integers(0, 3) | st.integers(0, 2**100)
STEPS = st.lists(
    st.tuples(st.just("increment"), st.integers(0, 99), NAMES, AMOUNTS)
    | st.tuples(st.just("decrement"), st.integers(0, 99), NAMES, AMOUNTS)
    | st.tuples(st.just("merge"), st.integers(0, 99), st.integers(0, 99)),
    max_size=12,
)


@given(STEPS)
def test_g_counter_of_a_random_history_agrees_with_the_model(steps: list[tuple[object, ...]]) -> None:
    known = [(GCounter(), model.GCounter())]
    for step in steps:
        match step:
            case "increment" | "decrement", int(i), str(r), int(n):
                x, y = known[i % len(known)]
                known.append((x.increment(r, n), y.increment(r, n)))
            case "merge", int(i), int(j):
                (x, y), (v, w) = known[i % len(known)], known[j % len(known)]
                known.append((x.merge(v), y.join(w)))
    for x, y in known:
        assert x.value == y.value
        assert x.entries() == {r: y.counts[r] for r in y.counts}
        assert GCounter.decode(x.encode()) == GCounter(x.entries()) == x
        assert all((x == v) == (y == w) and (x != v or hash(x) == hash(v)) for v, w in known)


@given(STEPS)
def test_pn_counter_of_a_random_history_agrees_with_the_model(steps: list[tuple[object, ...]]) -> None:
    known = [(PNCounter(), model.PNCounter())]
    for step in steps:
        match step:
            case "increment", int(i), str(r), int(n):
                x, y = known[i % len(known)]
                known.append((x.increment(r, n), y.increment(r, n)))
            case "decrement", int(i), str(r), int(n):
                x, y = known[i % len(known)]
                known.append((x.decrement(r, n), y.decrement(r, n)))
            case "merge", int(i), int(j):
                (x, y), (v, w) = known[i % len(known)], known[j % len(known)]
                known.append((x.merge(v), y.join(w)))
    for x, y in known:
        assert x.value == y.value
        added, taken = y.added.counts, y.taken.counts
        assert x.entries() == {r: (added[r], taken[r]) for r in {*added, *taken}}
        assert PNCounter.decode(x.encode()) == PNCounter(x.entries()) == x
        assert all((x == v) == (y == w) and (x != v or hash(x) == hash(v)) for v, w in known)


@given(STEPS, NAMES, AMOUNTS)
def test_delta_equals_the_models_and_merges_to_the_update(steps: list[tuple[object, ...]], name: str, by: int) -> None:
    g, pn = GCounter(), PNCounter()
    for step in steps:
        match step:
            case "increment" | "decrement" as verb, int(), str(r), int(n):
                g, pn = g.increment(r, n), getattr(pn, verb)(r, n)
    assert g.merge(g.increment_delta(name, by)) == g.increment(name, by)
    assert pn.merge(pn.increment_delta(name, by)) == pn.increment(name, by)
    assert pn.merge(pn.decrement_delta(name, by)) == pn.decrement(name, by)
    counts = model.GCounter(model_clock.Clock(g.entries()))
    delta = counts.increment_delta(name, by).counts
    assert g.increment_delta(name, by).entries() == {r: delta[r] for r in delta}


def test_increment_without_an_amount_adds_one() -> None:
    assert GCounter().increment("A").value == 1
    assert PNCounter().increment("A").entries() == {"A": (1, 0)}
    assert PNCounter().decrement("A").entries() == {"A": (0, 1)}


def test_counter_drops_zero_entries() -> None:
    assert GCounter({"A": 0}) == GCounter().increment("A", 0) == GCounter()
    assert PNCounter({"A": (0, 0)}) == PNCounter().decrement("A", 0) == PNCounter()


AMOUNTS_REFUSED = {
    -1: "amount -1 of replica 'A' is negative; counts only grow: use PNCounter.decrement instead",
    1.0: "amount 1.0 of replica 'A' is of type float; give a whole number: an int",
    0.5: "amount 0.5 of replica 'A' is of type float; give a whole number: an int",
    float("inf"): "amount inf of replica 'A' is of type float; give a whole number: an int",
    float("nan"): "amount nan of replica 'A' is of type float; give a whole number: an int",
    "1": "amount '1' of replica 'A' is of type str; give a whole number: an int",
    None: "amount None of replica 'A' is of type NoneType; give a whole number: an int",
}


@pytest.mark.parametrize("update", [GCounter().increment, PNCounter().increment, PNCounter().decrement])
@pytest.mark.parametrize(("amount", "rule"), AMOUNTS_REFUSED.items())
def test_malformed_amount_is_refused(update: object, amount: object, rule: str) -> None:
    assert callable(update)
    with pytest.raises(ValueError, match=f"^{re.escape(rule)}$"):
        update("A", amount)


def test_increment_by_a_bool_is_refused() -> None:
    with pytest.raises(ValueError, match="amount True of replica 'A' is of type bool; give a whole number: an int"):
        GCounter().increment("A", by=True)


def test_decode_refuses_bytes_of_another_kind() -> None:
    encoded = {
        Clock: Clock({"A": 1}).encode(),
        GCounter: GCounter({"A": 1}).encode(),
        PNCounter: PNCounter({"A": (1, 0)}).encode(),
    }
    for kind in (Clock, GCounter, PNCounter):
        for other, data in encoded.items():
            if kind is not other:
                with pytest.raises(ValueError, match=r"are not a .* as encode\(\) writes it; fetch the state again"):
                    kind.decode(data)


def test_counter_differs_from_a_counter_of_another_kind() -> None:
    assert GCounter() != Clock()
    assert PNCounter() != GCounter()


def test_counter_repr_is_an_expression_for_it() -> None:
    assert repr(GCounter({"B": 1, "A": 2})) == "GCounter({'A': 2, 'B': 1})"
    assert repr(PNCounter({"B": (0, 1), "A": (2, 0)})) == "PNCounter({'A': (2, 0), 'B': (0, 1)})"
