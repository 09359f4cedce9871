"""Scenarios about receives that a crash interrupts, under the claim ``interrupts: all``: all or nothing is received.

The message holds updates of two replicas, so that half of a receive is visible. The value read after the crash must
stay, and the same message, received again, brings the missing updates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.after_faults import OUTCOME, After
from antichain.conformance.cases.checks.base import OneOf, Reads, said
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.protocol.answers import Answer

__all__ = ["probes"]

_RULE = "FLT-RECEIVE"
_MAKERS = 2
_MOST = 4
"""The replicas of a case: two that made the updates, the one that crashes, and one that receives from it."""


def probes(claim: Claim) -> Iterator[Case]:
    """Yield a case for each number of crashes in a row, with and without an update of the replica that crashes."""
    options = claim.options
    if claim.kind.is_clock or not options.history or options.interrupts != "all" or Fault.CRASH not in claim.faults:
        return
    count = min(_MOST, options.replicas or _MOST)
    for crashes in (1, 2):
        for own in (False, True):
            # With two crashes the message comes a second time, which a channel may exclude.
            room = options.limit is None or options.limit >= min(count - 1, _MAKERS) + own
            if count > 1 and room and options.channel != "fifo-once":
                yield _interrupted(claim, plain(options, count), crashes, own=own)


class _Taken(After, frozen=True, gc=False, kw_only=True):
    """A total after interrupted receives: without or with the whole message; unchanged if it was read before."""

    outcomes: tuple[int, ...]
    whole: int
    to: int | None = None

    @property
    def dynamic(self) -> bool:
        """The check depends on the answer to the crash."""
        return True

    def violations(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[str, ...]:
        """Return the rule if a part was received, if an acknowledged receive is lost, or if the value changed."""
        done = any(earlier[place] == "done" for place in self.outcomes)
        right = answer == self.whole if done else self.expected.matches(answer)
        return () if right and (self.to is None or answer == earlier[self.to]) else (self.rule,)

    def contradicted(self, answer: Answer, earlier: Sequence[Answer]) -> tuple[int, ...]:
        """Return the places of the acknowledged receives, and of the read with another value."""
        done = tuple(place for place in self.outcomes if earlier[place] == "done")
        return done if self.to is None or answer == earlier[self.to] else (*done, self.to)

    def explanation(self, answer: Answer) -> str:
        """Return the sentence that says why a wrong total is wrong."""
        if not self.expected.matches(answer):
            return f"{self.reason}: that makes {self.expected}, and it reads {said(answer)}"
        if self.to is None:
            return f"an interrupted receive was answered done: that makes {self.whole}, and it reads {said(answer)}"
        return f"{self.reason}, and this never changes: it reads {said(answer)}, and another value was read before"


def _interrupted(claim: Claim, names: Sequence[str], crashes: int, *, own: bool) -> Case:
    builder = ScriptBuilder(claim, names)
    one, reader, *others = names
    other, *friends = (*others, one)
    makers = [one, other] if others else [one]
    for maker in makers:
        builder.request(requests.Increment(maker, 1))
    if others:
        builder.export(requests.Send(other, "part"))
        builder.request(requests.Receive(one, "part"))
    builder.export(requests.Send(one, "m"))
    if own:
        builder.request(requests.Increment(reader, 1))
    before, whole = int(own), int(own) + len(makers)
    during = requests.During("receive", message="m")
    outcome = After(expected=OUTCOME, rule=_RULE)
    outcomes = tuple(builder.request(requests.Crash(reader, during), outcome) for _ in range(crashes))
    reason = f"a crash interrupted the receive of m, which holds {len(makers)}; {reader} receives all of it or nothing"
    either = OneOf(f"{before} or {whole}", answers=(before, whole))
    check = _Taken(expected=either, covers=(_RULE,), rule=_RULE, reason=reason, outcomes=outcomes, whole=whole)
    first = builder.request(requests.Value(reader), check)
    if friends and friends[0] != one:
        builder.export(requests.Send(reader, "n"))
        builder.request(requests.Receive(friends[0], "n"))
    builder.request(requests.Crash(reader), After(expected=None, rule=_RULE))
    again = _Taken(
        expected=either, covers=(_RULE,), rule=_RULE, reason=reason, outcomes=outcomes, whole=whole, to=first
    )
    builder.request(requests.Value(reader), again)
    if friends and friends[0] != one:
        builder.request(requests.Value(friends[0]), again)
    builder.request(requests.Receive(reader, "m"), After(expected=None, rule=_RULE))
    reason = f"{reader} has received m again, without an interruption"
    builder.request(requests.Value(reader), Reads(expected=whole, covers=(_RULE,), reason=reason))
    return DirectedCase(f"{crashes} interrupted receives{' after an update' * own}", builder.script())
