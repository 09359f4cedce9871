from itertools import product
from zlib import crc32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antichain.impl import Clock
from antichain.model import clock as model

# Twice a letter, composed and not; twice an emoji, the second time as two halves; and what breaks careless parsers.
HOSTILE = [
    "",
    "__proto__",
    "10",
    "9",
    "\0",
    "a" * 300,
    "\u00e9",
    "e\u0301",
    "\U0001f680",
    "\ud83d\ude80",
    "\ud83d",
    '"\\',
]
NAMES = st.sampled_from([*"ABC", *HOSTILE]) | st.text(st.characters(exclude_categories=()), max_size=3)
COUNTS = st.integers(0, 3) | st.integers(0, 2**100)
ENTRIES = st.dictionaries(NAMES, COUNTS, max_size=6)

STEPS = st.one_of(
    st.tuples(st.just("tick"), st.integers(0, 99), st.sampled_from("ABC")),
    st.tuples(st.just("advance"), st.integers(0, 99), st.sampled_from("ABC"), st.integers(0, 2) | COUNTS),
    st.tuples(st.just("merge"), st.integers(0, 99), st.integers(0, 99)),
    st.tuples(st.just("receive"), st.integers(0, 99), st.integers(0, 99), st.sampled_from("ABC")),
    st.tuples(st.just("construct"), st.dictionaries(st.sampled_from("ABC"), st.integers(0, 3))),
)
Pair = tuple[Clock, model.Clock]


def _step(known: list[Pair], step: tuple[object, ...]) -> Pair:
    """What a step makes of the clocks so far: the fast clock, and the model's."""
    match step:
        case "tick", int(i), str(r):
            x, y = known[i % len(known)]
            return x.tick(r), model.tick(y, r)
        case "advance", int(i), str(r), int(n):
            x, y = known[i % len(known)]
            return x.advance(r, n), model.add(y, r, n)
        case "merge", int(i), int(j):
            (x, y), (v, w) = known[i % len(known)], known[j % len(known)]
            return x.merge(v), model.join(y, w)
        case "receive", int(i), int(j), str(r):
            (x, y), (v, w) = known[i % len(known)], known[j % len(known)]
            return x.receive(v, r), model.receive(y, w, r)
        case "construct", dict(entries):
            return Clock(entries), model.Clock(entries)
    raise AssertionError(step)


def _entries(clock: model.Clock) -> dict[str, int]:
    return {replica: clock[replica] for replica in clock}


@given(st.lists(STEPS, max_size=12))
def test_clock_of_a_random_history_agrees_with_the_model(steps: list[tuple[object, ...]]) -> None:
    known: list[Pair] = [(Clock(), model.Clock())]
    for step in steps:
        known.append(_step(known, step))
    for x, y in known:  # at the end, so that a step that changed an earlier clock is seen
        assert x.entries() == _entries(y)
        assert x.total == sum(_entries(y).values())
        assert all(x[r] == y[r] for r in "ABCD")
    for (x, y), (v, w) in product(known, repeat=2):
        assert x.compare(v) == model.compare(y, w).value
        assert (x == v) == (y == w)
        assert x != v or hash(x) == hash(v)


@given(ENTRIES, ENTRIES, NAMES, COUNTS)
def test_clock_of_any_name_and_amount_agrees_with_the_model(
    left: dict[str, int], right: dict[str, int], r: str, n: int
) -> None:
    x, y, v, w = Clock(left), model.Clock(left), Clock(right), model.Clock(right)
    assert x.merge(v).entries() == _entries(model.join(y, w))
    assert x.compare(v) == model.compare(y, w).value
    assert x.tick(r).entries() == _entries(model.tick(y, r))
    assert x.advance(r, n).entries() == _entries(model.add(y, r, n))
    assert x.receive(v, r).entries() == _entries(model.receive(y, w, r))


def _every_way(entries: dict[str, int]) -> list[Clock]:
    """Clocks with these entries: made at once, and by one or two last ticks of either replica."""
    ticked = [
        before.tick(r) if ticks == 1 else before.tick(r).tick(r)
        for r, ticks in product("AB", (1, 2))
        if entries[r] >= ticks
        for before in [Clock({**entries, r: entries[r] - ticks})]
    ]
    return [Clock(entries), *ticked]


def test_small_clocks_compare_and_merge_as_in_the_model() -> None:
    small = [{"A": a, "B": b} for a, b in product(range(5), repeat=2)]
    seen = set()
    for left, right in product(small, repeat=2):
        y, w = model.Clock(left), model.Clock(right)
        order, merged = model.compare(y, w).value, _entries(model.join(y, w))
        seen.add(order)
        for x, v in product(_every_way(left), _every_way(right)):
            assert x.compare(v) == order
            assert (x == v) == (order == "equal")
            assert x.merge(v).entries() == merged
    assert seen == {"before", "after", "equal", "concurrent"}


