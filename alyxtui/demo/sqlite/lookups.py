"""Comparisons that SQLite lacks, and the words of PostgreSQL's errors.

Importing this module registers the lookups; the connection adds the functions they call.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.db import DataError
from django.db.models import Field, JSONField
from django.db.models.fields.json import ContainedBy, DataContains
from django.db.models.lookups import IRegex, Regex

Sql = tuple[str, list[Any]]
_REGEX_ERRORS = (
    ("parenthesis", "parentheses () not balanced"),
    ("subpattern", "parentheses () not balanced"),
    ("character set", "brackets [] not balanced"),
    ("repeat", "quantifier operand invalid"),
)


class SqliteContains(DataContains):
    """``contains`` of a JSON field."""

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        """Call :func:`json_contains`."""
        whole, whole_params = self.process_lhs(compiler, connection)
        part, part_params = self.process_rhs(compiler, connection)
        return f"DEMO_JSON_CONTAINS({whole}, {part})", [*whole_params, *part_params]


class SqliteContainedBy(ContainedBy):
    """``contained_by`` of a JSON field."""

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        """Call :func:`json_contains`, the other way round."""
        part, part_params = self.process_lhs(compiler, connection)
        whole, whole_params = self.process_rhs(compiler, connection)
        return f"DEMO_JSON_CONTAINS({whole}, {part})", [*whole_params, *part_params]


class SqliteRegex(Regex):
    """``regex``, which says what is wrong with a pattern."""

    def get_prep_lookup(self) -> Any:
        """The pattern, once it is known to be one."""
        return _checked(super().get_prep_lookup())


class SqliteIRegex(IRegex):
    """``iregex``, which says what is wrong with a pattern."""

    def get_prep_lookup(self) -> Any:
        """The pattern, once it is known to be one."""
        return _checked(super().get_prep_lookup())


def _checked(pattern: Any) -> Any:
    """The pattern itself.

    Raises:
        DataError: it is no regular expression; the words are PostgreSQL's.
    """
    try:
        re.compile(str(pattern))
    except re.error as error:
        words = next((text for part, text in _REGEX_ERRORS if part in error.msg), error.msg)
        raise DataError(f"invalid regular expression: {words}\n") from error
    return pattern


def upper(value: object) -> object:
    """Upper case in every alphabet; what is no text stays as it is."""
    return value.upper() if isinstance(value, str) else value


def contains(whole: object, part: object) -> bool:
    """PostgreSQL's ``@>``: whether ``part`` is in ``whole``, level by level.

    Args:
        whole: a JSON value.
        part: a JSON value.
    """
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and contains(whole[key], part[key]) for key in part)
    if isinstance(whole, list):
        parts = part if isinstance(part, list) else [part]
        return all(any(contains(a, b) for a in whole) for b in parts)
    return _kind(whole) == _kind(part) and whole == part


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, (int, float)) else type(value).__name__


def json_contains(whole: object, part: object) -> bool | None:
    """:func:`contains` of JSON texts, as SQL calls it; NULL gives NULL."""
    return None if whole is None or part is None else contains(_load(whole), _load(part))


def _load(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text  # a text taken out of JSON comes without its quotes


JSONField.register_lookup(SqliteContains)
JSONField.register_lookup(SqliteContainedBy)
Field.register_lookup(SqliteRegex)
Field.register_lookup(SqliteIRegex)
