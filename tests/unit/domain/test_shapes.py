"""Summaries of known shapes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.domain.cells import Role
from alyxtui.domain.json_path import value_of
from alyxtui.domain.shapes import summaries
from alyxtui.domain.shapes.checks import check
from alyxtui.domain.shapes.model import Entry
from alyxtui.domain.shapes.values import duration, size
from alyxtui.schema.hints import shapes as hints
from tests.unit.domain.json_values import JSON

QC = {
    "task": "WARNING",
    "dlcLeft": "PASS",
    "_task_goCue_delays": 0.5,
    "_task_wheel_integrity": 0.5,
    "_task_iti_delays": 0.3,
    "_videoLeft_pin_state": [True, 9, 0],
    "_videoRight_focus": False,
    "_videoBody_position": None,
    "videoBody": "CRITICAL",
    "behavior": 1,
}


def words(entry: Entry) -> list[str]:
    return [cell.text for cell in entry.cells]


def test_checks_stand_with_the_worst_first_in_groups() -> None:
    (qc,) = summaries({"extended_qc": QC})
    assert words(qc)[:5] == ["✕ 3 fail", "▲ 2 warning", "○ 1 not set", "· 2 not judged", "● 2 pass"]
    assert [group.label for group in qc.children] == ["video", "task", "dlc"]
    video = qc.children[0]
    assert words(video) == ["✕ 2", "○ 1", "● 1", "videoBody, _videoRight_focus"]
    assert [one.label for one in video.children] == [
        "videoBody",
        "_videoRight_focus",
        "_videoBody_position",
        "_videoLeft_pin_state",
    ]
    assert words(video.children[-1]) == ["● pass", "9, 0"]
    assert video.children[-1].path == ("extended_qc", "_videoLeft_pin_state")


@pytest.mark.parametrize(
    ("name", "value", "role", "shown"),
    [
        ("_task_wheel_integrity", 0.995, Role.GOOD, "0.995"),
        ("_task_wheel_integrity", 0.95, Role.WARNING, "0.95"),
        ("_task_wheel_integrity", 0.5, Role.BAD, "0.5"),
        ("_task_goCue_delays", 0.5, Role.WARNING, "0.5"),
        ("_task_iti_delays", 0.5, Role.NUMBER, "0.5"),
        ("_videoLeft_dropped_frames", [False, 21, 0], Role.BAD, "21, 0"),
        ("alignment_count", 3, Role.NUMBER, "3"),
        ("alignment_stored", "2021-05-06_anne", Role.NUMBER, "2021-05-06_anne"),
        ("experimenter", "CRITICAL", Role.BAD, ""),
    ],
)
def test_what_a_check_is_worth(name: str, value: Any, role: Role, shown: str) -> None:
    one = check(name, value, (name,))
    assert (one.role, one.value) == (role, shown)


def test_datasets_wherever_they_are_nested() -> None:
    one = {"name": "b.npy", "collection": "alf", "file_size": 2_500_000, "qc": 30}
    other = {"name": "a.npy", "collection": "alf", "file_size": None, "qc": "PASS"}
    other["data_url"] = "https://ibl.flatironinstitute.org/x/a.npy"
    (table,) = summaries({"nested": [one, other]})
    assert words(table) == ["2", "2.5 MB", "1 collection"]
    assert [entry.path for entry in table.children] == [("nested", 1), ("nested", 0)]
    first, second = map(words, table.children)
    assert first[:5] == ["●", "alf", "a.npy", "–", "ibl.flatironinstitute.org"]
    assert second[:4] == ["▲", "alf", "b.npy", "2.5 MB"]
    record = {"data_repository": "aws", "relative_path": "x/y", "exists": False}
    (files,) = summaries({"file_records": [record], "file_size": 1})
    assert words(files) == ["✕ 0 of 1 exist", "1 B"]


def test_tasks_water_and_notes() -> None:
    log = "\x1b[31mTraceback (most recent call last):\nKeyError: 'trials'\nINFO done"
    task = {"status": "Errored", "time_elapsed_secs": 266.4, "log": log, "time_out_secs": 60}
    (entry,) = summaries(task)
    assert words(entry) == [
        "✕ Errored",
        "▲ took 4 min 26 s",
        "may take 1 min 0 s",
        "KeyError: 'trials'",
    ]
    assert entry.path == ("log",)
    weighings = [{"date_time": "2021-02-05T10:00:00", "weight": 20.5}]
    water = [{"date_time": "2021-02-05T11:00:00", "water_administered": 1.2}]
    subject = {"expected_water": 1.5, "remaining_water": 0.25, "reference_weight": 25.0}
    (entry,) = summaries({**subject, "weighings": weighings, "water_administrations": water})
    assert words(entry) == [
        "20.5 g",
        "82% of the reference",
        "▲ 0.25 of 1.5 mL to give",
        "2021-02-05 10:00",
    ]
    assert [one.path for one in entry.children] == [("water_administrations", 0), ("weighings", 0)]
    day = {"date": "2021-02-05", "weight": 18.0, "min_weight": 20.0, "given_water_total": 0.5}
    (entry,) = summaries({"records": [{**day, "expected_water": 1.0, "is_water_restricted": True}]})
    assert words(entry)[1:5] == ["✕ 18.0 g", "–", "▲ 0.5 mL", "of 1 mL"]
    note = {"text": "x", "image": "http://a/b.png", "content_type": "y", "date_time": "2021"}
    (picture,) = summaries(note)
    assert words(picture) == ["http://a/b.png"]
    (table,) = summaries({"notes": [note]})
    assert words(table) == ["1", "1 with a picture"]


def test_words_for_sizes_and_times() -> None:
    assert [size(value).text for value in (0, 999, 1000, 43_200_000_000, None)] == [
        "0 B",
        "999 B",
        "1.0 kB",
        "43.2 GB",
        "–",
    ]
    assert [duration(value) for value in (0.4, 59, 61, 3700)] == [
        "0.4 s",
        "59 s",
        "1 min 1 s",
        "1 h 1 min",
    ]


SHAPES = [
    {"extended_qc", "json", "qc"},
    {"data_url", "file_records", "user", "percentage_weight"},
    *(set(shape) for shape in (hints.DATASET_ITEM, hints.FILE_ITEM, hints.NOTE_ITEM)),
    *(set(shape) for shape in (hints.WATER_DAY, hints.WEIGHING_ITEM, hints.WATER_ITEM)),
    *(set(shape) for shape in (hints.TASK, hints.NOTE, hints.WATER_SUBJECT)),
]
ITEMS = st.sampled_from(SHAPES).flatmap(
    lambda shape: st.fixed_dictionaries(dict.fromkeys(sorted(shape), JSON))
)
RECORDS = ITEMS | st.fixed_dictionaries({"a": st.lists(ITEMS, max_size=2), "b": ITEMS})


def every(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        yield from every(entry.children)


@settings(max_examples=60)
@given(RECORDS)
def test_whatever_the_fields_hold_is_summed_up_safely(record: dict[str, Any]) -> None:
    for entry in every(summaries(record)):
        texts = entry.label + "".join(cell.text for cell in entry.cells)
        assert not {unicodedata.category(one) for one in texts} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        if entry.value is not None:
            assert value_of(record, entry.path) is entry.value
