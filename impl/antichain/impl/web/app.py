"""The service over HTTP: all routes, their limits, and the work at start and end."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from msgspec import json
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from antichain.impl.web.admission.origin_guard import OriginGuard
from antichain.impl.web.client_routes import CLIENT_ROUTES
from antichain.impl.web.error_responses import Problem, answer_to, response
from antichain.impl.web.openapi import document
from antichain.impl.web.peer_routes import PEER_ROUTES
from antichain.impl.web.routing import For, Paths, route
from antichain.impl.web.service import Service
from antichain.impl.web.static import page_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from antichain.impl.feed.replica import Replica
    from antichain.impl.settings import Settings

__all__ = ["ROUTES", "application"]


@route("GET", "/openapi.json", For.ANYBODY)
async def describe(_: Service) -> bytes:
    """Read this description."""
    return _description()


ROUTES = (*CLIENT_ROUTES, *PEER_ROUTES, describe)


@cache
def _description() -> bytes:
    return json.encode(document(ROUTES))


class Application(Starlette):
    """The service: first its own paths, which have most requests, then the files of the page."""

    def __init__(self, replica: Replica, settings: Settings) -> None:
        """Serve ``replica``; ``state.service`` is the service of the routes."""
        service = Service(replica, settings)

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            service.start()
            try:
                yield
            finally:
                await service.stop()

        handlers = {HTTPException: answer_to, Exception: answer_to}
        super().__init__(routes=page_routes(), lifespan=lifespan, exception_handlers=handlers)
        self.router.redirect_slashes = False
        self.state.service = service
        self.paths = Paths(ROUTES, service)
        signed = "/peer/" if settings.secret is not None else None
        self._guard = OriginGuard(settings.allowed_hosts, any_host=bool(settings.tokens), signed=signed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, unless a page of another origin makes it."""
        if scope["type"] == "http":
            try:
                self._guard.check(scope)
            except Problem as problem:
                await response(problem)(scope, receive, send)
                return
            if await self.paths.serve(scope, receive, send):
                return
        await super().__call__(scope, receive, send)


def application(replica: Replica, settings: Settings) -> Application:
    """Return the application that serves ``replica``; its ``state.service`` is the service of the routes."""
    return Application(replica, settings)
