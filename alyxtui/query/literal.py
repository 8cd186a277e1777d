"""Values written so that the server's parser gives them back unharmed.

Plain where plain is safe, as the tutorials write it (seed 000); else as a Python literal in
brackets. ``('...')`` keeps any text: commas are safe in it, and brackets, quotes, backslashes and
what does not print stand as escapes, so that nothing is left for the parser to stumble over.
"""

from __future__ import annotations

import math
import re

from alyxtui.query import grammar
from alyxtui.query.model import JsonObject, Listed, Value

# Beyond these a float, which the server makes of bare digits, is another number.
_EXACT = 2**53
_PLAIN = re.compile(r"[^()\[\]'\\]*")
_CLOSERS = {"[": "]", "(": ")"}


def written(value: Value) -> str:
    """A value as it stands behind its comma.

    Args:
        value: anything that ``model.freeze`` gives.

    Raises:
        ValueError: it is not-a-number, which has no literal.
    """
    if isinstance(value, str):
        return value if grammar.is_plain(value) else f"({_quoted(value)})"
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        return _number(value)
    text = _expression(value)
    # Texts hold no bare brackets, so that one beyond the first is that of a list inside.
    nested = text.startswith("{") or "[" in text[1:] or "(" in text[1:]
    return _guarded(f"({text})" if nested else text)


def _number(value: int | float) -> str:
    text = _expression(value)
    if isinstance(value, int):
        return text if 0 <= value <= _EXACT else f"({text})"
    return text if text.replace(".", "", 1).isdigit() else f"({text})"


def _quoted(text: str) -> str:
    if text.isprintable() and _PLAIN.fullmatch(text):
        return f"'{text}'"
    return f"'{''.join(map(_escaped, text))}'"


def _escaped(letter: str) -> str:
    if letter.isprintable() and letter not in "()[]'\\":
        return letter
    code = ord(letter)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _expression(value: Value) -> str:
    """A Python literal; its commas are not yet guarded."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, JsonObject):
        pairs = (f"{_quoted(key)}: {_expression(one)}" for key, one in value.pairs)
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, tuple):
        items = ", ".join(map(_expression, value))
        if isinstance(value, Listed):
            return f"[{items}]"
        return f"({items},)" if len(value) == 1 else f"({items})"
    return str(value)


def _float(value: float) -> str:
    if math.isnan(value):
        raise ValueError("not-a-number cannot be written")
    if math.isinf(value):
        return "1e999" if value > 0 else "-1e999"
    return repr(value)


def _guarded(text: str) -> str:
    """Protect the commas that stand between inner brackets.

    The server waits for one closing bracket only, so behind ``[[1, 2]`` a comma splits. A comment
    with an opening bracket before such a comma makes it wait again, and means nothing to Python.
    """
    parts: list[str] = []
    closer = ""
    for letter in text:
        if letter == "," and not closer:
            parts.append("#(\n")
            closer = ")"
        parts.append(letter)
        closer = _CLOSERS.get(letter, "" if letter == closer else closer)
    return "".join(parts)
