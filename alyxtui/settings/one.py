r"""What ONE-api keeps on this machine: read, never written.

ONE-api 3.6.1 (``iblutil.io.params``) keeps plain JSON files in ``~/.one``, on Windows in
``%APPDATA%\.one``: ``.caches`` maps the name of each database to its cache directory and names the
default one, ``.<name>`` holds the address, the user, the tokens and the data server of one
database. They are written without a lock, so a file may be half there.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from alyxtui.errors import SettingsError
from alyxtui.settings.model import OneDatabase, Profile, Source
from alyxtui.settings.tokens import is_token
from alyxtui.settings.urls import normalise

_MAP = ".caches"
# ONE's own other files, and what the system and editors leave in any directory.
_OTHERS = frozenset({_MAP, ".remote", ".DS_Store", ".localized"})
_LEFTOVERS = (".swp", ".swo", "~", ".bak", ".tmp", ".lock")
_LARGEST = 1024 * 1024  # bytes; ONE's files have some hundred
_SKIPPED = "ONE's settings: {path} is skipped: {why}."


@dataclass(frozen=True, slots=True)
class OneSettings:
    """All that ONE-api has set up.

    Attributes:
        databases: ONE's default first, the others by name.
        warnings: which files were skipped and why; holds nothing of what is in them.
    """

    databases: tuple[OneDatabase, ...] = ()
    warnings: tuple[str, ...] = ()


class _Skip(Exception):
    """A file that cannot be used; its text says why."""


def one_dir(platform: str = sys.platform) -> Path:
    """Where ONE-api keeps its settings; no variable moves it.

    Args:
        platform: as ``sys.platform``.
    """
    roaming = os.environ.get("APPDATA", "")
    if platform in {"win32", "cygwin"} and roaming:
        return Path(roaming) / ".one"
    return Path.home() / ".one"


def cache_dir_of(url: str) -> Path:
    """Where ONE puts what it downloads from a server that it has not been told of.

    ONE-api 3.6.1: ``~/Downloads/ONE/<name>``, the name made of the address.

    Args:
        url: address of the server.
    """
    text = re.sub(r"^https?://", "", unicodedata.normalize("NFKC", url)).strip("/").lower()
    name = re.sub(r"[-\s]+", "-", re.sub(r"[^.\w\s-]", "_", text))
    return _usual_cache(name)


def read_one(directory: Path | None = None) -> OneSettings:
    """Read ONE's settings; what cannot be used is skipped with a word.

    Args:
        directory: ``one_dir()`` when None.
    """
    directory = one_dir() if directory is None else directory
    warnings: list[str] = []
    caches, default = _cache_map(directory / _MAP, warnings)
    databases = []
    for name in _names(directory, caches):
        path = directory / f".{name}"
        try:
            databases.append(_database(name, _read(path), caches.get(name, "")))
        except _Skip as reason:
            warnings.append(_SKIPPED.format(path=path, why=reason))
    databases.sort(key=lambda one: (one.profile.name != default, one.profile.name))
    return OneSettings(tuple(databases), tuple(warnings))


def _cache_map(path: Path, warnings: list[str]) -> tuple[Mapping[str, str], str]:
    """Cache directories by name of database, and the name of the default one."""
    try:
        content = _read(path)
    except _Skip as reason:
        if path.exists():
            warnings.append(_SKIPPED.format(path=path, why=reason))
        return {}, ""
    found = content.get("CLIENT_MAP")
    caches = found if isinstance(found, dict) else {}
    return {name: _text(caches, name) for name in caches if _is_name(name)}, _text(
        content, "DEFAULT"
    )


def _names(directory: Path, caches: Mapping[str, str]) -> Iterator[str]:
    """The databases: those that the map names, and those that only have a file."""
    yield from caches
    try:
        found = sorted(path for path in directory.iterdir() if path.name.startswith("."))
    except OSError:
        return
    for path in found:
        name = path.name[1:]
        if path.name in _OTHERS or path.name.endswith(_LEFTOVERS) or name in caches:
            continue
        if path.is_file():
            yield name


def _is_name(name: str) -> bool:
    """Whether a name is one that ONE makes: it becomes a file name, so it leads nowhere else."""
    return bool(re.fullmatch(r"\w[\w.-]*", name))


def _read(path: Path) -> dict[str, Any]:
    """The JSON object in a file.

    Raises:
        _Skip: there is none.
    """
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise _Skip("it is no file")
        if about.st_size > _LARGEST:
            raise _Skip("it is too large to be ONE's")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise _Skip("ONE names it, and it is not there") from None
    except OSError as error:
        raise _Skip(f"it cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise _Skip("it is no whole JSON; ONE may be writing it just now") from None
    if not isinstance(content, dict):
        raise _Skip("it is no settings file of ONE")
    return content


def _database(name: str, content: Mapping[str, Any], cache: str) -> OneDatabase:
    if not isinstance(content.get("ALYX_URL"), str):
        raise _Skip("it is no settings file of ONE")
    try:
        url = normalise(content["ALYX_URL"])
    except SettingsError as error:
        raise _Skip(error.message.rstrip(".")) from None
    profile = Profile(
        name=name,
        url=url,
        user=_text(content, "ALYX_LOGIN"),
        data_url=_address(_text(content, "HTTP_DATA_SERVER")),
        data_user=_text(content, "HTTP_DATA_SERVER_LOGIN"),
        data_password=_text(content, "HTTP_DATA_SERVER_PWD"),
        cache_dir=_cache_dir(cache, name),
        source=Source.ONE,
    )
    tokens = MappingProxyType(dict(_tokens(content.get("TOKEN"))))
    return OneDatabase(profile, tokens, _text(content, "ALYX_PWD"))


def _tokens(found: object) -> Iterator[tuple[str, str]]:
    """The tokens by user; ONE-api 3.6.1 keeps ``{user: {"token": "..."}}``."""
    for user, entry in found.items() if isinstance(found, dict) else ():
        token = entry.get("token") if isinstance(entry, dict) else None
        if isinstance(token, str) and is_token(token) and user.isprintable():
            yield user, token


def _cache_dir(given: str, name: str) -> Path:
    """Where ONE puts what it downloads; its default is ``~/Downloads/ONE/<name>``."""
    path = Path(given)
    return path if given and path.is_absolute() else _usual_cache(name)


def _usual_cache(name: str) -> Path:
    return Path.home() / "Downloads" / "ONE" / name


def _address(text: str) -> str:
    """The data server's address, empty when it is none (ONE also keeps ``None`` as text)."""
    try:
        return normalise(text)
    except SettingsError:
        return ""


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    return value if isinstance(value, str) and value.isprintable() else ""
