"""Pictures: their size, from the first bytes of PNG, JPEG, GIF, BMP and TIFF files."""

from __future__ import annotations

import struct
from typing import BinaryIO

from alyxtui.domain.peek.model import Peek, Unreadable

_BLOCK = 32
_SEGMENTS = 1000
# JPEG: the markers of a frame, which has the size; 0xC4, 0xC8 and 0xCC are others.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def read(file: BinaryIO) -> Peek:
    """Look into a file.

    Raises:
        Unreadable: it is no picture of these kinds.
    """
    start = file.read(_BLOCK)
    try:
        kind, width, height = _size(start, file)
    except struct.error:
        raise Unreadable("It ends before its size.") from None
    return Peek(f"{kind} picture", (("size", f"{width:,} x {height:,} pixels"),))


def _size(start: bytes, file: BinaryIO) -> tuple[str, int, int]:
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG", *struct.unpack(">II", start[16:24])
    if start.startswith((b"GIF87a", b"GIF89a")):
        return "GIF", *struct.unpack("<HH", start[6:10])
    if start.startswith(b"BM"):
        width, height = struct.unpack("<ii", start[18:26])
        return "BMP", width, abs(height)
    if start.startswith(b"\xff\xd8"):
        return "JPEG", *_of_jpeg(file)
    if start.startswith((b"II*\0", b"MM\0*")):
        return "TIFF", *_of_tiff("<" if start.startswith(b"II") else ">", start, file)
    raise Unreadable("It is no picture of a kind that is known here.")


def _of_jpeg(file: BinaryIO) -> tuple[int, int]:
    file.seek(2)
    for _ in range(_SEGMENTS):
        mark, marker = struct.unpack("BB", file.read(2))
        if mark != 0xFF:
            break
        if marker in _ALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker in _FRAMES:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        file.seek(max(length - 2, 0), 1)
    raise Unreadable("It has no frame.")


def _of_tiff(order: str, start: bytes, file: BinaryIO) -> tuple[int, int]:
    (at,) = struct.unpack(f"{order}I", start[4:8])
    file.seek(at)
    (count,) = struct.unpack(f"{order}H", file.read(2))
    found = {}
    for _ in range(min(count, _SEGMENTS)):
        entry = file.read(12)
        tag, kind = struct.unpack(f"{order}HH", entry[:4])
        found[tag] = struct.unpack(
            f"{order}H" if kind == 3 else f"{order}I", entry[8 : 10 if kind == 3 else 12]
        )[0]
    if 256 not in found or 257 not in found:
        raise Unreadable("It does not say its size.")
    return found[256], found[257]
