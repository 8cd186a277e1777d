"""Saved queries in files: of the package, shared, and one's own."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from alyxtui.domain.saved import OWN, SHIPPED, Library, Saved
from alyxtui.errors import SettingsError

OURS = Saved("ours", "sessions", "lab={lab}", "about it", MappingProxyType({"lab": "of the lab"}))


def names(library: Library, origin: str) -> list[str]:
    return [one.name for one in library.load() if one.origin == origin]


def test_the_package_has_a_set() -> None:
    library = Library()
    assert "errored tasks of a lab" in names(library, SHIPPED)
    assert library.problems == ()


def test_one_is_kept_replaced_and_removed(home: Path) -> None:
    library = Library()
    library.keep(OURS)
    assert library.load()[0] == OURS
    library.keep(Saved("ours", "subjects", ""))
    (own,) = [one for one in Library().load() if one.is_own]
    assert (own.endpoint, own.filters, dict(own.asks)) == ("subjects", "", {})
    library.remove("ours")
    assert names(library, OWN) == []
    assert (home / "state" / "saved.toml").is_file()


def test_shared_files_stand_between_and_names_are_taken_once(tmp_path: Path) -> None:
    shared = tmp_path / "lab"
    shared.mkdir()
    (shared / "qc.toml").write_text(
        '[queries.ours]\nendpoint = "tasks"\n[queries.theirs]\nendpoint = "tasks"\n'
        '[queries."errored tasks of a lab"]\nendpoint = "tasks"\nfilters = "status=Errored"\n'
    )
    (shared / "notes.txt").write_text("no TOML")
    library = Library([shared])
    library.keep(OURS)
    assert names(library, OWN) == ["ours"]
    assert names(library, "qc") == ["theirs", "errored tasks of a lab"]
    assert "errored tasks of a lab" not in names(library, SHIPPED)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("queries = 3", "queries"),
        ("[queries.x]\nfilters = ''", "endpoint is missing"),
        ("[queries.x]\nendpoint = 'a'\nfilter = ''", "filter"),
        ("[queries.x]\nendpoint = 'a'\nask = { b = 3 }", "ask.b"),
        ("[queries.x]\nendpoint = 'a'\nfilters = \"\\u001b\"", "control"),
        ("no toml", "line 1"),
    ],
)
def test_a_broken_file_is_said_and_never_written_to(
    tmp_path: Path, content: str, word: str
) -> None:
    own = tmp_path / "saved.toml"
    own.write_text(content)
    library = Library([tmp_path / "gone"], own)
    assert names(library, SHIPPED)
    assert [part for part in (word, "gone") if not any(part in p for p in library.problems)] == []
    with pytest.raises(SettingsError):
        library.keep(OURS)
    assert own.read_text() == content


def test_a_newer_file_keeps_what_this_version_does_not_know(tmp_path: Path) -> None:
    own = tmp_path / "saved.toml"
    own.write_text('version = 9\ncolour = "red"\n[queries.x]\nendpoint = "a"\nnew = 1\n')
    library = Library(own=own)
    assert names(library, OWN) == ["x"]
    library.keep(OURS)
    text = own.read_text()
    assert "version = 9" in text
    assert "colour" in text
    assert "new = 1" in text
