"""``key=value`` and ``key:=JSON``, as a person types them on a command line or in a form."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from alyxtui.errors import UsageError
from alyxtui.text import safe

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
    return Word(found[1], parsed(found[3], found[1]), is_json=True)


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


def parsed(text: str, where: str) -> object:
    """The value of a JSON text.

    Args:
        text: as typed.
        where: what an error names.

    Raises:
        UsageError: it is none.
    """
    try:
        return read_json(text)
    except Twice as error:
        raise UsageError(f"{where}: {safe(str(error))} comes twice.") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: no JSON: {safe(str(error))}.") from error


class Twice(ValueError):
    """A key that comes twice in one object; its text is the key."""


def read_json(text: str) -> object:
    """The value of a JSON text that a person has written.

    Raises:
        Twice: one of two values would be lost.
        ValueError: it is no JSON.
        RecursionError: it goes too deep.
    """
    return json.loads(text, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise Twice(key)
        found[key] = value
    return found
