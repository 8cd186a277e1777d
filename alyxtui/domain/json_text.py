"""A value as JSON text, however deep it is and as exactly as it came."""

from __future__ import annotations

import json
from collections.abc import Iterator

from alyxtui.domain.cells import digits
from alyxtui.errors import AlyxTuiError

_INDENT = "  "


class NotJson(AlyxTuiError):
    """A value that holds itself has no JSON text."""

    title = "That cannot be written as JSON"


def as_text(value: object) -> str:
    """A text as it is, anything else as ``written``.

    Raises:
        NotJson: the value holds itself.
    """
    return value if isinstance(value, str) else written(value)


def written(value: object) -> str:
    """A value as JSON of several lines.

    Numbers keep the digits that they came with; ``json.dumps`` would round them, and gives up at
    about a thousand levels.

    Raises:
        NotJson: the value holds itself.
    """
    return "".join(_pieces(value))


def _pieces(value: object) -> Iterator[str]:
    if not isinstance(value, dict | list | tuple) or not value:
        yield _leaf(value)
        return
    todo = [_Open(value)]
    above = {id(value)}
    yield todo[0].begin
    while todo:
        here = todo[-1]
        for label, inner in here.items:
            yield f"{here.comma}\n{_INDENT * len(todo)}{label}"
            here.comma = ","
            if isinstance(inner, dict | list | tuple) and inner:
                if id(inner) in above:
                    raise NotJson("It holds itself.")
                above.add(id(inner))
                todo.append(_Open(inner))
                yield todo[-1].begin
                break
            yield _leaf(inner)
        else:
            todo.pop()
            above.discard(here.own)
            yield f"\n{_INDENT * len(todo)}{here.end}"


class _Open:
    """An object or list that is being written."""

    def __init__(self, value: dict[str, object] | list[object] | tuple[object, ...]) -> None:
        self.own = id(value)
        self.comma = ""
        self.items: Iterator[tuple[str, object]]
        if isinstance(value, dict):
            self.begin, self.end = "{", "}"
            self.items = ((f"{_quoted(key)}: ", inner) for key, inner in value.items())
        else:
            self.begin, self.end = "[", "]"
            self.items = (("", inner) for inner in value)


def _leaf(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return digits(value)
    return json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
