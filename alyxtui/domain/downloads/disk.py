"""What a download does to the disk: places, room, and files that take their names in one step.

All of it blocks; it is called in threads.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.filesize import decimal

from alyxtui.domain.downloads import names
from alyxtui.errors import DownloadFailed
from alyxtui.text import safe

BLOCK = 1024 * 1024
_SPARE = 4 * BLOCK  # bytes that are left free
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_THE_WAY = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}


class DiskTrouble(DownloadFailed):
    """The disk, not the server, is why; another server would not help."""

    title = "The disk cannot take it"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one file goes, and what stands beside it on the way.

    Attributes:
        root: the cache directory.
        final: the file.
    """

    root: Path
    final: Path

    @classmethod
    def prepare(cls, root: Path, path: str) -> Place:
        """Find the place of a file and make its folder.

        Raises:
            DownloadFailed: the names or a link lead out of the directory.
            DiskTrouble: the folder cannot be made.
        """
        with explained(root / path):
            root.mkdir(parents=True, exist_ok=True)
            final = names.inside(root, path)
            final.parent.mkdir(parents=True, exist_ok=True)
            if final.is_dir():
                raise IsADirectoryError(errno.EISDIR, "a folder stands there", str(final))
        return cls(root, final)

    @property
    def part(self) -> Path:
        """What has come so far."""
        return self.final.with_name(self.final.name + names.PART)

    @property
    def sidecar(self) -> Path:
        """What is known of the part."""
        return self.final.with_name(self.final.name + names.SIDECAR)

    @property
    def bad(self) -> Path:
        """What came and was not what its record says."""
        return self.final.with_name(self.final.name + names.BAD)

    def finish(self, modified: float | None, size: int) -> None:
        """Give the whole part its name, in one step; what stood there is kept as ``.old``.

        Args:
            modified: when the file was changed, seconds since the epoch, None when not known.
            size: bytes that were written and verified.

        Raises:
            DiskTrouble: it cannot be done, or another program has put something else there.
        """
        with explained(self.final):
            with self.part.open("rb+") as file:
                os.fsync(file.fileno())
                found = os.fstat(file.fileno()).st_size
            if found != size:
                self.drop_part()
                raise DiskTrouble(
                    f"{safe(self.part.name)} has {found:,} bytes, and {size:,} were written:"
                    " another program has changed it.",
                    hint="Try again, or fetch into another directory with --to.",
                )
            if modified is not None:
                with contextlib.suppress(OSError, OverflowError):
                    os.utime(self.part, (modified, modified))
            if os.path.lexists(self.final):
                self.final.replace(self._free(names.FORMER))
            self.part.replace(self.final)
            _sync_folder(self.final.parent)
            self.sidecar.unlink(missing_ok=True)

    def copy(self, source: Path, md5: str) -> bool:
        """Take a copy of a file that is elsewhere on this machine, if it is the right one.

        Args:
            source: the other file; may not be there.
            md5: what it has to have.

        Returns:
            Whether it was; the part is then whole.

        Raises:
            DiskTrouble: the copy does not fit.
        """
        try:
            if source == self.final or md5_of(source) != md5:
                return False
            needed = source.stat().st_size
        except OSError:
            return False
        self.check_room(needed)
        self.drop_part()
        with explained(self.part):
            shutil.copy2(source, self.part)
        return True

    def drop_part(self) -> None:
        """Forget what has come so far."""
        with explained(self.part):
            self.part.unlink(missing_ok=True)
            self.sidecar.unlink(missing_ok=True)

    def set_aside(self) -> None:
        """Keep what came and is wrong under another name."""
        with explained(self.bad):
            self.part.replace(self.bad)
            self.sidecar.unlink(missing_ok=True)

    def check_room(self, needed: int, spoken_for: int = 0) -> None:
        """See whether so many bytes fit.

        Args:
            needed: bytes that are still to come.
            spoken_for: bytes that other downloads will still write.

        Raises:
            DiskTrouble: they do not.
        """
        with explained(self.final):
            free = shutil.disk_usage(self.final.parent).free
        if needed + spoken_for + _SPARE > free:
            others = f" beside {decimal(spoken_for)} of others" if spoken_for else ""
            raise DiskTrouble(
                f"{decimal(needed)} are to come{others}, and {decimal(free)} are free on the"
                f" disk of {safe(str(self.root))}, of which {decimal(_SPARE)} stay free.",
                hint="Make room, or fetch into another directory with --to; then try again.",
            )

    def _free(self, ending: str) -> Path:
        """A name beside the file that nothing has."""
        place, number = self.final.with_name(self.final.name + ending), 1
        while os.path.lexists(place):
            number += 1
            place = self.final.with_name(f"{self.final.name}{ending}{number}")
        return place


def free_at(folder: Path) -> int | None:
    """Bytes that are free where a folder is or will be, None when the system does not say. Blocks."""
    for place in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            return shutil.disk_usage(place).free
    return None


def md5_of(path: Path, stop: Callable[[], bool] = lambda: False) -> str:
    """The md5 of a file, in hex; empty when ``stop`` says so before the end.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if stop():
                return ""
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says of a file into words.

    Raises:
        DiskTrouble: instead of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise _words(error, path) from error


def _words(error: OSError, path: Path) -> DiskTrouble:
    shown = safe(str(error.filename or path))
    if error.errno in _FULL:
        return DiskTrouble(
            f"The disk of {shown} is full.", hint="Make room and try again; what came is kept."
        )
    if error.errno in _CLOSED:
        return DiskTrouble(
            f"{shown} cannot be written ({error.strerror}).",
            hint="Change its permissions, or fetch into another directory with --to.",
        )
    if error.errno in _IN_THE_WAY:
        return DiskTrouble(f"Something else stands at {shown}.", hint="Move it away and try again.")
    return DiskTrouble(f"{shown}: {error.strerror or error}.")


def _sync_folder(folder: Path) -> None:
    """Make a new name last through a loss of power, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
