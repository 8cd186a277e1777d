"""What the forms and screens of writing look like, small and middle."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from alyxtui.domain.writes.conflict import Clash
from alyxtui.domain.writes.diff import diff
from alyxtui.domain.writes.drafts import Draft, Slot
from alyxtui.domain.writes.entry import Entry, State
from alyxtui.domain.writes.form import Place
from alyxtui.domain.writes.local_paths import paths
from alyxtui.schema.model import By, Endpoint, Field, Kind, Reference
from alyxtui.ui import forms
from alyxtui.ui.drafting import DraftKeeper
from alyxtui.ui.screens.conflict import ConflictScreen
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.journal import JournalScreen
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.screens.wait import WaitScreen
from alyxtui.ui.writing import Writer
from tests.snapshots.conftest import Picture, rows
from tests.ui.driver import Browsing

TWO_SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
WHERE = "as test_user on https://alyx.example.org"
RECORD: Mapping[str, object] = {
    "narrative": "The mouse was calm.\nNothing odd.",
    "number": 3,
    "qc": "PASS",
    "json": {"task": {"version": 3}, "n": [1, 2]},
}
PLOT = Field("image", Kind.FILE, nullable=True, help="A picture of it.")
FIELDS = (
    Field("narrative", help="What was seen."),
    Field("number", Kind.INTEGER, nullable=True, minimum=0, maximum=99),
    Field("qc", enum=("NOT_SET", "PASS", "WARNING", "FAIL"), nullable=True),
    Field("json", Kind.JSON, nullable=True, help="Structured data, as its user likes it."),
)
# One of every kind, as a new record has them.
ALL = (
    Field("subject", reference=Reference("subjects", By.SLUG), required=True, help="Whose it is."),
    Field("weight", Kind.NUMBER, required=True, minimum=0, maximum=99.5),
    Field("task_protocol", max_length=64),
    FIELDS[0],
    Field("start_time", Kind.DATETIME),
    Field("date_time", Kind.DATETIME, required=True),
    Field("is_training", Kind.BOOLEAN),
    Field("projects", many=True),
    FIELDS[2],
    FIELDS[3],
    PLOT,
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field(picture: Picture, field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "moment", lambda at: "2026-11-20 10:12")
    place = Place(Endpoint("sessions"), "4ecb", RECORD, field, (field.name,))

    async def steps(it: Browsing) -> None:
        await rows(it)
        problem = "✕ number: 120 is more than 99." if field.name == "number" else ""
        if field.name == "narrative":
            problem = forms._said_of(Draft({}, at=1.0))
        keeper = DraftKeeper(it.app, Slot("", "", ""), {})
        screen = FieldForm("KS022 · 2026-03-01", place, problem=problem, keeper=keeper)
        it.app.push_screen(screen)
        await it.until(lambda: isinstance(it.app.screen, FieldForm))

    assert picture(steps, (80, 24) if field.name == "json" else (120, 40))


@TWO_SIZES
def test_a_new_record(
    picture: Picture, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "fields_of", lambda endpoint: ALL)

    async def steps(it: Browsing) -> None:
        await rows(it)
        writer = Writer(it.app, it.browser.connection)
        monkeypatch.setattr(Writer, "where", WHERE)
        texts = {"narrative": "The mouse was calm.\nNothing odd.", "json": '{\n  "n": [1, 2]\n}'}
        texts |= {"is_training": "true", "projects": "one, two", "qc": "PASS", "weight": "heavy"}
        texts |= {"start_time": "2026-03-01T14:30:00", "task_protocol": "biased 6.4"}
        keeper = DraftKeeper(it.app, Slot("", "", ""), texts)
        wrong = {"weight": ('A number was expected, "heavy" is none.',)}
        it.app.push_screen(forms._create_form(writer, Endpoint("weighings"), keeper, "", wrong))
        await it.until_shown("A number was expected", "up to 99.5", "ctrl+o editor")

    assert picture(steps, size)


def test_a_file(picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("figures/late.png", "plot.png", "plan.png"):
        (tmp_path / "notes" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "notes" / name).touch()
    monkeypatch.chdir(tmp_path / "notes")
    place = Place(Endpoint("notes"), "4ecb", {}, PLOT, ("image",))

    async def steps(it: Browsing) -> None:
        await rows(it)
        it.app.push_screen(FieldForm("a note", place, search=paths))
        await it.until_shown("directory", "plan.png")

    assert picture(steps, (80, 24))


def test_a_wait(picture: Picture) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        screen = WaitScreen()
        await it.app.push_screen(screen)
        it.app.run_worker(screen.sending(asyncio.sleep(3600), "patch sessions/4ecb"))
        await it.until_shown("go on meanwhile")

    assert picture(steps, (80, 24))


def test_a_reference(picture: Picture) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        names = [column.name for column in it.table.columns]
        await it.press(*["l"] * names.index("lab"), "e")
        await it.until(lambda: isinstance(it.app.screen, FieldForm))
        await it.until_shown("mainenlab")

    assert picture(steps, (120, 40))


@TWO_SIZES
def test_a_review(picture: Picture, size: tuple[int, int]) -> None:
    after = {**RECORD, "json": {"task": {"version": 4, "new": "x" * 90}}, "qc": None}

    async def steps(it: Browsing) -> None:
        await rows(it)
        it.app.push_screen(
            ReviewScreen(
                "patch sessions/4ecb",
                WHERE,
                diff(RECORD, after),
                notes=["Meanwhile somebody else has changed n_trials; that stays."],
                losses=["What json holds there is removed."],
            )
        )
        await it.until_shown("send nothing")

    assert picture(steps, size)


def test_a_review_of_a_delete(picture: Picture) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        losses = ["12 datasets refer to it", "1 insertion refers to it"]
        changes = diff(RECORD, {})
        it.app.push_screen(
            ReviewScreen("delete sessions/4ecb", WHERE, changes, losses=losses, word="4ecb")
        )
        await it.until_shown("send nothing")
        await it.press("4", "e", "enter")
        await it.until_shown("not the same")

    assert picture(steps, (80, 24))


@TWO_SIZES
def test_a_conflict(picture: Picture, size: tuple[int, int]) -> None:
    clashes = [
        Clash("narrative", (), "before", "theirs, which is a long text " * 3, "mine"),
        Clash("json", ("task", "version"), 3, 4, 5),
        Clash("qc", (), "PASS", "FAIL", None),
    ]

    async def steps(it: Browsing) -> None:
        await rows(it)
        it.app.push_screen(ConflictScreen("patch sessions/4ecb", WHERE, clashes))
        await it.until_shown("Whose value counts?")
        await it.press("m", "t", "ctrl+s")
        await it.until_shown("not decided yet")

    assert picture(steps, size)


@TWO_SIZES
def test_the_journal(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        writes = it.browser.connection.writes
        made = [
            Entry(
                writes.server,
                "test_user",
                verb,
                "sessions",
                "4ecb",
                method,
                path,
                body,
                before=before,
            )
            for verb, method, path, body, before in (
                ("create", "POST", "/sessions", {"subject": "KS022", "number": 1}, {}),
                ("partial_update", "PATCH", "/sessions/4ecb", {"qc": "PASS"}, {"qc": "FAIL"}),
                ("delete", "DELETE", "/sessions/4ecb", None, {"qc": "PASS", "number": 1}),
            )
        ]
        begun = writes.journal.begin(made)
        states = (State.DONE, State.REFUSED, State.DROPPED)
        for one, state in zip(begun, states, strict=True):
            writes.journal.end(
                one.id, state, said="" if state is State.DONE else "The server said no."
            )
        it.app.push_screen(JournalScreen(writes.journal, writes.server))
        await it.until(lambda: isinstance(it.app.screen, JournalScreen))
        await it.until_shown("3 writes")
        await it.press("down")
        await it.until_shown("FAIL → ")

    assert picture(steps, size)
