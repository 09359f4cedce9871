"""The right answers of a bounded counter, slot by slot, from the claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.checks.base import Equals, Reads, Refusal, refused
from antichain.conformance.protocol import requests

if TYPE_CHECKING:
    from antichain.conformance.cases.script import ScriptBuilder
    from antichain.conformance.protocol.claims import Options

__all__ = ["BoundedLedger", "in_words"]


def in_words(request: requests.Increment | requests.Decrement | requests.Receive) -> str:
    """Return a request as the subject of a sentence."""
    if isinstance(request, requests.Receive):
        return f"receive of {request.message}"
    return f"{request.__struct_config__.tag} by {request.by}"


class BoundedLedger:
    """The bounded sums that each replica added and subtracted; it computes the right answer of each step."""

    def __init__(self, builder: ScriptBuilder, options: Options) -> None:
        """Begin with no updates; the requests and their checks go to ``builder``."""
        self.builder = builder
        self.limit = options.limit
        self.overflow = options.overflow
        self.states: dict[str, dict[tuple[str, int], int]] = {}

    def total(self, state: dict[tuple[str, int], int]) -> int:
        """Return the total of a state, whose slots are those of increments (sign 1) and decrements (sign -1)."""
        total = sum(sign * count for (_, sign), count in state.items())
        if self.overflow == "saturate" and self.limit is not None:
            return max(-self.limit, min(total, self.limit))
        return total

    def update(self, replica: str, by: int) -> None:
        """Update a replica, by a negative amount with a decrement."""
        state = self.states.setdefault(replica, {})
        slot = replica, 1 if by > 0 else -1
        after = {**state, slot: state.get(slot, 0) + abs(by)}
        verb = requests.Increment if by >= 0 else requests.Decrement
        self._step(replica, after, verb(replica, abs(by)))

    def receive(self, replica: str, sender: str, message: str) -> None:
        """Let a replica receive a message that holds what its sender holds now."""
        mine, theirs = self.states.setdefault(replica, {}), self.states.get(sender, {})
        after = {slot: max(mine.get(slot, 0), theirs.get(slot, 0)) for slot in mine | theirs}
        self._step(replica, after, requests.Receive(replica, message))

    def read(self, replica: str, reason: str = "") -> None:
        """Read the value of a replica."""
        expected = self.total(self.states.get(replica, {}))
        self.builder.request(requests.Value(replica), Reads(expected=expected, covers=("CNT-BIG",), reason=reason))

    def _step(
        self,
        replica: str,
        after: dict[tuple[str, int], int],
        request: requests.Increment | requests.Decrement | requests.Receive,
    ) -> None:
        if self.overflow in {"reject", "unspecified"} and self.limit is not None:
            if max([*after.values(), abs(self.total(after))]) > self.limit:
                if self.overflow == "unspecified":
                    return
                beyond = f"{in_words(request)} (declared maximum: {self.limit})"
                check = Refusal(expected=refused("overflow"), rule="CNT-BIG", request=beyond, evidence=1)
                self.builder.request(request, check)
                return
        elif self.overflow == "saturate" and self.limit is not None:
            after = {slot: min(count, self.limit) for slot, count in after.items()}
        self.states[replica] = after
        self.builder.request(request, Equals(expected=None, covers=("CNT-BIG",)))
