"""The history of queries: kept for each server, gone through by several, never in the way."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from alyxtui.domain import history as module
from alyxtui.domain.history import History
from alyxtui.query.model import Query, Source, Term

SERVER, OTHER = "https://a.org", "https://b.org"
LAB = Query("sessions", (("lab", "x"),))


def test_the_last_run_comes_first_and_runs_are_counted() -> None:
    history = History(SERVER)
    history.note(LAB, count=3, seconds=0.5)
    history.note(Query("subjects"), count=7)
    history.note(LAB, count=4, seconds=0.25)
    first, second = history.recent()
    assert (first.query, first.line, first.count, first.seconds) == (LAB, "lab=x", 4, 0.25)
    assert (first.times, second.times) == (2, 1)
    assert second.query == Query("subjects")
    assert [run.query for run in history.recent(1)] == [LAB]


def test_conditions_are_kept_as_their_text_and_those_off_are_not() -> None:
    history = History(SERVER)
    on = Term("qc", "lt", 40, negated=True)
    off = Term("number", "", 1, on=False)
    history.note(Query("sessions", (), (on, off, Term("a", "", 1, source=Source.JSON))), count=1)
    (run,) = history.recent()
    assert run.query.filters == (("django", "~qc__lt,40"), ("json", "a,1"))


def test_each_server_has_its_own_and_another_program_sees_it() -> None:
    History(SERVER).note(LAB, count=1, as_typed=True)
    assert History(OTHER).recent() == []
    (run,) = History(SERVER).recent()
    assert run.as_typed


def test_a_query_that_failed_is_kept_too() -> None:
    history = History(SERVER)
    history.note(LAB, count=None)
    (run,) = history.recent()
    assert run.count is None


def test_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 3)
    history = History(SERVER)
    for number in range(5):
        history.note(Query("sessions", (("number", str(number)),)), count=1)
    assert [run.line for run in history.recent()] == ["number=4", "number=3", "number=2"]


def test_nothing_is_written_when_nothing_is_to_be_kept(home: Path) -> None:
    history = History(SERVER, keep=False)
    history.note(LAB, count=1)
    assert len(history.recent()) == 1
    assert not (home / "state").exists()
    history.close()


@pytest.mark.parametrize("kind", ["broken", "directory"])
def test_a_file_that_cannot_be_used_is_passed_over(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "history.sqlite3"
    if kind == "broken":
        path.write_bytes(b"no database at all, but long enough to be looked at" * 9)
    else:
        path.mkdir()
    history = History(SERVER, path=path)
    history.note(LAB, count=1)
    assert len(history.recent()) == 1
    assert str(path) in history.problem
    history.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    History(SERVER, path=path).note(LAB, count=1)
    assert path.stat().st_mode & 0o077 == 0


def test_many_threads_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite3"
    histories = [History(SERVER, path=path) for _ in range(3)]

    def run(one: History) -> None:
        for number in range(10):
            one.note(Query("sessions", (("number", str(number)),)), count=number)

    threads = [threading.Thread(target=run, args=(one,)) for one in histories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.problem for one in histories] == ["", "", ""]
    assert sum(run.times for run in histories[0].recent()) == 30
    with closing(sqlite3.connect(path)) as database, database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()
