"""How the server reads ``django=``, ``json=`` and ``extended_qc=``, rule by rule.

Alyx 3.6.1 splits at commas outside ``[...]`` and ``(...)`` and waits for one closing bracket only,
that of the latest opening one; quotes, braces and backslashes mean nothing to it. What stands
between brackets is run as Python, so nothing but a literal may be sent there.
"""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from alyxtui.query.model import Value, freeze
from alyxtui.query.values import MARK

_CLOSERS = {"[": "]", "(": ")"}
_ALL_CLOSERS = {**_CLOSERS, "{": "}"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")


class Piece(NamedTuple):
    """A part of the text between two commas.

    Attributes:
        text: blanks included.
        start: its index in the whole text.
    """

    text: str
    start: int


def split(text: str) -> tuple[list[Piece], int]:
    """Split as the server does.

    Returns:
        The pieces, and the index of the bracket that is still waited for at the end, or -1.
    """
    pieces: list[Piece] = []
    start, closer, opened = 0, "", -1
    for index, letter in enumerate(text):
        if letter in _CLOSERS:
            closer, opened = _CLOSERS[letter], index
        elif letter == closer:
            closer, opened = "", -1
        elif letter == "," and not closer:
            pieces.append(Piece(text[start:index], start))
            start = index + 1
    pieces.append(Piece(text[start:], start))
    return pieces, opened


def split_as_meant(text: str) -> tuple[list[Piece], int]:
    """Split as a person means it: brackets and braces nest, quotes inside them hold commas.

    Returns:
        The pieces, and the index of a bracket that has no partner, or -1.
    """
    pieces: list[Piece] = []
    waiting: list[tuple[str, int]] = []
    start, quote = 0, ""
    for index, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[index - 1] != "\\" else quote
        elif waiting and letter in "'\"":
            quote = letter
        elif letter in _ALL_CLOSERS:
            waiting.append((_ALL_CLOSERS[letter], index))
        elif letter in _ALL_CLOSERS.values():
            if not waiting or waiting.pop()[0] != letter:
                return [], index
        elif letter == "," and not waiting:
            pieces.append(Piece(text[start:index], start))
            start = index + 1
    pieces.append(Piece(text[start:], start))
    return pieces, waiting[-1][1] if waiting else -1


def convert(text: str) -> Value:
    """What the server makes of the text of a value.

    Returns:
        None, a boolean, a number (the server's is always a float; a whole one is an int here),
        a literal, or the text itself.

    Raises:
        ValueError: it is in brackets and no literal, or digits that are no number; the server
            would fail.
    """
    if text == "None":
        return None
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if text.replace(".", "", 1).isdigit():
        return float(text) if "." in text else int(text)
    if text.startswith(("(", "[")) and text.endswith((")", "]")):
        return literal(text)
    return text


def literal(text: str) -> Value:
    """A Python literal as a value.

    Raises:
        ValueError: it is none, or one that JSON has no word for.
    """
    try:
        with quiet():
            return freeze(ast.literal_eval(text.strip()))
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(f"{text} is no literal") from error


@contextmanager
def quiet() -> Iterator[None]:
    """Let Python say nothing about escapes that mean nothing, which regular expressions hold."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def number_of(text: str) -> int | float | None:
    """The finite number that a text is, with a sign and an exponent too; None when it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return int(text)
    except ValueError:
        number = float(text)
        return number if math.isfinite(number) else None


def has_surrogates(text: str) -> bool:
    """Whether a text holds what no encoding can write: half a pair, or a byte that was no text."""
    return bool(_SURROGATES.search(text))


def is_plain(text: str) -> bool:
    """Whether a text comes through as itself when it is sent without quotes.

    Text that begins with a brace, is a number or says ``a | b`` would come through too; it is
    quoted because a reader takes it for something else.
    """
    if not text or text != text.strip() or text.startswith("{") or has_surrogates(text):
        return False
    if MARK in text or number_of(text) is not None:
        return False
    pieces, opened = split(text)
    if len(pieces) > 1 or opened >= 0:
        return False
    try:
        return convert(text) == text
    except ValueError:
        return False
