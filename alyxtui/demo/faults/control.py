"""``/_demo/``: faults on and off, the record of requests, and tokens made invalid.

* ``/_demo/faults``: GET the rules, POST one or a list of them, PUT in the place of all, DELETE all;
* ``/_demo/requests``: GET the record, DELETE it;
* ``/_demo/tokens``: DELETE every token, so that all must sign in again.

Only from the machine itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from alyxtui.demo.faults import answers
from alyxtui.demo.faults.rules import WIRE, Rule, read

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from alyxtui.demo.faults.middleware import Troubles

NEEDS_PROXY = f"{', '.join(WIRE)} need the proxy: start the demo with --proxy"
_MOST = 1 << 20
_Said = tuple[int, Any]


def answer(environ: WSGIEnvironment, start: StartResponse, troubles: Troubles) -> Iterable[bytes]:
    """Answer a request to the control endpoint."""
    if environ.get("REMOTE_ADDR") not in {"127.0.0.1", "::1"}:
        return answers.say_json(start, 403, {"detail": "Only from the machine itself."})
    kinds: dict[str, Callable[[str, WSGIEnvironment, Troubles], _Said]] = {
        "/_demo/faults": _faults,
        "/_demo/requests": _requests,
        "/_demo/tokens": _tokens,
    }
    kind = kinds.get(environ.get("PATH_INFO", ""))
    if kind is None:
        return answers.say_json(start, 404, {"detail": f"There are {', '.join(kinds)}."})
    status, value = kind(environ["REQUEST_METHOD"], environ, troubles)
    if status == 204:
        start(answers.line(204), [])
        return []
    return answers.say_json(start, status, value)


def _faults(method: str, environ: WSGIEnvironment, troubles: Troubles) -> _Said:
    if method in {"POST", "PUT"}:
        try:
            rules = _rules(environ)
        except ValueError as error:
            return 400, {"detail": str(error)}
        if not troubles.has_proxy and any(set(rule.effects) & set(WIRE) for rule in rules):
            return 400, {"detail": NEEDS_PROXY}
        if method == "PUT":
            troubles.book.clear()
        troubles.book.add(rules)
        return 201, troubles.book.shown()
    if method == "DELETE":
        troubles.book.clear()
        return 204, None
    return _got(method, troubles.book.shown)


def _rules(environ: WSGIEnvironment) -> list[Rule]:
    length = min(int(environ.get("CONTENT_LENGTH") or 0), _MOST)
    given = json.loads(environ["wsgi.input"].read(length))
    several = given if isinstance(given, list) else [given]
    if not all(isinstance(one, dict) for one in several):
        raise ValueError("a rule is a JSON object")
    return [read(one) for one in several]


def _requests(method: str, environ: WSGIEnvironment, troubles: Troubles) -> _Said:
    if method == "DELETE":
        troubles.requests.clear()
        return 204, None
    return _got(method, troubles.requests.shown)


def _tokens(method: str, environ: WSGIEnvironment, troubles: Troubles) -> _Said:
    if method == "DELETE":
        return 200, {"revoked": troubles.revoke()}
    return 405, {"detail": "DELETE makes every token invalid."}


def _got(method: str, shown: Callable[[], Any]) -> _Said:
    return (200, shown()) if method == "GET" else (405, {"detail": f"{method} does nothing here."})
