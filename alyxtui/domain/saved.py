"""Saved queries: TOML files of the package, of shared directories, and of one's own.

A file holds tables by name; ``filters`` is any text that the query language reads, ``{name}`` in it
is asked for before the query is sent::

    [queries."errored tasks of a lab"]
    endpoint = "tasks"
    filters = "status=Errored lab={lab}"
    about = "tasks that failed"
    ask.lab = "name of the lab"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from alyxtui.atomic import locked, write_text
from alyxtui.errors import SettingsError
from alyxtui.paths import state_dir
from alyxtui.query import parse
from alyxtui.query.fields import Learned
from alyxtui.query.model import Query
from alyxtui.schema.model import Api
from alyxtui.settings.tables import Table, read_file

FILE_NAME = "saved.toml"
VERSION = 1
"""Of the files' format; a file may say a higher one in ``version``."""
SHIPPED, OWN = "alyxtui", "yours"
_SHIPPED_FILE = Path(__file__).with_name("saved_queries.toml")
_MAX_VERSION = 1000


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved query.

    Attributes:
        name: what it is called; a later file's query takes the place of an earlier one's.
        endpoint: whose list it asks.
        filters: as typed, with ``{name}`` for what is asked for.
        about: a few words on it, perhaps empty.
        asks: words for what is asked for, by name.
        origin: ``alyxtui`` for those of the package, ``yours``, or the name of a file.
    """

    name: str
    endpoint: str
    filters: str
    about: str = ""
    asks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    origin: str = OWN

    @property
    def is_own(self) -> bool:
        """Whether it can be deleted here."""
        return self.origin == OWN

    def query(self, api: Api, learned: Learned | None = None) -> Query:
        """The query, with what is asked for still in it.

        Args:
            api: of the server.
            learned: what the server has told of its fields.

        Raises:
            QueryError: it cannot be read, or the server has no such endpoint.
        """
        return parse.read(self.filters, api, endpoint=self.endpoint, learned=learned).query


class Library:
    """All saved queries. All methods touch the disk; call them off the event loop.

    Args:
        directories: of shared files; every ``*.toml`` in them is read.
        own: the file that the program writes, None for the one in the state directory.

    Attributes:
        problems: what could not be read in the last ``load``, a sentence each.
    """

    def __init__(self, directories: Sequence[Path] = (), own: Path | None = None) -> None:
        self.problems: tuple[str, ...] = ()
        self._directories = directories
        self._own = own or state_dir() / FILE_NAME

    def load(self) -> tuple[Saved, ...]:
        """Every saved query: one's own first, then the shared ones, then those of the package."""
        problems: list[str] = []
        found: dict[str, Saved] = {}
        for path, origin in self._files(problems):
            try:
                read = list(_read(path, origin))
            except SettingsError as error:
                problems.append(f"{error.message} {error.hint}".strip())
                continue
            for one in read:
                found.setdefault(one.name, one)
        self.problems = tuple(problems)
        return tuple(found.values())

    def keep(self, saved: Saved) -> None:
        """Write a query to one's own file, in the place of a former one of its name.

        Raises:
            SettingsError: the file cannot be read or written; it is left as it was.
        """
        table: dict[str, Any] = {"endpoint": saved.endpoint, "filters": saved.filters}
        table.update({"about": saved.about} if saved.about else {})
        table.update({"ask": dict(saved.asks)} if saved.asks else {})
        self._change(saved.name, table)

    def remove(self, name: str) -> None:
        """Delete a query from one's own file.

        Raises:
            SettingsError: the file cannot be read or written; it is left as it was.
        """
        self._change(name, None)

    def _files(self, problems: list[str]) -> Iterator[tuple[Path, str]]:
        yield self._own, OWN
        for directory in self._directories:
            try:
                paths = sorted(directory.iterdir())
            except OSError as error:
                words = error.strerror or type(error).__name__
                problems.append(f"The saved queries of {directory} cannot be read: {words}.")
                continue
            yield from ((path, path.stem) for path in paths if path.suffix == ".toml")
        yield _SHIPPED_FILE, SHIPPED

    def _change(self, name: str, table: Mapping[str, Any] | None) -> None:
        import tomli_w

        try:
            with locked(self._own):
                content = read_file(self._own)
                list(_read(self._own, OWN))  # a file that cannot be understood is not written to
                queries = content.setdefault("queries", {})
                queries.pop(name, None)
                if table is not None:
                    queries[name] = table
                write_text(self._own, tomli_w.dumps({"version": VERSION, **content}))
        except OSError as error:
            words = error.strerror or type(error).__name__
            raise SettingsError(f"{self._own} cannot be written: {words}.") from error


def _read(path: Path, origin: str) -> Iterator[Saved]:
    """The queries of one file.

    Raises:
        SettingsError: naming file and key.
    """
    top = Table(path, read_file(path))
    top.newer = top.whole("version", VERSION, 1, _MAX_VERSION) > VERSION
    tables = top.table("queries")
    for name in tables.keys():  # noqa: SIM118
        table = tables.table(name)
        asks = table.table("ask")
        saved = Saved(
            name,
            table.text("endpoint"),
            table.text("filters"),
            table.text("about"),
            MappingProxyType({one: asks.text(one) for one in asks.keys()}),  # noqa: SIM118
            origin,
        )
        table.done()
        if not saved.endpoint:
            raise table.refused("endpoint", "is missing")
        yield saved
    top.done()
