"""Authentication of peers by a shared secret: a message counts only if its sender has signed every byte.

A request carries ``Antichain-Signature: TIME NONCE DIGEST MAC``. The digest is SHA-256 of the body. The MAC is
HMAC-SHA256 (RFC 2104) over a label, the time in milliseconds since 1970, the nonce, the sender, the method, the path
with its query, and the digest; each but the last ends with a line feed, which none of them may contain, so two messages
never have the same text. So the head alone shows whether a peer signed it, before a byte of the body is read. An answer
carries the MAC over another label, the request's nonce, the sender, the status, and the digest of its body: it answers
that very request and no other.

A request is accepted once, and only while its time is within ``skew`` of the receiver's; its nonce is kept for that
long. A process that has just started has no nonces, so in its first ``skew`` it may accept a message that its
predecessor accepted; this is harmless, since updates are idempotent. Messages are not encrypted: for that, use TLS.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from antichain.impl.feed.errors import Unauthentic

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HEADER", "Doorkeeper", "Message", "sign", "sign_answer", "verify_answer", "verify_body"]

HEADER = "Antichain-Signature"

_FORM = re.compile(r"([0-9]{1,15}) ([0-9a-f]{32}) ([0-9a-f]{64}) ([0-9a-f]{64})")


class Message(NamedTuple):
    """The signed parts of a message."""

    sender: str
    """The name of the sending server, as in the header."""
    what: str
    """For a request the method and the path with its query, for an answer its status."""
    body: bytes


def sign(secret: bytes, request: Message, now: Callable[[], float] = time.time) -> tuple[str, str]:
    """Return the value of the header of a request, and the nonce that its answer is bound to."""
    nonce, stamp = secrets.token_hex(16), str(int(now() * 1000))
    return f"{stamp} {nonce} {_digest(request.body)} {_mac(secret, 'request', stamp, nonce, request)}", nonce


def sign_answer(secret: bytes, nonce: str, answer: Message) -> str:
    """Return the value of the header of an answer."""
    return _mac(secret, "answer", "", nonce, answer)


def verify_answer(secret: bytes, nonce: str, answer: Message, header: str) -> None:
    """Pass if the answer is from a peer, to this request.

    Raises:
        Unauthentic: it is not.

    """
    if not hmac.compare_digest(sign_answer(secret, nonce, answer), header.encode("ascii", "replace").decode()):
        message = "the answer is not signed with the shared secret"
        raise Unauthentic(message)


class Doorkeeper:
    """Accepts each signed message of a peer once."""

    def __init__(self, secret: bytes, skew: float, capacity: int, now: Callable[[], float] = time.time) -> None:
        """Remember at most ``capacity`` nonces; ``now`` returns seconds since 1970."""
        self._secret, self._skew, self._capacity, self._now = secret, skew, capacity, now
        self._taken: dict[str, float] = {}

    def admit_head(self, sender: str, what: str, header: str) -> tuple[str, str]:
        """Return the nonce of a request and the digest that its body must have, before anything of the body is read.

        Raises:
            Unauthentic: it is forged, stale, or was admitted before.

        """
        form = _FORM.fullmatch(header)
        if not form:
            message = f"header {HEADER} is missing or reads wrongly; peers sign with the shared secret"
            raise Unauthentic(message)
        stamp, nonce, digest, mac = form.groups()
        if abs(self._now() - int(stamp) / 1000) > self._skew:
            message = f"the message is not of this time; clocks may differ by {self._skew:g} s"
            raise Unauthentic(message)
        if not hmac.compare_digest(_mac_of(self._secret, f"request\n{stamp}\n{nonce}\n{sender}\n{what}", digest), mac):
            message = "the message is not signed with the shared secret"
            raise Unauthentic(message)
        self._take(nonce)
        return nonce, digest

    def admit(self, request: Message, header: str) -> str:
        """Return the nonce of an authentic request, to which the answer is to be bound.

        Raises:
            Unauthentic: it is forged, stale, or was admitted before.

        """
        nonce, digest = self.admit_head(request.sender, request.what, header)
        verify_body(request.body, digest)
        return nonce

    def _take(self, nonce: str) -> None:
        now = self._now()
        self._forget(now)
        if nonce in self._taken:
            message = "the message was taken before"
            raise Unauthentic(message)
        if len(self._taken) >= self._capacity:
            message = f"{self._capacity} messages within {2 * self._skew:g} s; try again later"
            raise Unauthentic(message)
        self._taken[nonce] = now + 2 * self._skew

    def _forget(self, now: float) -> None:
        while self._taken and next(iter(self._taken.values())) < now:
            del self._taken[next(iter(self._taken))]


def verify_body(body: bytes, digest: str) -> None:
    """Pass if the body is the one whose digest was signed.

    Raises:
        Unauthentic: it is not.

    """
    if not hmac.compare_digest(_digest(body), digest):
        message = "the message is not signed with the shared secret"
        raise Unauthentic(message)


def _digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def _mac(secret: bytes, label: str, stamp: str, nonce: str, message: Message) -> str:
    return _mac_of(secret, f"{label}\n{stamp}\n{nonce}\n{message.sender}\n{message.what}", _digest(message.body))


def _mac_of(secret: bytes, head: str, digest: str) -> str:
    return hmac.new(secret, f"antichain-2\n{head}\n{digest}".encode("utf-8", "replace"), sha256).hexdigest()
