"""The web server: waitress with threads, on the loopback address only."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import waitress
from django.core.wsgi import get_wsgi_application

from alyxtui.demo import database

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = "127.0.0.1"
_THREADS = 8
# gunicorn's limit, which a real server has: about 80 uuids in a query.
_LONGEST_LINE = 4094


def serve(*, port: int, state_dir: Path, size: int, with_parent: bool, log_level: str) -> int:
    """Serve until a signal, or until standard input is closed.

    Args:
        port: 0 for a free one.
        state_dir: where the database is kept.
        size: number of sessions.
        with_parent: whether the end of standard input ends the server.
        log_level: ``debug`` to ``critical``.

    Returns:
        The exit code, 0.

    Raises:
        OSError: the port is taken, or the database cannot be written.
    """
    logging.basicConfig(stream=sys.stderr, level=log_level.upper())
    django.setup()
    from alyxtui.demo.seed.build import VERSION

    database.ensure(database.path_for(state_dir, size, VERSION), size)
    application = short_lines(get_wsgi_application())
    server = waitress.create_server(application, host=_HOST, port=port, threads=_THREADS)
    _warm_up()
    _stop_on_signals(server)
    if with_parent:
        threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    ready = {"url": f"http://{_HOST}:{server.effective_port}", "user": "test_user"}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    server.run()
    return 0


def short_lines(application: WSGIApplication) -> WSGIApplication:
    """Answer request lines that a real server finds too long as it does: 414, HTML.

    Args:
        application: answers all others.
    """

    def limited(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING", "")
        length = len(f"GET {environ.get('PATH_INFO', '')}?{query} HTTP/1.1")
        if length <= _LONGEST_LINE:
            return application(environ, start_response)
        body = (
            "<html>\n  <head>\n    <title>URI Too Long</title>\n  </head>\n  <body>\n"
            "    <h1><p>URI Too Long</p></h1>\n"
            f"    Request Line is too large ({length} &gt; {_LONGEST_LINE})\n  </body>\n</html>\n"
        ).encode()
        headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
        start_response("414 URI Too Long", headers)
        return [body]

    return limited


def _warm_up() -> None:
    """Load the addresses now, not at the first request."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018


def _stop_on_signals(server: Any) -> None:
    def stop(number: int, frame: object) -> None:
        raise SystemExit(0)

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):  # the last is Windows' Ctrl+Break
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def _stop_with_parent(server: Any) -> None:
    """Wait for the end of standard input, then interrupt the main thread and wake it."""
    import _thread

    while sys.stdin.buffer.read(4096):
        pass
    _thread.interrupt_main()
    server.pull_trigger()
