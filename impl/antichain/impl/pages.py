"""The page that a server shows at ``/``: files of this package, under a policy that lets nothing else run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["HEADERS", "page_routes"]

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
"""What the page may do: nothing but load its own files and talk to its own server; no text ever becomes markup."""

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {whence}" for what, whence in POLICY.items()),
    "Cache-Control": "no-cache",  # kept, but asked for again: a new version of the server shows its own page
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What is said with each file."""


class _Files(StaticFiles):
    def file_response(self, *arguments: Any, **named: Any) -> Response:  # noqa: ANN401 — whatever Starlette passes
        response = super().file_response(*arguments, **named)
        response.headers.update(HEADERS)
        return response


def page_routes() -> list[BaseRoute]:
    """Return the routes of the page."""

    async def index(_: Request) -> FileResponse:
        return FileResponse(PAGE / "index.html", headers=HEADERS)

    return [Route("/", index), Mount("/page", _Files(directory=PAGE))]
