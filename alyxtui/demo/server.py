"""The web server: waitress with threads, on the loopback address only."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.wsgi import get_wsgi_application

from alyxtui.demo import database
from alyxtui.demo.faults.middleware import Troubles
from alyxtui.demo.service import Options, Service, is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# gunicorn's limit, which a real server has: about 80 uuids in a query.
_LONGEST_LINE = 4094


def serve(
    options: Options,
    *,
    state_dir: Path,
    size: int,
    reset: bool,
    with_parent: bool,
    log_level: str,
) -> int:
    """Serve until a signal, or until standard input is closed.

    Args:
        options: where, and what goes wrong.
        state_dir: where the database is kept.
        size: number of sessions.
        reset: whether to make the data anew.
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

    database.ensure(database.path_for(state_dir, size, VERSION), size, reset=reset)
    application = short_lines(get_wsgi_application())
    service = Service(application, options, Troubles(_revoke_tokens))
    _warm_up()
    _stop_on_signals(service)
    if not is_loopback(options.host):
        _tell(
            f"Whoever reaches {options.host} can read, change and delete the demo's data; their "
            "passwords are public. Nothing is encrypted."
        )
    sys.stdout.write(json.dumps(service.ready) + "\n")
    sys.stdout.flush()
    if with_parent:
        threading.Thread(target=_stop_with_parent, args=(service,), daemon=True).start()
    service.run()
    return 0


def _tell(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _revoke_tokens() -> int:
    from rest_framework.authtoken.models import Token

    return Token.objects.all().delete()[0]


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


def _stop_on_signals(service: Service) -> None:
    def stop(number: int, frame: object) -> None:
        service.wake()
        raise SystemExit(0)

    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):  # the last is Windows' Ctrl+Break
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def _stop_with_parent(service: Service) -> None:
    """Wait for the end of standard input, then interrupt the main thread and wake it."""
    import _thread

    while sys.stdin is not None and sys.stdin.buffer.read(4096):
        pass
    _thread.interrupt_main()
    service.wake()
