"""``key=value`` and ``key:=JSON`` words and ``--data`` files of commands that write."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from alyxtui.errors import UsageError
from alyxtui.text import safe

if TYPE_CHECKING:
    from alyxtui.schema.model import Field

_WORD = re.compile(r"([\w.-]+)(:?=)(.*)", re.DOTALL)


class Word(NamedTuple):
    """One assignment as typed.

    Attributes:
        name: of the field, or a path into it.
        value: a text, or what the JSON says.
        is_json: whether it was given as JSON.
    """

    name: str
    value: object
    is_json: bool


def is_word(text: str) -> bool:
    """Whether a text is an assignment rather than an id."""
    return _WORD.fullmatch(text) is not None


def word(text: str) -> Word:
    """An assignment.

    Raises:
        UsageError: it is none.
    """
    found = _WORD.fullmatch(text)
    if found is None:
        raise UsageError(
            f"{safe(text)!r} is no key=value.",
            hint='Text: qc=PASS. JSON: projects:=["matlab"], json:=null',
        )
    if found[2] == "=":
        return Word(found[1], found[3], is_json=False)
    return Word(found[1], _json(found[3], found[1]), is_json=True)


def words(texts: Sequence[str]) -> list[Word]:
    """Assignments, each name once.

    Raises:
        UsageError: one is none, or a name came before.
    """
    given = [word(text) for text in texts]
    names = [one.name for one in given]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} is given more than once.")
    return given


def data(name: str | None) -> dict[str, object]:
    """The JSON object in a file, empty without one.

    Args:
        name: of the file, ``-`` for stdin.

    Raises:
        UsageError: it cannot be read, or holds something else.
    """
    if name is None:
        return {}
    value = document(name)
    if not isinstance(value, dict):
        raise UsageError(f"{name} holds no JSON object.")
    return value


def document(name: str) -> object:
    """The JSON in a file, or in stdin by the name ``-``.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} cannot be read: {error}.") from error
    return _json(text, name)


def values(given: Sequence[Word], fields: Mapping[str, Field]) -> dict[str, object]:
    """Values by field name, texts typed by the schema.

    Args:
        given: names and values.
        fields: of the body; what is not among them stays a text, and is refused later.

    Raises:
        ChangeRefused: a text is JSON for a JSON field.
    """
    from alyxtui.domain.writes.typed import from_text

    found: dict[str, object] = {}
    for one in given:
        field = fields.get(one.name)
        plain = one.is_json or field is None or not isinstance(one.value, str)
        found[one.name] = one.value if plain else from_text(field, one.value)  # type: ignore[arg-type] # both are told by `plain`
    return found


def _json(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: no JSON: {safe(str(error))}.") from error
