"""Names from a server never lead out of the cache directory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alyxtui.domain.downloads import names
from alyxtui.errors import DownloadFailed

PARTS = st.text(st.sampled_from("./\\:aC\x00\x1b\u202e \ud800é#~%nul"), max_size=12)


@given(st.lists(st.one_of(PARTS, st.text(max_size=30)), min_size=1, max_size=6))
@example(["..", "..", "etc", "passwd"])
@example(["", "etc", "passwd"])
@example(["a", "é" * 150])
def test_a_path_that_is_taken_stays_inside(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as root:
        try:
            place = names.inside(Path(root), "/".join(parts))
        except DownloadFailed:
            return
        assert Path(os.path.realpath(place)).is_relative_to(os.path.realpath(root))
        place.parent.mkdir(parents=True, exist_ok=True)
        for ending in (names.SIDECAR, names.UNPACKED):
            place.with_name(place.name + ending).touch()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("a/../b", "another folder"),
        ("./b", "another folder"),
        ("/etc/passwd", "absolute"),
        ("a//b", "empty"),
        ("", "empty"),
        ("a/", "empty"),
        ("C:/x", "Windows"),
        ("c:x", "Windows"),
        ("a\\..\\b", "Windows"),
        ("a\0b", "control"),
        ("a\x1b[2Jb", "control"),
        ("a\ud800b", "control"),
        ("n" * 300, "longer than"),
        ("é" * 150, "longer than"),
        ("alf/x.npy.part", "files of its own"),
        ("x.npy.PART.Json", "files of its own"),
        ("x.unpac\u212aed", "files of its own"),
        ("x.Bad", "files of its own"),
        (".alyxtui/LOCKS/0a1.lock", "files of its own"),
    ],
)
def test_what_is_refused_everywhere(path: str, why: str) -> None:
    with pytest.raises(DownloadFailed, match=why) as caught:
        names.relative(path, windows=False)
    assert "\x1b" not in caught.value.message
    with pytest.raises(DownloadFailed):
        names.relative(path, windows=True)


@pytest.mark.parametrize(
    "name",
    ["con", "NUL.npy", "aux.times.npy", "com1", "LPT9.x", "ab:c.npy", "a?.npy", "a.", "a ", "x<y"],
)
def test_what_only_windows_cannot_keep(name: str) -> None:
    assert names.relative(f"alf/{name}", windows=False)
    with pytest.raises(DownloadFailed, match="Windows"):
        names.relative(f"alf/{name}", windows=True)


@pytest.mark.parametrize(
    "name", ["#2020-01-01#", "_ibl_x.y.npy", "console.npy", "数据 🐭.npy", "a.part/b", "a.old"]
)
def test_usual_names_are_taken(name: str) -> None:
    assert names.relative(f"lab/Subjects/{name}", windows=True) == f"lab/Subjects/{name}"


def test_links_that_lead_out_are_refused(tmp_path: Path) -> None:
    root, other = tmp_path / "root", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    (root / "out").symlink_to(other, target_is_directory=True)
    (root / "gone").symlink_to(tmp_path / "nowhere" / "at all")
    (root / "round").symlink_to(root / "round")
    (root / "real").mkdir()
    (root / "in").symlink_to(root / "real", target_is_directory=True)
    (tmp_path / "way").symlink_to(root, target_is_directory=True)
    for path in ("out/x", "out/a/b", "gone/x"):
        with pytest.raises(DownloadFailed, match="symbolic link"):
            names.inside(root, path)
    assert names.inside(root, "in/x") == root / "in" / "x"
    assert names.inside(tmp_path / "way", "real/x").name == "x"


def test_names_that_differ_only_by_case() -> None:
    assert names.clash("a.npy", ["A.npy", "b"]) == "A.npy"
    assert names.clash("a.npy", ["A.npy", "a.npy"]) == ""
    assert names.clash("é", ["e\u0301"]) == ""
    assert names.clash("É", ["e\u0301"]) == "é"
