"""PostgreSQL's regular expressions, as far as Python's differ, and the words of its errors."""

from __future__ import annotations

import re

from django.db import DataError

# What Python says, and what PostgreSQL says of the same mistake.
_ERRORS = (
    ("parenthesis", "parentheses () not balanced"),
    ("subpattern", "parentheses () not balanced"),
    ("character set", "brackets [] not balanced"),
    ("min repeat", "invalid repetition count(s)"),
    ("repetition number", "invalid repetition count(s)"),
    ("repeat", "quantifier operand invalid"),
    ("character range", "invalid character range"),
    ("bad escape", "invalid escape \\ sequence"),
    ("group reference", "invalid backreference number"),
)
_OPEN_BRACE = re.compile(r"(?<!\\)\{\d+(,\d*)?$")
_CLASSES = {
    "alpha": r"^\W\d_", "digit": r"\d", "alnum": r"^\W_", "upper": "A-Z", "lower": "a-z",
    "space": r"\s", "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f", "blank": r" \t",
}  # fmt: skip
_WORD_ENDS = {r"\m": r"\b(?=\w)", r"\M": r"\b(?<=\w)", r"\y": r"\b", r"\A": r"\A", r"\Z": r"\Z"}
_SPECIAL = re.compile(r"\[(\^?)\[:(\w+):\]\]|\\[mMy]|\\.", re.DOTALL)


def to_python(pattern: str) -> str:
    r"""Turn a pattern of PostgreSQL into Python's; most stay as they are.

    Args:
        pattern: what a client sent. Classes (``[[:digit:]]``) and the ends of words (``\m``,
            ``\M``, ``\y``) are translated.

    Raises:
        DataError: it is no regular expression; the words are PostgreSQL's.
    """
    if _OPEN_BRACE.search(pattern):
        raise _wrong("braces {} not balanced")
    translated = _SPECIAL.sub(_one, pattern)
    try:
        re.compile(translated)
    except re.error as error:
        words = next((told for part, told in _ERRORS if part in error.msg), error.msg)
        raise _wrong(words) from error
    return translated


def _one(found: re.Match[str]) -> str:
    negated, name = found.group(1), found.group(2)
    if name is None:
        return _WORD_ENDS.get(found.group(), found.group())
    if name not in _CLASSES:
        raise _wrong("invalid character class")
    members = _CLASSES[name]
    if negated:  # two negations are none
        members = members[1:] if members.startswith("^") else "^" + members
    return f"[{members}]"


def _wrong(words: str) -> DataError:
    return DataError(f"invalid regular expression: {words}\n")
