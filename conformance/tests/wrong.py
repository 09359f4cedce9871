"""Members of the zoo and their parts, under names that are short on a command line."""

from __future__ import annotations

from importlib import import_module
from itertools import count
from typing import TYPE_CHECKING

from antichain.conformance.zoo.parts import (
    add,
    amount,
    balance,
    counter,
    decode,
    encode,
    larger,
    larger_pairs,
    order,
    shift,
    tick,
    total,
    version_vector,
)

if TYPE_CHECKING:
    from antichain.conformance.adapters.values import ValueTarget

__all__ = [
    "add",
    "amount",
    "balance",
    "counter",
    "decode",
    "encode",
    "larger",
    "larger_pairs",
    "order",
    "shift",
    "tick",
    "total",
    "version_vector",
]


def _made(name: str) -> ValueTarget:
    """Return a member's target; the harness is not imported, since each start of a target loads this module."""
    made: ValueTarget = import_module(f"antichain.conformance.zoo.wrong.{name}").target()
    return made


def sums() -> ValueTarget:
    return _made("adds_when_merging")


def accepts_negative_amounts() -> ValueTarget:
    return _made("accepts_negative_amounts")


def believes_in_order() -> ValueTarget:
    return _made("believes_its_only_peer")


def fails_at_repetition() -> ValueTarget:
    return _made("fails_at_repetition")


def looks_at_the_left_only() -> ValueTarget:
    return _made("looks_at_the_left_only")


def merges_in_every_second_history() -> ValueTarget:
    opened = count(1)
    merges = False

    def new(_replica: str) -> dict[str, int]:
        nonlocal merges
        merges = next(opened) % 4 < 2  # two replicas in each history
        return {}

    return counter(new=new, merge=lambda x, y: larger(x, y) if merges else x)


def wraps() -> ValueTarget:
    return _made("wraps_at_31_bits")


def minds_zeros() -> ValueTarget:
    return _made("minds_zeros")


def aliases_messages() -> ValueTarget:
    return _made("aliases_messages")


def sorts_by_text() -> ValueTarget:
    return _made("sorts_entries_by_text")


def sums_and_takes_negative_amounts() -> ValueTarget:
    """Make a counter with two mistakes, one of which every receive shows."""

    def increment(counts: dict[str, int], replica: str, by: object) -> dict[str, int]:
        return {**counts, replica: counts.get(replica, 0) + amount(abs(by) if isinstance(by, int) else by)}

    return counter(increment=increment, merge=lambda x, y: {r: x.get(r, 0) + y.get(r, 0) for r in x | y})


def folds_names_and_wraps() -> ValueTarget:
    """Make a counter that folds the case of names, and wraps at 31 bits."""

    def increment(counts: dict[str, int], replica: str, by: object) -> dict[str, int]:
        count = counts.get(replica.lower(), 0) + amount(by)
        return {**counts, replica.lower(): count % 2**31}

    return counter(increment=increment)


def raises_at_the_second_receive() -> ValueTarget:
    """Make a counter that raises an error when a replica receives a state without new updates."""

    def merge(mine: dict[str, int], theirs: dict[str, int]) -> dict[str, int]:
        if theirs and larger(mine, theirs) == mine:
            message = "nothing new"
            raise KeyError(message)
        return larger(mine, theirs)

    return counter(merge=merge)


def shares_its_state() -> ValueTarget:
    """Make a counter whose messages are the state object, which later updates change."""

    def increment(counts: dict[str, int], replica: str, by: object) -> None:
        counts[replica] = counts.get(replica, 0) + amount(by)

    def merge(mine: dict[str, int], theirs: dict[str, int]) -> None:
        mine.update(larger(mine, theirs))

    return counter(increment=increment, merge=merge)
