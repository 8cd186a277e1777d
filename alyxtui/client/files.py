"""Files as streams from data hosts: ranges, redirects, sign-in, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from alyxtui.client.access import Access, origin_of
from alyxtui.client.failure import Reply, error_of
from alyxtui.client.network import explain
from alyxtui.client.proxies import proxy_of
from alyxtui.client.retry import retry_after
from alyxtui.client.transport import next_address, open_client, trust_of
from alyxtui.errors import (
    AlyxTuiError,
    ApiError,
    BadAnswer,
    Forbidden,
    NotFound,
    NotSignedIn,
    ServerError,
    Throttled,
    Unreachable,
)
from alyxtui.settings.model import Timeouts, Way
from alyxtui.text import safe

_CONNECTIONS = 16
_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_LONGEST_ERROR = 64 * 1024  # bytes of an error's body that are read
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)\Z")
_NONE_OF_IT = re.compile(r"bytes \*/(\d+)\Z")


class SignInNeeded(NotSignedIn):
    """A data host wants a user and a password, or others.

    Attributes:
        origin: of the host.
    """

    title = "The data server asks for a sign-in"

    def __init__(self, origin: str, url: str) -> None:
        super().__init__(
            f"{safe(origin)} wants a user name and a password of its own.",
            hint="Set ALYXTUI_DATA_USER and ALYXTUI_DATA_PASSWORD, with data_url in the profile; or"
            " start it in a terminal, which asks for them.",
            method="GET",
            url=url,
            status=401,
        )
        self.origin = origin


class NoSuchRange(ApiError):
    """The file ends before the first byte that was asked for (416).

    Attributes:
        total: bytes that it has, None when the host does not say.
    """

    def __init__(self, url: str, total: int | None) -> None:
        super().__init__("The file ends before that.", method="GET", url=url, status=416)
        self.total = total


class Interrupted(Unreachable):
    """A file that began to come and did not end; the rest may be asked for."""

    title = "The file was cut short"
    default_hint = "Try again; what came is kept."

    def __init__(self, url: str) -> None:
        host = safe(origin_of(url).partition("://")[2])
        super().__init__(f"{host} stopped in the middle of the file.", method="GET", url=url)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that begins to come.

    Attributes:
        url: where it comes from, after redirects.
        first: index of the first byte that comes.
        total: bytes of the whole file as it is sent, None when the host does not say.
        tag: its strong ``ETag``, empty for none.
        date: its ``Last-Modified`` as it stands, empty for none.
        kind: its media type, lower case.
        encoding: what it is packed with although nobody asked for it, empty for nothing.
        response: the stream.
        timeouts: those in force.
    """

    url: str
    first: int
    total: int | None
    tag: str
    date: str
    kind: str
    encoding: str
    response: httpx.Response
    timeouts: Timeouts

    @property
    def validator(self) -> str:
        """What a later request can say to get more of this very file, empty for nothing."""
        return self.tag or self.date

    async def blocks(self) -> AsyncIterator[bytes]:
        """Its bytes as they come.

        Raises:
            Interrupted: it ends before its end.
            TimedOut: nothing comes any more.
        """
        try:
            async for block in self.response.aiter_raw():
                yield block
        except (httpx.ReadError, httpx.RemoteProtocolError) as error:
            raise Interrupted(self.url) from error
        except httpx.HTTPError as error:
            raise explain(error, "GET", self.url, self.timeouts) from error


