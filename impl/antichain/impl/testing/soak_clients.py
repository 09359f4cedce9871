"""Clients of a trial: each likes and unlikes posts on any server, and records the answers in the ledger."""

from __future__ import annotations

from contextlib import ExitStack
from http import HTTPStatus
from threading import Event, Thread
from typing import TYPE_CHECKING

from antichain.impl.client import Feed, Refused
from antichain.impl.feed.errors import Away
from antichain.impl.testing.soak_ledger import Fate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from antichain.impl.feed.dots import Dot
    from antichain.impl.testing.soak_ledger import Asked, Ledger, Like, Post

__all__ = ["Client"]

_NEW_POST = 0.04
_TRIES = 4
_PAUSE = 0.25
"""Seconds before a request whose answer was lost is sent again."""


class Client(Thread):
    """One client in a separate thread."""

    def __init__(self, ledger: Ledger, urls: Sequence[str], chance: Random, *, retry: bool) -> None:
        """Choose by ``chance``; with ``retry``, send unanswered requests again with the same key."""
        super().__init__(name="client", daemon=True)
        self._ledger, self._urls, self._chance = ledger, urls, chance
        self._tries = _TRIES if retry else 1
        self._over = Event()

    def stop(self) -> None:
        """Finish the request that is under way, and no other."""
        self._over.set()

    def run(self) -> None:
        """Send requests until stopped."""
        with ExitStack() as stack:
            feeds = [stack.enter_context(Feed(url)) for url in self._urls]
            while not self._over.is_set():
                server = self._chance.randrange(len(feeds))
                like = None if self._chance.random() < _NEW_POST else self._ledger.like(server, self._chance)
                if like is None:
                    self._send_post(feeds[server], self._ledger.post(server))
                else:
                    self._send_like(feeds[server], like)

    def _send_post(self, feed: Feed, post: Post) -> None:
        self._send(post, lambda: feed.post("client", post.key, post.key))

    def _send_like(self, feed: Feed, like: Like) -> None:
        send = feed.unlike if like.unlike else feed.like
        self._send(like, lambda: send(like.post, like.by, like.key))

    def _send(self, asked: Asked, send: Callable[[], Dot]) -> None:
        for _ in range(self._tries):
            try:
                self._ledger.acknowledge(asked, send())
            except Refused as why:
                if why.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    asked.fate = Fate.REFUSED
                    return
            except Away:
                pass
            else:
                return
            self._over.wait(_PAUSE)
