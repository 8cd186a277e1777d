"""Choosing among a session's files, and what they come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from alyxtui.domain.downloads import choose
from alyxtui.domain.downloads.choose import Choice, Facet
from alyxtui.domain.downloads.model import Wanted
from alyxtui.errors import UsageError


def file(name: str, collection: str = "", revision: str = "", **more: object) -> Wanted:
    path = "/".join(filter(None, ("l/Subjects/s/2020-01-01/001", collection, revision, name)))
    known = {"size": 10, "dataset": name, "session": "e", "kind": name.rpartition(".")[0]}
    return Wanted(path, name=name, collection=collection, revision=revision, **{**known, **more})  # type: ignore[arg-type]


FILES = [
    file("spikes.times.npy", "alf/probe00", default=False),
    file("spikes.times.npy", "alf/probe00", "2024-01-01"),
    file("spikes.clusters.npy", "alf/probe00"),
    file("_ibl_trials.table.pqt", "alf"),
    file("raw.data.cbin", "raw", size=None),
]


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(), [1, 2, 3, 4]),
        (Choice(collections=("alf*",)), [1, 2, 3]),
        (Choice(collections=("alf",)), [3]),
        (Choice(collections=("alf", "raw")), [3, 4]),
        (Choice(kinds=("spikes.*",)), [1, 2]),
        (Choice(names=("*.npy",), collections=("alf/*",)), [1, 2]),
        (Choice(revisions=("*",)), [0, 1, 2, 3, 4]),
        (Choice(revisions=("2024*",)), [1]),
        (Choice(revisions=("",), names=("spikes.times*",)), [0]),
    ],
)
def test_what_is_picked(choice: Choice, wanted: list[int]) -> None:
    assert choose.pick(FILES, choice) == [FILES[index] for index in wanted]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(kinds=("spikes.time",)), "Did you mean spikes.times"),
        (Choice(collections=("alfs", "alf")), "no collection 'alfs'"),
        (Choice(names=("x\x1b[2J",)), "x␛"),
        (Choice(revisions=("2023",)), "(none), 2024-01-01"),
    ],
)
def test_what_does_not_exist_is_named(choice: Choice, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose.pick(FILES, choice)
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_facets_and_sums(tmp_path: Path) -> None:
    assert choose.facets(FILES, choose.object_of) == [
        Facet("_ibl_trials", 1, 10),
        Facet("raw", 1, 0),
        Facet("spikes", 3, 30),
    ]
    assert [one.value for one in choose.facets(FILES, choose.attribute_of)] == [
        "clusters",
        "data",
        "table",
        "times",
    ]
    (tmp_path / FILES[3].path).parent.mkdir(parents=True)
    (tmp_path / FILES[3].path).write_bytes(b"0123456789")
    (tmp_path / FILES[2].path).parent.mkdir(parents=True)
    (tmp_path / FILES[2].path).write_bytes(b"short")
    there = choose.present([*FILES, Wanted("../x"), Wanted("")], tmp_path)
    assert there == {FILES[3].path}
    total = choose.sum_of(FILES, there)
    assert (total.count, total.size, total.unknown) == (5, 40, 1)
    assert (total.there, total.to_come) == (1, 30)


def test_the_one_call() -> None:
    assert choose.one_line(FILES[1]) == (
        "one.load_dataset('e', 'spikes.times.npy', collection='alf/probe00', revision='2024-01-01')"
    )
    assert choose.one_line(Wanted("x")) == ""
