# ruff: noqa: N818 - an `except` clause reads as a sentence: `except DiskFull`
"""The errors of a replica of the feed: one class for each reason, with a short code for machines."""

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
    """The base of the errors below; the failed update left no trace, unless the class says otherwise."""

    code: ClassVar[str] = "error"


class Invalid(FeedError, ValueError):
    """A field is missing, of the wrong type, too long, or out of range."""

    code = "invalid"


class NoSuchPeer(FeedError):
    """No peer of this server has that address."""

    code = "no-such-peer"


class NoSuchPost(FeedError, LookupError):
    """The server has no post of that name."""

    code = "no-such-post"


class KeyReused(FeedError):
    """An idempotency key was used again for another request."""

    code = "key-reused"


class Overloaded(FeedError):
    """Too many requests wait for the disk: try again later."""

    code = "overloaded"


class Closed(FeedError):
    """The replica was closed."""

    code = "closed"


class Malformed(FeedError, ValueError):
    """Bytes from a peer are not a message of this protocol; no part of them was applied."""

    code = "malformed"


class WrongProtocol(Malformed):
    """A peer speaks another version of the protocol."""

    code = "wrong-protocol"


class DiskFull(FeedError):
    """There is no space for the update; reads continue, and writes continue once there is space."""

    code = "disk-full"


class StorageFailed(FeedError):
    """The disk failed during a commit: the update was not acknowledged, but may exist after a restart."""

    code = "storage-failed"


class Corrupt(FeedError):
    """The file is damaged, or not a database of a feed; it is unchanged."""

    code = "corrupt"


class NewerSchema(FeedError):
    """A newer version wrote the database; it is unchanged."""

    code = "newer-schema"


class InUse(FeedError):
    """Another process serves this file."""

    code = "in-use"


class Away(FeedError):
    """A peer does not answer, or its answer is malformed."""

    code = "away"


class Unauthentic(FeedError):
    """A message of a peer is not signed with the shared secret, is too old or too new, or was received before."""

    code = "unauthentic"
