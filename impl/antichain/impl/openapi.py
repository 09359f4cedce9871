"""The description of the service for programs: OpenAPI 3.1, made of the signatures of the routes."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.impl.api import Failed
from antichain.impl.auth import HEADER
from antichain.impl.link import FROM, VERSION
from antichain.impl.routing import For

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.impl.routing import Route

__all__ = ["document"]

Schema = dict[str, Any]

_ABOUT = "Posts, likes and comments on servers that accept writes while cut off from each other, and agree afterwards."


def document(routes: Iterable[Route]) -> Schema:
    """Return the description of these routes."""
    routes = list(routes)
    types = [hint for route in routes for hint in _types(route)]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    found = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, Schema] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, found)
    return {
        "openapi": "3.1.0",
        "info": {"title": "antichain feed", "version": _version(), "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "signature": {"type": "apiKey", "in": "header", "name": HEADER},
            },
        },
    }


def _types(route: Route) -> list[Any]:
    """Return what the route takes and returns that has a schema of its own."""
    hints = route.hints
    return [Failed, *(hints[name] for name in ("body", "return") if name in hints and _is_json(hints[name], route))]


def _is_json(kind: Any, route: Route) -> bool:  # noqa: ANN401 — any annotation
    return kind is not bytes and route.media == "application/json"


def _operation(route: Route, found: dict[str, Schema]) -> Schema:
    hints, returns = route.hints, route.hints["return"]
    content = found[repr(returns)] if _is_json(returns, route) else {}
    failure = {"description": "What went wrong.", "content": {"application/json": {"schema": found[repr(Failed)]}}}
    operation: Schema = {
        "operationId": route.function.__name__,
        "summary": route.says,
        "tags": [route.whom.value],
        "parameters": list(_parameters(route)),
        "responses": {
            str(route.status.value): {
                "description": route.status.phrase,
                "content": {route.media.partition(";")[0]: {"schema": content}},
            },
            "default": failure,
        },
    }
    if route.whom is not For.ANYBODY:
        operation["security"] = [{}, {"token" if route.whom is For.CLIENTS else "signature": []}]
    if "body" in hints:
        operation["requestBody"] = _body("application/json", found[repr(hints["body"])])
    elif "message" in hints:
        operation["requestBody"] = _body("application/octet-stream", {})
    return operation


def _body(media: str, schema: Schema) -> Schema:
    return {"content": {media: {"schema": schema}}}


def _parameters(route: Route) -> Iterable[Schema]:
    hints = route.hints
    for name in re.findall(r"{(\w+)}", route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if "query" in hints:
        for field in msgspec.structs.fields(hints["query"]):
            schema = msgspec.json.schema(field.type) | {"default": field.default}
            yield {"name": field.name, "in": "query", "schema": schema}
    if "key" in hints:
        yield {"name": "Idempotency-Key", "in": "header", "schema": msgspec.json.schema(hints["key"])}
    if route.whom is For.PEERS:
        yield {"name": VERSION, "in": "header", "required": True, "schema": {"type": "string"}}
        yield {"name": FROM, "in": "header", "schema": {"type": "string"}}


def _version() -> str:
    try:
        return version("antichain")
    except PackageNotFoundError:
        return "0"
