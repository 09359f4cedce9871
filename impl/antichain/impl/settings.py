"""The settings of a server: its name, its peers and tokens, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from antichain.impl.feed.errors import Invalid

__all__ = ["Limits", "Settings", "is_loopback", "peer_url"]

SECRET_LENGTH = 16
"""The least number of bytes of a shared secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits beyond which a server refuses; times are in seconds."""

    body: int = 256 * 1024
    """Bytes of a client's request; a text of 10 000 escaped letters needs half of it."""
    message: int = 16 * 1024 * 1024
    """Bytes of a peer's message that may carry updates."""
    question: int = 1024 * 1024
    """Bytes of any other message of a peer."""
    held: int = 64 * 1024 * 1024
    """Bytes of all bodies of clients' requests that are in memory at one time."""
    mail: int = 64 * 1024 * 1024
    """The same of peers' requests."""
    requests: int = 1_000
    """Requests in progress."""
    connections: int = 2_000
    """Open connections."""
    connections_each: int = 1_000
    """Open connections from one address."""
    head_bytes: int = 64 * 1024
    """Bytes of the head of a request."""
    listeners: int = 100
    """Clients that listen to events."""
    head: float = 10.0
    """Until the head of a request has arrived, on an open connection."""
    idle: int = 5
    """Until the next request on a connection begins."""
    upload: float = 20.0
    """Until the body of a request has arrived."""
    unread: float = 60.0
    """Until a client has read an answer."""
    disk: float = 30.0
    """Until the disk has finished the job of a request."""
    wait: float = 25.0
    """The longest wait of a peer for new updates."""
    beat: float = 15.0
    """Between keep-alive comments on event streams."""
    skew: float = 60.0
    """The largest sum of the difference of two peers' clocks and the travel time of a message."""
    nonces: int = 100_000
    """Messages of peers within twice that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of one server.

    Raises:
        Invalid: the name is empty, the address of a peer is malformed, or a secret is missing or too short.

    """

    name: str
    """The name of its site."""
    peers: tuple[str, ...] = ()
    """The peers that it synchronises with."""
    secret: bytes | None = field(default=None, repr=False)
    """The secret of all servers of this feed; without it they trust all programs of their machine."""
    tokens: frozenset[str] = field(default=frozenset(), repr=False)
    """The tokens, of which a client must send one; without tokens, every client is served."""
    allowed_hosts: tuple[str, ...] = ()
    """Names besides those of the loopback under which clients may reach it; needed only without tokens."""
    demo: bool = False
    """Whether clients may cut and heal its links."""
    limits: Limits = field(default=Limits())

    def __post_init__(self) -> None:
        """Refuse settings that cannot work."""
        if not self.name:
            message = "a server needs a name, such as S1"
            raise Invalid(message)
        if self.secret is not None and len(self.secret) < SECRET_LENGTH:
            message = f"the secret has {len(self.secret)} bytes; use {SECRET_LENGTH} or more, from a random source"
            raise Invalid(message)
        object.__setattr__(self, "peers", tuple(dict.fromkeys(map(peer_url, self.peers))))
        far = [url for url in self.peers if not is_loopback(urlsplit(url).hostname or "")]
        if self.secret is None and far:
            message = f"peer {far[0]} is on another machine; servers on several machines need a shared secret"
            raise Invalid(message)


def peer_url(text: str) -> str:
    """Return the address of a server in its canonical form.

    >>> peer_url("HTTP://LocalHost:8001/")
    'http://localhost:8001'
    >>> peer_url("localhost:8001")
    Traceback (most recent call last):
    antichain.impl.feed.errors.Invalid: peer 'localhost:8001' is not the address of a server; write http://host:port

    Raises:
        Invalid: the text is not the address of a server.

    """
    message = f"peer {text[:200]!r} is not the address of a server; write http://host:port"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Invalid(message) from None
    extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not parts.hostname or extra or not text.isprintable() or port == 0:
        raise Invalid(message)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def is_loopback(host: str) -> bool:
    """Return whether that host is this machine, by an address that no other machine can reach."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
