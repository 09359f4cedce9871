"""Starting a target, and starting it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from antichain.conformance.transport.connection import Connection

__all__ = ["Launch", "TargetSlot"]


class Launch(Protocol):
    """A target that can be started."""

    @property
    def name(self) -> str:
        """Its name on the command line and in messages."""

    def start(self) -> Connection:
        """Start it, for the run."""

    def fresh(self) -> Connection:
        """Start it once more, in a new process if it can be started in one."""


class TargetSlot:
    """The started target of a run; a target that broke in this process is replaced by a new one."""

    def __init__(self, launch: Launch) -> None:
        """Start the target."""
        self.launch = launch
        self.connection = launch.start()

    @property
    def in_process(self) -> bool:
        """Whether the target runs in this process."""
        return isinstance(self.connection, InProcess)

    def renew(self) -> None:
        """Start a target in this process again; a connection to another process does this automatically."""
        if self.in_process:
            self.connection = self.launch.start()
