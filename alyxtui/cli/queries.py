"""What commands that take a query share: its arguments, and how it is read, checked and said."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from alyxtui.errors import QueryError, ServerError, UsageError

if TYPE_CHECKING:
    from alyxtui.query.model import Query
    from alyxtui.query.prepare import Prepared
    from alyxtui.query.typed import Pair
    from alyxtui.schema.model import Endpoint


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that make a query."""
    parser.add_argument("endpoint", help="which records; `alyxtui endpoints` shows all")
    parser.add_argument("filters", nargs="*", metavar="key=value", help="filters")
    parser.add_argument("--django", metavar="EXPR", help="a django filter, as in ONE")
    parser.add_argument(
        "--force", action="store_true", help="send what was typed, unchecked and unchanged"
    )


def pairs(options: argparse.Namespace) -> list[Pair]:
    """The filters as typed, before any server is asked.

    Raises:
        UsageError: one of them is no filter.
    """
    from alyxtui.query import parse

    return parse.pairs_of(options.filters, options.django)


def mended(typed: Sequence[Pair], endpoint: Endpoint, *, force: bool) -> Prepared:
    """The requests as they are sent; what was changed and what surprises is said on stderr.

    Args:
        typed: the filters.
        endpoint: whose list is asked.
        force: change nothing and refuse nothing.

    Raises:
        UsageError: the endpoint is no list, or the query should not be sent.
    """
    from alyxtui.cli import diagnostics, headless
    from alyxtui.query import parse, prepare

    headless.action_of(endpoint, "list")
    if not endpoint.is_list:
        raise UsageError(
            f"{endpoint.name} is no list of records.",
            hint=f"alyxtui endpoints {endpoint.name} shows what it offers.",
        )
    if force:
        query = parse.assemble(typed, endpoint, force=True).query
        return prepare.Prepared((query,), (query,))
    try:
        parsed = parse.assemble(typed, endpoint)
        prepared = prepare.prepare(parsed.query, endpoint, today=date.today())
        prepared.ensure()
    except QueryError as error:
        error.hint = f"{error.hint} --force sends it all the same.".strip()
        raise
    for note in (*parsed.notes, *prepared.notes):
        diagnostics.note(note)
    for one in prepared.findings:
        diagnostics.note(f"{one.message} {one.remedy}".strip())
    return prepared


def with_explanation(error: ServerError, query: Query, endpoint: Endpoint) -> ServerError:
    """The server's error with what it says about the query as its hint."""
    from alyxtui.query.explain import explain

    found = explain(error.message, query, endpoint)
    if found is not None:
        error.hint = f"{found.message} {found.hint}".strip()
    return error
