"""A file that has not come whole: the bytes so far, their md5, and what they are a part of.

All of it blocks; it is called in threads, by one at a time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import FileIO

from alyxtui.domain.downloads.disk import BLOCK, Place, explained

_VERSION = 1
_RUN = 8 * BLOCK  # bytes that the disk is given at a time


@dataclass(frozen=True, slots=True)
class Origin:
    """What a part is a part of; kept beside it.

    Attributes:
        url: that was asked for.
        tag: strong ``ETag``, empty for none.
        date: ``Last-Modified``, empty for none.
        total: bytes of the whole, None when not known.
        encoding: what the bytes are packed with, empty for nothing.
        md5: what the record said the whole would have; another record starts anew.
    """

    url: str
    tag: str = ""
    date: str = ""
    total: int | None = None
    encoding: str = ""
    md5: str = ""

    @property
    def validator(self) -> str:
        """What ``If-Range`` says, empty for nothing."""
        return self.tag or self.date


class Part:
    """The part of one file.

    Args:
        place: where the file goes.

    Attributes:
        size: bytes so far.
        origin: what they are a part of, None when there are none.
        resumed: the bytes come from more than one try.
    """

    def __init__(self, place: Place) -> None:
        self.size = 0
        self.origin: Origin | None = None
        self.resumed = False
        self._has_sidecar = False
        self._written_out = 0  # bytes that the disk was told to write
        self._place = place
        self._digest = hashlib.md5(usedforsecurity=False)
        self._file: FileIO | None = None

    def load(self, url: str, md5: str, stop: Callable[[], bool]) -> bool:
        """Take up what an earlier try has left of an address's file, and work out its md5.

        Args:
            url: as asked for.
            md5: of the whole as the record says, may be empty.
            stop: asked now and then; True leaves it.

        Returns:
            Whether there is something to go on from.
        """
        self.close()
        found = self._read_sidecar()
        # Without a validator only the md5 can tell whether the rest is of the same file.
        if found is None or found.url != url or found.md5 != md5 or not (found.validator or md5):
            return False
        with explained(self._place.part):
            if self._place.part.is_symlink() or not self._place.part.is_file():
                return False
            self._restart()
            with self._place.part.open("rb") as file:
                while block := file.read(BLOCK):
                    if stop():
                        return False
                    self._digest.update(block)
                    self.size += len(block)
        self.origin = found
        return self.size > 0

    def begin(self, origin: Origin) -> None:
        """Start anew; what is there goes.

        Raises:
            DiskTrouble: the disk does not let it.
        """
        self.close()
        self._restart()
        self._place.drop_part()
        with explained(self._place.part):
            self._file = self._place.part.open("xb", buffering=0)
        self.origin = origin

    def go_on(self) -> None:
        """Open what was loaded, to add to it."""
        with explained(self._place.part):
            self._file = self._place.part.open("ab", buffering=0)
        self.resumed = self._has_sidecar = True

    def add(self, blocks: Sequence[bytes]) -> None:
        """Add bytes.

        Raises:
            DiskTrouble: the disk is full.
        """
        if self._file is None:  # closed in between, since its download was cancelled
            return
        data = b"".join(blocks)
        left = memoryview(data)
        with explained(self._place.part):
            self._tell(len(data))
            while left:  # a disk that gets full takes less than it is given
                left = left[self._file.write(left) :]
        self._digest.update(data)
        self.size += len(data)
        self._write_out(self._file)

    def md5(self) -> str:
        """The md5 of all bytes so far, in hex."""
        return self._digest.hexdigest()

    def close(self) -> None:
        """Write everything out."""
        file, self._file = self._file, None
        if file is not None:
            with explained(self._place.part):
                file.close()

    def _tell(self, more: int) -> None:
        """Write the sidecar before the first bytes, unless they are all there are."""
        origin = self.origin
        if self._has_sidecar or origin is None or origin.total == self.size + more:
            return
        # Half a sidecar, after a loss of power, is none: the file then comes anew.
        about = json.dumps({"version": _VERSION, **asdict(origin)})
        self._place.sidecar.write_text(about, encoding="utf-8")
        self._has_sidecar = True

    def _write_out(self, file: FileIO) -> None:
        """Have the disk begin with what came; else all of a large file waits for the fsync."""
        since = self.size - self._written_out
        if sys.platform == "linux" and since >= _RUN:
            # What is not on the disk yet is begun to be written, and stays in memory.
            with suppress(OSError):
                os.posix_fadvise(file.fileno(), self._written_out, since, os.POSIX_FADV_DONTNEED)
            self._written_out = self.size

    def _restart(self) -> None:
        self.size = self._written_out = 0
        self.resumed = self._has_sidecar = False
        self._digest = hashlib.md5(usedforsecurity=False)

    def _read_sidecar(self) -> Origin | None:
        try:
            values = json.loads(self._place.sidecar.read_bytes())
            if values.pop("version") != _VERSION:
                return None
            return Origin(**values)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
