"""The pages that may use a server: an attacker's page must neither read it nor write to it.

- *DNS rebinding*: a page of ``evil.example`` whose name then resolves to this machine is of one origin with the server.
  Its requests carry the name in ``Host``. So a server answers only under names that an attacker cannot register, and
  under those that the operator allows. With tokens every name is allowed, since such a page has no token.
- *Cross-site requests*: a form of any page may post here, without reading the answer. Browsers name the origin of a
  request in ``Sec-Fetch-Site`` (W3C, "Fetch Metadata Request Headers") or in ``Origin``. A program sends neither.
"""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING

from antichain.impl.web.error_responses import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Scope

__all__ = ["OriginGuard", "host_of"]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods without effects."""

AUTHORITY_LIMIT = 260
"""Characters of a name of the longest kind and its port."""

KNOWN_LIMIT = 1_000
"""The number of spellings of hosts that are kept as allowed."""


def host_of(authority: str) -> str | None:
    """Return the host in the value of a ``Host`` header, in lower case; None if it is not one.

    >>> host_of("LocalHost:8001"), host_of("[::1]:8001"), host_of("a b")
    ('localhost', '::1', None)
    """
    if len(authority) > AUTHORITY_LIMIT:
        return None
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, port = authority, ""
    if port and not (port.isascii() and port.isdigit()):
        return None
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        return None
    if not host or not host.isascii() or not all(letter.isalnum() or letter in "-._:%" for letter in host):
        return None
    return host.lower().rstrip(".")


class OriginGuard:
    """A check of ``Host`` and, for writes, of the origin."""

    def __init__(self, allowed: Iterable[str] = (), *, any_host: bool = False, signed: str | None = None) -> None:
        """Allow these names, or with ``any_host`` all; paths that begin with ``signed`` need no host."""
        self._any_host, self._signed = any_host, signed
        self._allowed = frozenset(name.lower().rstrip(".") for name in allowed)
        self._known: set[bytes] = set()

    def check(self, scope: Scope) -> None:
        """Pass if the request of an HTTP scope may be served.

        Raises:
            Problem: it may not: 400 without one host, 421 for a foreign host, 403 for a foreign page.

        """
        headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        hosts: list[bytes] = []
        site = origin = None
        for name, value in headers:
            if name == b"host":
                hosts.append(value)
            elif name == b"sec-fetch-site":
                site = value
            elif name == b"origin":
                origin = value
        if len(hosts) > 1 or (not hosts and scope["http_version"] != "1.0"):
            message = f"the request has {len(hosts)} headers Host; send exactly one"
            raise Problem(HTTPStatus.BAD_REQUEST, "malformed", message, hang_up=True)
        host = hosts[0] if hosts else b""
        if hosts and host not in self._known and not (self._signed and scope["path"].startswith(self._signed)):
            self._admit(host)
        if scope["method"] not in SAFE and (site is not None or origin is not None):
            _refuse_foreign(site, origin, host)

    def _admit(self, host: bytes) -> None:
        text = host.decode("latin-1")
        name = host_of(text)
        if name is None or not (self._any_host or name in self._allowed or _is_safe(name)):
            message = f"host {text[:200]!r} is not served here; use localhost, an IP address, or --allowed-host NAME"
            raise Problem(HTTPStatus.MISDIRECTED_REQUEST, "misdirected", message, hang_up=True)
        if len(self._known) < KNOWN_LIMIT:
            self._known.add(host)


def _is_safe(name: str) -> bool:
    """Return whether an attacker cannot point that name to this machine: a loopback name, or an address."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _refuse_foreign(site: bytes | None, origin: bytes | None, host: bytes) -> None:
    """Pass if the page that writes has this origin.

    Raises:
        Problem: it has another origin.

    """
    if site is not None:
        own = site in {b"same-origin", b"none"}
    else:
        own = origin is not None and bool(host) and origin.partition(b"://")[2].lower() == host.lower()
    if not own:
        message = "a page of another origin may not write; open the page of this server"
        raise Problem(HTTPStatus.FORBIDDEN, "foreign-origin", message, hang_up=True)
