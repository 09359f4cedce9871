# ruff: noqa: N818 - they are caught and read as what they say: `except DiskFull`
"""What a replica of the feed refuses or cannot do: one class a reason, each with a short code for machines."""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "Away",
    "Closed",
    "Corrupt",
    "DiskFull",
    "FeedError",
    "InUse",
    "Invalid",
    "KeyReused",
    "Malformed",
    "NewerSchema",
    "NoSuchPeer",
    "NoSuchPost",
    "Overloaded",
    "StorageFailed",
    "Unauthentic",
    "WrongProtocol",
]


class FeedError(Exception):
    """Any of the below; the update it answers left no trace, unless the class says otherwise."""

    code: ClassVar[str] = "error"


class Invalid(FeedError, ValueError):
    """A field is missing, of the wrong type, too long, or out of range."""

    code = "invalid"


class NoSuchPeer(FeedError):
    """No peer of this server has that address."""

    code = "no-such-peer"


class NoSuchPost(FeedError, LookupError):
    """No post of that name has arrived here."""

    code = "no-such-post"


class KeyReused(FeedError):
    """An idempotency key came back with another request than the one it was first used for."""

    code = "key-reused"


class Overloaded(FeedError):
    """More requests wait for the disk than this replica is willing to hold: try again later."""

    code = "overloaded"


class Closed(FeedError):
    """The replica was closed."""

    code = "closed"


class Malformed(FeedError, ValueError):
    """Bytes from a peer are no message of this protocol; nothing of them was taken in."""

    code = "malformed"


class WrongProtocol(Malformed):
    """A peer speaks another version of the protocol."""

    code = "wrong-protocol"


class DiskFull(FeedError):
    """There is no space for the update; reads go on, and so do writes once there is."""

    code = "disk-full"


class StorageFailed(FeedError):
    """The disk failed under a commit: the update was not acknowledged, yet it may be there after a restart."""

    code = "storage-failed"


class Corrupt(FeedError):
    """The file is damaged, or no database of a feed; it was left as it is."""

    code = "corrupt"


class NewerSchema(FeedError):
    """The database was written by a newer version; it was left as it is."""

    code = "newer-schema"


class InUse(FeedError):
    """Another process serves this very file."""

    code = "in-use"


class Away(FeedError):
    """A peer does not answer, or not as a peer would."""

    code = "away"


class Unauthentic(FeedError):
    """A message of a peer is not signed with the shared secret, is too old or too new, or was taken before."""

    code = "unauthentic"
