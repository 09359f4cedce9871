"""The identity of a server: a site, and its incarnation that is alive now.

A dot must name one update for ever, or updates are lost: two servers that each call a different update ``(S1, 5)`` both
believe they have the other's. To join fresh incarnations loses nothing and counts nothing twice (theorem N4); to use a
dot again does (refutation R11). So a server may go on counting from the number on its disk only if no other copy did.

=============  =============================  ==============================================
what happened  what the disk says             what may exist elsewhere
=============  =============================  ==============================================
crash          everything acknowledged        nothing more
lost disk      nothing                        all it ever sent
old backup     a prefix                       the rest, at any peer, even one that is away
clone          everything                     what the other copy writes from now on
=============  =============================  ==============================================

From inside, the four look alike: a file, and no memory. Asking the peers tells a lost disk and an old backup from a
crash only if *every* server that ever heard from this one answers; and it never detects a clone, because no peer knows
more at that moment. A mark of the machine in the file (inode, host name) is copied by some backups and not by others.
The rule below needs no answer from a peer:

**Every start is a new incarnation, named by 64 random bits.** It leaves no trace until it writes, so a server that
only reads, or restarts in a loop, costs nothing; each start that wrote costs one entry of the version vector, for ever.
The counts of past incarnations stay, as those of any retired server.

One case is left: the memory of a *running* process copied, as by a snapshot of a virtual machine. Then the copies share
an incarnation, and a peer comes to know more of it than one copy wrote. A server that finds this
(:func:`outgrown`, asked at every message of a peer) takes a fresh incarnation before its next write.
Updates that both wrote before cannot be repaired: of two updates under one dot, each server keeps the first it met.
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
    """Return whether a peer knows more of ``origin``, which is alive here alone, than was ever written here.

    >>> from antichain.impl.crdt.clock import Clock
    >>> outgrown("S1~a", Clock({"S1~a": 1}), Clock({"S1~a": 2}))
    True
    """
    return peer[origin] > have[origin]
