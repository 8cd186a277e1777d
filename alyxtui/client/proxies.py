"""Which proxy stands between here and a server."""

from __future__ import annotations

from urllib.parse import urlsplit

from alyxtui.client.address import is_loopback
from alyxtui.settings.model import DIRECT, Way


def proxy_of(url: str, way: Way) -> str:
    """Host and port of the proxy that is asked for an address, empty when none is.

    The profile's, else the environment's (on Windows and macOS the system's). Its user and
    password are left out.

    Args:
        url: normalised address of a server.
        way: certificates and proxy of the profile.
    """
    host = urlsplit(url).hostname or ""
    if way.proxy == DIRECT or is_loopback(host):
        return ""
    return _place(way.proxy or _of_environment(urlsplit(url).scheme, host))


def _of_environment(scheme: str, host: str) -> str:
    from urllib.request import getproxies, proxy_bypass  # slow to load

    found = getproxies()
    if proxy_bypass(host):
        return ""
    return found.get(scheme) or found.get("all", "")


def _place(proxy: str) -> str:
    place = proxy.partition("://")[2] or proxy
    return place.rpartition("@")[2].partition("/")[0]
