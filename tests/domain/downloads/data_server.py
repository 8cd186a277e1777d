"""A real data server that misbehaves on demand, in threads of its own."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BLOCK = 64 * 1024


@dataclass(frozen=True)
class Manner:
    """How one request is answered.

    Attributes:
        status: this instead of the file, 0 for the file.
        headers: more headers; None takes one away.
        cut: close the connection after so many bytes of the body.
        hang: say nothing more after so many bytes of the body, until the server ends.
        lie: added to the length that is said.
        more: bytes sent after the end.
        chunked: say no length.
        ranges: whether ranges are known; ``shifted`` sends a range one byte off.
        packed: gzip it, asked for or not.
        delay: seconds before the answer.
        body: bytes in place of the file's.
    """

    status: int = 0
    headers: tuple[tuple[str, str | None], ...] = ()
    cut: int = -1
    hang: int = -1
    lie: int = 0
    more: bytes = b""
    chunked: bool = False
    ranges: bool | str = True
    packed: bool = False
    delay: float = 0.0
    body: bytes | None = field(default=None, repr=False)


@dataclass
class DataServer:
    """Files by path, and how the next requests for each are answered; the last manner stays.

    Attributes:
        files: the bytes of each path.
        manners: of each path.
        requests: path and headers of every request.
        account: user and password that all files want, None for none.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    manners: dict[str, list[Manner]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    authorization: str = ""
    url: str = ""
    hanging: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    busy: int = 0
    busiest: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, path: str, data: bytes, *manners: Manner) -> str:
        """Have a file; gives its address."""
        self.files[path] = data
        self.manners[path] = list(manners) or [Manner()]
        return self.url + path

    def asked(self, path: str) -> list[str]:
        """The ranges asked for, empty for the whole."""
        return [headers.get("range", "") for one, headers in self.requests if one == path]

    def manner(self, path: str) -> Manner:
        """How the present request for a path is answered."""
        with self.lock:
            found = self.manners.get(path, [Manner(404)])
            return found.pop(0) if len(found) > 1 else found[0]


def tag_of(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()[:12]}"'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    data: DataServer

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        server, manner = self.data, self.data.manner(self.path)
        with server.lock:
            server.requests.append((self.path, headers))
            server.busy += 1
            server.busiest = max(server.busiest, server.busy)
        try:
            if manner.delay:
                time.sleep(manner.delay)
            self._answer(manner, headers)
        except OSError:
            self.close_connection = True
        finally:
            with server.lock:
                server.busy -= 1

    def _answer(self, manner: Manner, headers: dict[str, str]) -> None:
        if self.data.authorization and headers.get("authorization") != self.data.authorization:
            manner = Manner(401)
        if manner.status:
            self._say(manner.status, dict(manner.headers), b"<html>no</html>", manner)
            return
        data = manner.body if manner.body is not None else self.data.files[self.path]
        said: dict[str, str | None] = {
            "ETag": tag_of(data),
            "Last-Modified": "Tue, 10 Dec 2019 18:57:46 GMT",
            "Content-Type": "application/octet-stream",
        }
        if manner.packed:
            # Each time anew, as servers do: the same file, other bytes.
            data = gzip.compress(data, 1, mtime=len(self.data.requests))
            said["Content-Encoding"] = "gzip"
        said |= dict(manner.headers)
        found = re.match(r"bytes=(\d+)-\Z", headers.get("range", "")) if manner.ranges else None
        condition = headers.get("if-range", "")
        if found is None or condition not in {"", said["ETag"], said["Last-Modified"]}:
            self._say(200, said, data, manner)
            return
        start = int(found[1])
        if start >= len(data):
            self._say(416, {"Content-Range": f"bytes */{len(data)}"}, b"", Manner())
            return
        if manner.ranges == "shifted":
            start -= 1
        said["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data) + manner.lie}"
        self._say(206, said, data[start:], manner)

    def _say(self, status: int, said: dict[str, Any], body: bytes, manner: Manner) -> None:
        self.send_response(status)
        said.setdefault("Content-Type", "text/html")
        if manner.chunked:
            said["Transfer-Encoding"] = "chunked"
        else:
            said["Content-Length"] = str(len(body) + manner.lie)
        for name, value in said.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        stop = min(at for at in (manner.cut, manner.hang, len(body)) if at >= 0)
        for start in range(0, stop, BLOCK):
            block = body[start : min(start + BLOCK, stop)]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(block), block) if manner.chunked else block)
        if manner.hang >= 0:
            self.data.hanging.set()
            self.data.ended.wait()
        if manner.chunked and manner.cut < 0:
            self.wfile.write(b"0\r\n\r\n")
        self.wfile.write(manner.more)
        if manner.cut >= 0 or manner.lie or manner.more or manner.hang >= 0:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is none."""


Serving = Callable[[], DataServer]


@contextmanager
def serving() -> Iterator[DataServer]:
    """A data server for as long as the block runs."""
    data = DataServer()
    handler = type("Handler", (_Handler,), {"data": data})
    with _Server(("127.0.0.1", 0), handler) as server:
        data.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield data
        finally:
            data.ended.set()
            server.shutdown()
            thread.join()
