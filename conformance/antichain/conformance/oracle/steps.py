"""The steps of a history: events, and faults between them.

A fault step is not an event: it has no place in the causal order. It decides the state that the replica has at its next
event, and the incarnation of that event. An *incarnation* is a name that counts updates. A replica continues under a
new incarnation if it lost its disk, was restored from a backup, was cloned, or joins under a used name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from antichain.conformance.protocol.claims import Fault
from antichain.model.causality import Event

__all__ = ["FaultStep", "Step"]


@dataclass(frozen=True, slots=True)
class FaultStep:
    """A fault at ``replica``.

    A restore brings back the state that the replica had right after step ``back``, one of its own steps, or at the
    start where ``back`` is 0. A clone is started under the name ``as_``. A crash ``during`` an update may or may not
    keep that update: the step is then also an update, and the target answers whether it was acknowledged.
    """

    replica: str
    fault: Fault
    back: int = 0
    as_: str = ""
    during: bool = False
    of: ClassVar[None] = None
    """A fault step receives nothing."""

    @property
    def is_update(self) -> bool:
        """Whether the step may also be an update."""
        return self.during

    @property
    def renews(self) -> bool:
        """Whether the replica cannot know all its earlier dots, and so continues under a new incarnation."""
        return self.fault in (Fault.WIPE, Fault.RESTORE, Fault.CLONE, Fault.JOIN)

    @property
    def subject(self) -> str:
        """The replica that runs after the step: the clone, or else the replica of the fault."""
        return self.as_ or self.replica


Step = Event | FaultStep
