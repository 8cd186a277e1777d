"""Which proxy stands between here and a server."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from alyxtui.client.address import is_loopback
from alyxtui.settings.model import DIRECT, Way

_PORTS = {"http": 80, "https": 443}
_ENTRY = re.compile(r"(?:\[([^]]*)\]|([^:]*))(?::([0-9]{1,5}))?")


def proxy_for(url: str, way: Way) -> str:
    """The address of the proxy that is asked for a server, empty when none is.

    The profile's, else the environment's (on Windows and macOS the system's); none for this machine.

    Args:
        url: absolute, of the server; what is no address has none.
        way: certificates and proxy of the profile.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return ""
    if way.proxy == DIRECT or is_loopback(host):
        return ""
    return way.proxy or _of_environment(parts.scheme, host, port)


def proxy_of(url: str, way: Way) -> str:
    """Host and port of that proxy, to be shown: without its user and password."""
    proxy = proxy_for(url, way)
    place = proxy.partition("://")[2] or proxy
    return place.rpartition("@")[2].partition("/")[0]


def _of_environment(scheme: str, host: str, port: int) -> str:
    from urllib.request import getproxies  # slow to load

    found = getproxies()
    proxy = found.get(scheme) or found.get("all", "")
    if not proxy or any(
        _means(entry, host, port) for entry in re.split(r"[,\s]+", found.get("no", ""))
    ):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _means(entry: str, host: str, port: int) -> bool:
    """Whether an entry of NO_PROXY means a server; one that makes no sense means none.

    As curl reads it: a name with all that end in it, an address, a range of addresses, each perhaps
    with a port, or ``*`` for all.
    """
    found = _ENTRY.fullmatch(entry)  # else it is IPv6 without brackets
    name = (found[1] or found[2] or "") if found else entry
    if entry == "*":
        return True
    if found and found[3] and int(found[3]) != port:
        return False
    try:
        addresses = ipaddress.ip_network(name, strict=False)
    except ValueError:
        name = name.lower().lstrip("*.").rstrip(".")
        return bool(name) and f".{host}".endswith(f".{name}")
    try:
        return ipaddress.ip_address(host) in addresses
    except ValueError:
        return False
