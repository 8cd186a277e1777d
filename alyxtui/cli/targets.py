"""Which records a command writes: an ID, those of stdin, or those that a query finds."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alyxtui.cli.arguments import positive
from alyxtui.cli.assignments import is_word
from alyxtui.errors import Conflict, UsageError

if TYPE_CHECKING:
    from alyxtui.domain.connection import Connection
    from alyxtui.query.typed import Pair
    from alyxtui.schema.model import Endpoint

_NONE = "Say which records: an ID, - for ids from stdin, or --where key=value."


@dataclass(frozen=True, slots=True)
class Target:
    """What was named, before any server is asked.

    Attributes:
        key: lookup value or address of one record, else empty.
        stdin: whether ids come from stdin.
        where: filters that find the records.
        expect: how many they are to be, None for any number.
        rest: the words behind it.
    """

    key: str
    stdin: bool
    where: tuple[Pair, ...]
    expect: int | None
    rest: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """Whether it is a single record by its id."""
        return bool(self.key)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments that name records; ``words`` holds ID and assignments."""
    parser.add_argument("endpoint", help="of which endpoint")
    parser.add_argument(
        "words", nargs="*", metavar="ID | - | key=value", help="one record, or ids from stdin"
    )
    parser.add_argument(
        "--where", action="append", default=[], metavar="key=value", help="all that a query finds"
    )
    parser.add_argument("--django", metavar="EXPR", help="a django filter besides --where")
    parser.add_argument(
        "--expect", type=positive, metavar="N", help="write only when it is exactly N records"
    )


def read(options: argparse.Namespace, *, words: bool = False) -> Target:
    """What was named.

    Args:
        options: of the command.
        words: whether other words than assignments may stand behind the record, so that with
            ``--where`` the first word is one of them.

    Raises:
        UsageError: nothing was, or two things at once. That is never "all".
    """
    from alyxtui.query import parse

    given = list(options.words)
    where = tuple(parse.pairs_of(options.where, options.django))
    if where:
        if given and not words and not is_word(given[0]):
            raise UsageError("Either an ID or --where, not both.")
        return Target("", False, where, options.expect, tuple(given))
    if not given or is_word(given[0]):
        raise UsageError("No record is named, and that never means all of them.", hint=_NONE)
    first = given.pop(0)
    if first == "-":
        return Target("", True, (), options.expect, tuple(given))
    if not first:
        raise UsageError("The id is empty.", hint=_NONE)
    return Target(first, False, (), options.expect, tuple(given))


async def keys(target: Target, connection: Connection, endpoint: Endpoint) -> list[str]:
    """The lookup values of the records, each once, as they are now; nobody is added later.

    Raises:
        UsageError: the query does not fit, a record has no key, or an address is of another server
            or endpoint.
        Conflict: it is another number of records than expected.
        AlyxTuiError: the server cannot be asked.
    """
    from alyxtui.domain.start import record_key

    server = connection.profile.url
    if target.is_one:
        found = [record_key(target.key, endpoint.name, server)]
    elif target.stdin:
        found = list(dict.fromkeys(_from_stdin(endpoint, server)))
    else:
        found = await _found(target, connection, endpoint)
    if target.expect is not None and len(found) != target.expect:
        raise Conflict(
            f"{len(found):,} records were found, {target.expect:,} were expected."
            " Nothing was written.",
            title="Another number of records",
        )
    return found


def lines() -> Iterator[str]:
    """The lines of stdin that hold anything."""
    for line in sys.stdin or ():
        if line.strip():
            yield line.strip()


def _from_stdin(endpoint: Endpoint, server: str) -> Iterator[str]:
    """Ids, one a line, or records as JSON lines, which carry their key."""
    from alyxtui.client.identity import key_of
    from alyxtui.domain.start import record_key

    for line in lines():
        if not line.startswith("{"):
            yield record_key(line, endpoint.name, server)
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"No id and no JSON: {line[:60]!r}.") from error
        key = key_of(endpoint, record)
        if not key:
            raise UsageError(f"This record carries no key: {line[:60]!r}.")
        yield key


async def _found(target: Target, connection: Connection, endpoint: Endpoint) -> list[str]:
    from alyxtui.cli import queries
    from alyxtui.client.identity import key_of
    from alyxtui.domain.fetch import Fetch

    parts = queries.mended(list(target.where), endpoint, force=False).requests
    fetch = Fetch(connection.client, endpoint, parts)
    found: dict[str, None] = {}
    async with aclosing(fetch.batches()) as batches:
        async for batch in batches:
            for record in batch.records:
                key = key_of(endpoint, record)
                if not key:
                    raise UsageError(f"Records of {endpoint.name} carry no key to write them by.")
                found[key] = None
    if error := fetch.verdict().error("Nothing was written. Try again, or give the ids."):
        raise error
    return list(found)
