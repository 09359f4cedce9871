"""The check of a counter's value: a table of rules, each with the reads that it covers and those that violate it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.cases.checks.base import Check, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antichain.conformance.protocol.answers import Answer

__all__ = ["COUNTER_RULES", "CounterRead", "CounterRule", "CounterValue"]


class CounterRead(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The facts that decide a read: the right total, and how its reader learned of the updates in it.

    ``total`` is the sum of the updates that the reader knows, and ``knows`` says whether there are any. ``own`` is the
    amount of the update just made, if the last event is one. ``stale`` means that the last event brought nothing new.
    ``last`` is the right total at the previous read of this replica, and ``twin`` the place of a read by another
    replica with the same past. ``gains`` and ``losses``, ``gained_again`` and ``lost_again`` say whether the past holds
    increments and decrements, and whether the reader has received some of them more than once.
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


def _hides_a_decrement(read: CounterRead, total: int) -> bool:
    """Return whether a total is too large because a decrement does not count in full."""
    return read.losses and total > read.total and not (read.gained_again and total)


COUNTER_RULES = (
    CounterRule(
        "CNT-BELOW",
        covers=lambda read: read.losses,
        violated=lambda read, total, _: _hides_a_decrement(read, total),
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
        violated=lambda read, total, _: (
            read.gained_again and not _hides_a_decrement(read, total) if total > read.total else read.lost_again
        ),
        sentence="an update that arrived more than once is counted more than once",
    ),
    CounterRule(
        "CNT-NEW",
        covers=lambda read: read.knows,
        violated=lambda read, total, _: (
            not read.gained_again and not _hides_a_decrement(read, total)
            if total > read.total
            else not read.lost_again and not read.gains
        ),
        sentence="the value holds more than all updates that the reader can know of",
    ),
    CounterRule(
        "CNT-UNION",
        covers=lambda read: read.gains,
        violated=lambda read, total, _: read.gains and not read.lost_again and total <= read.total,
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
"""The rules about reads, those closest to a cause first.

Of CNT-BELOW, CNT-ONCE, CNT-NEW and CNT-UNION, every wrong total violates exactly one.
"""


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
        sums = f"the updates in its causal past sum to {self.expected}, and it reads {answer}"
        return f"{next(causes)}: {sums}"
