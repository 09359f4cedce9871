"""The page of the demonstration: all servers side by side, from one origin.

The servers listen on other ports, which are other origins for a browser. So this process serves the page and the events
of all servers, and forwards ``/S1/api/...`` to S1. Then no server has to accept requests from pages of other origins.
Like the servers, it answers only under a name of this machine, and writes only for its page or for a program that is
not a browser.
"""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager, closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from antichain.conformance.commands.feed.demo.event_stream import events
from antichain.impl.feed.errors import FeedError
from antichain.impl.web.admission.origin_guard import OriginGuard
from antichain.impl.web.error_responses import Problem, response
from antichain.impl.web.serve import address, listen
from antichain.impl.web.static import HEADERS, files, page_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from antichain.conformance.commands.feed.demo.steps import Steps

__all__ = ["application", "serving"]

PAGE = Path(__file__).with_name("page")

PATIENCE = 10.0
"""Seconds in which a server must answer."""

GRACE = 3.0
"""Seconds in which the page's own server must have stopped."""

BODY = 64 * 1024
"""The largest number of forwarded bytes of a request: a post of the greatest length fits."""

PASSED_ON = ("content-type", "idempotency-key")
PASSED_BACK = ("content-type", "cache-control", "retry-after")


def application(servers: Mapping[str, str], steps: Steps) -> ASGIApp:
    """Return the application: the page, the story, and the requests forwarded to ``servers`` (name to address)."""
    client = httpx2.AsyncClient(verify=False, trust_env=False, limits=httpx2.Limits(max_connections=None))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    async def index(_: Request) -> Response:
        return FileResponse(PAGE / "demo.html", headers=HEADERS)

    def read_story(_: Request) -> Response:
        return JSONResponse(steps.shown(), headers={"Cache-Control": "no-store"})

    def next_step(_: Request) -> Response:
        try:
            return JSONResponse(steps.next())
        except FeedError as error:
            return refused(HTTPStatus.BAD_GATEWAY, error.code, str(error))

    async def follow(_: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(events(client, servers), media_type="text/event-stream", headers=headers)

    async def forward(request: Request) -> Response:
        return await _forwarded(client, servers.get(request.path_params["server"]), request)

    routes = [
        Route("/", index),
        Route("/events", follow),
        Route("/story", read_story),
        Route("/story/next", next_step, methods=["POST"]),
        Mount("/demo", files(PAGE)),
        *page_routes(index=False),
        Route("/{server}/api/{path:path}", forward, methods=["GET", "POST"]),
    ]
    return _guarded(Starlette(routes=routes, lifespan=lifespan))


def refused(status: HTTPStatus, code: str, message: str) -> Response:
    """Return an error in the form of the servers."""
    return JSONResponse({"error": {"code": code, "message": message}}, status)


async def _forwarded(client: httpx2.AsyncClient, server: str | None, request: Request) -> Response:
    if request.path_params["path"] == "events":
        return refused(HTTPStatus.NOT_FOUND, "not-found", "the events of all servers are at /events")
    if ".." in request.path_params["path"].split("/"):
        return refused(HTTPStatus.NOT_FOUND, "not-found", "only the paths below /api are forwarded")
    if server is None:
        return refused(HTTPStatus.NOT_FOUND, "not-found", f"there is no server {request.path_params['server']!r}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY:
            return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", f"a body has at most {BODY} bytes")
    raw = request.scope["raw_path"].partition(b"/api/")[2].decode("ascii")
    target = f"{server}/api/{raw}" + (f"?{request.url.query}" if request.url.query else "")
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    try:
        answer = await client.request(request.method, target, headers=headers, content=bytes(body), timeout=PATIENCE)
    except httpx2.HTTPError as error:
        return refused(HTTPStatus.BAD_GATEWAY, "away", f"the server does not answer: {type(error).__name__}")
    back = {name: answer.headers[name] for name in PASSED_BACK if name in answer.headers}
    return Response(answer.content, answer.status_code, back)


def _guarded(app: ASGIApp) -> ASGIApp:
    """Return the application, for names of this machine only, with writes for its page and for programs only."""
    guard = OriginGuard()

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                guard.check(scope)
            except Problem as problem:
                await response(problem)(scope, receive, send)
                return
        await app(scope, receive, send)

    return guarded


@contextmanager
def serving(application: ASGIApp) -> Iterator[str]:
    """Serve the application from a thread on a free port of the loopback; ``with`` gives its address."""
    with closing(listen("127.0.0.1", 0)) as sock:
        config = uvicorn.Config(
            application, log_level="critical", lifespan="on", timeout_graceful_shutdown=1, server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        try:
            yield address(sock)
        finally:
            server.should_exit = True
            thread.join(GRACE)
