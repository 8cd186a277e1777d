"""The server's parser, written anew from the description of its grammar.

Independent of the package and of the demo, so that a mistake in either shows.
"""

from __future__ import annotations

from typing import Any

PAIRS = {"(": ")", "[": "]"}


def split_comma_outside_brackets(text: str) -> list[str]:
    """One pending closer only: the latest opener overwrites it, the first match clears it."""
    found: list[str] = []
    current: list[str] = []
    pending: str | None = None
    for character in text:
        if character in PAIRS:
            pending = PAIRS[character]
        elif character == pending:
            pending = None
        elif character == "," and pending is None:
            found.append("".join(current))
            current = []
            continue
        current.append(character)
    found.append("".join(current))
    return found


def value_of(text: str) -> Any:
    """None, a boolean, a float, what ``eval`` gives of brackets, or the text."""
    if text == "None":
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if text.replace(".", "", 1).isdigit():
        return float(text)
    if text[:1] in ("(", "[") and text[-1:] in (")", "]"):
        return eval(text, {"__builtins__": {}})  # the server's own way
    return text


def parse(parameter: str, *, exclusion: bool = True) -> list[tuple[str, Any, bool]]:
    """Key, value and whether it is excluded, of what the form field leaves of a parameter."""
    parts = split_comma_outside_brackets(parameter.strip())
    pairs = []
    for index in range(0, len(parts), 2):
        key, value = parts[index], parts[index + 1]
        excluded = exclusion and key.startswith("~")
        pairs.append((key[1:] if excluded else key, value_of(value), excluded))
    keys = [(key, excluded) for key, _, excluded in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError(f'Duplicated fields in "{parameter}"')
    return pairs
