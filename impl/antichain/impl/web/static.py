"""The page of a server at ``/``: files of this package, under a policy that blocks all other scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["HEADERS", "files", "page_routes"]

PAGE = Path(__file__).with_name("page")

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
"""The Content-Security-Policy of the page: load only files of its server, send requests only to it."""

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{directive} {source}" for directive, source in POLICY.items()),
    "Cache-Control": "no-cache",  # the browser checks again, so that a new version of the server shows its new page
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The headers of each file."""


class _Files(StaticFiles):
    def file_response(self, *arguments: Any, **named: Any) -> Response:  # noqa: ANN401 — what Starlette passes
        response = super().file_response(*arguments, **named)
        response.headers.update(HEADERS)
        return response


def files(folder: Path) -> StaticFiles:
    """Return the application that serves the files of ``folder`` under the policy of the page."""
    return _Files(directory=folder)


def page_routes(*, index: bool = True) -> list[BaseRoute]:
    """Return the routes of the page, with or without the one for ``/``."""

    async def show_index(_: Request) -> FileResponse:
        return FileResponse(PAGE / "index.html", headers=HEADERS)

    return [*([Route("/", show_index)] if index else []), Mount("/page", files(PAGE))]
