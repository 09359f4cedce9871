"""The description of the service for programs: OpenAPI 3.1, made of the signatures of the routes."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.impl.feed.anti_entropy import PROTOCOL
from antichain.impl.replication.auth import HEADER
from antichain.impl.replication.link import FROM, VERSION
from antichain.impl.web.routing import For, needed
from antichain.impl.web.schemas import Failed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.impl.web.routing import Route

__all__ = ["document"]

Schema = dict[str, Any]

DOT = "^[\\s\\S]{0,1024}~[0-9a-z]{1,32}:[1-9][0-9]{0,17}$"
"""The pattern of a dot in a path, in ECMAScript; its numbers are at most COUNT_LIMIT."""

_ABOUT = "Posts, likes and comments on servers that accept writes while cut off from each other, and agree afterwards."


def document(routes: Iterable[Route]) -> Schema:
    """Return the description of these routes."""
    routes = list(routes)
    types = [hint for route in routes for hint in _types(route)]
    made = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    schemas, components = _for_every_reader(made)
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


def _for_every_reader(schema: Any) -> Any:  # noqa: ANN401 — any part of a schema
    """Return a schema in a form that all generators of clients can read.

    Several do not know ``prefixItems``, and patterns are those of ECMAScript, where ``$`` ends a text.

    >>> _for_every_reader({"type": "array", "prefixItems": [{"type": "string"}] * 2, "items": False})
    {'type': 'array', 'items': {'type': 'string'}}
    """
    if isinstance(schema, (list, tuple)):
        return [_for_every_reader(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {name: _for_every_reader(value) for name, value in schema.items()}
    first, *others = changed.get("prefixItems", [None])
    if first is not None and all(other == first for other in others):
        del changed["prefixItems"]
        changed["items"] = first
    if isinstance(changed.get("pattern"), str):
        changed["pattern"] = changed["pattern"].replace(r"\A", "^").replace(r"\Z", "$")
    return changed


def _types(route: Route) -> list[Any]:
    """Return the types of the route's parameters and result that have a schema."""
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
        operation["requestBody"] = _body("application/json", found[repr(hints["body"])], required=needed(hints["body"]))
    elif "message" in hints:
        operation["requestBody"] = _body("application/octet-stream", {}, required=route.path != "/peer/export")
    return operation


def _body(media: str, schema: Schema, *, required: bool) -> Schema:
    return {"required": required, "content": {media: {"schema": schema}}}


def _parameters(route: Route) -> Iterable[Schema]:
    hints = route.hints
    for name in re.findall(r"{(\w+)}", route.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": DOT}}
    if "query" in hints:
        for field in msgspec.structs.fields(hints["query"]):
            schema = msgspec.json.schema(field.type) | {"default": field.default}
            yield {"name": field.name, "in": "query", "schema": schema}
    if "key" in hints:
        yield {"name": "Idempotency-Key", "in": "header", "schema": msgspec.json.schema(hints["key"])}
    if route.whom is For.PEERS:
        version = {"type": "string", "pattern": f"^{PROTOCOL}$"}
        yield {"name": VERSION, "in": "header", "required": True, "schema": version}
        yield {"name": FROM, "in": "header", "schema": {"type": "string"}}


def _version() -> str:
    try:
        return version("antichain")
    except PackageNotFoundError:
        return "0"
