"""The routes of peers: the bytes of :mod:`antichain.impl.feed.anti_entropy`, signed if there is a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from antichain.impl.crdt.clock import Clock
from antichain.impl.feed import anti_entropy
from antichain.impl.feed.dots import behind
from antichain.impl.web import schemas
from antichain.impl.web.routing import For, route
from antichain.impl.web.service import Service  # noqa: TC001 — the signatures are read

if TYPE_CHECKING:
    from antichain.impl.web.routing import Route

__all__ = ["PEER_ROUTES"]

BYTES = "application/octet-stream"


class Wait(Struct, frozen=True, forbid_unknown_fields=True):
    """How long to wait."""

    wait: Annotated[float, Meta(ge=0, le=3600)] = 0
    """In seconds, at most the longest wait of this server."""


@route("POST", "/peer/answer", For.PEERS, media=BYTES)
async def answer(service: Service, message: bytes, sender: str) -> bytes:
    """Answer a question with updates that the asking server lacks, within its limit."""
    service.peers.heard(sender, Clock(anti_entropy.decode_ask(message).have))
    page = await service.read(lambda: service.replica.answer(message))
    service.metrics.bytes["served"] += len(page)
    return page


@route("POST", "/peer/news", For.PEERS, media=BYTES)
async def news(service: Service, message: bytes, sender: str, query: Wait) -> bytes:
    """Answer once the asking server lacks an update, or at the end of the time, with the version vector only."""
    have = Clock(anti_entropy.decode_ask(message).have)
    service.peers.heard(sender, have)
    wait = min(query.wait, service.settings.limits.wait)
    await service.news.until(lambda: behind(have, service.replica.have) > 0 or service.peers.is_cut(sender), wait)
    service.refuse_cut(sender)
    known = service.replica.have
    return anti_entropy.answer_of(known, [], more=behind(have, known) > 0)


@route("POST", "/peer/deliver", For.PEERS, carries=True)
async def deliver(service: Service, message: bytes) -> schemas.Taken:
    """Apply an answer that another program delivered."""
    received = await service.written(service.replica.receiving(message))
    service.metrics.synced += received.applied
    service.metrics.repeated += received.repeated
    return schemas.Taken(received.applied, received.repeated, received.waiting, received.refused, received.more)


@route("POST", "/peer/export", For.PEERS, media=BYTES)
async def export(service: Service, message: bytes) -> bytes:
    """Answer, at any length, with all updates, or with those that the question in the body lacks."""
    lacks = Clock(anti_entropy.decode_ask(message).have) if message else None
    return await service.read(lambda: service.replica.export(lacks))


PEER_ROUTES: tuple[Route, ...] = (answer, news, deliver, export)
