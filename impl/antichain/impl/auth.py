"""Peers know each other by a shared secret: no byte of a message is believed that its sender could not have signed.

A request carries ``Antichain-Signature: TIME NONCE MAC``. The MAC is HMAC-SHA256 (RFC 2104) over a label, the time in
milliseconds since 1970, the nonce, the sender, the method, the path with its query, and the body; each but the last
ends with a line feed, which none of them may hold, so no two messages have one spelling. An answer carries the MAC over
another label, the request's nonce, the sender, the status, and the body: it answers that very request and no other.

A request is taken once, and only while its time is within ``skew`` of the receiver's; its nonce is remembered for as
long as that may be. A process that has just started remembers none, so in its first ``skew`` it might take a message
that its predecessor took; updates are idempotent, and it does no harm. Nothing here keeps a message from being read:
for that, put TLS in front.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from antichain.impl.failures import Unauthentic

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HEADER", "Doorkeeper", "Message", "sign", "sign_answer", "verify_answer"]

HEADER = "Antichain-Signature"

_FORM = re.compile(r"([0-9]{1,15}) ([0-9a-f]{32}) ([0-9a-f]{64})")


class Message(NamedTuple):
    """What is signed."""

    sender: str
    """The name of the server that sends it, as it stands in the header."""
    what: str
    """Of a request the method and the path with its query, of an answer its status."""
    body: bytes


def sign(secret: bytes, request: Message, now: Callable[[], float] = time.time) -> tuple[str, str]:
    """Return the value of the header of a request, and the nonce that its answer is bound to."""
    nonce, stamp = secrets.token_hex(16), str(int(now() * 1000))
    return f"{stamp} {nonce} {_mac(secret, 'request', stamp, nonce, request)}", nonce


def sign_answer(secret: bytes, nonce: str, answer: Message) -> str:
    """Return the value of the header of an answer."""
    return _mac(secret, "answer", "", nonce, answer)


def verify_answer(secret: bytes, nonce: str, answer: Message, header: str) -> None:
    """Pass if the answer is a peer's, to this request.

    Raises:
        Unauthentic: it is not.

    """
    if not hmac.compare_digest(sign_answer(secret, nonce, answer), header.encode("ascii", "replace").decode()):
        message = "the answer is not signed with the shared secret"
        raise Unauthentic(message)


class Doorkeeper:
    """Lets in what a peer signed, once."""

    def __init__(self, secret: bytes, skew: float, capacity: int, now: Callable[[], float] = time.time) -> None:
        """Remember at most ``capacity`` nonces; ``now`` tells seconds since 1970."""
        self._secret, self._skew, self._capacity, self._now = secret, skew, capacity, now
        self._taken: dict[str, float] = {}

    def expect(self, header: str) -> tuple[str, str, str]:
        """Return the time, the nonce and the MAC that a header claims, before anything else of the request is read.

        Raises:
            Unauthentic: no message with that header is authentic now.

        """
        form = _FORM.fullmatch(header)
        if not form:
            message = f"header {HEADER} is missing or reads wrongly; peers sign with the shared secret"
            raise Unauthentic(message)
        stamp, nonce, mac = form.groups()
        if abs(self._now() - int(stamp) / 1000) > self._skew:
            message = f"the message is not of this time; clocks may differ by {self._skew:g} s"
            raise Unauthentic(message)
        return stamp, nonce, mac

    def admit(self, request: Message, header: str) -> str:
        """Return the nonce of an authentic request, to which the answer is to be bound.

        Raises:
            Unauthentic: it is forged, stale, or was admitted before.

        """
        stamp, nonce, mac = self.expect(header)
        if not hmac.compare_digest(_mac(self._secret, "request", stamp, nonce, request), mac):
            message = "the message is not signed with the shared secret"
            raise Unauthentic(message)
        now = self._now()
        self._forget(now)
        if nonce in self._taken:
            message = "the message was taken before"
            raise Unauthentic(message)
        if len(self._taken) >= self._capacity:
            message = f"{self._capacity} messages within {2 * self._skew:g} s; try again later"
            raise Unauthentic(message)
        self._taken[nonce] = now + 2 * self._skew
        return nonce

    def _forget(self, now: float) -> None:
        while self._taken and next(iter(self._taken.values())) < now:
            del self._taken[next(iter(self._taken))]


def _mac(secret: bytes, label: str, stamp: str, nonce: str, message: Message) -> str:
    head = f"antichain-1\n{label}\n{stamp}\n{nonce}\n{message.sender}\n{message.what}\n"
    return hmac.new(secret, head.encode("utf-8", "replace") + message.body, sha256).hexdigest()
