"""Reads a ONE call as a query: parsed as Python, never run.

ONE-api 3.6.1: ``one.alyx.rest('sessions', 'list', django='...', lab='cortexlab')`` and
``one.search(subject='KS022')``. Lines before it may give names to literals (``keys = [...]``), as
the tutorials do (seed 000), and the texts may hold such names (``f'subject__nickname__in,{keys}'``).
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from alyxtui.errors import QueryError
from alyxtui.query import grammar

# ONE-api 3.6.1: arguments of ``rest`` and ``search`` that are none of the server's.
_OWN = frozenset({"no_cache", "details", "query_type", "data", "files", "action", "url"})
# ONE-api 3.6.1: names of search terms that the server calls otherwise.
_RENAMED = {"dataset": "datasets", "laboratory": "lab", "user": "users"}
SEARCHED = "sessions"
"""What ``search`` looks for."""
_EXAMPLE = "A call looks like this: one.alyx.rest('sessions', 'list', subject='KS022')"


class Call(NamedTuple):
    """What a call asks for.

    Attributes:
        endpoint: its name.
        filters: pairs of parameter and value, as ONE would send them, in order.
        starts: where each of them stands in the text.
    """

    endpoint: str
    filters: tuple[tuple[str, str], ...]
    starts: tuple[int, ...]


def looks_like_one(text: str) -> bool:
    """Whether a text is meant as a ONE call rather than as filters."""
    return any(mark in text for mark in (".rest(", ".search(")) or text.startswith("rest(")


def read(text: str, terms: Collection[str] = ()) -> Call:
    """Read a call.

    Args:
        text: the code.
        terms: the filters that ``search`` can be given.

    Raises:
        QueryError: it is no such call, or one that lists nothing; with the position.
    """
    try:
        with grammar.quiet():
            tree = ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1) or 1, getattr(error, "offset", 1) or 1
        place = min(_index(text, line, 0) + column - 1, len(text))
        raise QueryError(f"This is no Python: {error}.", hint=_EXAMPLE, position=place) from error
    names: dict[str, object] = {}
    for statement in tree.body:
        call = _call_of(statement)
        if call is not None:
            return _read_call(text, call, names, terms)
        if isinstance(statement, ast.Assign):
            _remember(text, statement, names)
    raise QueryError("There is no ONE call in it.", hint=_EXAMPLE, position=0)


def sent(value: object) -> str:
    """An argument as ONE-api 3.6.1 puts it into the request."""
    if isinstance(value, (list, tuple)):
        return ",".join(str(one) for one in value)
    return str(value)


def _call_of(statement: ast.stmt) -> ast.Call | None:
    """The call of ``rest`` or ``search`` in a statement."""
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.Call):
        return None
    function = value.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return value if name in {"rest", "search"} else None


def _remember(text: str, statement: ast.Assign, names: dict[str, object]) -> None:
    target = statement.targets[0]
    if isinstance(target, ast.Name):
        try:
            names[target.id] = _value(text, statement.value, names)
        except QueryError:
            names.pop(target.id, None)


def _read_call(
    text: str, call: ast.Call, names: Mapping[str, object], terms: Collection[str]
) -> Call:
    is_rest = isinstance(call.func, ast.Name) or getattr(call.func, "attr", "") == "rest"
    positional = [_value(text, one, names) for one in call.args]
    given = list(_keywords(text, call, names))
    own = {name: value for name, value, _ in given if name in _OWN}
    endpoint = SEARCHED
    if is_rest:
        endpoint = str(positional[0] if positional else own.get("url", "")).strip("/")
        action = str(positional[1] if len(positional) > 1 else own.get("action", "list"))
        if action != "list" or not endpoint:
            raise QueryError(
                f"This call is a {_short(action)}, not a list.",
                hint="Only a list can be filtered: one.alyx.rest('sessions', 'list', ...)",
                position=_start(text, call),
            )
    found: list[tuple[tuple[str, str], int]] = []
    for name, value, start in given:
        if name in _OWN:
            continue
        name = name if is_rest else _full(name, terms, start)
        pair = _pair(name, value, is_rest=is_rest)
        if pair is not None:
            found.append((pair, start))
    return Call(endpoint, tuple(pair for pair, _ in found), tuple(start for _, start in found))


def _keywords(
    text: str, call: ast.Call, names: Mapping[str, object]
) -> Iterator[tuple[str, object, int]]:
    """Name, value and place of each argument by keyword, those of a ``**{...}`` among them."""
    for one in call.keywords:
        value, start = _value(text, one.value, names), _start(text, one.value)
        if one.arg is not None:
            yield one.arg, value, start
        elif isinstance(value, dict):
            for name, inside in value.items():
                yield str(name), inside, start


def _short(text: str) -> str:
    """A word of the call for a message, cut to a length that fits."""
    return ascii(text[:40])[1:-1]


def _pair(name: str, value: object, *, is_rest: bool) -> tuple[str, str] | None:
    """One argument as a parameter; None when ONE leaves it out."""
    if name == "django" and value is None:
        return None
    if name == "id" and is_rest:
        # ONE-api 3.6.1 asks for a list's records by id with ``django=``.
        if isinstance(value, (list, tuple)):
            return "django", f"pk__in,{list(value)!r}"
        return "django", f"pk,{value}"
    if name == "date_range":
        return name, _date_range(value)
    return name, sent(value)


def _full(name: str, terms: Collection[str], start: int) -> str:
    """The filter that a name of a search is, or begins alone (ONE-api 3.6.1: ``task``).

    Raises:
        QueryError: it begins several.
    """
    name = _RENAMED.get(name, name)
    begun = [term for term in terms if term.startswith(name.lower())]
    if name in terms or not begun:
        return name
    if len(begun) > 1:
        raise QueryError(
            f"{_short(name)} begins several search terms.", hint=", ".join(begun), position=start
        )
    return begun[0]


def _date_range(value: object) -> str:
    """ONE-api 3.6.1: one date is doubled, an open end is the last date that pandas knows."""
    ends = list(value) if isinstance(value, (list, tuple)) else str(value).split(",")
    if len(ends) == 1:
        ends *= 2
    first, last = ends[0] or "1677-09-22", ends[1] or "2262-04-11"
    return f"{first},{last}"


def _value(text: str, node: ast.expr, names: Mapping[str, object]) -> object:
    """The value of an expression that is a literal, a name of one, or a text with such names.

    Raises:
        QueryError: it is anything else.
    """
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id]
    if isinstance(node, ast.JoinedStr):
        return "".join(_part(text, part, names) for part in node.values)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError) as error:
        found = ast.get_source_segment(text, node) or "this"
        raise QueryError(
            f"{_short(found)} is no literal; nothing is run to find its value.",
            hint="Put the value itself there.",
            position=_start(text, node),
        ) from error


def _part(text: str, part: ast.expr, names: Mapping[str, object]) -> str:
    if isinstance(part, ast.FormattedValue) and part.conversion == -1 and part.format_spec is None:
        return str(_value(text, part.value, names))
    return str(_value(text, part, names))


def _start(text: str, node: ast.expr) -> int:
    return _index(text, node.lineno, node.col_offset)


def _index(text: str, line: int, column: int) -> int:
    """The index of a place that Python gives as line and bytes in it."""
    lines = text.splitlines(keepends=True) or [""]
    line = min(line, len(lines))
    before = sum(len(one) for one in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:column].decode(errors="ignore"))
