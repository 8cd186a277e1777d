"""What goes wrong between here and the server, in words a person understands."""

from __future__ import annotations

import errno
import socket
import ssl
import time
from collections.abc import Iterator

import httpx

from alyxtui.client.failure import Cut, CutShort
from alyxtui.errors import ApiError, BadAnswer, TimedOut, Unreachable
from alyxtui.settings.model import Timeouts
from alyxtui.text import safe

# OpenSSL: X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_OUT_OF_DATE = {9, 10}
_PAST = (
    "Check HTTP_PROXY and HTTPS_PROXY, or name this server in NO_PROXY; its profile can name another"
    ' proxy, or proxy = "direct".'
)
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}


def explain(
    error: Exception, method: str, url: str, timeouts: Timeouts, proxy: str = ""
) -> ApiError:
    """The typed error for a failure of ``httpx``.

    Args:
        error: what ``httpx`` raised.
        method: of the request.
        url: of the request, without secrets.
        timeouts: those in force, to name the seconds.
        proxy: host and port of the one that was asked, empty for none.
    """
    host = _host(url)
    if isinstance(error, httpx.TimeoutException):
        return _timed_out(error, method, url, timeouts)
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError)):
        return Unreachable(
            f"The address cannot be used: {safe(str(error))}.", method=method, url=url
        )
    if isinstance(error, httpx.ProxyError):
        return Unreachable(
            f"The proxy does not lead to {host}: {safe(str(error)) or 'it refused'}.",
            hint=_PAST,
            method=method,
            url=url,
        )
    if isinstance(error, httpx.ConnectError):
        return _unconnected(error, host, method, url, safe(proxy))
    if isinstance(error, httpx.DecodingError):
        return BadAnswer(
            f"The answer of {host} cannot be unpacked: {safe(str(error))}.", method=method, url=url
        )
    return _broken(error, method, url)


def cut_short(error: Exception, method: str, url: str, status: int) -> BadAnswer:
    """The error for an answer that began and did not end, or does not go on as HTTP."""
    if isinstance(error, httpx.RemoteProtocolError) and "closed" not in str(error):
        return _no_http(error, method, url, status)
    words = f"The answer of {_host(url)} was cut short."
    return CutShort(words, method=method, url=url, status=status)


def _broken(error: Exception, method: str, url: str) -> ApiError:
    """A connection that was there and failed."""
    text = str(error)
    if isinstance(error, httpx.RemoteProtocolError) and "without sending a response" not in text:
        return _no_http(error, method, url)
    return Cut(f"{_host(url)} ended the connection before it answered.", method=method, url=url)


def _no_http(error: Exception, method: str, url: str, status: int = 0) -> BadAnswer:
    words = f"{_host(url)} does not speak HTTP as it should: {safe(str(error))}."
    return BadAnswer(words, method=method, url=url, status=status)


def _host(url: str) -> str:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        return "the server"
    return safe(parsed.netloc.decode("ascii", "replace")) or "the server"


def _timed_out(
    error: httpx.TimeoutException, method: str, url: str, timeouts: Timeouts
) -> TimedOut:
    if isinstance(error, httpx.ConnectTimeout):
        words, sent = f"No connection within {timeouts.connect:g} s.", False
    elif isinstance(error, httpx.PoolTimeout):
        words, sent = f"No connection became free within {timeouts.pool:g} s.", False
    elif isinstance(error, httpx.WriteTimeout):
        words, sent = f"The request could not be sent within {timeouts.write:g} s.", True
    else:
        words, sent = f"Nothing came from the server for {timeouts.read:g} s.", True
    return TimedOut(words, sent=sent, method=method, url=url)


def _unconnected(error: Exception, host: str, method: str, url: str, proxy: str) -> Unreachable:
    """A connection that did not come about: to the server, or to the proxy before it."""
    no_tls = _no_tls(error, host)  # a proxy lets the server speak for itself
    if proxy and not no_tls:
        reason, _ = _no_connection(error, proxy)
        return Unreachable(
            f"{reason} It is the proxy for {host}.",
            title="The proxy cannot be reached",
            hint=_PAST,
            method=method,
            url=url,
        )
    reason, hint = no_tls or _no_connection(error, host)
    return Unreachable(reason, hint=hint, method=method, url=url)


def _no_tls(error: BaseException, host: str) -> tuple[str, str] | None:
    """Reason and hint for a server that is there and cannot be trusted; None for other reasons."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The certificate of {host} is not trusted: {safe(cause.verify_message)}.", (
                _clock_hint()
                if cause.verify_code in _OUT_OF_DATE
                else "If your institute signs its own certificates, name its CA file in the profile"
                " (ca_bundle) or in SSL_CERT_FILE."
            )
        if isinstance(cause, ssl.SSLError):
            return f"{host} does not answer in TLS: {safe(cause.reason or str(cause))}.", (
                "If this server has no TLS, its address begins with http://"
            )
    return None


def _no_connection(error: BaseException, host: str) -> tuple[str, str]:
    """Reason and hint for a host that is not there."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return f"No server is known by the name {host}.", (
                "Check the spelling of the address, and the network (VPN?)."
            )
        if isinstance(cause, ConnectionRefusedError):
            return f"{host} refused the connection: no server listens there.", (
                "Check the port, and whether the server runs."
            )
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
            return f"No way leads to {host}: the network is down, or it is not in it.", (
                "Check the network (cable, Wi-Fi, VPN)."
            )
    return f"No connection to {host}: {safe(str(error)) or type(error).__name__}.", ""


def _clock_hint() -> str:
    now = time.strftime("%Y-%m-%d %H:%M")
    return f"This machine's clock says {now}. If that is wrong, correct it; else tell the server's people."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that led to it, groups opened, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__context__, one.__cause__, *getattr(one, "exceptions", ())]
