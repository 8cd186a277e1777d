"""What widgets tell the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from alyxtui.domain.links import Path
    from alyxtui.domain.writes.target import Target
    from alyxtui.query.cell import Relation
    from alyxtui.query.model import Query


@dataclass
class EndpointChosen(Message):
    """An endpoint was opened in the tree."""

    name: str


class Moved(Message):
    """Another place was opened, or rows of this one came or failed."""


@dataclass
class Opened(Message):
    """The user has chosen an endpoint.

    Attributes:
        name: of the endpoint.
    """

    name: str


class Reconnect(Message):
    """The schema is missing, or nobody is signed in."""


class Abandoned(Message):
    """The user does not wait for the connection any longer."""


class SchemaWanted(Message):
    """The user asks whether the server has changed."""


@dataclass
class EndpointHighlighted(Message):
    """The cursor of the tree moved to an endpoint."""

    name: str


class FindWanted(Message):
    """The user wants to narrow the tree by typing."""


@dataclass
class RowHighlighted(Message):
    """The cursor of the table moved to a row."""

    index: int


@dataclass
class RowChosen(Message):
    """A row of the table was opened."""

    index: int


@dataclass
class ValueChosen(Message):
    """A value of a record that has nothing to open or close was chosen."""

    path: Path


class LockWanted(Message):
    """The screen was locked when the program last ended."""


class TokenRefused(Message):
    """The server does not take the token any more: rows or a record did not come."""


@dataclass
class QueryWanted(Message):
    """Another query is to be run."""

    query: Query


class FilterWanted(Message):
    """The user wants to change the filters."""


class RecordsWanted(Message):
    """The user wants to go back to the records."""


@dataclass
class ByCellWanted(Message):
    """A cell is to be made a filter; None to be asked how."""

    relation: Relation | None


@dataclass
class Fault(Message):
    """A worker failed in a way that nobody foresaw."""

    problem: BaseException


class Settled(Message):
    """The first place has come; what can wait may begin."""


@dataclass
class DataSignInWanted(Message):
    """The user wants to sign in to a data host.

    Attributes:
        origin: of the host.
    """

    origin: str


@dataclass
class Written(Message):
    """A record was written, or may have been: what is shown of it is stale.

    Attributes:
        endpoint: its endpoint's name.
        key: its lookup value; empty for many.
        gone: it was deleted.
    """

    endpoint: str
    key: str
    gone: bool = False


class OutboxWanted(Message):
    """The server answers: what waits may be sent."""


@dataclass
class BulkWanted(Message):
    """Many records are to be changed, or a bulk edit that is under way is to be shown.

    Attributes:
        target: which records; None when there is no list.
    """

    target: Target | None


@dataclass
class BatchUndoWanted(Message):
    """Writes that were confirmed together are to be taken back.

    Attributes:
        batch: what the journal calls them.
    """

    batch: str
