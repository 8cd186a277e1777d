"""The journal of writes on the disk, shared by several processes."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alyxtui.domain.writes.change import Change, written
from alyxtui.domain.writes.entry import Entry, State
from alyxtui.domain.writes.journal import Journal
from alyxtui.domain.writes.operations import Add, Assign, merge
from alyxtui.errors import JournalFailed

SERVER = "http://127.0.0.1:1"
CHANGE = Change.patch("sessions", "é/1", {"json": merge({"a": [None]}), "users": Add(("anne",))})


def entry(**values: Any) -> Entry:
    made = Entry(
        SERVER,
        "anne",
        "partial_update",
        "sessions",
        "é/1",
        "PATCH",
        "/sessions/1",
        {"json": {"a": [None]}},
        written(CHANGE.operations),
        before={"json": None},
    )
    return replace(made, **values)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite3"


def test_a_write_is_kept_with_all_there_is_to_it(path: Path) -> None:
    journal = Journal(path)
    (begun,) = journal.begin([entry()])
    journal.end(begun.id, State.DONE, after={"json": {"a": [None]}}, status=200, new_key="2")
    journal.close()
    with closing(Journal(path)) as other:
        (kept,) = other.recent(SERVER)
    assert (kept.state, kept.after, kept.status, kept.new_key) == (
        State.DONE,
        {"json": {"a": [None]}},
        200,
        "2",
    )
    assert kept.body == begun.body
    assert kept.as_change == CHANGE.on({"json": None})
    assert kept.label == "patch sessions/2"
    assert kept.done_at >= kept.at > 0
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_a_dead_process_has_begun_is_unknown(path: Path) -> None:
    first, second = Journal(path), Journal(path)
    (begun,) = first.begin([entry()])
    assert second.pending() == []
    assert second.recover() == 0
    first.close()
    (found,) = second.pending()
    assert (found.id, found.state) == (begun.id, State.UNKNOWN)
    assert second.pending("http://another") == []
    # Only one of two takes it out again.
    third = Journal(path)
    second.again(found)
    with pytest.raises(JournalFailed, match="no longer in the outbox"):
        third.again(found)
    second.end(found.id, State.DONE)
    assert third.pending() == []
    second.close()
    third.close()


def test_several_write_at_once(path: Path) -> None:
    def work(number: int) -> None:
        journal = Journal(path)
        for _ in range(10):
            (begun,) = journal.begin([entry()])
            journal.end(begun.id, State.DONE, said=str(number))
        journal.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with closing(Journal(path)) as journal:
        kept = journal.recent(SERVER, 1000)
    assert len({one.id for one in kept}) == 40
    assert {one.state for one in kept} == {State.DONE}
    assert len({one.run for one in kept}) == 4


def test_an_undone_write_says_by_which(path: Path) -> None:
    journal = Journal(path)
    first, second = journal.begin([entry(), entry(batch="b")])
    (undo,) = journal.begin([entry(undoes=first.id)])
    assert [one.id for one in journal.batch("b")] == [second.id]
    found = journal.get(first.id)
    assert found is not None
    assert found.undone == 0
    journal.end(undo.id, State.DONE)
    found = journal.get(first.id)
    assert found is not None
    assert found.undone == undo.id
    journal.close()


def test_nothing_is_made_by_looking(path: Path) -> None:
    journal = Journal(path)
    assert (journal.recent(SERVER), journal.pending(), journal.get(1)) == ([], [], None)
    assert not path.exists()


def test_a_file_that_is_no_journal(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("this is no database, however long it is " * 50)
    journal = Journal(path)
    with pytest.raises(JournalFailed, match="not a database"):
        journal.begin([entry()])
    assert "no database" in path.read_text()


def test_operations_that_nobody_knows_are_refused(path: Path) -> None:
    journal = Journal(path)
    (begun,) = journal.begin([entry(change='{"x": {"do": "explode"}}')])
    with pytest.raises(ValueError, match="explode"):
        _ = begun.as_change
    assert Change.update("a", "b", {"c": 1}).operations == {"c": Assign(1)}
    journal.close()


def test_what_comes_after_the_end_is_written_and_nothing_stays_open(path: Path) -> None:
    journal = Journal(path)
    (begun,) = journal.begin([entry()])
    journal.close()
    journal.end(begun.id, State.DONE)
    found = journal.get(begun.id)
    assert found is not None
    assert found.state is State.DONE
    assert not list(path.parent.glob("*.lock"))
