"""A client of one server: the operations of a user and of a peer, as plain calls.

Every write carries an ``Idempotency-Key``, the caller's or a fresh one, so that a request whose answer was lost can be
sent again with the same key and counts once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx2
import msgspec

from antichain.impl.feed.anti_entropy import PROTOCOL
from antichain.impl.feed.dots import Dot
from antichain.impl.feed.errors import Away, FeedError
from antichain.impl.replication import auth
from antichain.impl.replication.link import FROM, VERSION
from antichain.impl.web import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.impl.replication.status import PeerSeen

__all__ = ["Feed", "Refused"]

T = TypeVar("T")


class Refused(FeedError):  # noqa: N818 — an ``except`` clause reads as a sentence
    """The server answered with an error."""

    code = "refused"

    def __init__(self, status: int, code: str, message: str) -> None:
        """Set the message to the answer of the server."""
        super().__init__(f"{status} {code}: {message}")
        self.status, self.reason = status, code


class Feed:
    """A client of one server. Methods raise :class:`Refused`, or ``Away`` if there is no answer."""

    def __init__(  # noqa: PLR0913 — most have a default that serves
        self,
        url: str,
        token: str | None = None,
        secret: bytes | None = None,
        *,
        name: str = "",
        timeout: float = 30.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Talk to the server at ``url``: as a client with ``token``, as the peer ``name`` with ``secret``."""
        self.url, self._secret, self._name = url, secret, quote(name)
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._http = httpx2.Client(
            base_url=url,
            headers=headers,
            timeout=timeout,
            transport=transport,
            trust_env=False,
            verify=url.startswith("https:"),
        )

    # As a user.

    def post(self, author: str, text: str, key: str | None = None) -> Dot:
        """Post; the answer is the post's name."""
        return self._write("/api/posts", {"author": author, "text": text}, key)

    def comment(self, post: Dot, author: str, text: str, key: str | None = None) -> Dot:
        """Comment on a post."""
        return self._write(f"{_at(post)}/comments", {"author": author, "text": text}, key)

    def like(self, post: Dot, by: int = 1, key: str | None = None) -> Dot:
        """Like a post, ``by`` times at once."""
        return self._write(f"{_at(post)}/likes", {"by": str(by) if by > schemas.EXACT else by}, key)

    def unlike(self, post: Dot, by: int = 1, key: str | None = None) -> Dot:
        """Take back ``by`` likes of a post, from any user."""
        return self._write(f"{_at(post)}/unlikes", {"by": str(by) if by > schemas.EXACT else by}, key)

    def find(self, post: Dot) -> schemas.PostSeen:
        """Return a post and its counts."""
        return self._read(_at(post), schemas.PostSeen)

    def value(self, post: Dot) -> int:
        """Return the likes of a post."""
        return _whole(self.find(post).likes)

    def entries(self, post: Dot) -> dict[str, tuple[int, int]]:
        """Return how many likes of a post each site counted, and how many it took back."""
        entries = self._read(f"{_at(post)}/entries", dict[str, tuple[schemas.Number, schemas.Number]])
        return {site: (_whole(added), _whole(taken)) for site, (added, taken) in entries.items()}

    def explain(self, post: Dot) -> schemas.Explained:
        """Return why a post reads as it does."""
        return self._read(f"{_at(post)}/explain", schemas.Explained)

    def posts(self) -> Iterator[schemas.PostSeen]:
        """Yield all posts, the latest first, page by page."""
        page = self._read("/api/posts", schemas.Posts, limit=200)
        yield from page.posts
        while page.next:
            page = self._read("/api/posts", schemas.Posts, limit=200, before=page.next)
            yield from page.posts

    def comments(self, post: Dot) -> Iterator[schemas.CommentSeen]:
        """Yield all comments on a post, causes first, page by page."""
        page = self._read(f"{_at(post)}/comments", schemas.Comments, limit=200)
        yield from page.comments
        while page.next:
            page = self._read(f"{_at(post)}/comments", schemas.Comments, limit=200, after=page.next)
            yield from page.comments

    def recent(self, limit: int = 20) -> list[schemas.UpdateSeen]:
        """Return the last updates with their clocks."""
        return self._read("/api/recent", schemas.Recent, limit=limit).updates

    def state(self) -> schemas.State:
        """Return the version vector of the server and the state of its links to peers."""
        return self._read("/api/state", schemas.State)

    def link(self, peer: str, *, cut: bool) -> list[PeerSeen]:
        """Cut or heal the link to a peer."""
        body = msgspec.json.encode({"peer": peer, "cut": cut})
        return self._decoded("POST", "/api/links", schemas.Links, content=body, headers=_JSON).peers

    def healthy(self) -> bool:
        """Return whether the server reports that it is healthy."""
        try:
            self._send("GET", "/health")
        except Refused:
            return False
        return True

    def metrics(self) -> str:
        """Return the metrics of the server, as text."""
        return self._send("GET", "/metrics").text

    def wait_ready(self, seconds: float = 10.0) -> Self:
        """Wait until the server answers.

        Raises:
            TimeoutError: it did not answer within ``seconds``.

        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self.state()
            except (Away, Refused):
                time.sleep(0.02)
            else:
                return self
        message = f"{self.url} did not answer within {seconds:g} s"
        raise TimeoutError(message)

    # As a peer: bytes of antichain.impl.feed.anti_entropy.

    def answer(self, ask: bytes) -> bytes:
        """Return the answer of the server to a peer's question: one page."""
        return self._peer("/peer/answer", ask)

    def export(self, ask: bytes = b"") -> bytes:
        """Return all updates of the server, or those that the asker lacks, as one answer."""
        return self._peer("/peer/export", ask)

    def deliver(self, answer: bytes) -> schemas.Taken:
        """Deliver to the server an answer that it did not request, or requested long ago."""
        return self._as(schemas.Taken, self._peer("/peer/deliver", answer))

    def _peer(self, target: str, body: bytes) -> bytes:
        headers, nonce = {VERSION: str(PROTOCOL), FROM: self._name}, ""
        if self._secret is not None:
            headers[auth.HEADER], nonce = auth.sign(self._secret, auth.Message(self._name, f"POST {target}", body))
        response = self._send("POST", target, content=body, headers=headers)
        if self._secret is not None:
            signed = auth.Message(response.headers.get(FROM, ""), str(response.status_code), response.content)
            auth.verify_answer(self._secret, nonce, signed, response.headers.get(auth.HEADER, ""))
        return response.content

    # The requests themselves.

    def _write(self, target: str, body: dict[str, str | int], key: str | None) -> Dot:
        headers = {**_JSON, "Idempotency-Key": key or uuid4().hex}
        written = self._decoded("POST", target, schemas.Written, content=msgspec.json.encode(body), headers=headers)
        return Dot.parse(written.dot)

    def _read(self, target: str, kind: type[T], **query: str | int) -> T:
        return self._decoded("GET", target, kind, params=query)

    def _decoded(self, method: str, target: str, kind: type[T], **request: Any) -> T:  # noqa: ANN401 — as httpx2 takes it
        return self._as(kind, self._send(method, target, **request).content)

    def _as(self, kind: type[T], content: bytes) -> T:
        try:
            return msgspec.json.decode(content, type=kind)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            message = f"{self.url} answered what no server of the feed does: {error}"
            raise Away(message) from None

    def _send(self, method: str, target: str, **request: Any) -> httpx2.Response:  # noqa: ANN401 — as httpx2 takes it
        try:
            response = self._http.request(method, target, **request)
        except httpx2.HTTPError as error:
            message = f"{self.url}: {type(error).__name__}: {error}"
            raise Away(message) from error
        if response.is_success:
            return response
        try:
            told = msgspec.json.decode(response.content, type=schemas.Failed).error
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            raise Refused(response.status_code, "unknown", response.text[:500]) from None
        raise Refused(response.status_code, told.code, told.message)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()


_JSON = {"Content-Type": "application/json"}


def _at(post: Dot) -> str:
    return f"/api/posts/{quote(str(post), safe='')}"


def _whole(number: schemas.Number) -> int:
    return number if isinstance(number, int) else int(number, 0)
