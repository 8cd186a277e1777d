"""Between the web server and the application: records requests, lets some go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from alyxtui.demo.faults import answers, control
from alyxtui.demo.faults.record import Asked, Requests
from alyxtui.demo.faults.rules import WIRE, Book, parse

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# By this header of an answer the proxy learns what it has to do to it; it takes it out.
WIRE_HEADER = "X-Demo-Wire"


class Troubles:
    """What both hosts of a demo share.

    Args:
        revoke: makes every token invalid; gives their number.

    Attributes:
        book: the rules in force.
        requests: what was asked.
        has_proxy: whether a proxy can drop, lose, cut and trickle.
        ending: set when the server ends; delays end with it.
    """

    def __init__(self, revoke: Callable[[], int]) -> None:
        self.revoke = revoke
        self.book = Book()
        self.requests = Requests()
        self.has_proxy = False
        self.ending = threading.Event()


class Troubled:
    """A WSGI application around another one.

    Args:
        application: the other one.
        host: ``api`` or ``data``.
        troubles: shared with the other host.
    """

    def __init__(self, application: WSGIApplication, host: str, troubles: Troubles) -> None:
        self._application = application
        self._host = host
        self._troubles = troubles

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request, or fail to as told."""
        path = environ.get("PATH_INFO", "")
        if path.startswith("/_demo/"):
            return control.answer(environ, start, self._troubles)
        query = environ.get("QUERY_STRING", "")
        target = f"{path}?{query}" if query else path
        method = environ["REQUEST_METHOD"]
        effects = self._troubles.book.effects(self._host, method, target)
        if header := environ.get("HTTP_X_DEMO_FAULT"):
            try:
                effects |= parse(header).effects
            except ValueError as error:
                return answers.say_json(start, 400, {"detail": f"X-Demo-Fault: {error}"})
        asked = self._troubles.requests.begin(self._host, method, target)
        body: Iterable[bytes] = ()
        try:
            body = self._answer(environ, _noting(start, asked, effects), effects, path)
        except BaseException:
            self._troubles.requests.end(asked)
            raise
        return _Ended(body, lambda: self._troubles.requests.end(asked), is_sent=method != "HEAD")

    def _answer(
        self, environ: WSGIEnvironment, start: StartResponse, effects: dict[str, Any], path: str
    ) -> Iterable[bytes]:
        if not self._troubles.has_proxy and any(name in effects for name in WIRE):
            return answers.say_json(start, 501, {"detail": control.NEEDS_PROXY})
        if "delay" in effects:
            self._troubles.ending.wait(effects["delay"])
        if "drop" in effects:
            return answers.say(start, 502, "")
        other = answers.instead(start, effects, path)
        if other is not None:
            return other
        if "count" in effects or "without" in effects:
            return _edit(self._application, environ, start, effects, path)
        return self._application(environ, start)


def _noting(start: StartResponse, asked: Asked, effects: dict[str, Any]) -> StartResponse:
    """Note the status, and tell the proxy what it has to do."""
    orders = ",".join(f"{name}={effects[name]}" for name in WIRE if name in effects)

    def noting(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        asked.status = int(status[:3])
        return start(status, [*headers, (WIRE_HEADER, orders)] if orders else headers, *error)

    return noting


def _edit(
    application: WSGIApplication,
    environ: WSGIEnvironment,
    start: StartResponse,
    effects: dict[str, Any],
    path: str,
) -> Iterable[bytes]:
    """The true answer with another body, when it is JSON."""
    told: list[Any] = []

    def keep(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        told[:] = [status, headers]
        return lambda data: None

    answer = application(environ, keep)
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, headers = told
    if "json" in dict(headers).get("Content-Type", ""):
        body = answers.edited(effects, path, body)
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        headers.append(("Content-Length", str(len(body))))
    start(status, headers)
    return [body]


class _Ended:
    """A body that tells when it is sent or left; Django and waitress both leave that of HEAD in."""

    def __init__(self, body: Iterable[bytes], at_end: Callable[[], None], *, is_sent: bool) -> None:
        self._is_sent = is_sent
        self._body = body
        self._at_end = at_end

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body if self._is_sent else ())

    def close(self) -> None:
        """The web server calls it in any case."""
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            self._at_end()
