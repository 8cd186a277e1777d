"""The settings in use: the file the user writes, then variables, then flags, in rising strength.

The file is never written by the program. Profiles that were made on screen stand beside it in a
state file of the program's own; a user who has written no profile finds ONE's databases there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from alyxtui.errors import SettingsError
from alyxtui.paths import config_dir
from alyxtui.settings.choose import Flags, Known, choose, meant_for, sign_in_of
from alyxtui.settings.model import OneDatabase, Profile, Settings, Source, Timeouts
from alyxtui.settings.one import OneSettings, read_one
from alyxtui.settings.profiles import read_profile
from alyxtui.settings.state import StateStore
from alyxtui.settings.tables import Table, read_file

__all__ = ["Flags", "load_settings", "settings_path"]

FILE_NAME = "config.toml"
VERSION = 1
"""Of the file's format; a file may say a higher one in ``version``."""
_MAX_REQUESTS = 100_000
_MAX_MEGABYTES = 100_000
_MAX_IDLE = 24 * 60  # minutes
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class _File:
    """What the settings file says; defaults where it says nothing."""

    path: Path
    profiles: Mapping[str, Profile]
    default: str
    timeouts: Timeouts
    requests_per_minute: int
    theme: str
    cache_megabytes: int
    idle_lock: int
    lean: bool
    saved_queries: tuple[Path, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Servers:
    """All servers that something on this machine names."""

    known: Known
    one: tuple[OneDatabase, ...]
    warnings: tuple[str, ...]


def settings_path() -> Path:
    """The file the user writes."""
    return config_dir() / FILE_NAME


def load_settings(flags: Flags, environ: Mapping[str, str]) -> Settings:
    """Everything that was set.

    The server: ``--url`` or ``--profile``, else ``ALYXTUI_URL`` or ``ALYXTUI_PROFILE``, else the
    file's ``profile``, else its first profile, else the one last made on screen, else ONE's
    default database, else the public database. An address that a profile has takes that profile.
    ``ALYXTUI_USER``, ``ALYXTUI_PASSWORD`` and ``ALYXTUI_TOKEN`` belong to the server that the
    variables name, where they name one, and are not sent to another that a flag picks; password and
    token belong to the user that the variables name, too. A profile that a flag names has its user.

    Args:
        flags: from the command line.
        environ: the process's variables.

    Raises:
        SettingsError: naming the file, variable or flag, the key, and the line where there is one.
    """
    file = _read(settings_path())
    servers = _servers(file)
    known = servers.known
    chosen = choose(known, flags, environ)
    user, password, token = sign_in_of(known, chosen, flags, environ)
    profile = replace(
        chosen,
        user=user,
        read_only=flags.read_only or _switch(environ, "ALYXTUI_READ_ONLY", chosen.read_only),
    )
    if meant_for(known, chosen, flags, environ):
        profile = _with_data_user(profile, environ)
    return Settings(
        profile=profile,
        profiles=MappingProxyType({**known.profiles, profile.name: profile}),
        timeouts=file.timeouts,
        requests_per_minute=file.requests_per_minute,
        theme=profile.theme or file.theme,
        saved_queries=file.saved_queries,
        cache_megabytes=file.cache_megabytes,
        idle_lock=file.idle_lock,
        lean=flags.lean or _switch(environ, "ALYXTUI_LEAN", file.lean),
        once=flags.once,
        no_cache=flags.no_cache,
        log=flags.log,
        read_only=flags.read_only or _switch(environ, "ALYXTUI_READ_ONLY", False),
        password=password,
        token=token,
        one=servers.one,
        nothing_set=profile.source is Source.BUILT_IN and not _named(file, flags, environ),
        warnings=(*file.warnings, *servers.warnings),
    )


def _read(path: Path) -> _File:
    top = Table(path, read_file(path))
    top.newer = top.whole("version", VERSION, 1, _MAX_REQUESTS) > VERSION
    default = top.text("profile")
    theme = top.text("theme")
    megabytes = top.whole("cache_megabytes", 200, 0, _MAX_MEGABYTES)
    idle_lock = top.whole("idle_lock", 0, 0, _MAX_IDLE)
    lean = top.flag("lean")
    saved = top.paths("saved_queries")
    requests = top.whole("requests_per_minute", 500, 0, _MAX_REQUESTS)
    timeouts = _timeouts(top.table("timeouts"))
    tables = top.table("profiles")
    top.done()
    profiles = {name: read_profile(tables, name, Source.FILE) for name in tables.keys()}  # noqa: SIM118
    skipped = _skipped(path, top)
    return _File(
        path,
        profiles,
        default,
        timeouts,
        requests,
        theme,
        megabytes,
        idle_lock,
        lean,
        saved,
        skipped,
    )


def _skipped(path: Path, top: Table) -> tuple[str, ...]:
    """A word on what only a newer version knows."""
    if not top.skipped:
        return ()
    names = ", ".join(top.skipped)
    return (f"{path} is for a newer alyxtui; what this one does not know: {names}.",)


def _timeouts(table: Table) -> Timeouts:
    names = ("connect", "read", "write", "pool")
    values = {name: table.seconds(name, getattr(Timeouts(), name)) for name in names}
    table.done()
    return Timeouts(**values)


def _servers(file: _File) -> _Servers:
    """The servers of the file, those made on screen, and ONE's.

    Raises:
        SettingsError: the file's ``profile`` names none of them.
    """
    state = StateStore()
    made = state.profiles()
    one = OneSettings() if file.profiles else read_one()
    of_one = {database.profile.name: database.profile for database in one.databases}
    profiles = {**file.profiles, **_without(made, file.profiles)}
    profiles.update(_without(of_one, profiles))
    default = file.default
    if not default and not file.profiles:
        default = state.default if state.default in profiles else next(iter(of_one), "")
    known = Known.of(profiles, default, str(file.path))
    if file.default:
        chosen = known.by_name(file.default, f"{file.path}: profile")
        known = replace(known, default=chosen.name)
    return _Servers(known, one.databases, (*state.take_warnings(), *one.warnings))


def _without(profiles: Mapping[str, Profile], taken: Mapping[str, Profile]) -> dict[str, Profile]:
    return {name: one for name, one in profiles.items() if name not in taken}


def _named(file: _File, flags: Flags, environ: Mapping[str, str]) -> bool:
    """Whether somebody has named a server."""
    variables = (environ.get(name) for name in ("ALYXTUI_URL", "ALYXTUI_PROFILE"))
    return any((file.default, flags.url, flags.profile, *variables))


def _with_data_user(profile: Profile, environ: Mapping[str, str]) -> Profile:
    """With the data server's sign-in of the variables, where they give one."""
    return replace(
        profile,
        data_user=environ.get("ALYXTUI_DATA_USER") or profile.data_user,
        data_password=environ.get("ALYXTUI_DATA_PASSWORD") or profile.data_password,
    )


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    if name not in environ:
        return default
    value = environ[name].strip().lower()
    if value not in _TRUE | _FALSE:
        raise SettingsError(f"{name} is {environ[name]!r}; it can be 1 or 0, true or false.")
    return value in _TRUE
