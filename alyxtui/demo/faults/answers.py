"""Answers that are wrong on purpose, and the plain ones of the control endpoint."""

from __future__ import annotations

import http
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

HTML = (
    "<!DOCTYPE html>\n<html><head><title>{0}</title></head>\n"
    "<body><h1>{0}</h1><p>The proxy server could not handle the request.</p></body></html>\n"
)
_BODIES = {
    "html": ("text/html; charset=utf-8", ""),
    "broken": ("application/json", '{"count": 3, "next": null, "previous": null, "results": [{"id'),
    "shape": ("application/json", '["not", "what", "was", "asked", 4]'),
    "empty": ("application/json", ""),
}


def line(status: int) -> str:
    """The status with its words."""
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def say(
    start: StartResponse,
    status: int,
    body: str,
    kind: str = "application/json",
    headers: Iterable[tuple[str, str]] = (),
) -> list[bytes]:
    """A whole answer."""
    data = body.encode()
    own = [("Content-Type", kind), ("Content-Length", str(len(data)))]
    start(line(status), [*own, *headers])
    return [data]


def say_json(start: StartResponse, status: int, value: Any) -> list[bytes]:
    """A whole answer of JSON."""
    return say(start, status, json.dumps(value))


def instead(start: StartResponse, effects: Mapping[str, Any], path: str) -> list[bytes] | None:
    """The answer that these effects give instead of the true one, or None."""
    if lacks(effects, path):
        return say(start, 404, HTML.format("404 Not Found"), "text/html; charset=utf-8")
    if "revoked" in effects:
        return say_json(start, 403, {"detail": "Invalid token.", "status_code": 403})
    if "status" not in effects and "body" not in effects:
        return None
    status = effects.get("status", 200)
    retry = [("Retry-After", str(effects["retry"]))] if "retry" in effects else []
    if "body" in effects:
        kind, body = _BODIES[effects["body"]]
        return say(start, status, body or HTML.format(line(status)) if "html" in kind else body, kind, retry)  # fmt: skip
    told = json.dumps({"detail": f"{line(status)}, on purpose.", "status_code": status})
    return say(start, status, told, headers=retry)


def lacks(effects: Mapping[str, Any], path: str) -> bool:
    """Whether the path is of the endpoint that the server plays without."""
    name = effects.get("without", "")
    return bool(name) and path.strip("/").split("/")[0] == name


def edited(effects: Mapping[str, Any], path: str, body: bytes) -> bytes:
    """The body of a JSON answer with another count, or a schema without an endpoint."""
    try:
        value = json.loads(body)
    except ValueError:
        return body
    if not isinstance(value, dict):
        return body
    if "count" in effects and isinstance(value.get("count"), int):
        value["count"] = max(0, value["count"] + effects["count"])
    if "without" in effects and path == "/api/schema" and isinstance(value.get("paths"), dict):
        value["paths"] = {
            name: item for name, item in value["paths"].items() if not lacks(effects, name)
        }
    return json.dumps(value, ensure_ascii=False).encode()
