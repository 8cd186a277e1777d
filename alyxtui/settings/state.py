"""What the program itself learns: profiles made on screen, the window, what was said once.

One TOML file in the state directory. The user's settings file is never written. Any number of
processes may read and write it: a write is read, change and replace under a lock. What is wrong
with it never stops the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from alyxtui.atomic import locked, write_text
from alyxtui.errors import SettingsError
from alyxtui.paths import state_dir
from alyxtui.settings.model import Profile, Source
from alyxtui.settings.profiles import as_table, read_profile
from alyxtui.settings.tables import Table, read_file

FILE_NAME = "state.toml"
Values = dict[str, Any]


class StateStore:
    """The program's own file. All methods touch the disk; call them off the event loop.

    Args:
        path: the file; ``state.toml`` in the state directory when None.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_dir() / FILE_NAME
        self._warnings: list[str] = []

    def profiles(self) -> dict[str, Profile]:
        """The profiles that were made on screen; one that cannot be used is left out and said."""
        tables = Table(self.path, self.section("profiles"), "profiles")
        tables.newer = True  # what a newer version adds to a profile is left alone
        found = {name: self._usable(tables, name) for name in tables.keys()}  # noqa: SIM118
        return {name: profile for name, profile in found.items() if profile is not None}

    @property
    def default(self) -> str:
        """Name of the profile to open when nothing else names one, empty for none."""
        name = self._content().get("profile", "")
        return name if isinstance(name, str) else ""

    def put_profile(self, profile: Profile, *, default: bool = False) -> bool:
        """Keep a profile under its name, in place of a former one.

        Args:
            profile: what to keep; its passwords are not.
            default: open it from now on when nothing else names a server.

        Returns:
            Whether it is kept; if not, a warning says why.
        """

        def change(content: Values) -> None:
            _section(content, "profiles")[profile.name] = as_table(profile)
            if default:
                content["profile"] = profile.name

        return self._change(change)

    def remove_profile(self, name: str) -> bool:
        """Forget a profile; its tokens stay until somebody signs out.

        Returns:
            Whether it is gone from the disk; if not, a warning says why.
        """

        def change(content: Values) -> None:
            _section(content, "profiles").pop(name, None)
            if content.get("profile") == name:
                del content["profile"]

        return self._change(change)

    def section(self, name: str) -> Mapping[str, Any]:
        """The values kept under a name, for example ``window``; empty when there are none."""
        found = self._content().get(name)
        return found if isinstance(found, dict) else {}

    def put(self, section: str, values: Mapping[str, Any]) -> bool:
        """Keep values under a name; others under it stay.

        Args:
            section: name of a table.
            values: what TOML can hold: texts, numbers, truth values, lists, tables.

        Returns:
            Whether they are kept; if not, a warning says why.
        """
        return self._change(lambda content: _section(content, section).update(values))

    def first_time(self, topic: str, about: str) -> bool:
        """Whether something has not been said yet; from now on it has.

        Args:
            topic: what is said, for example ``plain_http``.
            about: of what, for example the address of a server.
        """
        if about in self._said(topic):
            return False

        def change(content: Values) -> None:
            said = _section(content, "said")
            said[topic] = list(dict.fromkeys([*_texts(said.get(topic)), about]))

        self._change(change)
        return True

    def take_warnings(self) -> list[str]:
        """What there is to say since the last call: a broken file, no space."""
        warnings, self._warnings = self._warnings, []
        return warnings

    def _usable(self, tables: Table, name: str) -> Profile | None:
        try:
            return read_profile(tables, name, Source.MADE)
        except SettingsError as error:
            self._warn(f"{error.message} The profile is left out.")
            return None

    def _said(self, topic: str) -> list[str]:
        return _texts(self.section("said").get(topic))

    def _content(self) -> Values:
        try:
            return read_file(self.path)
        except SettingsError as error:
            self._warn(f"{error.message} What it holds is not used.")
            return {}

    def _change(self, change: Callable[[Values], None]) -> bool:
        import tomli_w

        try:
            with locked(self.path):
                content = self._for_change()
                change(content)
                # What a newer version keeps in it stays as it is.
                write_text(self.path, tomli_w.dumps(content))
        except (OSError, ValueError, TypeError, SettingsError) as error:
            words = getattr(error, "strerror", None) or str(error)
            self._warn(f"{self.path} cannot be written: {words}.")
            return False
        return True

    def _for_change(self) -> Values:
        """The content, to be changed; a file that is no TOML is put aside.

        Raises:
            SettingsError: there is something that cannot be read.
            OSError: it cannot be put aside.
        """
        try:
            return read_file(self.path)
        except SettingsError:
            if not self.path.is_file():
                raise
            kept = self.path.with_name(self.path.name + ".broken")
            self.path.replace(kept)
            self._warn(f"{self.path} could not be read; it is kept as {kept}.")
            return {}

    def _warn(self, text: str) -> None:
        if text not in self._warnings:
            self._warnings.append(text)


def _section(content: Values, name: str) -> Values:
    found = content.get(name)
    if not isinstance(found, dict):
        found = content[name] = {}
    return found


def _texts(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
