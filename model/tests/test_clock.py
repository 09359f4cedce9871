import inspect
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antichain.model import clock, slots
from antichain.model.clock import Clock, Order
from antichain.model.counter import GCounter, PNCounter

CLOCKS = st.dictionaries(st.sampled_from("ABC"), st.integers(0, 9), max_size=3).map(Clock)


@pytest.mark.parametrize("name", slots.__all__)
def test_slot_function_maps_zeros_to_zero_or_true(name: str) -> None:
    slot = getattr(slots, name)
    assert slot(*[0] * len(inspect.signature(slot).parameters)) in (0, True)


def test_slot_functions_are_all_exported() -> None:
    assert set(slots.__all__) == {name for name, _ in inspect.getmembers(slots, inspect.isfunction)}


@given(CLOCKS, CLOCKS)
def test_lifted_function_is_pointwise_at_absent_replicas_too(x: Clock, y: Clock) -> None:
    for slot in (slots.merge, slots.meet, slots.delta):
        assert all(clock.lift(slot, x, y)[r] == slot(x[r], y[r]) for r in "ABCD")


@given(CLOCKS, CLOCKS)
def test_order_is_inclusion_of_dots(x: Clock, y: Clock) -> None:
    assert clock.leq(x, y) == (clock.dots(x) <= clock.dots(y))
    assert clock.dots(clock.join(x, y)) == clock.dots(x) | clock.dots(y)
    assert clock.dots(clock.meet(x, y)) == clock.dots(x) & clock.dots(y)


@given(CLOCKS, CLOCKS)
def test_compare_with_swapped_clocks_is_mirrored(x: Clock, y: Clock) -> None:
    assert clock.compare(x, y) is clock.compare(y, x).mirror


@pytest.mark.parametrize("order", Order)
def test_compare_returns_all_four_orders(order: Order) -> None:
    small = [Clock({"A": a, "B": b}) for a, b in product(range(2), repeat=2)]
    assert any(clock.compare(x, y) is order for x, y in product(small, repeat=2))


@pytest.mark.parametrize("count", [-1, 0.5, True, "1", None])
def test_clock_with_a_malformed_count_is_refused(count: object) -> None:
    with pytest.raises(ValueError, match=r"replica 'A' counts .* events; counts are whole numbers from 0"):
        Clock({"A": count})  # type: ignore[dict-item]  # that is the point


def test_clock_drops_zero_entries() -> None:
    zero = Clock({"A": 0})
    assert zero == Clock()
    assert hash(zero) == hash(Clock())
    assert repr(zero) == "Clock({})"


@given(CLOCKS, st.sampled_from("ABC"), st.integers(0, 9))
def test_counter_delta_holds_the_increment(counts: Clock, r: str, n: int) -> None:
    state = GCounter(counts)
    assert state.join(state.increment_delta(r, n)) == state.increment(r, n)


@given(CLOCKS, CLOCKS, st.sampled_from("ABC"), st.integers(0, 9))
def test_pn_counter_delta_holds_the_update(added: Clock, taken: Clock, r: str, n: int) -> None:
    state = PNCounter(GCounter(added), GCounter(taken))
    assert state.join(state.increment_delta(r, n)) == state.increment(r, n)
    assert state.join(state.decrement_delta(r, n)) == state.decrement(r, n)


@given(CLOCKS, CLOCKS)
def test_merge_counts_the_shared_past_once(x: Clock, y: Clock) -> None:
    a, b = GCounter(x), GCounter(y)
    assert a.join(b).value == a.value + b.value - GCounter(clock.meet(x, y)).value


def test_counter_refuses_a_negative_amount() -> None:
    with pytest.raises(ValueError, match="amount -1 is negative"):
        GCounter().increment("A", -1)
    with pytest.raises(ValueError, match="amount -1 is negative"):
        PNCounter().decrement("A", -1)