class FileClient:
    """The connections to data hosts.

    Args:
        access: which proof goes where.
        timeouts: for each part of a request.
        way: certificates and proxy; authorities of its own hold beside the usual ones.
    """

    def __init__(self, access: Access, timeouts: Timeouts, way: Way) -> None:
        self.access = access
        self._timeouts = timeouts
        self._way = way
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def open(
        self, url: str, *, start: int = 0, validator: str = ""
    ) -> AsyncIterator[Incoming]:
        """Ask for a file, from some byte on.

        Up to five redirects are followed; each hop gets the proof of its own origin only.

        Args:
            url: absolute, percent-encoded.
            start: the first byte wanted; the host may send the whole all the same.
            validator: what ``Incoming.validator`` gave; another file is then sent whole.

        Raises:
            SignInNeeded: it wants a sign-in.
            NoSuchRange: there is nothing from ``start`` on.
            AlyxTuiError: any other of the typed errors; free of passwords.
        """
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
            if validator:
                headers["If-Range"] = validator
        response = await self._follow(url, headers)
        try:
            if response.status_code not in {200, 206}:
                raise await self._refusal(response)
            yield self._incoming(response, start)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()

    async def _connections(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None:
                # The certificates take longer than a frame.
                self._client = await asyncio.to_thread(self._open)
            return self._client

    def _open(self) -> httpx.AsyncClient:
        trust = trust_of(self._way.ca_bundle, beside=True)
        return open_client(self._timeouts, self._way, connections=_CONNECTIONS, trust=trust)

    async def _follow(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        try:
            target = httpx.URL(url)
            client = await self._connections()
            for _ in range(_REDIRECTS + 1):
                proof = self.access.header(str(target))
                own = {**headers, "Authorization": proof} if proof else headers
                request = client.build_request("GET", target, headers=own)
                response = await client.send(request, stream=True, follow_redirects=False)
                location = response.headers.get("location", "")
                if response.status_code not in _MOVED or not location:
                    return response
                await response.aclose()
                target = next_address(target, location, "GET", response.status_code)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            proxy = proxy_of(url, self._way)
            raise explain(error, "GET", url, self._timeouts, proxy) from error
        raise BadAnswer(
            f"More than {_REDIRECTS} redirects, the last to {safe(str(target))}.",
            hint="The data server sends requests in a circle; tell the people who run it.",
            method="GET",
            url=url,
        )

    def _incoming(self, response: httpx.Response, start: int) -> Incoming:
        headers, url = response.headers, str(response.request.url)
        first, total = 0, _number(headers.get("content-length", ""))
        if response.status_code == 206:
            found = _RANGE.match(headers.get("content-range", "").strip())
            if found is None:
                raise BadAnswer("A part of the file came without a word on which.", url=url)
            first, total = int(found[1]), None if found[3] == "*" else int(found[3])
        tag = headers.get("etag", "").strip()
        return Incoming(
            url=url,
            first=first,
            total=total,
            tag=tag if tag.startswith('"') else "",
            date=headers.get("last-modified", "").strip(),
            kind=headers.get("content-type", "").partition(";")[0].strip().lower(),
            encoding=headers.get("content-encoding", "").strip().lower().replace("identity", ""),
            response=response,
            timeouts=self._timeouts,
        )

    async def _refusal(self, response: httpx.Response) -> AlyxTuiError:
        """The typed error for an answer that is no file."""
        url, status = str(response.request.url), response.status_code
        if status == 416:
            found = _NONE_OF_IT.match(response.headers.get("content-range", "").strip())
            return NoSuchRange(url, int(found[1]) if found else None)
        if not self.access.is_alyx(url):
            return _refused(url, status, response.headers)
        body = b""
        try:
            async for block in response.aiter_bytes():
                body = (body + block)[:_LONGEST_ERROR]
                if len(body) == _LONGEST_ERROR:
                    break
        except httpx.HTTPError:
            body = b""
        return error_of(Reply("GET", url, status, dict(response.headers), body, 0.0))


def _refused(url: str, status: int, headers: Mapping[str, str]) -> AlyxTuiError:
    """What a data host's status means."""
    host = safe(origin_of(url).partition("://")[2])
    where = {"method": "GET", "url": url}
    if status == 401:
        return SignInNeeded(origin_of(url), url)
    if status == 403:
        hint = "Ask the people who run it, or look for another copy."
        return Forbidden(f"{host} does not let you read it.", hint=hint, status=status, **where)
    if status in {404, 410}:
        hint = "The record says that the file exists, but it does not; tell the data manager."
        return NotFound(f"{host} does not have it.", hint=hint, status=status, **where)
    if status in {429, 503}:
        return Throttled(
            f"{host} is busy ({status}).",
            retry_after=retry_after(headers),
            hint="Try again in a while.",
            status=status,
            **where,
        )
    if status >= 500:
        return ServerError(f"{host} failed ({status}).", status=status, **where)
    return ApiError(f"{host} answered {status}.", status=status, **where)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
