"""Which rule is broken when an answer after a mishap is wrong, and when an answer speaks about that rule at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.mishap import Mishap
from antichain.conformance.protocol import Fault

if TYPE_CHECKING:
    from antichain.conformance.oracle import Truth
    from antichain.conformance.protocol import Kind

__all__ = ["AFTERMATH", "Blame"]

_RULES = {
    Fault.CRASH: "FLT-DURABLE",
    Fault.WIPE: "FLT-AMNESIA",
    Fault.RESTORE: "FLT-BACKUP",
    Fault.CLONE: "FLT-CLONE",
    Fault.JOIN: "MEM-REJOIN",
}
AFTERMATH = {
    "FLT-DURABLE": "what was acknowledged before a crash is there after it",
    "FLT-ACK": "an update that a crash interrupted is there for everybody or for nobody",
    "FLT-AMNESIA": "a lost disk loses no update that others know, and hides none that is new",
    "FLT-BACKUP": "a restored backup loses no update that others know, and hides none that is new",
    "FLT-CLONE": "two servers started from one disk make different updates",
    "MEM-RETIRE": "what a retired replica counted stays counted, once",
    "MEM-REJOIN": "who enters again under a name used before makes new updates",
    "MEM-ORDER": "forgetting a replica changes no order",
}
"""Why something else was due, by the rule that a wrong answer breaks."""


class Blame:
    """The mishaps of a history, as rules."""

    def __init__(self, truth: Truth, kind: Kind) -> None:
        """Look at the mishaps of a history that is played as this kind."""
        self._truth = truth
        self._kind = kind
        self._mishaps = {e: event for e, event in enumerate(truth.events, 1) if isinstance(event, Mishap)}
        self._rules = {e: self._about(e, mishap) for e, mishap in self._mishaps.items()}

    def rule(self, e: int) -> str:
        """Return the rule about the mishap that step ``e`` is; empty where it is like anything else that happens."""
        return self._rules[e]

    def at(self, e: int) -> str:
        """Return the rule about the latest mishap up to step ``e``, empty where there is none."""
        if not self._rules:
            return ""  # as in most histories
        return next((rule for step, rule in reversed(self._rules.items()) if step <= e and rule), "")

    def speaks(self, e: int, *, reader: str, past: int) -> bool:
        """Return whether what a reader with this past shows right after step ``e`` depends on what the rule is about.

        Where a new life began it does if updates of both lives are in the past; after a crash, at whom it befell; after
        a retirement, if an update of who has left is known.
        """
        rule = self.at(e)
        return any(
            self._matters(step, reader, past) for step, name in self._rules.items() if step <= e and name == rule
        )

    def begins(self, e: int) -> bool:
        """Return whether step ``e`` is the first update of a life that a mishap began."""
        mine = [n for n, life in enumerate(self._truth.lives[:e], 1) if life == self._truth.lives[e - 1]]
        updates = [n for n in mine if self._truth.events[n - 1].is_update]
        return updates == [e] and mine[0] in self._mishaps and self._mishaps[mine[0]].renews

    def renewed(self, e: int) -> frozenset[str]:
        """Return the replicas that may go by further names at step ``e``."""
        befallen = [mishap for step, mishap in self._mishaps.items() if step <= e]
        return frozenset(name for mishap in befallen for name in (mishap.replica, mishap.subject))

    def forgotten(self, e: int) -> bool:
        """Return whether somebody has left up to step ``e``, and may be forgotten."""
        return any(step <= e and mishap.fault is Fault.RETIRE for step, mishap in self._mishaps.items())

    def _about(self, e: int, mishap: Mishap) -> str:
        if mishap.during:
            return "FLT-ACK"
        if mishap.fault is Fault.RETIRE:
            return "MEM-ORDER" if self._kind.is_clock else "MEM-RETIRE"
        # Who enters for the first time is like anybody else.
        first = mishap.fault is Fault.JOIN and self._truth.lives[e - 1] == mishap.replica
        return "" if first else _RULES[mishap.fault]

    def _matters(self, step: int, reader: str, past: int) -> bool:
        mishap = self._mishaps[step]
        made = [n + 1 for n in range(past.bit_length()) if past >> n & 1]
        if mishap.during:
            return reader != mishap.replica and step in made
        if mishap.fault is Fault.CRASH:
            return reader == mishap.replica and any(n < step for n in made)
        mine = [n for n in made if self._truth.events[n - 1].replica in (mishap.replica, mishap.subject)]
        if mishap.fault is Fault.RETIRE:
            return bool(mine)
        lives = {self._truth.lives[n - 1] for n in mine}
        return len(lives) > 1 and any(n > step for n in mine)
