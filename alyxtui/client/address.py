"""Addresses below a server: links brought back under it, keys as segments of a path."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit

from alyxtui.errors import UsageError
from alyxtui.text import safe


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name or number; no name is looked up."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def is_plain(url: str) -> bool:
    """Whether what is sent to an address crosses a network unencrypted."""
    parts = urlsplit(url)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")


def rebase(base: str, url: str) -> str:
    """The path and query of a link, as a request under a base address takes it.

    Alyx 3.6.1 builds ``next`` and ``url`` from the Host header, so behind a proxy they name a host
    or a scheme that does not lead back. The query is kept byte for byte: ONE-api 3.6.1 decodes it
    before it parses it and so loses ``%2B``, ``%26`` and ``%23`` on page two.

    Args:
        base: a normalised base address.
        url: an absolute link, or a path.

    Returns:
        A path that begins with one slash, without the base's own path prefix.
    """
    rest = re.sub(r"\A\s*[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", "", url).strip().partition("#")[0]
    path, mark, query = rest.partition("?")
    prefix = urlsplit(base).path
    if prefix and path.startswith(prefix + "/"):
        path = path[len(prefix) :]
    return "/" + path.lstrip("/") + mark + query


def segment(key: str) -> str:
    """A lookup value as one segment of a path.

    Raises:
        UsageError: it holds half a surrogate pair, which no URL can say.
    """
    try:
        return quote(key, safe="")
    except UnicodeEncodeError:
        raise UsageError(f"{safe(key)} holds characters that cannot be sent.") from None
