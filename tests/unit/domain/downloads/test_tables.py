"""Archives of cache tables: unpacked whole where they belong, or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from alyxtui.domain.downloads.tables import unpack_tables
from alyxtui.errors import DownloadFailed

TABLE = b"PAR1 something PAR1"
LINK = zipfile.ZipInfo("link.pqt")
LINK.external_attr = 0o120777 << 16


def archive(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in entries:
            packed.writestr(*entry)
    return path


def left(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_tables_are_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "sessions.pqt").write_bytes(b"old")
    made = archive(tmp_path / "x.zip", ("sessions.pqt", TABLE), ("cache_info.json", b"{}"))
    assert unpack_tables(made, folder) == [folder / "sessions.pqt", folder / "cache_info.json"]
    assert left(folder) == {"sessions.pqt", "cache_info.json"}
    assert (folder / "sessions.pqt").read_bytes() == TABLE
    assert not made.exists()


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([("../out.pqt", TABLE)], "another folder"),
        ([("sessions.pqt", TABLE), ("/tmp.pqt", TABLE)], "absolute"),
        ([("a/../../out.pqt", TABLE)], "another folder"),
        ([("C:\\x.pqt", TABLE)], "Windows"),
        ([(LINK, b"/etc/passwd")], "no plain file"),
        ([("sessions.pqt", b"<html>no</html>")], "no table"),
        ([("sessions.pqt", b"")], "no table"),
        ([("readme.txt", b"hello")], "no table in the archive"),
        ([], "no table in the archive"),
    ],
)
def test_nothing_else_is_unpacked(
    tmp_path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], why: str
) -> None:
    folder = tmp_path / "there" / "one"
    folder.mkdir(parents=True)
    with pytest.raises(DownloadFailed, match=why):
        unpack_tables(archive(tmp_path / "there" / "x.zip", *entries), folder)
    assert left(tmp_path / "there") == {"one", "x.zip"}


@pytest.mark.parametrize("data", [b"", b"<html>", b"PK\x03\x04 and no more"])
def test_what_is_no_archive(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(DownloadFailed, match="no archive of tables"):
        unpack_tables(tmp_path / "x.zip", tmp_path / "one")
    whole = archive(tmp_path / "y.zip", ("sessions.pqt", TABLE)).read_bytes()
    (tmp_path / "y.zip").write_bytes(whole.replace(b"something", b"damaged", 1)[:-3])
    with pytest.raises(DownloadFailed):
        unpack_tables(tmp_path / "y.zip", tmp_path / "one")


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "one", tmp_path / "outside"
    folder.mkdir()
    outside.write_bytes(b"mine")
    (folder / "sessions.pqt").symlink_to(outside)
    unpack_tables(archive(tmp_path / "x.zip", ("sessions.pqt", TABLE)), folder)
    assert outside.read_bytes() == b"mine"
    assert not (folder / "sessions.pqt").is_symlink()
