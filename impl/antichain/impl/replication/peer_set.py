"""All peers of a server: the asked ones, the ones behind a cut link, and the sender of a request."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from antichain.impl.feed.errors import NoSuchPeer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.impl.crdt.clock import Clock
    from antichain.impl.replication.peer import Peer
    from antichain.impl.replication.status import PeerSeen

__all__ = ["Peers"]


def _with_shared_name(seen: PeerSeen) -> PeerSeen:
    message = f"another peer has the name {seen.name!r} as well; give each server a separate --name"
    return replace(seen, trouble=seen.trouble or message)


class Peers:
    """All peers of one server."""

    def __init__(self, peers: Iterable[Peer]) -> None:
        """Hold the peers; none is asked before :meth:`start`."""
        self._peers = {peer.url: peer for peer in peers}

    def seen(self) -> list[PeerSeen]:
        """Return the peers as this server sees them; two peers of one name are a trouble of both."""
        seen = [peer.seen() for peer in self._peers.values()]
        names = Counter(one.name for one in seen if one.name is not None)
        return [_with_shared_name(one) if one.name is not None and names[one.name] > 1 else one for one in seen]

    def failures(self) -> list[Exception]:
        """Return the reasons why peers cannot be synced with now."""
        return [peer.failure for peer in self._peers.values() if peer.failure is not None]

    def start(self) -> None:
        """Begin to ask."""
        for peer in self._peers.values():
            peer.start()

    async def stop(self) -> None:
        """Stop asking."""
        await asyncio.gather(*(peer.stop() for peer in self._peers.values()))

    async def set_cut(self, url: str, *, cut: bool) -> None:
        """Cut the link to a peer, or heal it.

        Raises:
            NoSuchPeer: it is not a peer of this server.

        """
        peer = self._peers.get(url.rstrip("/"))
        if peer is None:
            message = f"peer {url[:200]!r} is unknown; the peers of this server are {', '.join(self._peers) or 'none'}"
            raise NoSuchPeer(message)
        await peer.set_cut(cut=cut)

    def is_cut(self, name: str) -> bool:
        """Return whether the link to the peer of that name is cut.

        An unknown name may be that of any peer whose link was cut before the first contact.
        """
        peers = self._peers.values()
        if any(peer.name == name for peer in peers):
            return any(peer.cut for peer in peers if peer.name == name)
        return any(peer.cut for peer in peers if peer.name is None)

    def heard(self, name: str, have: Clock) -> None:
        """Record the version vector of a question of the peer of that name."""
        for peer in self._peers.values():
            if peer.name == name:
                peer.heard(have)
            elif peer.name is None:
                peer.wake()
