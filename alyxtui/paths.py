"""Where settings, state and caches live on each platform."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_NAME = "alyxtui"


def config_dir() -> Path:
    """The directory of what the user writes; ``ALYXTUI_CONFIG_DIR`` overrides it."""
    return _directory("ALYXTUI_CONFIG_DIR", platformdirs.user_config_path(_NAME, appauthor=False))


def state_dir() -> Path:
    """The directory of what the program writes; ``ALYXTUI_STATE_DIR`` overrides it."""
    return _directory("ALYXTUI_STATE_DIR", platformdirs.user_state_path(_NAME, appauthor=False))


def cache_dir() -> Path:
    """The directory of what may be deleted; ``ALYXTUI_CACHE_DIR`` overrides it."""
    return _directory("ALYXTUI_CACHE_DIR", platformdirs.user_cache_path(_NAME, appauthor=False))


def ensure(directory: Path) -> Path:
    """Create a directory that only the user can enter (0700), with its parents.

    Raises:
        OSError: it cannot be created.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def _directory(variable: str, default: Path) -> Path:
    given = os.environ.get(variable)
    return Path(given).expanduser() if given else default
