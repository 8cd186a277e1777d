"""Reading typed values out of the tables of a settings file, key by key."""

from __future__ import annotations

import difflib
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alyxtui.errors import SettingsError
from alyxtui.settings.urls import normalise

MAX_SECONDS = 3600.0
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "a table",
}


class _NoToml(Exception):
    """The parser's words."""


def _parsed(text: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):  # loaded where there is something to read
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _NoToml(str(error) or type(error).__name__) from None


def read_file(path: Path) -> dict[str, Any]:
    """The content of a TOML file; nothing where there is no file.

    Raises:
        SettingsError: it cannot be read or is no TOML; the message names the file, and the line
            where the parser gives one.
    """
    try:
        return _parsed(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(
            f"{path}, line {line}: the file is not written in UTF-8.",
            hint="Save it as UTF-8 in your editor.",
        ) from None
    except _NoToml as error:
        # The parser's words end in their place: "Invalid value (at line 3, column 9)".
        raise SettingsError(
            f"{path}: {error}.", hint='The file is TOML; texts stand between quotes: url = "..."'
        ) from None
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise SettingsError(
            f"{path} cannot be read: {words}.",
            hint="Make it a file that you may read, or remove it to use the defaults.",
        ) from None


class Table:
    """One table of a settings file; what is not asked for is refused by ``done``.

    Args:
        path: the file, for messages.
        values: the table as parsed.
        prefix: the dotted name of the table, empty for the top.

    Every reading method returns ``default`` when the key is missing, and raises SettingsError
    naming file and key when the value does not fit.

    Attributes:
        newer: the file says that it is for a newer version of the program.
        skipped: dotted names of unknown keys of such a file, tables within included.
    """

    def __init__(self, path: Path, values: Mapping[str, Any], prefix: str = "") -> None:
        self._path = path
        self._values = values
        self._prefix = prefix
        self._known: list[str] = []
        self.newer = False
        self.skipped: list[str] = []

    def text(self, key: str, default: str = "") -> str:
        """A text without control characters."""
        value: str = self._value(key, str, default)
        if not value.isprintable():
            raise self.refused(key, "holds control or invisible characters")
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """One of some words; the first when the key is missing."""
        value = self.text(key, choices[0])
        if value not in choices:
            raise self.refused(key, f"is {value!r}; it can be {' or '.join(choices)}")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value: bool = self._value(key, bool, default)
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value: int = self._value(key, int, default)
        if not low <= value <= high:
            raise self.refused(key, f"is {_short(value)}; it can be {low} to {high}")
        return value

    def seconds(self, key: str, default: float) -> float:
        """A time-out: more than 0 and never infinite."""
        value: float = self._value(key, float, default)
        if not (math.isfinite(value) and 0 < value <= MAX_SECONDS):
            raise self.refused(
                key, f"is {_short(value)}; it can be more than 0 and up to {MAX_SECONDS:g} seconds"
            )
        return float(value)

    def url(self, key: str, default: str = "") -> str:
        """An http or https address, normalised; empty stays empty."""
        value = self.text(key, default)
        if not value:
            return ""
        try:
            return normalise(value)
        except SettingsError as error:
            raise SettingsError(f"{self.place(key)}: {error.message}", hint=error.hint) from None

    def path(self, key: str) -> Path | None:
        """An absolute path, ``~`` allowed; None when the key is missing or empty."""
        value = self.text(key)
        return self._path_of(key, value) if value else None

    def paths(self, key: str) -> tuple[Path, ...]:
        """A list of absolute paths, ``~`` allowed; empty when the key is missing."""
        values: list[object] = self._value(key, list, [])
        if not all(isinstance(value, str) and value.isprintable() for value in values):
            raise self.refused(key, "has to be a list of paths, each a text")
        return tuple(self._path_of(key, str(value)) for value in values)

    def _path_of(self, key: str, value: str) -> Path:
        try:
            path = Path(value).expanduser()
        except RuntimeError:
            raise self.refused(key, "begins with ~ and a user that is not known") from None
        if not path.is_absolute():
            raise self.refused(key, "is no absolute path; begin it with / or ~")
        return path

    def table(self, key: str) -> Table:
        """A table within this one; empty when missing."""
        within = Table(self._path, self._value(key, dict, {}), self._name(key))
        within.newer, within.skipped = self.newer, self.skipped
        return within

    def keys(self) -> list[str]:
        """The keys that are there, in the file's order; all of them count as known."""
        self._known.extend(self._values)
        return list(self._values)

    def done(self) -> None:
        """Refuse whatever was not asked for, or note it when the file is of a newer version.

        Raises:
            SettingsError: naming the first unknown key, and what it may have meant.
        """
        for key in self._values:
            if key not in self._known and self.newer:
                self.skipped.append(self._name(key))
            elif key not in self._known:
                where = f" in [{self._prefix}]" if self._prefix else ""
                near = difflib.get_close_matches(key, self._known, n=1)
                meant = f"Did you mean {near[0]}? " if near else ""
                raise SettingsError(
                    f"{self._path}: there is no setting {self._name(key)}.",
                    hint=f"{meant}Known{where}: {', '.join(self._known)}.",
                )

    def place(self, key: str) -> str:
        """The file and the dotted key, for messages."""
        return f"{self._path}: {self._name(key)}"

    def refused(self, key: str, why: str) -> SettingsError:
        """The error for a value that does not fit."""
        return SettingsError(f"{self.place(key)} {why}.")

    def _name(self, key: str) -> str:
        plain = key.replace("-", "").replace("_", "").isalnum() and key.isascii()
        shown = key if plain else '"' + key.replace('"', '\\"') + '"'
        return f"{self._prefix}.{shown}" if self._prefix else shown

    def _value(self, key: str, kind: type, default: Any) -> Any:
        self._known.append(key)
        value = self._values.get(key, default)
        fits = type(value) is kind or (kind is float and type(value) is int)
        if not fits:
            found = _KINDS.get(type(value), "a date or time")
            raise self.refused(key, f"has to be {_KINDS[kind]}; it is {found}")
        return value


def _short(value: float) -> str:
    """A number for a message; TOML's whole numbers have no bound."""
    if isinstance(value, int) and abs(value) >= 10**18:
        return "far too large" if value > 0 else "far too small"
    return f"{value}"
