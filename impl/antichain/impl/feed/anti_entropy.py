"""Anti-entropy: a server asks a peer for the updates that it lacks; its question is its version vector.

``Ask`` holds the version vector of the asking server. ``Answer`` carries the updates that it lacks, causes first,
within a limit of bytes. While there are ``more``, the server asks again with its new version vector. So the version
vector is also the page number: neither side keeps a state between two messages, and an answer that is lost, repeated,
late or cut off costs a question, never an update (Petersen, Spreitzer, Terry, Theimer, Demers, "Flexible update
propagation for weakly consistent replication", 1997).

Messages are JSON. Their carrier checks the sender and the receiver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import updates
from antichain.impl.feed.dots import Count, Origin  # noqa: TC001 — msgspec reads the annotations
from antichain.impl.feed.errors import Invalid, Malformed, WrongProtocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PAGE", "PAGE_LIMIT", "PROTOCOL", "Answer", "Ask", "answer_of", "decode_answer", "decode_ask", "encode"]

PROTOCOL = 1
"""The version of these messages."""

PAGE = 256 * 1024
"""Bytes of updates in an answer, unless the question has another limit."""

PAGE_LIMIT = 4 * 1024 * 1024
"""An answer is not larger than this, unless a single update is."""


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """The version vector of the asking server."""

    protocol: int
    have: dict[Origin, Count]
    size: Annotated[int, Meta(ge=1)] = PAGE
    """Bytes of updates that the answer may carry."""


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """Updates that the asking server lacks, causes first."""

    protocol: int
    have: dict[Origin, Count]
    """The version vector of the peer that answers."""
    updates: list[Raw]
    more: bool
    """Whether there is more to ask for."""


class _Version(Struct, frozen=True):
    protocol: int


def encode(message: Ask | Answer) -> bytes:
    """Return the message as bytes."""
    return msgspec.json.encode(message)


def decode_ask(data: bytes) -> Ask:
    """Return the question that a peer sent.

    Raises:
        Malformed: the bytes are not a question.
        WrongProtocol: the message has another protocol version.

    """
    return _decode(data, Ask)


def decode_answer(data: bytes) -> tuple[Clock, list[updates.Update], bool]:
    """Return the version vector of a peer, the updates that it sent, and whether there are more.

    >>> decode_answer(b'{"protocol": 2}')
    Traceback (most recent call last):
    antichain.impl.feed.errors.WrongProtocol: the peer speaks protocol 2 and this program 1; upgrade the older one

    Raises:
        Malformed: the bytes are not an answer, or one of its updates is malformed.
        WrongProtocol: the message has another protocol version.

    """
    answer = _decode(data, Answer)
    try:
        decoded = [updates.decode(update) for update in answer.updates]
    except Invalid as error:
        raise Malformed(str(error)) from None
    have = Clock(answer.have)
    for update in decoded:
        if update.n > have[update.origin]:
            message = f"the peer sent {update.dot} and says that it does not have it"
            raise Malformed(message)
    return have, decoded, answer.more


def answer_of(have: Clock, page: Sequence[bytes], *, more: bool) -> bytes:
    """Return the bytes of an answer that carries these encoded updates."""
    return encode(Answer(PROTOCOL, have.entries(), [Raw(update) for update in page], more))


M = TypeVar("M", Ask, Answer)


def _decode(data: bytes, kind: type[M]) -> M:
    try:
        version = msgspec.json.decode(data, type=_Version).protocol
        if version != PROTOCOL:
            message = f"the peer speaks protocol {version} and this program {PROTOCOL}; upgrade the older one"
            raise WrongProtocol(message)
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        message = f"{len(data)} bytes from a peer are not an {kind.__name__.lower()}: {error}"
        raise Malformed(message) from None
