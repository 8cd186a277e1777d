"""NumPy's files: what the header says, and the first values.

NumPy's format, versions 1 to 3: a magic word, the header's length, and a Python dict as text.
"""

from __future__ import annotations

import ast
import math
import struct
from collections.abc import Iterator
from typing import BinaryIO

from alyxtui.domain.peek.model import ROWS, Peek, Unreadable

_MAGIC = b"\x93NUMPY"
_LONGEST = 1 << 20  # bytes of a header
_WORDS = {
    "b1": "?", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q",
    "u8": "Q", "f2": "e", "f4": "f", "f8": "d",
}  # fmt: skip
_NAMES = {
    "b": "bool",
    "i": "int",
    "u": "uint",
    "f": "float",
    "c": "complex",
    "U": "text",
    "S": "bytes",
}
_WIDEST = 20  # columns that are shown


def read(file: BinaryIO) -> Peek:
    """Look into a file.

    Raises:
        Unreadable: it is none of NumPy's.
    """
    kind, fortran, shape = _header(file)
    count = math.prod(shape)
    facts = [("type", _type_name(kind)), ("shape", _shape(shape)), ("values", f"{count:,}")]
    if fortran:
        facts.append(("order", "column by column"))
    columns = shape[-1] if len(shape) > 1 and not fortran else 1
    wanted = min(count, ROWS * max(columns, 1), ROWS * 1000)
    values = _values(file, kind, wanted)
    if values is None:
        return Peek("NumPy array", tuple(facts), note="Values of this type are not shown.")
    rows = tuple(_rows(values, columns))
    return Peek("NumPy array", tuple(facts), rows=rows, more=count > ROWS * columns)


def _header(file: BinaryIO) -> tuple[object, bool, tuple[int, ...]]:
    start = file.read(8)
    if len(start) < 8 or not start.startswith(_MAGIC) or start[6] not in {1, 2, 3}:
        raise Unreadable("It does not begin as NumPy's files do.")
    width = 2 if start[6] == 1 else 4
    length = int.from_bytes(file.read(width), "little")
    text = file.read(min(length, _LONGEST))
    try:
        found = ast.literal_eval(text.decode("utf-8" if start[6] == 3 else "latin-1").strip())
        kind, fortran, shape = found["descr"], found["fortran_order"], found["shape"]
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError):
        raise Unreadable("Its header cannot be read.") from None
    is_shape = isinstance(shape, tuple) and all(type(one) is int and one >= 0 for one in shape)
    if len(text) < length or not is_shape or not isinstance(kind, (str, list)):
        raise Unreadable("Its header cannot be read.")
    return kind, bool(fortran), shape


def _values(file: BinaryIO, kind: object, count: int) -> list[str] | None:
    """The first values as texts, None for types that are not read here."""
    if not isinstance(kind, str) or len(kind) < 3:
        return None
    order, code, size = kind[0], kind[1], kind[2:]
    order = "<" if order in "|=" else order
    if order not in "<>" or not size.isdigit():
        return None
    if word := _WORDS.get(kind[1:]):
        return [_shown(value) for value in _numbers(file, order, word, count)]
    if code == "c" and (word := _WORDS.get(f"f{int(size) // 2}")):
        parts = list(_numbers(file, order, word, 2 * count))
        return [str(complex(*pair)) for pair in zip(parts[::2], parts[1::2], strict=False)]
    if code in "US" and 0 < int(size) < _LONGEST:
        width = int(size) * (4 if code == "U" else 1)
        coding = ("utf-32-le" if order == "<" else "utf-32-be") if code == "U" else "latin-1"
        data = file.read(width * count)
        pieces = (data[at : at + width] for at in range(0, len(data), width))
        return [piece.decode(coding, "replace").rstrip("\0") for piece in pieces]
    return None


def _numbers(file: BinaryIO, order: str, word: str, count: int) -> Iterator[float]:
    size = struct.calcsize(word)
    data = file.read(size * count)
    whole = len(data) // size
    yield from struct.unpack(f"{order}{whole}{word}", data[: whole * size])


def _rows(values: list[str], columns: int) -> Iterator[tuple[str, ...]]:
    for start in range(0, min(len(values), ROWS * columns), max(columns, 1)):
        row = tuple(values[start : start + columns])
        yield row if len(row) <= _WIDEST else (*row[:_WIDEST], "…")


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _type_name(kind: object) -> str:
    if not isinstance(kind, str):
        return "a record of several"
    name = _NAMES.get(kind[1:2], "")
    if not name or not kind[2:].isdigit():
        return kind
    if kind[1] in "US":
        return f"{name} of {kind[2:]}"
    bits = 8 * int(kind[2:])
    words = name if name == "bool" else f"{name}{bits}"
    return f"{words}, big-endian" if kind[0] == ">" and bits > 8 else words


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{one:,}" for one in shape) if shape else "one value"
