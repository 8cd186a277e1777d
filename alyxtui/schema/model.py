"""The model that every schema dialect is read into. Plain immutable values, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


class Kind(str, Enum):
    """What a value is, as far as a form, a column or a check needs to know."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "date-time"
    UUID = "uuid"
    URI = "uri"
    EMAIL = "email"
    FILE = "file"
    JSON = "json"
    OBJECT = "object"
    UNKNOWN = "unknown"


class By(str, Enum):
    """The form in which a value names the record it refers to (SERVER.md 8)."""

    SLUG = "slug"  # the lookup name: nickname, username, name
    UUID = "uuid"
    NUMBER = "number"
    URL = "url"
    NESTED = "nested"  # the referred record itself, or a part of it, stands inside


@dataclass(frozen=True, slots=True)
class Reference:
    """What a value refers to.

    Attributes:
        endpoint: name of the endpoint, or empty when the target has none (species, strain, ...).
        by: the form of the value.
        model: the server's own name of the target (``subjects.Subject``), for messages.
    """

    endpoint: str
    by: By
    model: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter of an action.

    Attributes:
        name: as sent.
        kind: the type of one value.
        many: whether several values are taken, comma-separated unless ``repeat``.
        repeat: several values are sent by repeating the parameter, not by commas.
        required: whether the server insists.
        help: what it does, plain text; from the schema or mined from the FILTERS list.
        enum: the choices, empty when free.
        reference: what a value names, if anything.
        broken: why it must not be sent although it is declared; empty when it works.
        note: what a user should know (repeats rows, other form than the record shows).
    """

    name: str
    kind: Kind = Kind.TEXT
    many: bool = False
    repeat: bool = False
    required: bool = False
    help: str = ""
    enum: tuple[str, ...] = ()
    reference: Reference | None = None
    broken: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record or of a request body.

    Attributes:
        name: as sent.
        kind: the type of one value.
        format: the schema's own word (``double``, ``date-time``), for display.
        many: whether the value is a list.
        required: must be there when creating; read-only fields are never required.
        read_only: the server sets it and ignores what is sent.
        write_only: the server takes it and never shows it.
        nullable: None may be read.
        enum: the choices, exact labels.
        max_length: characters, or None.
        minimum: lower bound of a number, or None.
        maximum: upper bound of a number, or None.
        default: the schema's default, or None.
        help: plain text.
        reference: what the value names, if anything.
        fields: the fields of a nested object, in order.
    """

    name: str
    kind: Kind = Kind.TEXT
    format: str = ""
    many: bool = False
    required: bool = False
    read_only: bool = False
    write_only: bool = False
    nullable: bool = False
    enum: tuple[str, ...] = ()
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: object = None
    help: str = ""
    reference: Reference | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done with an endpoint.

    Attributes:
        name: list, read, create, update, partial_update, delete, or the operation's own word for
            what fits none of these.
        method: HTTP method, upper case.
        path: as the server has it, with ``{lookup}`` in braces.
        parameters: query parameters by name, in the schema's order.
        fields: body fields by name; empty when there is no body.
        record: fields of one record of the answer by name; empty when the schema does not say.
        description: the whole description, plain text with Markdown marks.
        paginated: whether the answer is the ``count, next, previous, results`` envelope.
    """

    name: str
    method: str
    path: str
    parameters: Mapping[str, Parameter] = field(default_factory=lambda: MappingProxyType({}))
    fields: Mapping[str, Field] = field(default_factory=lambda: MappingProxyType({}))
    record: Mapping[str, Field] = field(default_factory=lambda: MappingProxyType({}))
    description: str = ""
    paginated: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One resource of the server.

    Attributes:
        name: the path without slashes at its ends (``sessions``, ``cache.zip``).
        lookup: the name in the detail path's braces (``id``, ``nickname``), empty without one.
        lookup_kind: the type of the lookup value: another form never matches the route.
        actions: by name.
        group: the heading it stands under (as the web admin's index groups models).
        key_fields: the record's fields that can give the lookup value, in order of preference;
            ``url`` means the last path segment.
        mine: the parameter that filters by a user name, empty without one.
        write_guards: what a write must heed, as sentences by action name.
    """

    name: str
    lookup: str = ""
    lookup_kind: Kind = Kind.TEXT
    actions: Mapping[str, Action] = field(default_factory=lambda: MappingProxyType({}))
    group: str = "Other"
    key_fields: tuple[str, ...] = ()
    mine: str = ""
    write_guards: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_list(self) -> bool:
        """Whether the endpoint has a paginated list of records."""
        action = self.actions.get("list")
        return action is not None and action.paginated


@dataclass(frozen=True, slots=True)
class Api:
    """Everything a server offers.

    Attributes:
        endpoints: by name, in alphabetical order.
        title: the schema's title, often empty.
        version: the schema's version, ``0.0.0`` on Alyx 3.6.1.
        dialect: ``openapi`` or ``coreapi``.
        problems: what could not be read, a sentence each, naming the place; the rest is usable.
    """

    endpoints: Mapping[str, Endpoint] = field(default_factory=lambda: MappingProxyType({}))
    title: str = ""
    version: str = ""
    dialect: str = "openapi"
    problems: tuple[str, ...] = ()
