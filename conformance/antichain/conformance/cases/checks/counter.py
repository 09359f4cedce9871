"""The check of a counter's value: a table of rules, each with the reads that it covers and those that violate it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.cases.checks.base import Check, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.protocol.answers import Answer

__all__ = ["CAUSES", "COUNTER_RULES", "CounterRead", "CounterRule", "CounterValue"]


class CounterRead(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The facts that decide a read: the right total, and how its reader learned of the updates in it.

    ``total`` is the sum of the updates that the reader knows, and ``knows`` says whether there are any. ``own`` is the
    amount of the update just made, if the last event is one. ``stale`` means that the last event brought nothing new.
    ``last`` is the right total at the previous read of this replica, and ``twin`` the place of a read by another
    replica with the same past. ``gains`` and ``losses``, ``gained_again`` and ``lost_again`` say whether the past holds
    increments and decrements, and whether the reader has received some of them more than once. ``amounts`` are those of
    the events of the history; ``past`` and ``again`` are the events that the reader knows, and those that it received
    more than once, as bit masks.
    """

    total: int
    knows: bool = True
    own: int = 0
    stale: bool = False
    last: int | None = None
    twin: int | None = None
    gains: bool = False
    losses: bool = False
    gained_again: bool = False
    lost_again: bool = False
    g_counter: bool = True
    amounts: tuple[int, ...] = ()
    past: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class CounterRule:
    """A rule about reads: the reads that it covers, and the wrong totals that violate it.

    ``violated`` takes the read, the wrong total and the answers before it. ``sentence`` explains the violation, and is
    empty if another violated rule explains it.
    """

    id: str
    covers: Callable[[CounterRead], bool]
    violated: Callable[[CounterRead, int, Sequence[Answer]], bool]
    sentence: str = ""


CAUSES = frozenset({"CNT-BELOW", "CNT-ONCE", "CNT-NEW", "CNT-UNION"})
"""The rules about lost and additional updates, of which every wrong total violates exactly one."""
_MOST_SUMS = 4096
"""The largest number of sums that are tried to explain a total."""


def explained(read: CounterRead, total: int) -> str:
    """Return the rule of the only explanation of a wrong total by the amounts of the past, or an empty text.

    A total that is too large lacks decrements or has increments twice; one that is too small the other way round.

    >>> explained(CounterRead(total=-4, amounts=(-1, -3), past=0b11), total=-1)
    'CNT-BELOW'
    """
    off = abs(total - read.total)
    sign = 1 if total > read.total else -1
    lost = [-sign * by for by in _chosen(read.amounts, read.past) if sign * by < 0]
    twice = [sign * by for by in _chosen(read.amounts, read.again) if sign * by > 0]
    is_lost, is_twice = _some_sum_to(off, lost), _some_sum_to(off, twice)
    is_in_part = bool(lost) and not is_twice and min(twice, default=off + 1) > off
    if (is_lost or is_in_part) and not is_twice:
        return "CNT-BELOW" if sign > 0 else "CNT-UNION"
    return "CNT-ONCE" if is_twice and not is_lost else ""


def _chosen(amounts: Sequence[int], mask: int) -> list[int]:
    return [by for e, by in enumerate(amounts) if mask >> e & 1]


def _some_sum_to(total: int, parts: Sequence[int]) -> bool:
    """Return whether some of the positive parts have this sum, or there are too many sums to try."""
    sums = {0}
    for part in parts:
        sums |= {each + part for each in sums if each + part <= total}
        if len(sums) > _MOST_SUMS:
            return True
    return total in sums


def _cause(read: CounterRead, total: int) -> str:
    """Return the rule of the four about lost and additional updates that a wrong total violates."""
    if rule := explained(read, total):
        return rule
    if total > read.total:
        if read.losses and not (read.gained_again and total):
            return "CNT-BELOW"
        return "CNT-ONCE" if read.gained_again else "CNT-NEW"
    if read.lost_again:
        return "CNT-ONCE"
    return "CNT-UNION" if read.gains else "CNT-NEW"


COUNTER_RULES = (
    CounterRule(
        "CNT-BELOW",
        covers=lambda read: read.losses,
        violated=lambda read, total, _: _cause(read, total) == "CNT-BELOW",
        sentence="a decrement does not count in full",
    ),
    CounterRule(
        "CNT-OWN",
        covers=lambda read: read.own != 0,
        violated=lambda read, total, _: read.own != 0 and total == read.total - read.own,
    ),
    CounterRule(
        "CNT-ONCE",
        covers=lambda read: read.gained_again or read.lost_again,
        violated=lambda read, total, _: _cause(read, total) == "CNT-ONCE",
        sentence="an update that arrived more than once is counted more than once",
    ),
    CounterRule(
        "CNT-NEW",
        covers=lambda read: read.knows,
        violated=lambda read, total, _: _cause(read, total) == "CNT-NEW",
        sentence="the value holds more than all updates that the reader can know of",
    ),
    CounterRule(
        "CNT-UNION",
        covers=lambda read: read.gains,
        violated=lambda read, total, _: _cause(read, total) == "CNT-UNION",
        sentence="an update that the reader knows of is lost",
    ),
    CounterRule(
        "CNT-STALE",
        covers=lambda read: read.stale and read.knows,
        violated=lambda read, _total, _earlier: read.stale,
    ),
    CounterRule(
        "CNT-MONOTONE",
        covers=lambda read: read.g_counter and read.last is not None,
        violated=lambda read, total, _: read.g_counter and read.last is not None and total < read.last,
    ),
    CounterRule(
        "CNT-SAME",
        covers=lambda read: read.twin is not None,
        violated=lambda read, total, earlier: read.twin is not None and total != earlier[read.twin],
    ),
)
"""The rules about reads, those closest to a cause first; every wrong total violates one of :data:`CAUSES`."""


class CounterValue(Check, frozen=True, gc=False, kw_only=True):
    """A value read: the sum of the updates that the reader knows."""

    read: CounterRead

    @staticmethod
    def of(read: CounterRead) -> CounterValue:
        """Return the check of a read, which covers each rule of the table that applies to the read.

        >>> CounterValue.of(CounterRead(total=3, gains=True)).covers
        ('CNT-NEW', 'CNT-UNION')
        """
        covers = tuple([rule.id for rule in COUNTER_RULES if rule.covers(read)])
        return CounterValue(expected=read.total, covers=covers, read=read)

    def violations_of_wrong_answer(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the rules that a wrong total violates, the one closest to the cause first."""
        if not isinstance(answer, int):
            return ("ANS-OK",)
        rules = [rule.id for rule in COUNTER_RULES if rule.violated(self.read, answer, earlier)]
        # If an old state has made the value smaller, the change itself is the most specific violation.
        shrank = self.read.stale and answer < self.read.total and not self.read.lost_again
        return tuple(sorted(rules, key=lambda rule: rule != "CNT-STALE") if shrank else rules)

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong total is wrong."""
        if not isinstance(answer, int):
            return f"the value cannot be read: {said(answer)}"
        causes = (rule.sentence for rule in COUNTER_RULES if rule.sentence and rule.violated(self.read, answer, ()))
        return f"{next(causes)}: {self.without_cause(answer)}"

    def without_cause(self, answer: Answer) -> str:
        """Return the right total and the wrong one."""
        return f"the updates in its causal past sum to {self.expected}, and it reads {said(answer)}"
