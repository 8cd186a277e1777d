"""The two hosts of a demo, the API and the data, and the proxy before them when it is asked for."""

from __future__ import annotations

import ipaddress
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import waitress

from alyxtui.demo.datahost import address
from alyxtui.demo.datahost.application import PASSWORD, USER, DataHost
from alyxtui.demo.faults.middleware import Troubled, Troubles
from alyxtui.demo.faults.proxy import Proxy
from alyxtui.demo.faults.rules import WIRE, Rule

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = "127.0.0.1"
# As many as any client asks at once, so that the record of requests sees how many that are.
_THREADS = 16
_BUFFER = 1 << 20  # bytes of an answer that wait for a slow client


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve.

    Attributes:
        host: the address to listen on.
        port: of the API, 0 for a free one.
        data_port: of the data host, 0 for a free one.
        proxy: whether a proxy stands before both.
        faults: rules in force from the start.
    """

    host: str = LOOPBACK
    port: int = 0
    data_port: int = 0
    proxy: bool = False
    faults: tuple[Rule, ...] = ()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Service:
    """Both hosts, listening; ``run`` serves.

    Args:
        application: the API.
        options: how.
        troubles: faults and record.

    Attributes:
        ready: what is told when it is ready: ``url``, ``user``, ``data_url``, ``data_user`` and
            ``data_password``.

    Raises:
        OSError: a port is taken or an address is not ours.
    """

    def __init__(self, application: WSGIApplication, options: Options, troubles: Troubles) -> None:
        self._troubles = troubles
        self._proxy: Proxy | None = None
        troubles.book.add(list(options.faults))
        behind = options.proxy or any(set(rule.effects) & set(WIRE) for rule in options.faults)
        self._api = _listen(Troubled(application, "api", troubles), options, options.port, behind)
        self._data = _listen(
            Troubled(DataHost(), "data", troubles), options, options.data_port, behind
        )
        port, data_port = self._api.effective_port, self._data.effective_port
        if behind:
            self._proxy, troubles.has_proxy = Proxy(), True
            port = self._proxy.open(options.host, options.port, port)
            data_port = self._proxy.open(options.host, options.data_port, data_port)
        self.ready = {
            "url": _url(options.host, port),
            "user": "test_user",
            "data_url": _url(options.host, data_port),
            "data_user": USER,
            "data_password": PASSWORD,
        }
        address.serve_at(self.ready["data_url"])

    def run(self) -> None:
        """Serve until the main thread is interrupted."""
        threading.Thread(target=self._data.run, name="data", daemon=True).start()
        try:
            self._api.run()
        finally:
            self._troubles.ending.set()
            if self._proxy is not None:
                self._proxy.stop()

    def wake(self) -> None:
        """Let the main thread notice that it was interrupted."""
        self._troubles.ending.set()
        self._api.pull_trigger()


def _listen(application: WSGIApplication, options: Options, port: int, behind: bool) -> Any:
    return waitress.create_server(
        application,
        host=LOOPBACK if behind else options.host,
        port=0 if behind else port,
        threads=_THREADS,
        outbuf_high_watermark=_BUFFER,
        outbuf_overflow=2 * _BUFFER,
        map={},
    )


def _url(host: str, port: int) -> str:
    """An address that works on this machine at least."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    if number.is_unspecified:
        return f"http://{LOOPBACK}:{port}"
    return f"http://[{host}]:{port}" if number.version == 6 else f"http://{host}:{port}"
