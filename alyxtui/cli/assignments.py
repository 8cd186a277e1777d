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
        UsageError: it cannot be read, or is none.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} cannot be read: {error}.") from error
    return parsed(text, name)


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
