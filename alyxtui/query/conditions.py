"""Reads the text of ``django=``, ``json=`` and ``extended_qc=`` as conditions.

What the server reads, is read as the server reads it. What it would fail on or misread although it
is clear what is meant (an object without round brackets, a comma inside braces, a regular
expression in brackets, a blank after a comma) is read as meant, and said.
"""

from __future__ import annotations

import re
from dataclasses import replace

from alyxtui.errors import QueryError
from alyxtui.query import grammar, lookups
from alyxtui.query.fields import SEPARATOR, Fields, segments_of
from alyxtui.query.grammar import Piece
from alyxtui.query.literal import written
from alyxtui.query.lookups import Shape
from alyxtui.query.model import Listed, Source, Term, Value
from alyxtui.query.several import any_of
from alyxtui.query.values import values_of
from alyxtui.schema.model import Kind
from alyxtui.text import safe

_KEY = re.compile(r"""\s*~?\s*[^\[\](){}'",~\s][^\[\](){}'",]*\Z""")
# ``[KS022, KS023]``: the server takes the words for names of Python's and fails.
_BARE_WORDS = re.compile(r"[\[(]([\w .:-]+(?:,[\w .:-]+)*),?[\])]")
_SEVERAL = frozenset({"in", "range", "has_keys", "has_any_keys"})
_TEXT_KINDS = frozenset({Kind.TEXT, Kind.EMAIL, Kind.URI})
_TEXT_SHAPES = frozenset({Shape.TEXT, Shape.PATTERN, Shape.KEY, Shape.KEYS})
# Lookups that can ask for any of several texts: whether in any case, whether a part is enough.
_ANY = {
    "": (False, False),
    "exact": (False, False),
    "iexact": (True, False),
    "contains": (False, True),
    "icontains": (True, True),
}
_IN_PAIRS = "A field and its value stand in pairs, with commas between: nickname__icontains,ks"
_QUOTE = "A value with commas or brackets goes into quotes in brackets: name,('a, b')"


def read(
    text: str, source: Source = Source.DJANGO, *, fields: Fields | None = None, offset: int = 0
) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """Read conditions.

    Args:
        text: decoded, as it stands behind ``django=``.
        source: the parameter it stands in.
        fields: of the endpoint, to tell lookups from JSON keys; without them the names decide.
        offset: where the text begins in what the person typed, for positions in errors.

    Returns:
        The conditions, and what was read otherwise than the server would, a sentence each.

    Raises:
        QueryError: it cannot be read; with the position.
    """
    if not text.strip():
        return (), ()
    notes: list[str] = []
    if source is not Source.DJANGO and ";" in text and "," not in text:
        # The descriptions of Alyx 3.6.1 give semicolons; its parser fails on them (500).
        text = text.replace(";", ",")
        notes.append(f"{source.value} wants commas; the server fails on semicolons.")
    pieces = _pieces(text, notes, offset)
    terms: list[Term] = []
    for key, value in zip(pieces[::2], pieces[1::2], strict=True):
        terms.append(_term(key, value, source, fields, notes))
    return tuple(terms), tuple(dict.fromkeys(notes))


def read_value(text: str) -> tuple[Value, str]:
    """Read one value as it is typed behind a comma.

    Returns:
        The value, and what was read otherwise than the server would, empty when nothing.
    """
    text = text.strip()
    if text.startswith("{") and text.endswith("}"):
        try:
            return grammar.literal(text), "An object is sent in round brackets: ({...})."
        except ValueError:
            return text, ""
    try:
        return grammar.convert(text), ""
    except ValueError:
        return (
            text,
            f"{safe(text)} is sent in quotes: the server runs what is in brackets as Python.",
        )


def with_value(term: Term, text: str, fields: Fields) -> tuple[Term, str]:
    """A condition with the value that a person types behind its comma, ``a | b`` included.

    Args:
        term: path and lookup told apart.
        text: as it is typed.
        fields: of the endpoint.

    Returns:
        The condition, and what was read otherwise than the server would, empty when nothing.
    """
    several = any_of_text(text, term.full_path, term.lookup, fields)
    if several is None:
        value, note = value_for(text, term.full_path, term.lookup, fields)
        return replace(term, value=value), note
    sent = replace(term, lookup=several.lookup, value=several.value)
    shown = safe(", ".join(values_of(text.strip())))
    return sent, f"{safe(term.key)} is any of {shown}; sent as {safe(sent.key)}."


