"""The little language of ``django=``, ``json=`` and ``extended_qc=``.

Alyx 3.6.1: pairs of field and value with commas between them; a value in brackets is a Python
literal. A real server hands such a value to Python's ``eval``; here it must be a literal, and
names and syntax errors give the words that ``eval`` gives.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

_CLOSERS = {"[": "]", "(": ")"}


class Pair(NamedTuple):
    """One condition.

    Attributes:
        key: field and lookup, for instance ``subject__nickname__icontains``.
        value: a bool, a float, None, text or a Python literal.
        exclude: whether the records that match are left out (``~``).
    """

    key: str
    value: object
    exclude: bool


def split(text: str) -> list[str]:
    """Split at the commas that are not inside ``[...]`` or ``(...)``.

    Only one closing bracket is waited for, that of the latest opening one, so nested and mixed
    brackets split where one would not expect it. Quotes and braces mean nothing.
    """
    parts = [""]
    closer = ""
    for letter in text:
        closer = _CLOSERS.get(letter, "" if letter == closer else closer)
        if letter == "," and not closer:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def convert(text: str) -> object:
    """Turn the text of a value into what it stands for.

    Raises:
        NameError: it is in brackets and holds a bare name.
        SyntaxError: it is in brackets and no Python expression.
        ValueError: it is in brackets and something else than a literal.
    """
    if text == "None":
        return None
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if text.replace(".", "", 1).isdigit():
        return float(text)
    if text.startswith(("(", "[")) and text.endswith((")", "]")):
        return _literal(text)
    return text


def parse(text: str, *, prefix: str = "", exclusion: bool = True) -> list[Pair]:
    """Read a whole query.

    Args:
        text: for instance ``nickname__icontains,ks,~death_date__isnull,True``.
        prefix: put before every key (``json__`` for the filter ``json=``).
        exclusion: whether ``~`` means exclude; else it is a part of the key.

    Returns:
        The conditions in the order they were written.

    Raises:
        IndexError: a value is missing.
        ValueError: the same field and lookup come twice.
    """
    parts = split(text)
    raw = [(parts[i], parts[i + 1]) for i in range(0, len(parts), 2)]
    keys = [key for key, _ in raw]
    if len(set(keys)) != len(keys):
        raise ValueError(f'Duplicated fields in "{text}"')
    pairs = []
    for key, value in raw:
        exclude = exclusion and key.startswith("~")
        pairs.append(Pair(prefix + (key[1:] if exclude else key), convert(value), exclude))
    return pairs


def _literal(text: str) -> object:
    tree = ast.parse(text, "<string>", mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            raise NameError(f"name '{node.id}' is not defined")
    return ast.literal_eval(tree)