def test_clock_drops_zero_entries() -> None:
    assert Clock({"A": 0}) == Clock().advance("A", 0) == Clock()
    assert Clock({"A": 0}).entries() == {}


def test_clock_repr_is_an_expression_for_it() -> None:
    assert repr(Clock({"B": 1, "A": 2, "C": 0})) == "Clock({'A': 2, 'B': 1})"


def test_clock_keeps_its_entries_when_the_caller_changes_them() -> None:
    given_entries = {"A": 1}
    clock = Clock(given_entries)
    given_entries["A"] = 2
    clock.entries()["A"] = 3
    assert clock == Clock({"A": 1})


def test_clock_differs_from_a_dict() -> None:
    assert Clock({"A": 1}) != {"A": 1}


@pytest.mark.parametrize(
    ("count", "rule"),
    [
        (-1, "count -1 of replica 'A' is negative; counts only grow: use PNCounter.decrement instead"),
        (1.0, "count 1.0 of replica 'A' is of type float; give a whole number: an int"),
        (True, "count True of replica 'A' is of type bool; give a whole number: an int"),
        ("1", "count '1' of replica 'A' is of type str; give a whole number: an int"),
    ],
)
def test_malformed_count_is_refused(count: object, rule: str) -> None:
    with pytest.raises(ValueError, match=f"^{rule}$"):
        Clock({"A": count})  # type: ignore[dict-item]  # that is the point
    with pytest.raises(ValueError, match=f"^{rule.replace('count ', 'amount ', 1)}$"):
        Clock().advance("A", count)  # type: ignore[arg-type]  # that is the point


def test_malformed_name_is_refused() -> None:
    rule = "^replica 7 is of type int; name replicas by text: give a str$"
    with pytest.raises(ValueError, match=rule):
        Clock({7: 1})  # type: ignore[dict-item]  # that is the point
    with pytest.raises(ValueError, match=rule):
        Clock().tick(7)  # type: ignore[arg-type]  # that is the point


@given(ENTRIES)
@example({"A": 2**20_000})  # decimal text of so long a number is refused by Python itself
@example(dict.fromkeys(HOSTILE, 1))
def test_decode_after_encode_returns_the_clock(entries: dict[str, int]) -> None:
    clock = Clock(entries)
    assert Clock.decode(clock.encode()) == clock


def test_decode_ignores_the_order_of_entries() -> None:
    one, other = Clock({"A": 1, "B": 2}).encode(), Clock({"B": 2, "A": 1}).encode()
    assert one != other
    assert Clock.decode(one) == Clock.decode(other)


def test_decode_refuses_one_damaged_byte_or_a_missing_end() -> None:
    data = Clock({"A": 1, "\U0001f680": 2**70}).encode()
    damaged = [data[:i] + bytes([data[i] ^ flip]) + data[i + 1 :] for i in range(len(data)) for flip in range(1, 256)]
    for bad in [*damaged, *(data[:i] for i in range(len(data))), data + b"\n"]:
        with pytest.raises(ValueError, match=r"are not a clock as encode\(\) writes it; fetch the state again$"):
            Clock.decode(bad)


def _with_checksum(text: str) -> bytes:
    return b"%08x%b" % (crc32(text.encode()), text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '["clock"]',
        '["clock",{},{}]',
        '["g-counter",{"A":"1"}]',
        '["clock",{"A":"1","A":"2"}]',
        '["clock",{"A":"01"}]',
        '["clock",{"A":1}]',
        '["clock",{"A":null}]',
        '["clock",["A","1"]]',
        '{"clock":{"A":"1"}}',
        '["clock", {"A":"1"}]',
        "7",
        "[" * 100_000,
    ],
    ids=lambda text: text[:30],
)
def test_decode_refuses_other_texts_with_a_right_checksum(text: str) -> None:
    with pytest.raises(ValueError, match="are not a clock as encode"):
        Clock.decode(_with_checksum(text))


def test_decode_refuses_a_negative_count_with_a_right_checksum() -> None:
    with pytest.raises(ValueError, match="count -1 of replica 'A' is negative"):
        Clock.decode(_with_checksum('["clock",{"A":"-1"}]'))


def test_decode_reads_every_encoding() -> None:
    assert Clock.decode(_with_checksum('["clock",{"B":"ff","A":"1"}]')) == Clock({"A": 1, "B": 255})
