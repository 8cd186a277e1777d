"""A whole record as text for an editor: JSON with lines of help, read back as a change."""

from __future__ import annotations

import json
from collections.abc import Sequence

from alyxtui.domain.writes.assignment import Twice, read_json
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.diff import between
from alyxtui.domain.writes.fields import writable
from alyxtui.domain.writes.operations import Assign, Operation
from alyxtui.domain.writes.values import same
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Endpoint, Field, Kind
from alyxtui.text import elide, safe

HELP = "//"
"""What a line of help begins with; such lines are dropped, a value never begins one."""
_WIDE = 100


class TextRefused(ChangeRefused):
    """Text that is no record.

    Attributes:
        line: its number, from 1; 0 when it is about no line.
    """

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(f"Line {line}: {message}" if line else message)
        self.line = line


def written(endpoint: Endpoint, verb: Verb, values: Values, heading: Sequence[str] = ()) -> str:
    """The fields that can be written, each under what there is to know of it.

    Args:
        endpoint: whose record it is.
        verb: how it will be written; a create has every field, those first that must be
            given; a change has those of the record.
        values: the record, or the defaults of a new one.
        heading: lines for its top.
    """
    fields = writable(endpoint, verb)
    names = [name for name in fields if name in values or verb is Verb.CREATE]
    if verb is Verb.CREATE:
        names.sort(key=lambda name: not fields[name].required)
    lines = [f"{HELP} {safe(line)}".rstrip() for line in heading]
    lines.append("{")
    for number, name in enumerate(names):
        lines += [f"  {HELP} {line}" for line in facts(fields[name])]
        text = json.dumps(values.get(name), ensure_ascii=False, indent=2).replace("\n", "\n  ")
        comma = "," if number < len(names) - 1 else ""
        lines.append(f"  {json.dumps(name)}: {text}{comma}")
    return "\n".join([*lines, "}", ""])


def read(text: str) -> dict[str, object]:
    """The values in a text; lines that begin with ``//`` are passed over, and still count.

    Raises:
        TextRefused: it is no JSON object, or a key comes twice; with the line.
    """
    lines = ["" if line.lstrip().startswith(HELP) else line for line in text.split("\n")]
    plain = "\n".join(lines)
    if not plain.strip():
        return {}
    try:
        value = read_json(plain)
    except json.JSONDecodeError as error:
        raise TextRefused(f"{error.msg}.", line=error.lineno) from error
    except RecursionError as error:
        raise TextRefused("It goes too deep.", line=0) from error
    except Twice as error:
        raise TextRefused(f"{error} comes twice.", line=_last_line(lines, str(error))) from error
    if not isinstance(value, dict):
        raise TextRefused("A record stands in braces: { ... }.", line=1)
    return value


def change_of(endpoint: Endpoint, key: str, base: Values, given: Values) -> Change:
    """The change that an edited text stands for: only what differs, inside JSON place by place.

    Args:
        endpoint: whose record it is.
        key: its lookup value.
        base: the record as the text showed it.
        given: what was read back; fields that are not there any more stay as they are.
    """
    fields = writable(endpoint, Verb.PATCH)
    operations: dict[str, Operation] = {}
    for name, value in given.items():
        field = fields.get(name, Field(name, Kind.JSON))
        if name in base and same(value, base[name], field):
            continue
        is_json = field.kind is Kind.JSON and name in base
        operations[name] = between(base[name], value) if is_json else Assign(value)
    return Change.patch(endpoint.name, key, operations, base)


def with_errors(text: str, error: ChangeRefused) -> str:
    """A text with what is wrong said above the lines concerned, for the next round.

    Errors of an earlier round go; they stand at lines of their own.

    Args:
        text: as it was typed.
        error: what is wrong, by line or by field.
    """
    mark = f"{HELP} ✕ "
    former = text.split("\n")
    lines = [line for line in former if not line.lstrip().startswith(mark)]
    said: dict[int, list[str]] = {}
    if isinstance(error, TextRefused) or not error.fields:
        above = former[: max(error.line - 1, 0)] if isinstance(error, TextRefused) else []
        said[sum(not line.lstrip().startswith(mark) for line in above)] = [error.message]
    for name, messages in error.fields.items():
        place = max(_last_line(lines, name) - 1, 0)
        said.setdefault(place, []).extend(f"{name}: {one}" for one in messages)
    out: list[str] = []
    for number, shown in enumerate(lines):
        out += [f"{mark}{safe(one)}" for one in said.get(number, ())]
        out.append(shown)
    return "\n".join(out)


def _last_line(lines: Sequence[str], name: str) -> int:
    """The number of the last line that begins with a key, 0 without one."""
    start = json.dumps(name, ensure_ascii=False)
    places = [number for number, line in enumerate(lines, 1) if line.lstrip().startswith(start)]
    return max(places, default=0)


def facts(field: Field) -> list[str]:
    """What there is to know of a field, in a line or two."""
    known = [field.format or field.kind.value]
    if field.many:
        known.append("a list")
    if field.reference is not None:
        known.append(f"{field.reference.endpoint or 'a record'} by {field.reference.by.value}")
    if field.required:
        known.append("required")
    if field.nullable:
        known.append("null is allowed")
    if field.enum:
        known.append(f"one of {', '.join(choice or 'empty' for choice in field.enum)}")
    if field.minimum is not None:
        known.append(f"from {field.minimum:g}")
    if field.maximum is not None:
        known.append(f"up to {field.maximum:g}")
    if field.max_length is not None:
        known.append(f"up to {field.max_length} characters")
    said = " ".join(field.help.split())
    return [elide(safe(line), _WIDE) for line in (", ".join(known), said) if line]
