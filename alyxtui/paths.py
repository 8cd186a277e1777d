"""Where settings, state and caches live on each platform."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import platformdirs

from alyxtui.errors import SettingsError

_NAME = "alyxtui"


def config_dir() -> Path:
    """The directory of what the user writes; ``ALYXTUI_CONFIG_DIR`` overrides it.

    Raises:
        SettingsError: as for all of them, the variable names the home of somebody unknown.
    """
    return _directory("ALYXTUI_CONFIG_DIR", platformdirs.user_config_path(_NAME, appauthor=False))


def state_dir() -> Path:
    """The directory of what the program writes; ``ALYXTUI_STATE_DIR`` overrides it."""
    return _directory("ALYXTUI_STATE_DIR", platformdirs.user_state_path(_NAME, appauthor=False))


def cache_dir() -> Path:
    """The directory of what may be deleted; ``ALYXTUI_CACHE_DIR`` overrides it."""
    return _directory("ALYXTUI_CACHE_DIR", platformdirs.user_cache_path(_NAME, appauthor=False))


def user_cache(url: str, user: str) -> Path:
    """The directory of what may be deleted and only one user of a server may see.

    Args:
        url: normalised address of the server.
        user: user name.
    """
    return cache_dir() / "users" / f"{_slug(url.partition('://')[2])}" / _slug(user)


def forget_user(url: str, user: str) -> None:
    """Delete what was cached for a user of a server; what cannot be deleted is left."""
    shutil.rmtree(user_cache(url, user), ignore_errors=True)


def ensure(directory: Path) -> Path:
    """Create a directory that only the user can enter (0700), with its parents.

    Raises:
        OSError: it cannot be created.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def _slug(text: str) -> str:
    """A name of a file or directory that tells texts apart, also where case does not count."""
    import hashlib  # loads OpenSSL, which the first frame does without

    plain = re.sub(r"[^a-z0-9.-]+", "_", text.lower())[:40].strip(".")
    return f"{plain}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _directory(variable: str, default: Path) -> Path:
    given = os.environ.get(variable)
    try:
        return Path(given).expanduser() if given else default
    except RuntimeError as error:
        raise SettingsError(f"{variable} names the home of nobody here: {given}") from error
