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
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: no JSON: {safe(str(error))}.") from error
