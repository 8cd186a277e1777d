"""Lookups that SQLite lacks or does otherwise, and the words of PostgreSQL's errors.

Importing this module registers the lookups; the connection adds the functions they call. The demo
is a process of its own, so nobody else's Django is changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db.models import Field, JSONField
from django.db.models.fields import json as django_json
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.lookups import IRegex, Lookup, Regex

from alyxtui.demo.sqlite import jsonb, patterns

Sql = tuple[str, list[Any]]


def _place(value: Any, compiler: Any, connection: Any) -> tuple[str, list[Any], str]:
    """A JSON column, its parameters, and SQLite's path in it."""
    if isinstance(value, KeyTransform):
        column, params, keys = value.preprocess_lhs(compiler, connection)
        return column, list(params), json_path(keys)
    column, params = compiler.compile(value)
    return column, list(params), "$"


def _in_parts(value: Any, compiler: Any, connection: Any) -> Sql:
    """A JSON column, or what a path finds in it, as its type and its value."""
    column, params, path = _place(value, compiler, connection)
    sql = f"JSON_TYPE({column}, %s), JSON_EXTRACT({column}, %s)"
    return sql, [*params, path, *params, path]


def json_path(keys: list[str]) -> str:
    """SQLite's path of keys and list indices; an index below 0 counts from the end."""
    parts = []
    for key in keys:
        number = key.removeprefix("-")
        if number.isascii() and number.isdigit():
            parts.append(f"[#{key}]" if key.startswith("-") else f"[{key}]")
        else:
            parts.append(f".{json.dumps(key, ensure_ascii=False)}")
    return "$" + "".join(parts)


def _document(value: Any) -> str:
    return json.dumps(value)


class _JsonLookup(Lookup):
    """A lookup of a JSON column or of a path in one; what is looked for is any JSON value."""

    prepare_rhs = False
    can_use_none_as_rhs = True

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        """Call the function of the lookup."""
        if isinstance(self.rhs, KeyTransform) or hasattr(self.rhs, "as_sql"):
            other, params = self.process_rhs(compiler, connection)
            return self.condition(compiler, connection, other, list(params))
        return self.condition(compiler, connection, "%s", [_document(self.rhs)])

    def condition(self, compiler: Any, connection: Any, other: str, params: list[Any]) -> Sql:
        """The SQL, once the other side of the lookup is known."""
        raise NotImplementedError

    def call(self, name: str, compiler: Any, connection: Any, other: str, params: Any) -> Sql:
        """The SQL of calling a function with both sides."""
        parts, mine = _in_parts(self.lhs, compiler, connection)
        return f"{name}({parts}, {other})", [*mine, *params]


class _Comparison(_JsonLookup):
    """``jsonb``'s order."""

    sign = "="

    def condition(self, compiler: Any, connection: Any, other: str, params: list[Any]) -> Sql:
        """Compare the outcome of the comparison with 0."""
        sql, params = self.call("DEMO_JSON_COMPARE", compiler, connection, other, params)
        return f"{sql} {self.sign} 0", params


class JsonExact(_Comparison):
    """Equal; ``None`` is the JSON null, as in Django."""

    lookup_name = "exact"


class JsonLt(_Comparison):
    """Less than."""

    lookup_name, sign = "lt", "<"


class JsonLte(_Comparison):
    """Less than or equal."""

    lookup_name, sign = "lte", "<="


class JsonGt(_Comparison):
    """Greater than."""

    lookup_name, sign = "gt", ">"


class JsonGte(_Comparison):
    """Greater than or equal."""

    lookup_name, sign = "gte", ">="


class _Several(_JsonLookup):
    """A lookup whose right side is a list."""

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        """One condition a member.

        Raises:
            TypeError: it is no list; the words are Python's, as on a real server.
        """
        found = [self.member(number, value) for number, value in enumerate(self.rhs)]
        if not found:
            return self.none, []
        sqls, params = [], []
        for lookup in found:
            sql, mine = lookup.as_sql(compiler, connection)
            sqls.append(sql)
            params += mine
        return f"({self.word.join(sqls)})", params

    word = " OR "
    none = "0 = 1"

    def member(self, number: int, value: Any) -> _JsonLookup:
        """The condition of one member."""
        raise NotImplementedError


class JsonIn(_Several):
    """Equal to one of a list."""

    lookup_name = "in"

    def member(self, number: int, value: Any) -> _JsonLookup:
        """Equal to this one."""
        return JsonExact(self.lhs, value)


class JsonRange(_Several):
    """Between two, both included."""

    lookup_name, word = "range", " AND "

    def member(self, number: int, value: Any) -> _JsonLookup:
        """The first is the lower bound."""
        return (JsonGte, JsonLte)[number](self.lhs, value)


