"""Values on servers with disks; a server whose name may be in use elsewhere takes a new one.

A name numbers its updates, and a dot (name, n) always names the same update (theorem N4). A server that starts from an
empty disk, a backup or a copied disk cannot know all dots of the name on that disk. So it makes its own dots under a
new name.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from antichain.conformance.adapters.values import ValueTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol.claims import Kind
    from antichain.conformance.protocol.requests import During

__all__ = ["DurableValueTarget"]


class DurableValueTarget(ValueTarget):
    """A target of plain values that supports every fault of the protocol; every acknowledged update is on its disk."""

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        """Begin a history: every server has an empty disk and its own name."""
        self._disks: dict[str, Any] = {}
        self._backups: dict[str, Any] = {}
        self._names = {replica: replica for replica in replicas}
        self._used = set(replicas)
        self._interrupted = 0
        super().open(kind, replicas)
        for replica in replicas:
            self.save(replica)

    def counted_as(self, replica: str) -> str:
        """Return the name under which a server's updates count."""
        return self._names[replica]

    def save(self, replica: str) -> None:
        """Write a server's state to its disk."""
        self._disks[replica] = self._library.copy(self._states[replica])

    def start(self, replica: str) -> None:
        """Start a server from its disk, which does not hold the changes of unsent deltas."""
        self._unsent.pop(replica, None)
        self._is_changed(replica)
        self._states[replica] = self._library.copy(self._disks[replica])

    def rename(self, replica: str) -> None:
        """Give a server a name that was never used."""
        self._names[replica] = next(name for n in count(1) if (name := f"{replica} {n}") not in self._used)
        self._used.add(self._names[replica])

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        """Crash and restart from the disk; of two interrupted requests, one is on the disk and one is not."""
        if during is not None:
            self._interrupted += 1
            if self._interrupted % 2 and during.op == "receive":
                self.receive(replica, str(during.message))
            elif self._interrupted % 2:
                self._change(during.op, replica, self.counted_as(replica), during.by)
        self.start(replica)
        return None if during is None else "unknown"

    def wipe(self, replica: str, /) -> None:
        """Restart with an empty disk."""
        self._disks[replica] = self.initial(replica)
        self.rename(replica)
        self.start(replica)

    def snapshot(self, replica: str, snapshot: str, /) -> None:
        """Take a backup of the disk."""
        self._backups[snapshot] = self._disks[replica]

    def restore(self, replica: str, snapshot: str, /) -> None:
        """Restart from a backup."""
        self._disks[replica] = self._backups[snapshot]
        self.rename(replica)
        self.start(replica)

    def clone(self, replica: str, as_: str, /) -> None:
        """Start another server from a copy of the disk."""
        self._disks[as_] = self._disks[replica]
        self.enter(as_)

    def retire(self, replica: str, /) -> None:
        """Retire a server; the other servers keep its counts."""
        del self._states[replica], self._disks[replica]

    def join(self, replica: str, /) -> None:
        """Add a server with an empty disk."""
        self._disks[replica] = self.initial(replica)
        self.enter(replica)

    def enter(self, replica: str) -> None:
        """Start a further server, under its own name if that name was never used."""
        self._names[replica] = replica
        if replica in self._used:
            self.rename(replica)
        self._used.add(replica)
        self.start(replica)

    def _change(self, name: str, replica: str, *arguments: object) -> None:
        super()._change(name, replica, *arguments)
        self.save(replica)
