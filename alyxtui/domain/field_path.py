"""Values inside a record by dotted path: ``json.task.version``, ``projects.0``."""

from __future__ import annotations

from typing import Final


class _Missing:
    """The type of ``MISSING``."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""There is no such field, which is not the same as a field that is None."""


def value_at(value: object, path: str) -> object:
    """The value at a path.

    A key that holds dots itself is found when it is the whole rest of the path.

    Args:
        value: any JSON value.
        path: keys and list indices, joined by dots.

    Returns:
        The value, or ``MISSING``.
    """
    if isinstance(value, dict) and path in value:
        return value[path]
    key, dot, rest = path.partition(".")
    inner = _step(value, key)
    return value_at(inner, rest) if dot and inner is not MISSING else inner


def names_near(value: object, path: str) -> list[str]:
    """The paths that a path which leads nowhere may have meant.

    Args:
        value: any JSON value.
        path: as ``value_at`` takes it.

    Returns:
        The paths beside the first step that is missing, whole.
    """
    way, rest = "", path
    while True:
        key, dot, rest = rest.partition(".")
        inner = _step(value, key)
        if inner is MISSING or not dot:
            break
        value, way = inner, f"{way}{key}."
    names = (
        value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    )
    return [f"{way}{name}" for name in names]


def _step(value: object, key: str) -> object:
    if isinstance(value, dict):
        return value.get(key, MISSING)
    if isinstance(value, list) and _is_index(key) and int(key) < len(value):
        return value[int(key)]
    return MISSING


def _is_index(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 10