def value_for(text: str, path: str, lookup: str, fields: Fields) -> tuple[Value, str]:
    """Read one value for a field: a text keeps its zeros, and a number in JSON is one.

    Alyx 3.6.1 takes only bare digits for a number: ``-3`` and ``9e-1`` are compared as text.

    Args:
        text: as it is typed behind a comma.
        path: from the record itself.
        lookup: as written, perhaps empty.
        fields: of the endpoint.

    Returns:
        As ``read_value``.
    """
    value, note = read_value(text)
    text = text.strip()
    try:
        shape, kind = lookups.shape_of(fields.at(path).kind, lookup)
    except KeyError:
        return value, note
    is_text = shape in _TEXT_SHAPES or (kind in _TEXT_KINDS and shape in {Shape.ONE, Shape.MANY})
    is_bare = not text.startswith(tuple("(["))
    if is_text and is_bare and isinstance(value, (int, float)) and str(value) != text:
        return text, f"{safe(path)} is sent as {safe(written(text))}, as typed: it takes text."
    number = grammar.number_of(text) if kind is Kind.JSON and shape is Shape.ONE else None
    if number is None or not isinstance(value, str):
        return value, note
    said = "the server takes only bare digits for a number"
    return number, f"{safe(path)} is sent as {written(number)}: {said}."


def any_of_text(text: str, path: str, lookup: str, fields: Fields) -> Term | None:
    """The condition of ``a | b``, None when the value is no such text or cannot be asked so.

    Args:
        text: as it is typed behind a comma.
        path: from the record itself.
        lookup: as written, perhaps empty.
        fields: of the endpoint.
    """
    parts = values_of(text.strip())
    if len(parts) < 2 or lookup not in _ANY or text.strip()[0] in "([{":
        return None
    in_any_case, part = _ANY[lookup]
    if lookup == "contains" and fields.at(path).kind is Kind.JSON:
        return None
    if in_any_case or part:
        return any_of(path, parts, in_any_case=in_any_case, part=part)
    return any_of(path, [value_for(one, path, lookup, fields)[0] for one in parts])


def _pieces(text: str, notes: list[str], offset: int) -> list[Piece]:
    """Keys and values in turn."""
    pieces, opened = grammar.split(text)
    if opened < 0 and _in_pairs(pieces):
        return pieces
    meant, without_partner = grammar.split_as_meant(text)
    if without_partner < 0 and _in_pairs(meant):
        notes.append("A value that the server would split at its commas is sent in brackets.")
        return meant
    unclosed = opened if opened >= 0 else without_partner
    if unclosed >= 0:
        raise QueryError(
            f"The bracket {text[unclosed]} has no partner.", hint=_QUOTE, position=offset + unclosed
        )
    return _fail(text, pieces, offset)


def _fail(text: str, pieces: list[Piece], offset: int) -> list[Piece]:
    for key in pieces[::2]:
        if not _KEY.match(key.text):
            name = safe(key.text.strip())
            words = f"{name!r} is no name of a field." if name else "A field is missing."
            raise QueryError(words, hint=_QUOTE, position=offset + key.start)
    last = pieces[-1]
    raise QueryError(
        f"{safe(last.text.strip())} has no value.",
        hint=_IN_PAIRS if len(pieces) == 1 else f"{_IN_PAIRS}. {_QUOTE}",
        position=offset + last.start,
    )


def _in_pairs(pieces: list[Piece]) -> bool:
    return len(pieces) % 2 == 0 and all(_KEY.match(piece.text) for piece in pieces[::2])


def _term(
    key: Piece, value: Piece, source: Source, fields: Fields | None, notes: list[str]
) -> Term:
    name = key.text.strip()
    if name != key.text:
        notes.append(
            "The blank beside a comma is left out: the server takes it for a part of the name."
        )
    negated = name.startswith("~")
    name = name.lstrip("~").strip()
    term = Term(name, "", None, negated, source=source)
    if fields is not None:
        term, note = with_value(fields.refined(term), value.text, fields)
    else:
        segments = segments_of(name)
        cut = lookups.split_key(segments)
        path, lookup = SEPARATOR.join(segments[:cut]), SEPARATOR.join(segments[cut:])
        read_as, note = read_value(value.text)
        term = replace(term, path=path, lookup=lookup, value=read_as)
    words = _BARE_WORDS.fullmatch(value.text.strip())
    if isinstance(term.value, str) and words and term.lookup in _SEVERAL:
        return replace(term, value=Listed(read_value(word)[0] for word in words[1].split(",")))
    if note:
        notes.append(note)
    return term
