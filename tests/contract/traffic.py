"""Reads the captured requests and answers of a real server."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

UNREAD = object()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    Attributes:
        name: of its file.
        method: HTTP method.
        target: path and query.
        body: what was sent, UNREAD when nothing was.
        accept: the kind that was asked for.
        sent: the kind of what was sent, "form" for a form.
        status: HTTP status.
        kind: content type of the answer.
        allow: the methods that the answer names.
        answer: the parsed body, or its text when it is not JSON.
    """

    name: str
    method: str
    target: str
    body: Any
    accept: str
    sent: str
    status: int
    kind: str
    allow: str
    answer: Any


def read(path: Path) -> Exchange:
    """Read one file."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n< HTTP ")
    asked = [line[1:].strip() for line in head.splitlines() if line.startswith(">")]
    method, url = asked[0].split(" ", 1)
    told, _, body = rest.partition("\n\n")
    status = int(told.split(" ", 1)[0])
    kind, allow = _told(told, "Content-Type"), _told(told, "Allow")
    parts = urlsplit(url)
    return Exchange(
        name=path.stem,
        method=method,
        target=parts.path + (f"?{parts.query}" if parts.query else ""),
        body=_body(asked),
        accept=_header(asked, "Accept"),
        sent="form" if asked[-1].startswith("{'") else _header(asked, "Content-Type"),
        status=status,
        kind=kind,
        allow=allow,
        answer=_parsed(body) if "json" in kind else body,
    )


def send(client: httpx.Client, exchange: Exchange, target: str, body: Any) -> httpx.Response:
    """Send the request of an exchange to another server."""
    headers = {"Accept": exchange.accept}
    if body is UNREAD:
        return client.request(exchange.method, target, headers=headers)
    if exchange.sent in {"form", "application/x-www-form-urlencoded"}:
        return client.request(exchange.method, target, headers=headers, data=body)
    headers["Content-Type"] = exchange.sent or "application/json"
    content = body if isinstance(body, str) else json.dumps(body)
    return client.request(exchange.method, target, headers=headers, content=content)


def kinds(value: object) -> set[str]:
    """The JSON kind of a value; whole and other numbers are one."""
    if value is None:
        return set()
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, (int, float)):
        return {"number"}
    return {type(value).__name__}


def field_kinds(records: list[dict[str, Any]]) -> dict[str, set[str]]:
    """The kinds of each field's values, nulls left out."""
    found: dict[str, set[str]] = {}
    for record in records:
        for name, value in record.items():
            found.setdefault(name, set()).update(kinds(value))
    return found


def _header(asked: list[str], name: str) -> str:
    return next((line.partition(": ")[2] for line in asked if line.startswith(name + ":")), "")


def _told(lines: str, name: str) -> str:
    """A header of the answer."""
    found = re.search(rf"^< {name}: (.*)$", lines, re.MULTILINE)
    return found.group(1) if found else ""


def _body(asked: list[str]) -> Any:
    if "" in asked:
        text = "\n".join(asked[asked.index("") + 1 :])
        try:
            return json.loads(text)
        except ValueError:
            return _literal(text)
    if "Content-Length: 2" in asked and "Content-Type: application/json" in asked:
        return {}
    return UNREAD


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body
