"""How a person wants the columns of an endpoint's table, kept per server and endpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from alyxtui.domain.columns import MAX_WIDTH, MIN_WIDTH, Column, Record, make_column
from alyxtui.schema.model import Endpoint
from alyxtui.settings.state import StateStore
from alyxtui.text import safe

_SECTION = "columns"
_WIDEST = 200  # cells that a column can be made
_KEYS_OFFERED = 200  # keys of one nested value that are offered as columns
_UNSEEN_WIDTH = 12  # cells of a column whose values come later


@dataclass(frozen=True, slots=True)
class Layout:
    """Changes to the columns that are chosen by themselves; an empty one changes nothing.

    Attributes:
        order: names in the order they are to stand; others come behind.
        hidden: names that are not shown.
        added: dotted paths that are shown besides: nested values, fields of the detail.
        pinned: names that stay at the left.
        widths: cells by name.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()
    pinned: frozenset[str] = frozenset()
    widths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def read(cls, table: object) -> Layout:
        """As the state file has it; what cannot be used is left out."""
        known = table if isinstance(table, dict) else {}
        widths = known.get("widths")
        sizes = widths.items() if isinstance(widths, dict) else ()
        return cls(
            order=_texts(known.get("order")),
            hidden=frozenset(_texts(known.get("hidden"))),
            added=_texts(known.get("added")),
            pinned=frozenset(_texts(known.get("pinned"))),
            widths={
                name: max(MIN_WIDTH, min(size, _WIDEST))
                for name, size in sizes
                if isinstance(size, int) and not isinstance(size, bool)
            },
        )

    def as_table(self) -> dict[str, Any]:
        """As the state file keeps it."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "added": list(self.added),
            "pinned": sorted(self.pinned),
            "widths": dict(self.widths),
        }

    def with_toggled(self, name: str, natural: Sequence[str]) -> Layout:
        """Hide a column, or show it.

        Args:
            name: of the column.
            natural: names that are shown when nobody says otherwise.
        """
        if name in self.added:
            return self._without(name)
        if name not in natural:
            return replace(self, added=(*self.added, name))
        return replace(self, hidden=self.hidden ^ {name})

    def with_pin(self, name: str) -> Layout:
        """Pin a column, or let it go."""
        return replace(self, pinned=self.pinned ^ {name})

    def with_moved(self, name: str, step: int, names: Sequence[str]) -> Layout:
        """Move a column.

        Args:
            name: of the column.
            step: places to the right, negative to the left.
            names: all columns as they stand, the hidden ones too.
        """
        order = list(names)
        place = order.index(name)
        order.insert(max(0, min(place + step, len(order) - 1)), order.pop(place))
        return replace(self, order=tuple(order))

    def with_width(self, name: str, width: int) -> Layout:
        """Give a column a width in cells."""
        return replace(self, widths={**self.widths, name: max(MIN_WIDTH, min(width, _WIDEST))})

    def _without(self, name: str) -> Layout:
        return replace(
            self,
            added=tuple(one for one in self.added if one != name),
            order=tuple(one for one in self.order if one != name),
            pinned=self.pinned - {name},
            widths={one: size for one, size in self.widths.items() if one != name},
        )


def laid_out(
    layout: Layout, chosen: Sequence[Column], endpoint: Endpoint, sample: Sequence[Record]
) -> tuple[Column, ...]:
    """All columns in their order, the hidden ones too; pinned ones first.

    Args:
        layout: what the person wants.
        chosen: the columns that are chosen by themselves.
        endpoint: tells which fields only the detail has.
        sample: some rows, for the widths.
    """
    natural = {column.name for column in chosen}
    listed = {name for record in sample for name in record}
    more = [_added(name, endpoint, sample, listed) for name in layout.added if name not in natural]
    place = {name: index for index, name in enumerate(layout.order)}
    columns = sorted((*chosen, *more), key=lambda one: place.get(one.name, len(place)))
    sized = [
        replace(
            one,
            width=layout.widths.get(one.name, one.width),
            pinned=one.name in layout.pinned,
            hidden=one.name in layout.hidden,
        )
        for one in columns
    ]
    return tuple(sorted(sized, key=lambda one: not one.pinned))


def offered(endpoint: Endpoint, sample: Sequence[Record]) -> list[str]:
    """Paths that could be columns besides: values inside objects, fields that the detail has.

    Args:
        endpoint: tells which fields its detail has.
        sample: some rows; their detail's fields too, where it was read.
    """
    found: dict[str, None] = {}
    for record in sample:
        for name, value in record.items():
            if isinstance(value, dict):
                found.update(dict.fromkeys(f"{name}.{key}" for key in list(value)[:_KEYS_OFFERED]))
    read = endpoint.actions.get("read")
    listed = {name for record in sample for name in record}
    details = [name for name in (read.record if read else ()) if name not in listed]
    return [*details, *found]


def _added(name: str, endpoint: Endpoint, sample: Sequence[Record], listed: set[str]) -> Column:
    column = make_column(endpoint, name, sample)
    root = name.partition(".")[0]
    column = replace(column, title=safe(name)[-MAX_WIDTH:])
    if root in listed or "read" not in endpoint.actions:
        return column
    return replace(column, detail=True, width=max(column.width, _UNSEEN_WIDTH))


class Layouts:
    """The layouts of one server's tables, in the program's state file.

    Args:
        server: base URL.
        keep: read and write the file; without, layouts last as long as this object.
        store: the file, None for the usual one.
    """

    def __init__(self, server: str, *, keep: bool = True, store: StateStore | None = None) -> None:
        self.server = server
        self._store = (store or StateStore()) if keep else None
        self._known: dict[str, Layout] = {}

    def read(self) -> None:
        """Take over what is kept. Touches the disk."""
        kept = self._store.section(_SECTION) if self._store is not None else {}
        for name, table in kept.items():
            server, _, endpoint = name.partition(" ")
            if server == self.server:
                self._known.setdefault(endpoint, Layout.read(table))

    def get(self, endpoint: str) -> Layout:
        """The layout of an endpoint's table."""
        return self._known.get(endpoint, Layout())

    def put(self, endpoint: str, layout: Layout) -> None:
        """Use a layout from now on."""
        self._known[endpoint] = layout

    def write(self, endpoint: str) -> None:
        """Keep the layout of an endpoint's table. Touches the disk."""
        if self._store is not None:
            name = f"{self.server} {endpoint}"  # another process may write that of another endpoint
            self._store.put(_SECTION, {name: self.get(endpoint).as_table()})


def _texts(found: object) -> tuple[str, ...]:
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
