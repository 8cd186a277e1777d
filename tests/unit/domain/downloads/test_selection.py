"""Choosing among files by hand."""

from __future__ import annotations

from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.selection import DEFAULT, REVISIONS, Selection


def file(name: str, collection: str, revision: str = "", **more: object) -> Wanted:
    path = "/".join(filter(None, (collection, revision, name)))
    known = {"size": 10, "kind": name.rpartition(".")[0], **more}
    return Wanted(path, name=name, collection=collection, revision=revision, **known)  # type: ignore[arg-type]


OLD = file("spikes.times.npy", "alf/probe00", default=False)
NEW = file("spikes.times.npy", "alf/probe00", "2024-01-01")
TRIALS = file("_ibl_trials.table.pqt", "alf")
NOWHERE = file("raw.data.cbin", "raw", problem="no repository has it")


def chosen() -> Selection:
    return Selection([OLD, NEW, TRIALS, NOWHERE])


def test_at_first_the_default_revisions_that_can_be_had_are_wanted() -> None:
    selection = chosen()
    assert selection.shown == [NEW, TRIALS, NOWHERE]
    assert selection.wanted == [NEW, TRIALS]
    values = [facet.value for facet in selection.groups[REVISIONS]]
    assert values == [DEFAULT, "", "2024-01-01"]
    selection.switch(REVISIONS, DEFAULT)
    assert not selection.shown
    selection.switch(REVISIONS, "")
    assert selection.wanted == [OLD, TRIALS]


def test_only_one_value_and_all_again() -> None:
    selection = chosen()
    selection.only("collections", "alf")
    assert selection.wanted == [TRIALS]
    selection.only("collections", "alf/probe00")
    assert selection.wanted == [NEW]
    selection.only("collections", "alf/probe00")
    assert selection.wanted == [NEW, TRIALS]


def test_a_group_with_one_value_is_no_choice() -> None:
    assert "collections" not in Selection([OLD, NEW]).groups
    assert not Selection([TRIALS]).groups


def test_patterns_fit_names_paths_and_types() -> None:
    selection = chosen()
    for pattern, found in (
        ("*.pqt", [TRIALS]),
        ("trials spikes.times", [NEW, TRIALS]),
        ("alf/probe??/*", [NEW]),
        ("nothing", []),
    ):
        selection.pattern = pattern
        assert selection.wanted == found


def test_single_files_and_all_that_are_shown() -> None:
    selection = chosen()
    selection.take(TRIALS)
    assert selection.wanted == [NEW]
    selection.take_all()
    assert selection.wanted == [NEW, TRIALS]
    selection.take_all()
    assert not selection.wanted
    selection.take(NOWHERE)
    assert not selection.has(NOWHERE)
