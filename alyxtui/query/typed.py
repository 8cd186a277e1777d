"""Takes what was typed or pasted apart into pairs of name and value, with their places.

Nothing is judged here; ``parse`` makes a query of the pairs.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from alyxtui.errors import QueryError
from alyxtui.query import one_call

_NAME = re.compile(r"\s*([\w.-]+)(:?=)")
_NEXT = re.compile(r"\s+(?=[\w.-]+:?=)|\s*\Z")
_PAIRS = re.compile(r"[\w.-]+=[^&]*(?:&[\w.-]+=[^&]*)+")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+|.", re.DOTALL)
_EXAMPLE = "A filter is key=value, for example subject=KS014"


class Pair(NamedTuple):
    """One filter as typed.

    Attributes:
        name: of the parameter.
        value: decoded.
        places: for each character of the value its index in what was typed.
    """

    name: str
    value: str
    places: tuple[int, ...] = ()

    @property
    def start(self) -> int | None:
        """Where the value begins, None when that is unknown."""
        return self.places[0] if self.places else None


def is_query_string(text: str) -> bool:
    """Whether a text is percent-encoded, or pairs with ``&`` between them."""
    if text.startswith("?"):
        return True
    # A line puts what could be taken for this in quotes; in an address they would be encoded.
    if any(letter.isspace() for letter in text) or '="' in text:
        return False
    return bool(_PAIRS.fullmatch(text)) or ("=" in text and bool(_ENCODED.search(text)))


def is_conditions(text: str) -> bool:
    """Whether a text is what stands behind ``django=``, without the name."""
    head, comma, _ = text.partition(",")
    return bool(comma) and "=" not in head


def from_line(text: str, offset: int = 0) -> list[Pair]:
    """``key=value`` words; a value may hold blanks and ends where the next ``key=`` begins.

    A value that holds such a thing itself stands in quotes.

    Raises:
        QueryError: something is no ``key=value``; with the position.
    """
    pairs: list[Pair] = []
    at = 0
    while text[at:].strip():
        found = _NAME.match(text, at)
        if found is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            word = text[start:].split()[0]
            raise QueryError(f"{word!r} is no filter.", hint=_EXAMPLE, position=offset + start)
        value, start, at = _value(text, found.end())
        places = tuple(range(offset + start, offset + start + len(value)))
        pairs.append(Pair(found[1], _of_json(value) if found[2] == ":=" else value, places))
    return pairs


def from_word(word: str) -> Pair:
    """One ``key=value`` of a command line, where the shell has dealt with the quotes.

    Raises:
        QueryError: it is none.
    """
    found = _NAME.match(word)
    if found is None:
        raise QueryError(f"{word!r} is no filter.", hint=_EXAMPLE)
    value = word[found.end() :]
    return Pair(found[1], _of_json(value) if found[2] == ":=" else value)


def from_query_string(text: str, offset: int = 0) -> list[Pair]:
    """Percent-encoded pairs with ``&`` between them; a ``?`` before them is passed over."""
    pairs: list[Pair] = []
    at = 1 if text.startswith("?") else 0
    for part in text[at:].split("&"):
        name, equals, value = part.partition("=")
        if part:
            pairs.append(
                _decoded(unquote(name.replace("+", " ")), value, offset + at + len(name + equals))
            )
        at += len(part) + 1
    return pairs


def from_url(text: str) -> tuple[list[str], list[Pair]]:
    """The segments of an address's path, and its filters."""
    address = urlsplit(text)
    segments = [unquote(segment) for segment in address.path.split("/") if segment]
    return segments, from_query_string(address.query, text.find("?") + 1)


def _value(text: str, start: int) -> tuple[str, int, int]:
    """A value, where it begins, and where what follows begins."""
    if text[start : start + 1] == '"':
        try:
            value, end = json.JSONDecoder().raw_decode(text, start)
        except ValueError:
            value, end = "", -1
        if end >= 0 and (end == len(text) or text[end].isspace()):
            return str(value), start + 1, end
    if text[start : start + 1] == "'":
        end = text.find("'", start + 1)
        if end > start and (end + 1 == len(text) or text[end + 1].isspace()):
            return text[start + 1 : end], start + 1, end + 1
    found = _NEXT.search(text, start)
    end = found.start() if found else len(text)
    return text[start:end], start, end


def _of_json(text: str) -> str:
    """``key:=JSON``: several values as the server takes them.

    Raises:
        QueryError: it is no JSON.
    """
    try:
        return one_call.sent(json.loads(text))
    except ValueError as error:
        raise QueryError(
            f"{text!r} is no JSON.", hint='For example users:=["anne", "ben"]'
        ) from error


def _decoded(name: str, text: str, offset: int) -> Pair:
    letters: list[str] = []
    places: list[int] = []
    for run in _RUN.finditer(text):
        decoded = " " if run[0] == "+" else unquote(run[0])
        letters.append(decoded)
        place = offset + run.start()
        for letter in decoded:
            places.append(min(place, offset + run.end() - 1))
            place += len("%00") * len(letter.encode())
    return Pair(name, "".join(letters), tuple(places))
