"""A rule: one sentence that an implementation can violate, and the needs that a claim must meet for it to apply."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antichain.conformance.protocol.claims import Claim, Kind
    from antichain.conformance.rules import needs

__all__ = ["Level", "Rule"]


class Level(StrEnum):
    """The weight of a rule in the verdict."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its sentence, the theorems behind it, and the needs that a claim must meet for the rule to apply."""

    id: str
    level: Level
    statement: str
    theorems: tuple[str, ...]
    needs: tuple[needs.Need, ...]
    room: Mapping[Kind, int] = field(default_factory=dict)
    """The number of updates in its shortest history, for which a declared ``max`` may be too small.
    """

    def missing(self, claim: Claim) -> tuple[str, ...]:
        """Return the needs that a claim does not meet, in words; empty if the rule is claimed.

        >>> from antichain.conformance.protocol.claims import Claim, Kind, Options
        >>> from antichain.conformance.rules.catalogue import RULES
        >>> RULES["WIRE-BIG"].missing(Claim(Kind.VECTOR_CLOCK, Options()))
        ('a counter', 'wire')
        """
        return tuple(need.text for need in self.needs if not need.is_met(claim))

    def why_not(self, claim: Claim) -> str:
        """Return why no history within the declared ``max`` can test this rule; empty if one can."""
        options, needed = claim.options, self.room.get(claim.kind, 0)
        unbounded = options.limit is None or (claim.kind.is_clock and options.step == "increasing")
        if unbounded or options.limit is None or options.limit >= needed:
            return ""
        counted = "ticks of one replica" if claim.kind.is_clock else "updates"
        return f"max is {options.limit}, and no history with fewer than {needed} {counted} shows it"
