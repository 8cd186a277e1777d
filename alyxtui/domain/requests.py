"""A request that was made, written as a command that makes it again. Pure; no secret stands in it."""

from __future__ import annotations

import json
import shlex
from urllib.parse import parse_qsl, unquote

from alyxtui.client.address import rebase
from alyxtui.client.trace import SHOWN, Entry
from alyxtui.query import render
from alyxtui.query.model import Query
from alyxtui.schema.model import Api

_PAGING = {"limit", "offset"}
_VERBS = {"PATCH": "partial_update", "PUT": "update", "DELETE": "delete", "POST": "create"}


def as_curl(entry: Entry) -> str:
    """A ``curl`` command; the token is the shell's variable, and hidden words stay hidden.

    Empty where the body is longer than what is remembered of it.
    """
    if entry.sent.size > SHOWN:
        return ""
    words = ["curl", "-H", '"Authorization: Token $ALYX_TOKEN"']
    if entry.method != "GET":
        words += ["-X", entry.method]
    if entry.sent.body:
        kind = entry.sent.headers.get("Content-Type", "application/json")
        words += [
            "-H",
            shlex.quote(f"Content-Type: {kind}"),
            "--data",
            shlex.quote(entry.sent.body),
        ]
    return " ".join([*words, shlex.quote(entry.url)])


def as_one(entry: Entry, api: Api, base_url: str) -> str:
    """A call of ONE-api that makes the request; empty where it has none.

    Args:
        entry: the request.
        api: the endpoints that there are.
        base_url: normalised address of the server.
    """
    path, _, query = rebase(base_url, entry.url).partition("?")
    parts = [unquote(part) for part in path.strip("/").split("/")]
    endpoint = api.endpoints.get(parts[0])
    if endpoint is None or len(parts) > 2:
        return ""
    key = parts[1] if len(parts) == 2 else ""
    if entry.method == "GET" and not key:
        pairs = parse_qsl(query, keep_blank_values=True)
        filters = tuple(pair for pair in pairs if pair[0] not in _PAGING)
        return render.one(endpoint, Query(endpoint.name, filters))
    action = "read" if entry.method == "GET" else _VERBS.get(entry.method, "")
    if not action or entry.sent.size > SHOWN:
        return ""
    arguments = [repr(endpoint.name), repr(action)]
    arguments += [f"id={key!r}"] if key else []
    if entry.sent.body:
        try:
            arguments.append(f"data={json.loads(entry.sent.body)!r}")
        except ValueError:
            return ""
    return f"one.alyx.rest({', '.join(arguments)})"
