"""The data host: files as a web server gives them, with ranges, validators and a closed area."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timezone
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from alyxtui.demo import clock
from alyxtui.demo.datahost.contents import Content
from alyxtui.demo.datahost.ranges import NOT_SATISFIABLE, one_range
from alyxtui.demo.datahost.samples import AREAS, Sample, find

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    Headers = list[tuple[str, str]]

USER = "iblmember"
PASSWORD = "GrayMatter19"  # noqa: S105  # invented, and told to everybody
SLOW_RATE = 500_000  # bytes a second
_MODIFIED = clock.ANCHOR.replace(tzinfo=timezone.utc)
_TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "png": "image/png",
    "mp4": "video/mp4",
}
_STEP = 0.02  # seconds between two pieces of a slow file


class DataHost:
    """A WSGI application.

    Args:
        wait: how a slow area waits, in seconds.
    """

    def __init__(self, wait: Callable[[float], object] = time.sleep) -> None:
        self._wait = wait

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"}:
            return _say(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD")])
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
        _, _, rest = path.partition("/")
        area, _, rest = rest.partition("/")
        if area == "private" and not _may_enter(environ.get("HTTP_AUTHORIZATION", "")):
            challenge = [("WWW-Authenticate", 'Basic realm="IBL data server"')]
            return _say(start_response, "401 Unauthorized", challenge)
        if area == "busy":
            return _say(start_response, "503 Service Unavailable", [("Retry-After", "1")])
        sample = find(rest) if area == "public" or area in AREAS else None
        # What has moved is found where it went.
        if sample is None or (sample.area != area and (sample.area, area) != ("moved", "public")):
            return _say(start_response, "404 Not Found", [])
        if area == "moved":
            there = f"http://{environ.get('HTTP_HOST', '')}/public/{quote(rest)}"
            return _say(start_response, "302 Found", [("Location", there)])
        if sample.content is None:
            return _say(start_response, "404 Not Found", [])
        return self._file(sample, sample.content, environ, start_response)

    def _file(
        self, sample: Sample, content: Content, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        size = content.length()
        headers: Headers = [("Content-Type", _type_of(sample.name))]
        first, stop, status = 0, size, "200 OK"
        if sample.area == "plain":
            headers.append(("Accept-Ranges", "none"))
        else:
            tag = f'"{content.md5()[:8]}-{size:x}"'
            validators = [("ETag", tag), ("Last-Modified", format_datetime(_MODIFIED, usegmt=True))]
            headers += [*validators, ("Accept-Ranges", "bytes")]
            if _is_known(environ, tag):
                start("304 Not Modified", validators)
                return []
            part = _wanted(environ, tag, size)
            if part == NOT_SATISFIABLE:
                unsatisfied = [("Content-Range", f"bytes */{size}")]
                return _say(start, "416 Requested Range Not Satisfiable", unsatisfied)
            if part is not None:
                (first, stop), status = part, "206 Partial Content"
                headers.append(("Content-Range", f"bytes {first}-{stop - 1}/{size}"))
        headers.append(("Content-Length", str(stop - first)))
        start(status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return (
            self._slow(content, first, stop)
            if sample.area == "slow"
            else content.blocks(first, stop)
        )

    def _slow(self, content: Content, first: int, stop: int) -> Iterator[bytes]:
        for block in content.blocks(first, stop, int(SLOW_RATE * _STEP)):
            self._wait(_STEP)
            yield block


def _wanted(environ: WSGIEnvironment, tag: str, size: int) -> tuple[int, int] | None:
    """The range asked for, unless ``If-Range`` names another file than the present one."""
    asked, condition = environ.get("HTTP_RANGE", ""), environ.get("HTTP_IF_RANGE", "").strip()
    is_same = condition in {"", tag} or _date(condition) == _MODIFIED
    return one_range(asked, size) if asked and is_same else None


def _is_known(environ: WSGIEnvironment, tag: str) -> bool:
    """Whether the client says that it has this very file."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return any(one.strip().removeprefix("W/") in {tag, "*"} for one in tags.split(","))
    since = _date(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and since >= _MODIFIED


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=timezone.utc)


def _may_enter(authorization: str) -> bool:
    scheme, _, coded = authorization.partition(" ")
    try:
        given = base64.b64decode(coded, validate=True)
    except ValueError:
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(given, f"{USER}:{PASSWORD}".encode())


def _type_of(name: str) -> str:
    return _TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def _say(start_response: StartResponse, status: str, headers: Headers) -> Iterable[bytes]:
    title = f"<title>{status}</title>"
    body = f"<html>\n<head>{title}</head>\n<body><h1>{status}</h1></body>\n</html>\n".encode()
    own = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(status, own + headers)
    return [body]