class JsonContains(_JsonLookup):
    """``@>``."""

    lookup_name = "contains"

    def condition(self, compiler: Any, connection: Any, other: str, params: list[Any]) -> Sql:
        """Call :func:`jsonb.sql_contains`."""
        return self.call("DEMO_JSON_CONTAINS", compiler, connection, other, params)


class JsonContainedBy(_JsonLookup):
    """``<@``."""

    lookup_name = "contained_by"

    def condition(self, compiler: Any, connection: Any, other: str, params: list[Any]) -> Sql:
        """Call :func:`jsonb.sql_contained`."""
        return self.call("DEMO_JSON_CONTAINED", compiler, connection, other, params)


class JsonHasKey(_JsonLookup):
    """``?``: SQLite answers for objects, the function for the rest."""

    lookup_name = "has_key"

    def as_sql(self, compiler: Any, connection: Any) -> Sql:
        """Look the key up."""
        column, own, path = _place(self.lhs, compiler, connection)
        parts, params = _in_parts(self.lhs, compiler, connection)
        key = str(self.rhs)
        sql = (
            f"CASE JSON_TYPE({column}, %s) "
            f"WHEN 'object' THEN JSON_TYPE({column}, %s) IS NOT NULL "
            f"ELSE DEMO_JSON_HAS_KEY({parts}, %s) END"
        )
        inner = f"{path}.{json.dumps(key, ensure_ascii=False)}"
        return sql, [*own, path, *own, inner, *params, key]


class JsonHasKeys(_Several):
    """``?&``."""

    lookup_name, word, none = "has_keys", " AND ", "1 = 1"

    def member(self, number: int, value: Any) -> _JsonLookup:
        """Has this key."""
        return JsonHasKey(self.lhs, value)


class JsonHasAnyKeys(JsonHasKeys):
    """``?|``."""

    lookup_name, word, none = "has_any_keys", " OR ", "0 = 1"


class SqliteRegex(Regex):
    """``regex``, which says what is wrong with a pattern."""

    def get_prep_lookup(self) -> Any:
        """The pattern in Python's words."""
        return patterns.to_python(str(super().get_prep_lookup()))


class SqliteIRegex(IRegex):
    """``iregex``, which says what is wrong with a pattern."""

    def get_prep_lookup(self) -> Any:
        """The pattern in Python's words."""
        return patterns.to_python(str(super().get_prep_lookup()))


class _KeyRegex(django_json.KeyTransformTextLookupMixin, SqliteRegex):
    """``regex`` of a value in a JSON column."""


class _KeyIRegex(django_json.KeyTransformTextLookupMixin, SqliteIRegex):
    """``iregex`` of a value in a JSON column."""


def _text_of_key(self: KeyTextTransform, compiler: Any, connection: Any, **_context: Any) -> Sql:
    """``->>``: how text lookups see a value in a JSON column."""
    parts, params = _in_parts(self, compiler, connection)
    return f"DEMO_JSON_TEXT({parts})", params


def upper(value: object) -> object:
    """Upper case in every alphabet, letter by letter; what is no text stays as it is.

    PostgreSQL never makes two letters of one: "ß" stays.
    """
    if not isinstance(value, str):
        return value
    whole = value.upper()
    if len(whole) == len(value):
        return whole
    return "".join(letter if len(letter.upper()) > 1 else letter.upper() for letter in value)


FUNCTIONS: dict[str, tuple[int, Callable[..., object]]] = {
    "UPPER": (1, upper),
    "DEMO_JSON_COMPARE": (3, jsonb.sql_compare),
    "DEMO_JSON_CONTAINS": (3, jsonb.sql_contains),
    "DEMO_JSON_CONTAINED": (3, jsonb.sql_contained),
    "DEMO_JSON_HAS_KEY": (3, jsonb.sql_has_key),
    "DEMO_JSON_TEXT": (2, jsonb.sql_text),
}
"""Names in SQL, with the number of arguments."""

_ANYWHERE = (JsonExact, JsonLt, JsonLte, JsonGt, JsonGte, JsonIn, JsonRange)
_COLUMN = (JsonContains, JsonContainedBy, JsonHasKey, JsonHasKeys, JsonHasAnyKeys)
for _lookup in (*_ANYWHERE, *_COLUMN):
    JSONField.register_lookup(_lookup)
# What is found by a path is JSON too, so it has the lookups of a column; those that Django
# registers for paths come first, so they are replaced.
for _lookup in _ANYWHERE:
    KeyTransform.register_lookup(_lookup)
KeyTransform.register_lookup(_KeyRegex)
KeyTransform.register_lookup(_KeyIRegex)
KeyTextTransform.as_sqlite = _text_of_key  # type: ignore[method-assign,assignment]
Field.register_lookup(SqliteRegex)
Field.register_lookup(SqliteIRegex)
