"""The bytes of the data files: made when asked for, the same on every machine."""

from __future__ import annotations

import array
import hashlib
import json
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_BLOCK = 1 << 16
# No round number: a download resumed at a wrong place cannot look right by chance.
_PATTERN = 1_000_003


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds.

    Attributes:
        make: makes a stretch of bytes, which the file repeats until it is as long as ``size``.
        size: bytes; -1 for as many as ``make`` makes.
        known_md5: hex, where it would take long to find out.
    """

    make: Callable[[], bytes]
    size: int = -1
    known_md5: str = ""

    def length(self) -> int:
        """Its size in bytes."""
        return len(_made(self.make)) if self.size < 0 else self.size

    def md5(self) -> str:
        """The md5 of all its bytes, in hex."""
        if self.known_md5:
            return self.known_md5
        return _md5(self)

    def blocks(self, start: int, stop: int, most: int = _BLOCK) -> Iterator[bytes]:
        """Its bytes from ``start`` to before ``stop``, at most ``most`` at a time."""
        data = _made(self.make)
        while start < stop:
            place = start % len(data)
            block = data[place : place + min(most, stop - start)]
            start += len(block)
            yield block


@lru_cache(maxsize=64)
def _md5(content: Content) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    for block in content.blocks(0, content.length()):
        digest.update(block)
    return digest.hexdigest()


@lru_cache(maxsize=64)
def _made(make: Callable[[], bytes]) -> bytes:
    return make()


def noise(seed: str, size: int) -> Callable[[], bytes]:
    """Bytes without meaning."""
    return lambda: random.Random(seed).randbytes(size)  # noqa: S311


def recording(size: int, md5: str) -> Content:
    """A file as large as a recording, of which only a stretch is ever in memory.

    Args:
        size: bytes.
        md5: of the whole, in hex.
    """
    return Content(noise("recording", _PATTERN), size, md5)


def npy_times(count: int, rate: float) -> Callable[[], bytes]:
    """A NumPy file, float64 of shape (count,): regular times in seconds at ``rate`` Hz."""
    return lambda: _npy("<f8", (count,), _f8([index / rate for index in range(count)]))


def npy_table(seed: str, rows: int, columns: int) -> Callable[[], bytes]:
    """A NumPy file, float64 of shape (rows, columns): increasing numbers."""

    def make() -> bytes:
        rng = random.Random(seed)  # noqa: S311
        values, value = [], 0.0
        for _ in range(rows * columns):
            value += rng.random()
            values.append(round(value, 4))
        return _npy("<f8", (rows, columns), _f8(values))

    return make


def npy_numbers(seed: str, count: int) -> Callable[[], bytes]:
    """A NumPy file, uint16 of shape (count,)."""
    return lambda: _npy("<u2", (count,), noise(seed, 2 * count)())


def _f8(values: list[float]) -> bytes:
    numbers = array.array("d", values)
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        numbers.byteswap()
    return numbers.tobytes()


def _npy(kind: str, shape: tuple[int, ...], data: bytes) -> bytes:
    """NumPy's format, version 1.0: the header ends at a multiple of 64 bytes."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(10 + len(header) + 1) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def table(rows: int, separator: str) -> Callable[[], bytes]:
    """A text table with a head, of numbers and one word a row."""

    def make() -> bytes:
        rng = random.Random(rows)  # noqa: S311
        lines = [separator.join(("time", "channel", "label"))]
        for index in range(rows):
            label = rng.choice(("good", "mua", "noise"))
            lines.append(separator.join((f"{index / 30:.4f}", str(rng.randint(0, 383)), label)))
        return ("\n".join(lines) + "\n").encode()

    return make


def settings() -> bytes:
    """The settings of a task, JSON."""
    values = {
        "PYBPOD_PROTOCOL": "_iblrig_tasks_ephysChoiceWorld",
        "IBLRIG_VERSION": "8.24.1",
        "CONTRAST_SET": [1.0, 0.25, 0.125, 0.0625, 0.0],
        "STIM_POSITIONS": [-35, 35],
        "REWARD_AMOUNT_UL": 1.5,
        "IS_MOCK": False,
        "NOTES": None,
    }
    return json.dumps(values, indent=2).encode() + b"\n"


def trials(count: int) -> Callable[[], bytes]:
    """Trials, one JSON object a line."""

    def make() -> bytes:
        rng = random.Random(count)  # noqa: S311
        lines = []
        for index in range(count):
            trial = {
                "trial_num": index,
                "contrast": rng.choice((0.0, 0.0625, 0.125, 0.25, 1.0)),
                "position": rng.choice((-35, 35)),
                "response_time": round(rng.uniform(0.2, 3), 4),
                "trial_correct": rng.random() < 0.8,
            }
            lines.append(json.dumps(trial))
        return ("\n".join(lines) + "\n").encode()

    return make


def png(width: int, height: int) -> Callable[[], bytes]:
    """A grey picture of slanted bands."""

    def make() -> bytes:
        rows = b"".join(
            b"\0" + bytes((3 * x + 5 * y) % 256 for x in range(width)) for y in range(height)
        )
        head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_png_part(*part) for part in parts)

    return make


def _png_part(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def video(size: int) -> Callable[[], bytes]:
    """What begins as an MP4 file does, boxes ``ftyp``, ``free`` and ``mdat``, without a picture."""

    def make() -> bytes:
        boxes = _box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2avc1mp41") + _box(b"free", b"")
        return boxes + _box(b"mdat", noise("video", size - len(boxes) - 8)())

    return make


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data


def shipped(name: str) -> Content | None:
    """A file that comes with the package, or None when it does not.

    Args:
        name: in the demo's folder ``files``.
    """
    file = resources.files("alyxtui.demo") / "files" / name
    return Content(file.read_bytes) if file.is_file() else None
