"""The routes that clients use: to write, to read, and to see how the server is."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import StreamingResponse

from antichain.impl import api, showing
from antichain.impl.dots import Dot  # noqa: TC001 — the signatures are read
from antichain.impl.problems import Problem
from antichain.impl.routing import For, route
from antichain.impl.service import Service  # noqa: TC001 — the signatures are read

if TYPE_CHECKING:
    from antichain.impl.routing import Route

__all__ = ["CLIENT_ROUTES"]

Key = Annotated[
    str,
    Meta(
        max_length=200,
        description="a request that repeats with its key is not counted again, unless its server was restored"
        " from a copy older than the request, or lost its disk, in between",
    ),
]


@route("POST", "/api/posts", status=HTTPStatus.CREATED)
async def write_post(service: Service, body: api.NewPost, key: Key | None) -> api.Written:
    """Post something."""
    dot = await service.written(lambda: service.replica.post(body.author, body.text, key))
    return service.counted("post", dot)


@route("POST", "/api/posts/{dot}/likes", status=HTTPStatus.CREATED)
async def write_like(service: Service, dot: Dot, body: api.NewLike, key: Key | None) -> api.Written:
    """Like a post."""
    like = await service.written(lambda: service.replica.like(dot, int(body.by), key))
    return service.counted("like", like)


@route("POST", "/api/posts/{dot}/unlikes", status=HTTPStatus.CREATED)
async def write_unlike(service: Service, dot: Dot, body: api.NewLike, key: Key | None) -> api.Written:
    """Take back likes of a post."""
    unlike = await service.written(lambda: service.replica.unlike(dot, int(body.by), key))
    return service.counted("unlike", unlike)


@route("POST", "/api/posts/{dot}/comments", status=HTTPStatus.CREATED)
async def write_comment(service: Service, dot: Dot, body: api.NewComment, key: Key | None) -> api.Written:
    """Comment on a post."""
    comment = await service.written(lambda: service.replica.comment(dot, body.author, body.text, key))
    return service.counted("comment", comment)


@route("GET", "/api/posts")
async def read_posts(service: Service, query: api.Before) -> api.Posts:
    """Read posts, the last first."""
    before = showing.place(query.before)
    found = await service.read(lambda: service.replica.view.posts(query.limit, before))
    more = showing.cursor(found[-1].update) if len(found) == query.limit else None
    return api.Posts([showing.post_seen(one) for one in found], more)


@route("GET", "/api/posts/{dot}/comments")
async def read_comments(service: Service, dot: Dot, query: api.After) -> api.Comments:
    """Read the comments on a post, causes first."""
    after = showing.place(query.after)
    found = await service.read(lambda: service.replica.view.comments(dot, query.limit, after))
    more = showing.cursor(found[-1]) if len(found) == query.limit else None
    return api.Comments([showing.comment_seen(one) for one in found], more)


@route("GET", "/api/posts/{dot}/explain")
async def read_explanation(service: Service, dot: Dot) -> api.Explained:
    """Learn why a post reads as it does: who contributed what, what was concurrent, and the clocks."""
    return showing.explained(await service.read(lambda: service.replica.view.explain(dot)))


@route("GET", "/api/posts/{dot}/entries")
async def read_entries(service: Service, dot: Dot) -> dict[str, tuple[api.Number, api.Number]]:
    """Read how many likes of a post each site counted, and how many it took back."""
    entries = await service.read(lambda: service.replica.view.entries(dot))
    return {site: (showing.number(added), showing.number(taken)) for site, (added, taken) in entries.items()}


@route("GET", "/api/posts/{dot}")
async def read_post(service: Service, dot: Dot) -> api.PostSeen:
    """Read a post and its counts."""
    return showing.post_seen(await service.read(lambda: service.replica.view.find(dot)))


@route("GET", "/api/recent")
async def read_recent(service: Service, query: api.Last) -> api.Recent:
    """Read the last updates and their clocks."""
    found = await service.read(lambda: service.replica.view.recent(query.limit))
    return api.Recent([showing.update_seen(one) for one in found])


@route("GET", "/api/state")
async def read_state(service: Service) -> api.State:
    """Learn what this server has, and how it stands with its peers."""
    return service.state()


@route("GET", "/api/events", media="text/event-stream")
async def listen(service: Service) -> StreamingResponse:
    """Hear of each change: events named `state` that carry what /api/state answers."""
    service.refuse_listener()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(service.events(), media_type="text/event-stream", headers=headers)


@route("POST", "/api/links")
async def change_link(service: Service, body: api.LinkChange) -> api.Links:
    """Cut or heal the link to a peer, in both directions; only on a server that runs for demonstration."""
    if not service.settings.demo:
        message = "links are cut on servers that run for demonstration only"
        raise Problem(HTTPStatus.FORBIDDEN, "no-demo", message)
    await service.peers.set_cut(body.peer, cut=body.cut)
    return api.Links(service.peers.seen())


@route("GET", "/health", For.ANYBODY)
async def read_health(service: Service) -> api.Health:
    """Learn whether requests make sense."""
    return await service.health()


@route("GET", "/metrics", For.ANYBODY, media="text/plain; version=0.0.4; charset=utf-8")
async def read_metrics(service: Service) -> bytes:
    """Read what the server counts about itself, for Prometheus."""
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
