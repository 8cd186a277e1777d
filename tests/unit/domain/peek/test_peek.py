"""A first look into files: what numpy, pandas and Pillow would say of them, and no crash ever."""

from __future__ import annotations

import json
import struct
import tempfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.domain.peek.look import look
from alyxtui.domain.peek.model import Peek

# The first bytes of real files, which fuzzing goes on from.
NPY = b"\x93NUMPY\x01\x00v\x00"
PQT = (files("alyxtui.demo") / "files" / "sessions.pqt").read_bytes()


def seen(folder: Path, name: str, data: bytes) -> Peek:
    path = folder / name
    path.write_bytes(data)
    return look(path)


def npy(kind: str, shape: tuple[int, ...], data: bytes, *, fortran: bool = False) -> bytes:
    head = f"{{'descr': {kind!r}, 'fortran_order': {fortran}, 'shape': {shape}, }}".encode()
    head += b" " * (-(10 + len(head) + 1) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + data


@pytest.mark.parametrize(
    ("kind", "data", "name", "first"),
    [
        ("<f8", struct.pack("<3d", 1.5, float("nan"), -1e300), "float64", ["1.5", "nan", "-1e+300"]),
        (">i4", struct.pack(">3i", 1, -2, 3), "int32, big-endian", ["1", "-2", "3"]),
        ("|b1", b"\1\0\1", "bool", ["True", "False", "True"]),
        ("<u2", struct.pack("<3H", 1, 2, 65535), "uint16", ["1", "2", "65535"]),
        ("<c16", struct.pack("<6d", 1, 2, 3, 4, 5, 6), "complex128", ["(1+2j)", "(3+4j)", "(5+6j)"]),
        ("<U2", "abc\0é\0".encode("utf-32-le"), "text of 2", ["ab", "c", "é"]),
        ("|S2", b"abc\0d\0", "bytes of 2", ["ab", "c", "d"]),
        ("<f8", struct.pack("<2d", 1, 2), "float64", ["1", "2"]),  # cut short
    ],
)  # fmt: skip
def test_arrays(tmp_path: Path, kind: str, data: bytes, name: str, first: list[str]) -> None:
    peek = seen(tmp_path, "a.npy", npy(kind, (3,), data))
    assert peek.facts == (("type", name), ("shape", "3"), ("values", "3"))
    assert peek.rows == tuple((one,) for one in first)


def test_arrays_of_other_shapes(tmp_path: Path) -> None:
    many = seen(tmp_path, "a.npy", npy("<u2", (1000, 2), struct.pack("<2000H", *range(2000))))
    assert (many.rows[1], len(many.rows), many.more) == (("2", "3"), 20, True)
    wide = seen(tmp_path, "a.npy", npy("<u1", (2, 384), bytes(768)))
    assert (len(wide.rows), len(wide.rows[0]), wide.rows[0][-1]) == (2, 21, "…")
    assert seen(tmp_path, "a.npy", npy("<f8", (), struct.pack("<d", 7))).rows == (("7",),)
    assert seen(tmp_path, "a.npy", npy("<f8", (0, 3), b"")).rows == ()
    assert seen(tmp_path, "a.npy", npy("<f8", (9, 0), b"")).rows == ()
    turned = seen(tmp_path, "a.npy", npy("<u1", (2, 2), b"\1\2\3\4", fortran=True))
    assert ("order", "column by column") in turned.facts
    odd = npy("<f8", (2,), b"").replace(b"'<f8'", b"[('a', '<f8')]")
    assert (
        seen(tmp_path, "a.npy", odd).kind == "npy file"
        or "not shown" in look(tmp_path / "a.npy").note
    )
    assert "not shown" in seen(tmp_path, "a.npy", npy("|O", (2,), b"")).note


def test_a_table_of_parquet(tmp_path: Path) -> None:
    peek = seen(tmp_path, "sessions.pqt", PQT)
    assert ("rows", "250") in peek.facts
    assert ("columns", "7") in peek.facts
    if peek.note:  # without pyarrow: the columns themselves
        assert {row[0] for row in peek.rows} >= {"subject", "lab", "number"}
    else:
        assert {"subject", "lab", "number"} <= set(peek.headings)
        assert len(peek.rows) == 20


def test_text_tables_and_json(tmp_path: Path) -> None:
    table = seen(tmp_path, "a.tsv", b"a\tb\n" + b"1\t'x, y'\n" * 30)
    assert (table.headings, table.rows[0], table.more) == (("a", "b"), ("1", "'x, y'"), True)
    assert seen(tmp_path, "a.csv", b'a,b\n"x, y",2\n').rows == (("x, y", "2"),)
    large = seen(tmp_path, "a.csv", b"a,b\n" + b"1,2\n" * 200_000)
    assert (len(large.rows), large.more) == (20, True)
    value = {"a": [1, 2], "b": None, "c": "\x1b[2J", "d": float("nan")}
    peek = seen(tmp_path, "a.json", json.dumps(value).encode())
    assert peek.rows[:2] == (("a", "[1, 2]"), ("b", "null"))
    assert seen(tmp_path, "a.json", b"[1, 2]").rows == (("1",), ("2",))
    assert seen(tmp_path, "a.json", b"7").text == "7"
    assert seen(tmp_path, "a.json", b"[" * 5_000_000).more
    lines = seen(tmp_path, "a.jsonable", b'{"a": 1}\n{"b": 2}\n7\n')
    assert (lines.headings, lines.rows[1]) == (("a", "b", "value"), ("", "2", ""))
    assert seen(tmp_path, "a.log", b"one\ntwo\n").text == "one\ntwo"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_pictures(tmp_path: Path, kind: str) -> None:
    image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    path = tmp_path / f"a.{kind.lower()}"
    image.new("RGB", (37, 21), "red").save(path, kind)
    assert look(path) == Peek(f"{kind} picture", (("size", "37 x 21 pixels"),))


@pytest.mark.parametrize(
    "name", ["a.npy", "a.pqt", "a.png", "a.csv", "a.json", "a.jsonl", "a.cbin", "a"]
)
def test_other_bytes_are_no_crash(tmp_path: Path, name: str) -> None:
    assert seen(tmp_path, name, b"").kind == "empty file"
    assert seen(tmp_path, name, b"\x00\xff" * 99).note
    if name == "a.csv":
        assert seen(tmp_path, name, b"x" * 200_000).note


STARTS = (
    b"",
    NPY,
    PQT[:4],
    PQT,
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"II*\0\x08\0\0\0",
    b"{",
)


@settings(max_examples=100, deadline=None)
@given(
    start=st.sampled_from(STARTS),
    rest=st.binary(max_size=200),
    cut=st.integers(0, 400),
    ending=st.sampled_from([".npy", ".pqt", ".png", ".csv", ".json", ".jsonl", ".txt"]),
    end=st.sampled_from([b"", b"PAR1", b"\x40\0\0\0PAR1"]),
)
def test_hostile_files(start: bytes, rest: bytes, cut: int, ending: str, end: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        peek = seen(Path(folder), f"a{ending}", start[: len(start) - cut or None] + rest + end)
    assert peek.kind
