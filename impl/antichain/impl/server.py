"""The service over HTTP: all routes, the limits around them, and what is done at its start and end."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import json
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as StarletteRoute
from starlette.staticfiles import StaticFiles

from antichain.impl.openapi import document
from antichain.impl.peer_routes import PEER_ROUTES
from antichain.impl.problems import answer_to
from antichain.impl.routes import CLIENT_ROUTES
from antichain.impl.routing import For, route, routed
from antichain.impl.service import Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from antichain.impl.replica import Replica
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


PAGE = Path(__file__).with_name("page")


def application(replica: Replica, settings: Settings) -> Starlette:
    """Return the application that serves ``replica``; its ``state.service`` is what the routes work on."""
    service = Service(replica, settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        service.start()
        try:
            yield
        finally:
            await service.stop()

    async def page(_: Request) -> FileResponse:
        return FileResponse(PAGE / "index.html")

    routes: list[BaseRoute] = [routed(route, service) for route in ROUTES]
    if PAGE.is_dir():
        routes += [StarletteRoute("/", page), Mount("/page", StaticFiles(directory=PAGE))]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={HTTPException: answer_to, Exception: answer_to},
    )
    app.router.redirect_slashes = False
    app.state.service = service
    return app
