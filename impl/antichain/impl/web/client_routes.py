"""The routes of clients: writes, reads, and the state of the server."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import StreamingResponse

from antichain.impl.feed import updates
from antichain.impl.feed.dots import Dot  # noqa: TC001 — the signatures are read
from antichain.impl.replication.metrics import MEDIA
from antichain.impl.web import schemas, serializers
from antichain.impl.web.admission import request_bodies
from antichain.impl.web.error_responses import Problem, response
from antichain.impl.web.routing import For, route
from antichain.impl.web.service import Service  # noqa: TC001 — the signatures are read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from antichain.impl.web.routing import Route

__all__ = ["CLIENT_ROUTES"]

Key = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=request_bodies.KEY,
        description="a request that repeats with its key is not counted again, unless its server was restored"
        " from a copy older than the request, or lost its disk, in between",
    ),
]


class EventStream(StreamingResponse):
    """The stream of events for one client, which is counted from its first byte to its last."""

    def __init__(self, service: Service, headers: Mapping[str, str]) -> None:
        """Answer with the events of ``service``."""
        super().__init__(service.events(), media_type="text/event-stream", headers=headers)
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events until the client leaves or the server stops."""
        try:
            with self._service.listening():
                await super().__call__(scope, receive, send)
        except Problem as problem:  # other clients came after the check
            await response(problem)(scope, receive, send)


@route("POST", "/api/posts", status=HTTPStatus.CREATED)
async def write_post(service: Service, body: schemas.NewPost, key: Key | None) -> schemas.Written:
    """Post something."""
    return await service.write("post", updates.Post(body.author, body.text), key)


@route("POST", "/api/posts/{dot}/likes", status=HTTPStatus.CREATED)
async def write_like(service: Service, dot: Dot, body: schemas.NewLike, key: Key | None) -> schemas.Written:
    """Like a post."""
    return await service.write("like", updates.like(dot, int(body.by)), key)


@route("POST", "/api/posts/{dot}/unlikes", status=HTTPStatus.CREATED)
async def write_unlike(service: Service, dot: Dot, body: schemas.NewLike, key: Key | None) -> schemas.Written:
    """Take back likes of a post."""
    return await service.write("unlike", updates.like(dot, -int(body.by)), key)


@route("POST", "/api/posts/{dot}/comments", status=HTTPStatus.CREATED)
async def write_comment(service: Service, dot: Dot, body: schemas.NewComment, key: Key | None) -> schemas.Written:
    """Comment on a post."""
    return await service.write("comment", updates.Comment(dot, body.author, body.text), key)


@route("GET", "/api/posts")
async def read_posts(service: Service, query: schemas.Before) -> schemas.Posts:
    """Read posts, the latest first."""
    before = serializers.place(query.before)
    found = await service.read(lambda: service.replica.view.posts(query.limit + 1, before))
    more = serializers.cursor(found[query.limit - 1].update) if len(found) > query.limit else None
    found = found[: query.limit]
    return schemas.Posts([serializers.post_seen(one) for one in found], more)


@route("GET", "/api/posts/{dot}/comments")
async def read_comments(service: Service, dot: Dot, query: schemas.After) -> schemas.Comments:
    """Read the comments on a post, causes first."""
    after = serializers.place(query.after)
    found = await service.read(lambda: service.replica.view.comments(dot, query.limit + 1, after))
    more = serializers.cursor(found[query.limit - 1]) if len(found) > query.limit else None
    found = found[: query.limit]
    return schemas.Comments([serializers.comment_seen(one) for one in found], more)


@route("GET", "/api/posts/{dot}/explain")
async def read_explanation(service: Service, dot: Dot) -> schemas.Explained:
    """Read the explanation of a post's value: the contributions, the concurrent updates, and the clocks."""
    return serializers.explained(await service.read(lambda: service.replica.view.explain(dot)))


@route("GET", "/api/posts/{dot}/entries")
async def read_entries(service: Service, dot: Dot) -> dict[str, tuple[schemas.Number, schemas.Number]]:
    """Read how many likes of a post each site counted, and how many it took back."""
    entries = await service.read(lambda: service.replica.view.entries(dot))
    return {site: (serializers.number(added), serializers.number(taken)) for site, (added, taken) in entries.items()}


@route("GET", "/api/posts/{dot}")
async def read_post(service: Service, dot: Dot) -> schemas.PostSeen:
    """Read a post and its counts."""
    return serializers.post_seen(await service.read(lambda: service.replica.view.find(dot)))


@route("GET", "/api/recent")
async def read_recent(service: Service, query: schemas.Last) -> schemas.Recent:
    """Read the last updates and their clocks."""
    found = await service.read(lambda: service.replica.view.recent(query.limit))
    return schemas.Recent([serializers.update_seen(one) for one in found])


@route("GET", "/api/state")
async def read_state(service: Service) -> schemas.State:
    """Read the version vector of this server, and the state of its peers."""
    return service.state()


@route("GET", "/api/events", media="text/event-stream")
async def listen(service: Service) -> StreamingResponse:
    """Stream an event named `state` after each change, with the answer of /api/state."""
    service.refuse_listener()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return EventStream(service, headers)


@route("POST", "/api/links")
async def change_link(service: Service, body: schemas.LinkChange) -> schemas.Links:
    """Cut or heal the link to a peer, in both directions; only on a server for demonstration."""
    if not service.settings.demo:
        message = "links are cut on servers that run for demonstration only"
        raise Problem(HTTPStatus.FORBIDDEN, "no-demo", message)
    await service.peers.set_cut(body.peer, cut=body.cut)
    return schemas.Links(service.peers.seen())


@route("GET", "/health", For.ANYBODY)
async def read_health(service: Service) -> schemas.Health:
    """Read whether the server is healthy."""
    return await service.health()


@route("GET", "/metrics", For.ANYBODY, media=MEDIA)
async def read_metrics(service: Service) -> bytes:
    """Read the metrics of the server, for Prometheus."""
    return service.metrics.text(service.replica, service.peers.seen())


CLIENT_ROUTES: tuple[Route, ...] = (
    write_post,
    write_like,
    write_unlike,
    write_comment,
    read_posts,
    read_comments,
    read_explanation,
    read_entries,
    read_post,
    read_recent,
    read_state,
    listen,
    change_link,
    read_health,
    read_metrics,
)
