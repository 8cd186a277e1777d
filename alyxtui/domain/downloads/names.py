"""Names of files that come from a server: which can be used, and where they lead.

A name that could lead out of the cache directory, or that this system cannot keep, is refused with
the reason.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from alyxtui.errors import DownloadFailed
from alyxtui.text import elide, safe

PART, SIDECAR, UNPACKED, BAD, FORMER = ".part", ".part.json", ".unpacked", ".bad", ".old"
LOCKS = ".alyxtui/locks"
"""The folder of the files that keep programs apart, below the cache directory."""
# What stands beside a file under way; ``FORMER`` is not among them: it takes a name that is free.
_OURS = (PART, SIDECAR, UNPACKED, BAD)
_LONGEST = 255 - max(map(len, _OURS))  # bytes; what most file systems take, less our own endings
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|\Z)")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_SHOWN = 60


def relative(path: str, *, windows: bool = os.name == "nt") -> str:
    """A path below the cache directory, if it is one that can be used.

    Args:
        path: parts divided by ``/``; none may be empty.
        windows: whether the names must do on Windows.

    Raises:
        DownloadFailed: it is absolute, leads upwards, or has a name that cannot be used, or that
            is one of ours: another file's part would get its name.
    """
    for part in path.split("/"):
        _check(part, windows=windows)
    folded = path.casefold()
    if folded.endswith(_OURS) or folded.startswith(f"{LOCKS}/"):
        shown = elide(safe(path.rpartition("/")[2]), _SHOWN)
        raise _refused(f"The name {shown!r}", "is one that alyxtui gives to files of its own")
    return path


def inside(root: Path, path: str) -> Path:
    """The place of a file below a directory, symbolic links considered. Touches the disk.

    Args:
        root: the cache directory; may be a link itself.
        path: as ``relative`` gives it.

    Raises:
        DownloadFailed: a link on the way leads out of the directory, or another file stands there
            under the same name in another case.
    """
    place = root / relative(path)
    real = root.resolve()
    try:
        folder = place.parent.resolve()
    except (OSError, RuntimeError):  # Python < 3.13: links in a circle
        raise _link(place.parent) from None
    if folder != real and real not in folder.parents:
        raise _link(place.parent)
    other = _other_spelling(place)
    if other:
        raise DownloadFailed(
            f"{safe(other)} is there already, and this disk does not tell it from"
            f" {safe(place.name)}.",
            hint="Fetch one of the two into another directory.",
        )
    return place


def clash(name: str, entries: Iterable[str]) -> str:
    """The entry of a directory that a case-insensitive disk takes for a name; empty for none.

    An entry that differs only in how accents are composed is the name itself.
    """
    wanted = unicodedata.normalize("NFC", name)
    found = [unicodedata.normalize("NFC", entry) for entry in entries]
    if wanted in found:
        return ""
    return next((entry for entry in found if entry.casefold() == wanted.casefold()), "")


def _other_spelling(place: Path) -> str:
    if not os.path.lexists(place):
        return ""
    try:
        return clash(place.name, (entry.name for entry in place.parent.iterdir()))
    except OSError:
        return ""


def _link(folder: Path) -> DownloadFailed:
    return DownloadFailed(
        f"{safe(str(folder))} leads out of the download directory by a symbolic link.",
        hint="Move the link away, or fetch into another directory with --to.",
    )


def _check(part: str, *, windows: bool) -> None:
    shown = f"The name {elide(safe(part), _SHOWN)!r}"
    if not part:
        raise _refused("A part of its path", "is empty or absolute")
    if part in {".", ".."}:
        raise _refused(shown, "leads to another folder")
    if "\\" in part or re.match(r"[A-Za-z]:", part):
        raise _refused(shown, "holds a drive or a folder of Windows")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in part):
        raise _refused(shown, "holds control characters")
    if len(part.encode()) > _LONGEST:
        raise _refused(shown, f"is longer than {_LONGEST} bytes")
    if windows and (_RESERVED.match(part) or _NOT_ON_WINDOWS.search(part) or part[-1] in ". "):
        raise _refused(shown, "cannot be used on Windows")


def _refused(what: str, why: str) -> DownloadFailed:
    return DownloadFailed(
        f"{what} {why}.", hint="The record's names are wrong; tell the people of the database."
    )
