"""The replicated feed as a target: each replica is a server process, each disk a database, each crash a SIGKILL.

All replicas count likes of one post, which every disk holds from the start; the site of its author is not a replica. A
message is an export of all updates of its sender, in the bytes that servers exchange. A server starts at its first
request, also after a crash.
"""

from __future__ import annotations

import base64
import binascii
import shutil
from collections import Counter
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.targets.feed.servers import POST, ForkedServers
from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy, updates
from antichain.impl.feed.dots import site_of
from antichain.impl.feed.errors import Invalid, Malformed
from antichain.impl.feed.replica import Replica
from antichain.impl.feed.storage.snapshots import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.conformance.protocol.requests import During
    from antichain.conformance.targets.feed.hosts import Host, Hosts

__all__ = ["Feed", "target"]

_GENESIS = anti_entropy.answer_of(
    Clock({POST.origin: POST.n}),
    [updates.encode(updates.write(updates.Post("antichain", "like me"), POST.origin, Clock(), Clock(), 0))],
    more=False,
)


class Feed:
    """The feed as a target; it keeps the disks and the messages, and calls the servers for the rest."""

    def __init__(self, hosts: Hosts) -> None:
        """Use the servers of ``hosts``."""
        self._hosts = hosts
        self._numbers = count(1)
        self._running: dict[str, Host] = {}
        self._backups: dict[str, Path] = {}
        self._folder = hosts.folder() / "history"
        self._folder.mkdir()
        self._first = hosts.folder() / "first.db"
        with Replica(self._first, "first") as replica:
            replica.receive(_GENESIS).result()

    def hello(self) -> Hello:
        """Return the claims: every kind that counts updates, and every fault."""
        kinds = Kind.VERSION_VECTOR, Kind.G_COUNTER, Kind.PN_COUNTER
        offered = dict.fromkeys(kinds, Options(entries=True, wire=True))
        return Hello(name="antichain feed", version="0.1.0", language="Python", kinds=offered, faults=tuple(Fault))

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        """Begin a history: each disk holds only the post, and no server runs yet."""
        for host in self._running.values():
            host.rest()
        shutil.rmtree(self._folder)
        self._folder.mkdir()
        self._running = {}
        self._kind = kind
        self._disks = {replica: self._disk() for replica in replicas}
        self._backups = {}
        self._messages: dict[str, bytes] = {}

    # Updates and reads.

    def event(self, replica: str, /) -> None:
        """Make one update."""
        self._host(replica).like(1)

    def increment(self, replica: str, by: float | str, /) -> None:
        """Like."""
        _accepted(self._host(replica).like, by)

    def decrement(self, replica: str, by: float | str, /) -> None:
        """Unlike."""
        _accepted(self._host(replica).unlike, by)

    def value(self, replica: str, /) -> int:
        """Read the likes."""
        return self._host(replica).likes()

    def entries(self, replica: str, /) -> Mapping[str, object]:
        """Return the entries: updates by site, or likes by site."""
        if self._kind is Kind.VERSION_VECTOR:
            sites = Counter[str]()
            for origin, updates in self._host(replica).origins().items():
                if origin != POST.origin:
                    sites[site_of(origin)] += updates
            return sites
        slots = self._host(replica).slots()
        return slots if self._kind is Kind.PN_COUNTER else {site: added for site, (added, _) in slots.items()}

    # Messages.

    def send(self, replica: str, message: str, /) -> str:
        """Export all updates."""
        self._messages[message] = self._host(replica).export()
        return base64.b64encode(self._messages[message]).decode()

    stamp = send

    def receive(self, replica: str, message: str, /) -> None:
        """Receive a message."""
        self._host(replica).deliver(self._messages[message])

    def compare(self, left: str, right: str, /) -> str:
        """Compare the version vectors that two messages carry."""
        (x, *_), (y, *_) = (anti_entropy.decode_answer(self._messages[message]) for message in (left, right))
        return x.compare(y)

    def recode(self, message: str, as_: str, /) -> None:
        """Decode a message, and encode the result."""
        have, received, more = anti_entropy.decode_answer(self._messages[message])
        self._messages[as_] = anti_entropy.answer_of(have, [updates.encode(update) for update in received], more=more)

    def load(self, message: str, text: str, /) -> None:
        """Load exported bytes."""
        try:
            answer = base64.b64decode(text, validate=True)
            anti_entropy.decode_answer(answer)
        except (Malformed, binascii.Error) as why:
            code = "malformed"
            raise Rejected(code, str(why)) from why
        self._messages[message] = answer

    # Faults.

    def crash(self, replica: str, during: During | None = None, /) -> str | None:
        """Kill the process, during an update if one is given."""
        acknowledged = self._host(replica).die(during)
        del self._running[replica]
        if during is None:
            return None
        return "done" if acknowledged else "unknown"

    def wipe(self, replica: str, /) -> None:
        """Kill the process, and lose the disk: the next one holds only the post."""
        self._kill(replica)
        self._disks[replica] = self._disk()

    def snapshot(self, replica: str, snapshot: str, /) -> None:
        """Copy the disk while the server runs."""
        self._backups[snapshot] = self._copy(replica)

    def restore(self, replica: str, snapshot: str, /) -> None:
        """Kill the process, and replace the disk by the backup."""
        self._kill(replica)
        self._disks[replica] = self._copied(self._backups[snapshot])

    def clone(self, replica: str, as_: str, /) -> None:
        """Copy the disk for a further server."""
        self._disks[as_] = self._copy(replica)

    def retire(self, replica: str, /) -> None:
        """End the process permanently."""
        self._kill(replica)
        del self._disks[replica]

    def join(self, replica: str, /) -> None:
        """Add a server with an empty disk."""
        self._disks[replica] = self._disk()

    def _host(self, replica: str) -> Host:
        """Return the running server of a replica."""
        if replica not in self._running:
            disk = self._disks[replica]
            if not disk.exists():
                shutil.copy(self._first, disk)
            self._running[replica] = self._hosts.start(replica, disk)
        return self._running[replica]

    def _kill(self, replica: str) -> None:
        if replica in self._running:
            self._running.pop(replica).die()

    def _disk(self) -> Path:
        """Return the path of a file that never existed; it does not contain the name of a replica."""
        return self._folder / f"{next(self._numbers)}.db"

    def _copied(self, file: Path) -> Path:
        return Path(shutil.copy(file, self._disk()))

    def _copy(self, replica: str) -> Path:
        self._host(replica)
        copy, view = self._disk(), View(self._disks[replica])
        view.backup(copy)
        view.close()
        return copy


def _accepted(update: Callable[[float | str], None], by: float | str) -> None:
    try:
        update(by)
    except Invalid as why:
        code = "not-an-integer" if isinstance(by, float) else "negative"
        raise Rejected(code, str(why)) from why


def target() -> Feed:
    """Return the feed as a target, with real server processes."""
    return Feed(ForkedServers())
