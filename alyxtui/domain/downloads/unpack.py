"""Files that came packed although nobody asked for it."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

from alyxtui.domain.downloads import names
from alyxtui.domain.downloads.disk import BLOCK, Place, explained
from alyxtui.errors import DownloadFailed
from alyxtui.text import safe

_PACKINGS = {"gzip": 31, "x-gzip": 31, "deflate": 47}  # the window that zlib is told
_MOST = 64 * 1024**3  # bytes


def unpack(place: Place, encoding: str, size: int | None) -> tuple[str, int]:
    """Put the unpacked file in the place of the part.

    Args:
        place: where the file goes.
        encoding: of the part, from ``Content-Encoding``.
        size: bytes that it should have unpacked, None when not known.

    Returns:
        The md5 in hex and the size in bytes of the unpacked file.

    Raises:
        DownloadFailed: it is packed in a way that nobody here knows, is broken, or is far larger
            than it should be.
    """
    window = _PACKINGS.get(encoding)
    if window is None:
        raise DownloadFailed(
            f"The data server packed the file ({safe(encoding)}) although it was asked not to.",
            hint="Tell the people who run it.",
        )
    most = _MOST if size is None else 2 * size + BLOCK
    target = place.final.with_name(place.final.name + names.UNPACKED)
    try:
        with explained(target):
            found = _inflate(place.part, target, window, most)
            target.replace(place.part)
    except zlib.error:
        raise DownloadFailed(
            "The data server packed the file, and it cannot be unpacked."
        ) from None
    finally:
        target.unlink(missing_ok=True)
    return found


def _inflate(source: Path, target: Path, window: int, most: int) -> tuple[str, int]:
    digest, size = hashlib.md5(usedforsecurity=False), 0
    machine = zlib.decompressobj(window)
    with source.open("rb") as packed, target.open("wb") as file:
        data = packed.read(BLOCK)
        while data and not machine.eof:
            piece = machine.decompress(data, BLOCK)
            digest.update(piece)
            file.write(piece)
            size += len(piece)
            if size > most:
                raise DownloadFailed("The file is far larger unpacked than its record says.")
            data = machine.unconsumed_tail or packed.read(BLOCK)
    if not machine.eof:
        raise zlib.error("it ends before its end")
    return digest.hexdigest(), size
