"""``--data`` files and typed values of commands that write."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.domain.writes.assignment import Word, is_word, parsed, word, words
from alyxtui.errors import UsageError

if TYPE_CHECKING:
    from alyxtui.schema.model import Field

_DEEPEST = 200  # levels; Python gives up somewhere below 1,000 calls

__all__ = ["Word", "data", "document", "is_word", "values", "word", "words"]


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
        UsageError: it cannot be read, is none, or is nested too deep.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} cannot be read: {error}.") from error
    value = parsed(text, name)
    _ensure_flat(value, name)
    return value


def values(given: Sequence[Word], fields: Mapping[str, Field]) -> dict[str, object]:
    """Values by field name, texts typed by the schema.

    Args:
        given: names and values.
        fields: of the body; what is not among them stays a text, and is refused later.

    Raises:
        ChangeRefused: a text is JSON for a JSON field.
        UsageError: a value is nested too deep.
    """
    from alyxtui.domain.writes.typed import from_text

    found: dict[str, object] = {}
    for one in given:
        _ensure_flat(one.value, one.name)
        field = fields.get(one.name)
        plain = one.is_json or field is None or not isinstance(one.value, str)
        found[one.name] = one.value if plain else from_text(field, one.value)  # type: ignore[arg-type] # both are told by `plain`
    return found


def _ensure_flat(value: object, where: str) -> None:
    """Refuse what is nested deeper than it can be compared with what the server has."""
    level = [value]
    for _ in range(_DEEPEST):
        lists = [list(one.values()) if isinstance(one, dict) else one for one in level]
        level = [inner for one in lists if isinstance(one, list) for inner in one]
        if not level:
            return
    raise UsageError(f"{where} is nested deeper than {_DEEPEST} levels.")
