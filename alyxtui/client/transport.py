"""One request over the wire: connection, redirects, size, and what goes wrong on the way.

This, ``files``, ``network`` and ``form`` are the only modules that import ``httpx``.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn, cast

import httpx

from alyxtui import __version__
from alyxtui.client.failure import Reply
from alyxtui.client.network import cut_short, explain
from alyxtui.client.proxies import proxy_for, proxy_of
from alyxtui.client.retry import REPEATABLE
from alyxtui.client.scheduler import IN_FLIGHT
from alyxtui.errors import ApiError, BadAnswer, SettingsError, TimedOut
from alyxtui.settings.model import Timeouts, Way
from alyxtui.text import elide, safe

LARGEST = 64 * 1024 * 1024
"""Bytes of an answer that is still taken into memory."""
_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_WHOLE = 10  # a request may take so many read time-outs in all, however its bytes trickle in
_USUAL = Way()
_IDLE = 60.0  # seconds that an unused connection is kept; a closed one is noticed before use


def origin(url: httpx.URL) -> tuple[str, bytes, int]:
    """Scheme, host and port: what must be the same for a token to be sent."""
    return url.scheme, url.raw_host, url.port or {"http": 80, "https": 443}.get(url.scheme, 0)


def open_client(
    timeouts: Timeouts, way: Way, *, connections: int, trust: ssl.SSLContext | None = None
) -> httpx.AsyncClient:
    """What makes the connections. Blocks for longer than a frame.

    Args:
        timeouts: for each part of a request.
        way: certificates and proxy.
        connections: at most so many at a time.
        trust: authorities in place of those of ``way``.

    Raises:
        SettingsError: the certificates cannot be used.
    """
    _load_early()
    limits = httpx.Limits(
        max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_IDLE
    )
    return httpx.AsyncClient(
        transport=_Ways(way, trust or trust_of(way.ca_bundle), limits),
        trust_env=False,
        timeout=httpx.Timeout(
            connect=timeouts.connect,
            read=timeouts.read,
            write=timeouts.write,
            pool=timeouts.pool,
        ),
        headers={"User-Agent": f"alyxtui/{__version__}"},
        # A session cookie would make Alyx ask for CSRF tokens.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


class _Ways(httpx.AsyncBaseTransport):
    """Sends each request by the proxy of its address, or straight.

    httpx would choose by itself, and refuses to start over a NO_PROXY that holds ranges.

    Args:
        way: the profile's proxy.
        trust: authorities.
        limits: for each proxy.
    """

    def __init__(self, way: Way, trust: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._way = way
        self._trust = trust
        self._limits = limits
        self._by_proxy: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request.

        Raises:
            SettingsError: the proxy cannot be one.
            httpx.HTTPError: no connection, or it failed.
        """
        proxy = proxy_for(str(request.url), self._way)
        if proxy not in self._by_proxy:
            self._by_proxy[proxy] = self._open(proxy)
        return await self._by_proxy[proxy].handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._by_proxy.values():
            await transport.aclose()

    def _open(self, proxy: str) -> httpx.AsyncHTTPTransport:
        try:
            return httpx.AsyncHTTPTransport(
                verify=self._trust, limits=self._limits, proxy=proxy or None
            )
        except (httpx.InvalidURL, ValueError, ImportError) as error:
            # The variable may hold a password, so its value is not repeated.
            raise SettingsError(
                "The proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names cannot be used"
                f" ({type(error).__name__}).",
                hint="Correct the variable, or name this server in NO_PROXY.",
            ) from None


def _load_early() -> None:
    """Load what httpx would load with the first request, on the event loop: 0.1 s of modules."""
    for name in ("httpcore._backends.anyio", "anyio._backends._asyncio", "sniffio"):
        with suppress(ImportError):
            import_module(name)
    # httpcore 1.0 tries to import this one four times a request, and where it is missing looks
    # through the whole path each time, on the event loop. None says that it is missing.
    cast("dict[str, ModuleType | None]", sys.modules).setdefault("sniffio", None)


