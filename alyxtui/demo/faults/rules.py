"""Rules of what goes wrong: for which requests, how often, and how.

A rule is text, ``status=503,path=/sessions,times=2``, or the same as a JSON object. Its effects:

* ``delay``: seconds before anything happens;
* ``status``: this status instead of an answer; ``retry``: seconds for its ``Retry-After``;
* ``body``: ``html``, ``broken`` (JSON that stops), ``shape`` (JSON of another kind) or ``empty``;
* ``count``: added to the ``count`` of a list;
* ``revoked``: 1 for the answer to a token that is valid no more;
* ``without``: an endpoint that the server does not have, nor its schema;
* ``drop``: 1 to hang up before anything is done; ``lose``: 1 to hang up instead of answering what
  was done; ``cut``: bytes of the body before it ends; ``trickle``: bytes a second. These four
  need the proxy.

Its conditions: ``path``, a regular expression found in path and query; ``method``; ``host``,
``api`` or ``data``; ``after``: how many requests pass first; ``times``: how many it meets, 0 all.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

BODIES = ("html", "broken", "shape", "empty")
HOSTS = ("", "api", "data")
WIRE = ("drop", "lose", "cut", "trickle")


def _among(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError(f"one of {', '.join(filter(None, words))}")
        return str(value)

    return read


def _whole(least: int, most: int = 2**31) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not least <= int(value) <= most:
            raise ValueError(f"a number from {least} to {most}")
        return int(value)

    return read


def _seconds(value: Any) -> float:
    if not 0 <= float(value) <= 600:
        raise ValueError("seconds, 0 to 600")
    return float(value)


def _pattern(value: Any) -> str:
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        raise ValueError(f"a regular expression ({error})") from None
    return str(value)


_EFFECTS: dict[str, Callable[[Any], Any]] = {
    "delay": _seconds,
    "status": _whole(200, 599),
    "retry": _whole(0),
    "body": _among(*BODIES),
    "count": _whole(-(2**31)),
    "revoked": _whole(1, 1),
    "without": str,
    "drop": _whole(1, 1),
    "lose": _whole(1, 1),
    "cut": _whole(0),
    "trickle": _whole(1),
}
_CONDITIONS: dict[str, Callable[[Any], Any]] = {
    "path": _pattern,
    "method": lambda value: str(value).upper(),
    "host": _among(*HOSTS),
    "after": _whole(0),
    "times": _whole(0),
}


@dataclass(slots=True)
class Rule:
    """Effects and the requests they are for; the fields are those of the module's text.

    Attributes:
        effects: by name.
        seen: how many requests it fitted, those of ``after`` too.
    """

    effects: dict[str, Any]
    path: str = ""
    method: str = ""
    host: str = ""
    after: int = 0
    times: int = 0
    seen: int = field(default=0, init=False)

    def fits(self, host: str, method: str, target: str) -> bool:
        """Whether its conditions hold, apart from how often."""
        return (
            self.method in {"", method}
            and self.host in {"", host}
            and re.search(self.path, target) is not None
        )

    def met(self) -> bool:
        """Count a request that fits; tell whether it is this one's turn."""
        self.seen += 1
        turn = self.seen - self.after
        return turn > 0 and (not self.times or turn <= self.times)

    def shown(self) -> dict[str, Any]:
        """As a JSON object."""
        conditions = {name: getattr(self, name) for name in _CONDITIONS}
        return self.effects | {k: v for k, v in conditions.items() if v} | {"seen": self.seen}


def read(given: Mapping[str, Any]) -> Rule:
    """A rule from its parts.

    Raises:
        ValueError: a name or a value that is none, in words.
    """
    effects: dict[str, Any] = {}
    conditions: dict[str, Any] = {}
    for name, value in given.items():
        kinds, where = (_EFFECTS, effects) if name in _EFFECTS else (_CONDITIONS, conditions)
        if name not in kinds:
            raise ValueError(f"there is no {name!r}; there are {', '.join(_EFFECTS | _CONDITIONS)}")
        try:
            where[name] = kinds[name](value)
        except (ValueError, TypeError) as error:
            raise ValueError(f"{name}={value!r} is no value of it: {error}") from None
    if not effects:
        raise ValueError(f"nothing goes wrong; name one of {', '.join(_EFFECTS)}")
    return Rule(effects, **conditions)


def parse(text: str) -> Rule:
    """A rule from text, ``status=503,path=/sessions``.

    Raises:
        ValueError: it is none, in words.
    """
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    return read({name.strip(): value.strip() if is_ else "1" for name, is_, value in parts})


class Book:
    """The rules in force; safe to use from several threads."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._lock = threading.Lock()

    def add(self, rules: list[Rule]) -> None:
        """Put rules in force after the present ones."""
        with self._lock:
            self._rules += rules

    def clear(self) -> None:
        """Let everything go well."""
        with self._lock:
            self._rules.clear()

    def shown(self) -> list[dict[str, Any]]:
        """The rules as JSON objects."""
        with self._lock:
            return [rule.shown() for rule in self._rules]

    def effects(self, host: str, method: str, target: str) -> dict[str, Any]:
        """What goes wrong with this request; of two rules with one effect the later one counts."""
        found: dict[str, Any] = {}
        with self._lock:
            for rule in self._rules:
                if rule.fits(host, method, target) and rule.met():
                    found |= rule.effects
        return found
