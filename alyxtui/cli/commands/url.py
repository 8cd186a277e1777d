"""``alyxtui url``: the request that ``list`` would send, in each form; nothing is asked."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.query.model import Query
    from alyxtui.query.typed import Pair
    from alyxtui.schema.model import Endpoint

FORMS = ("url", "curl", "one")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import queries

    queries.configure(parser)
    parser.add_argument(
        "--as",
        dest="forms",
        default="url",
        metavar="FORM",
        help=f"{', '.join(FORMS)}; several with commas, a line each",
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print a query in the wanted forms.

    Raises:
        UsageError: there is no such endpoint, filter or form.
        AlyxTuiError: the server's schema cannot be had.
    """
    from alyxtui.cli import headless, queries

    forms = [form.strip() for form in options.forms.split(",")]
    for form in forms:
        if form not in FORMS:
            raise headless.unknown("form", form, FORMS, hint=f"Forms: {', '.join(FORMS)}.")
    headless.run(_print(options, flags, queries.pairs(options), forms))
    return 0


async def _print(
    options: argparse.Namespace, flags: Flags, typed: list[Pair], forms: list[str]
) -> None:
    from alyxtui.cli import headless, output, queries
    from alyxtui.query import render

    async with headless.connected(flags) as connection:
        endpoint = headless.endpoint_of(await connection.load_api(), options.endpoint)
        base = connection.profile.url
    requests = queries.mended(typed, endpoint, force=options.force).requests
    written: Mapping[str, Callable[[Endpoint, Query], str]] = {
        "url": lambda endpoint, part: render.url(base, endpoint, part),
        "curl": lambda endpoint, part: render.curl(base, endpoint, part),
        "one": render.one,
    }
    for form in forms:
        for part in requests:
            output.line(written[form](endpoint, part))