class Transport:
    """The connections to one server.

    Args:
        base_url: normalised; the token goes to its origin only.
        timeouts: for each part of a request.
        way: certificates and proxy.
        largest: bytes of an answer above which it is refused.

    Raises:
        Unreachable: the address cannot be used.
        SettingsError: the certificates that profile or environment name cannot be used.
    """

    def __init__(
        self, base_url: str, timeouts: Timeouts, way: Way = _USUAL, *, largest: int = LARGEST
    ) -> None:
        self._timeouts = timeouts
        self._way = way
        self._largest = largest
        try:
            self._origin = origin(httpx.URL(base_url))
        except (httpx.InvalidURL, UnicodeError) as error:
            raise explain(error, "", base_url, timeouts) from error
        self._client = open_client(timeouts, way, connections=IN_FLIGHT)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes | None = None,
        token: str = "",
    ) -> Reply:
        """Send a request and read its answer, whatever its status.

        GET, HEAD and OPTIONS follow up to five redirects; the token is sent to the configured
        origin only, on every hop anew.

        Raises:
            Unreachable: no connection.
            TimedOut: some part took too long.
            BadAnswer: cut short, too large, or redirects that lead nowhere.
            ApiError: a write is redirected.
            SettingsError: the proxy that profile or environment name cannot be used.
        """
        limit = self._timeouts.connect + _WHOLE * self._timeouts.read
        try:
            return await asyncio.wait_for(
                self._follow(method, url, dict(headers), content, token), limit
            )
        except asyncio.TimeoutError as error:
            raise TimedOut(
                f"The answer was not complete after {limit:.0f} s.", method=method, url=url
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            proxy = proxy_of(url, self._way)
            raise explain(error, method, url, self._timeouts, proxy) from error

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _follow(
        self, method: str, url: str, headers: dict[str, str], content: bytes | None, token: str
    ) -> Reply:
        target = httpx.URL(url)
        for _ in range(_REDIRECTS + 1):
            reply = await self._once(method, target, headers, content, token)
            location = reply.headers.get("location", "")
            if reply.status not in _MOVED or not location:
                return reply
            if method not in REPEATABLE:
                _refuse_write(reply, location)
            target = next_address(target, location, reply.method, reply.status)
        raise BadAnswer(
            f"More than {_REDIRECTS} redirects, the last to {safe(str(target))}.",
            method=method,
            url=url,
        )

    async def _once(
        self,
        method: str,
        target: httpx.URL,
        headers: dict[str, str],
        content: bytes | None,
        token: str,
    ) -> Reply:
        at_home = origin(target) == self._origin
        if token and at_home:
            headers = {**headers, "Authorization": f"Token {token}"}
        request = self._client.build_request(method, target, headers=headers, content=content)
        begun = time.perf_counter()
        response = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            body = await self._body(response)
        except (httpx.ReadError, httpx.RemoteProtocolError) as error:
            raise cut_short(error, method, str(target), response.status_code) from error
        finally:
            await response.aclose()
        return Reply(
            method=method,
            url=str(target),
            status=response.status_code,
            headers=dict(response.headers),
            body=body,
            elapsed=time.perf_counter() - begun,
            moved=not at_home,
        )

    async def _body(self, response: httpx.Response) -> bytes:
        declared = response.headers.get("content-length", "")
        if response.request.method != "HEAD" and declared.isdigit():
            self._check_size(int(declared), response)
        body = bytearray()
        stream = cast("AsyncGenerator[bytes, None]", response.aiter_bytes())
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                body += chunk
                self._check_size(len(body), response, "at least ")
        return bytes(body)

    def _check_size(self, size: int, response: httpx.Response, words: str = "") -> None:
        if size > self._largest:
            mega = 1024 * 1024
            raise BadAnswer(
                f"The answer is {words}{size / mega:,.0f} MB;"
                f" more than {self._largest / mega:,.0f} MB is not taken into memory.",
                hint="Ask for fewer records at a time, or narrow the query.",
                title="The answer is too large",
                method=response.request.method,
                url=str(response.request.url),
                status=response.status_code,
            )


def trust_of(bundle: Path | None, *, beside: bool = False) -> ssl.SSLContext:
    """The authorities that a server's certificate may come from; it is always verified.

    Args:
        bundle: a PEM file in place of the usual ones, None for those.
        beside: the bundle holds beside the usual ones.

    Raises:
        SettingsError: the bundle, or what the environment names, cannot be read.
    """
    try:
        if bundle is not None and not beside:
            return ssl.create_default_context(cafile=str(bundle))
        if bundle is None:
            return _usual_trust(*map(os.environ.get, ("SSL_CERT_FILE", "SSL_CERT_DIR")))
        context = httpx.create_ssl_context()
        context.load_verify_locations(cafile=str(bundle))
        return context
    except OSError as error:  # what is no certificate is an ssl.SSLError, one of these
        named = "SSL_CERT_FILE or SSL_CERT_DIR" if bundle is None else f"ca_bundle, {bundle},"
        raise SettingsError(
            f"The certificates that {named} names cannot be read: {safe(str(error))}",
            hint="It has to be a PEM file: -----BEGIN CERTIFICATE----- and what follows.",
        ) from error


@lru_cache(maxsize=1)
def _usual_trust(*variables: str | None) -> ssl.SSLContext:
    """The usual authorities; reading them holds the interpreter's lock for longer than a frame.

    Args:
        variables: the values of those that httpx looks at.
    """
    return httpx.create_ssl_context()


def _refuse_write(reply: Reply, location: str) -> NoReturn:
    raise ApiError(
        f"The server sends this {reply.method} on to {elide(safe(location), 200)}. What changes"
        " records is not sent on.",
        title="The server has moved",
        hint="Set the new address in the profile.",
        method=reply.method,
        url=reply.url,
        status=reply.status,
    )


def next_address(current: httpx.URL, location: str, method: str, status: int) -> httpx.URL:
    """Where a redirect leads.

    Args:
        current: what was asked.
        location: the header of the answer.
        method: of the request.
        status: of the answer.

    Raises:
        BadAnswer: it is no http or https address, or holds a password.
    """
    try:
        target = current.join(location).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        target = httpx.URL("")
    if target.scheme not in {"http", "https"} or not target.host or target.userinfo:
        raise BadAnswer(
            f"The server redirects to {elide(safe(location), 200)}, which is no address to follow.",
            method=method,
            url=str(current),
            status=status,
        )
    return target
