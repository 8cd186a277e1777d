"""A server before the demo whose records are not what a server should send, byte for byte."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

EVIL = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[5;31m\x9b31m\u202e\rover"
_RECORD = re.compile(r"/sessions/([0-9a-f-]{36})")


def deep(levels: int) -> bytes:
    """Objects in objects."""
    return b'{"in": ' * levels + b'"deep down"' + b"}" * levels


def bodies() -> dict[str, bytes]:
    """Answers by what is wrong with them."""
    keys = {f"a.b{EVIL}": 1, 'q"uo\\te': [EVIL], "": {"": None}, "\ud800": "\udfff"}
    long = {"subject": "long", "word": "x" * 10_000_000, "log": f"{EVIL}\n" * 200_000}
    return {
        "keys": json.dumps(keys).encode(),
        "numbers": b'{"nan": NaN, "inf": [-Infinity], "huge": ' + b"9" * 5000 + b', "f": 0.10}',
        "twice": b'{"qc": "PASS", "json": {"a": 1, "a": 2}, "qc": "FAIL"}',
        "bytes": b'{"subject": "\xff\xfe\x1b[31m"}',
        "deep": deep(900),
        "deeper": deep(100_000),
        "long": json.dumps(long).encode(),
    }


@contextmanager
def odd_server(demo_url: str, answers: Sequence[bytes]) -> Iterator[str]:
    """The demo, with other sessions: the first that is read has the first body, and so on.

    Args:
        demo_url: what answers everything else.
        answers: bodies; the last one serves all others, too.
    """
    seen: list[str] = []
    client = httpx.Client(base_url=demo_url, timeout=30)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._forward(b"")

        def do_POST(self) -> None:
            self._forward(self.rfile.read(int(self.headers["Content-Length"] or 0)))

        def _forward(self, content: bytes) -> None:
            if match := _RECORD.fullmatch(self.path):
                if match[1] not in seen:
                    seen.append(match[1])
                which = min(seen.index(match[1]), len(answers) - 1)
                self._answer(200, "application/json", answers[which])
                return
            names = ("Host", "Accept", "Authorization", "Content-Type")
            headers = {name: self.headers[name] for name in names if self.headers[name]}
            reply = client.request(self.command, self.path, headers=headers, content=content)
            self._answer(reply.status_code, reply.headers["Content-Type"], reply.content)

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        client.close()
