"""The identity of a server: a site, and its present incarnation.

A dot must name one update for ever. If two servers each give the dot ``(S1, 5)`` to a different update, both assume
that they have the other's, and an update is lost. Fresh incarnations lose no update and count none twice (theorem N4);
a repeated dot does (refutation R11). So a server may continue from the number on its disk only if no other copy did.

=============  =============================  ==============================================
what happened  what the disk says             what may exist elsewhere
=============  =============================  ==============================================
crash          everything acknowledged        nothing more
lost disk      nothing                        all it ever sent
old backup     a prefix                       the rest, at any peer, even one that is away
clone          everything                     what the other copy writes from now on
=============  =============================  ==============================================

For the server, the four cases look the same: a file, and no memory. A question to the peers distinguishes a lost disk
and an old backup from a crash only if *every* server that ever received from this one answers. It never detects a
clone, because no peer knows more at that moment. Some backups copy a mark of the machine in the file (inode, host
name), and others do not. The rule below needs no answer from a peer:

**Every start is a new incarnation, named by 64 random bits.** It leaves no trace until it writes, so a server that only
reads, or restarts in a loop, costs nothing. Each start that wrote costs one entry of the version vector, for ever. The
counts of past incarnations remain, like those of any retired server.

One case remains: a copy of the memory of a *running* process, for example by a snapshot of a virtual machine. Then the
copies share an incarnation, and a peer may know more of it than one copy wrote. A server that detects this
(:func:`outgrown`, checked at every message of a peer) takes a fresh incarnation before its next write. Updates that
both copies wrote before cannot be repaired: of two updates under one dot, each server keeps the first that it received.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from antichain.impl.feed.dots import origin_of

if TYPE_CHECKING:
    from antichain.impl.crdt.clock import Clock

__all__ = ["fresh", "outgrown"]


def fresh(site: str) -> str:
    """Return an origin of ``site`` that was never used.

    >>> fresh("S1") == fresh("S1")
    False

    Raises:
        Invalid: the site cannot name a server.

    """
    return origin_of(site, secrets.token_hex(8))


def outgrown(origin: str, have: Clock, peer: Clock) -> bool:
    """Return whether a peer knows more updates of ``origin``, the present incarnation here, than this server wrote.

    >>> from antichain.impl.crdt.clock import Clock
    >>> outgrown("S1~a", Clock({"S1~a": 1}), Clock({"S1~a": 2}))
    True
    """
    return peer[origin] > have[origin]
