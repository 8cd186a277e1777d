"""The addresses of servers in their one form."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

from alyxtui.errors import SettingsError

EXAMPLE = "https://openalyx.internationalbrainlab.org"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?\Z")
# White space, control characters and what other parsers read in another way than ours.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000\\]")
_MAX_SHOWN = 120


def normalise(url: str) -> str:
    """A base address in its one form: lower-case scheme and host, no default port, no last slash.

    A path is kept: a server may live under a prefix (``https://lab.org/alyx``). A name with other
    letters than ASCII takes its IDNA form, an IPv6 address its shortest.

    Args:
        url: as a person or a settings file gives it.

    Raises:
        SettingsError: it is no http or https address, or holds a user, a query or a fragment. The
            message never repeats a password.
    """
    text = url.strip()
    if "@" in (text.partition("://")[2] or text).partition("/")[0]:
        raise SettingsError(
            "The address holds a user name or a password before the @.",
            hint="Give the address alone; user and password have settings of their own.",
        )
    parts = _split(text)
    if "?" in text or "#" in text:
        raise _refused(text, "holds a ? or a #; give the address of the server alone")
    if any(segment in {".", ".."} for segment in parts.path.split("/")):
        raise _refused(text, "holds . or .. in its path")
    try:
        path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
    except UnicodeEncodeError:
        raise _refused(text, "holds characters that no address has") from None
    return f"{parts.scheme}://{_place(text, parts)}{path}"


def _split(text: str) -> SplitResult:
    if not text:
        raise SettingsError("The address of the server is empty.", hint=f"For example {EXAMPLE}")
    if _FORBIDDEN.search(text):
        raise _refused(text, "holds characters that no address has")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _refused(text, f"is no address: {error}") from None
    if parts.scheme not in _DEFAULT_PORTS or "://" not in text:
        raise _refused(text, "does not begin with http:// or https://")
    return parts


def _place(text: str, parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        raise _refused(text, "has a port that is no number from 1 to 65535") from None
    if port == 0:
        raise _refused(text, "has a port that is no number from 1 to 65535")
    host = _host(text, parts)
    if port is None or port == _DEFAULT_PORTS[parts.scheme]:
        return host
    return f"{host}:{port}"


def _host(text: str, parts: SplitResult) -> str:
    name = parts.hostname or ""
    if not name:
        raise _refused(text, "names no host")
    if "[" in parts.netloc or ":" in name:
        try:
            if "%" in name:
                raise _refused(text, "names a network zone (%), which no server is known by")
            return f"[{ipaddress.IPv6Address(name).compressed}]"
        except ValueError:
            raise _refused(text, "has no IPv6 address between [ and ]") from None
    ascii_name = _ascii(text, name)
    if not _HOST.match(ascii_name) or len(ascii_name) > 253 or ".." in ascii_name:
        raise _refused(text, "names a host that no network can have")
    if re.fullmatch(r"[0-9.]+", ascii_name):
        try:
            return str(ipaddress.IPv4Address(ascii_name))
        except ValueError:
            raise _refused(text, "is no IPv4 address") from None
    return ascii_name


def _ascii(text: str, name: str) -> str:
    """A host name in its IDNA form; httpx refuses at every request what idna cannot read back."""
    if name.isascii() and "xn--" not in name:
        return name
    import idna

    try:
        encoded = idna.encode(name, uts46=True).decode("ascii")
        idna.decode(encoded)
    except UnicodeError:
        raise _refused(text, "names a host that no network can have") from None
    return encoded


def _refused(text: str, why: str) -> SettingsError:
    shown = repr(text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…")
    if "@" in text:  # a slash in a password hides where it begins
        shown = "The address"
    return SettingsError(f"{shown} {why}.", hint=f"For example {EXAMPLE}")
