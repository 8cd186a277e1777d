"""The answers kept for users of servers: what there is, and forgetting it. Loads SQLite when used."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.client.keeper import FILE_NAME
from alyxtui.errors import AlyxTuiError
from alyxtui.paths import cache_dir, forget_user, user_cache
from alyxtui.text import safe

if TYPE_CHECKING:
    from alyxtui.client.store import Contents


@dataclass(frozen=True, slots=True)
class Answers:
    """What is kept for one user of one server.

    Attributes:
        server: its address without the scheme, as far as the name of the directory tells it.
        user: the user, likewise.
        path: the file.
        contents: how many answers, how large, how old.
    """

    server: str
    user: str
    path: Path
    contents: Contents


def kept_answers(url: str = "", user: str = "") -> list[Answers]:
    """What is kept.

    Args:
        url: only of this server, normalised; empty for all.
        user: only of this user of it; empty for all.

    Raises:
        AlyxTuiError: the directory cannot be entered.
    """
    from alyxtui.client.store import AnswerStore

    found = []
    for path in sorted(answer_files(url, user)):
        store = AnswerStore(path, 0)
        contents = store.contents()
        store.close()
        folder = path.parent
        found.append(Answers(_plain(folder.parent.name), _plain(folder.name), path, contents))
    return found


def forget_answers(url: str = "", user: str = "") -> int:
    """Delete what is kept, also for other processes of ours.

    Args:
        url: as ``kept_answers``.
        user: as ``kept_answers``.

    Returns:
        How many files there were.

    Raises:
        AlyxTuiError: the directory cannot be entered.
    """
    from alyxtui.client.store import AnswerStore

    files = answer_files(url, user)
    for path in files:
        AnswerStore(path, 0).clear()
    return len(files)


def forget_cache(url: str, user: str) -> list[str]:
    """Delete all that was cached for a user of a server; gives what stands in the way."""
    said = []
    try:
        forget_answers(url, user)
    except AlyxTuiError as error:
        said.append(f"{error.message} {error.hint}")
    forget_user(url, user)
    return said


def files_of(url: str) -> list[Path]:
    """The files of all users of a server; none where the directory cannot be entered."""
    with suppress(AlyxTuiError):
        return answer_files(url)
    return []


def answer_files(url: str = "", user: str = "") -> list[Path]:
    """The files that there are.

    Args:
        url: as ``kept_answers``.
        user: as ``kept_answers``.

    Raises:
        AlyxTuiError: the directory cannot be entered.
    """
    pattern, folder = f"*/*/{FILE_NAME}", cache_dir() / "users"
    if url:
        pattern, folder = f"*/{FILE_NAME}", user_cache(url, user).parent
    if url and user:
        pattern, folder = FILE_NAME, user_cache(url, user)
    try:
        next(folder.iterdir(), None)  # a glob keeps it to itself
        return list(folder.glob(pattern))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AlyxTuiError(
            f"The cache cannot be looked into: {safe(str(error))}",
            title="What is kept cannot be read",
            hint="Look at the rights of its directory.",
        ) from error


def _plain(name: str) -> str:
    """The readable part of a directory's name."""
    return name.rpartition("-")[0] or name
