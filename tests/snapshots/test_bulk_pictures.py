"""What a bulk edit looks like, small and middle."""

from __future__ import annotations

import pytest

from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.diff import diff
from alyxtui.domain.writes.job import BulkJob, Phase
from alyxtui.domain.writes.operations import Assign
from alyxtui.domain.writes.rows import Progress, Row, RowState
from alyxtui.errors import Conflict
from alyxtui.ui.screens.bulk import BulkScreen
from alyxtui.ui.screens.bulk_form import BulkForm, DoingScreen
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.widgets.field import Field
from tests.snapshots.conftest import Picture, rows
from tests.ui.driver import Browsing

TWO_SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
STATES = (
    (RowState.DONE, ""),
    (RowState.FAILED, "Somebody else has changed log meanwhile."),
    (RowState.SKIPPED, "status is Held"),
    (RowState.EQUAL, ""),
    (RowState.READY, ""),
)


@TWO_SIZES
def test_what_is_to_be_done(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("B")
        await it.until(lambda: isinstance(it.app.screen, DoingScreen))
        await it.until_shown("ways", "birth_date")
        if size[0] > 100:
            await it.press(*"json", "space", *"merge", "down", "enter")
            await it.until(lambda: isinstance(it.app.screen, FieldForm))
            await it.press(
                *"{", "quotation_mark", "a", "quotation_mark", "colon", "1", "}", "ctrl+s"
            )
            await it.until(lambda: isinstance(it.app.screen, BulkForm))
            await it.until_shown("merge keys")

    assert picture(steps, size, "subjects")


@TWO_SIZES
def test_rows_under_way(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        found = []
        for number in range(60):
            state, said = STATES[number % len(STATES)]
            row = Row(
                Change.patch("tasks", f"{number:08x}-0000-4000", {"status": Assign("Waiting")})
            )
            row.state, row.said = state, said
            row.error = Conflict(said) if state is RowState.FAILED else None
            before = {"status": "Errored", "log": "Traceback (most recent call last)"}
            row.differences = diff(before, {"status": "Waiting", "log": ""})
            found.append(row)

        async def make(job: BulkJob) -> Bulk:
            raise AssertionError

        bulk = Bulk(it.browser.connection.writes, found)
        bulk.losses["What json holds there is removed."] = None
        job = BulkJob("60 marked tasks: status set Waiting, log clear", "tasks", make, bulk=bulk)
        job.titles = {row.change.key: "TrainingTrials · Errored · 2026-03-01" for row in found}
        job.phase, job.progress = Phase.RUNNING, Progress(36, 60, 12, 83.0)
        it.app.push_screen(BulkScreen(job, "as test_user on https://alyx.example.org"))
        await it.until_shown("1:23 left")
        await it.press("down")
        await it.until_shown("Somebody else", "tasks/00000001")

    assert picture(steps, size)


def test_the_last_question(picture: Picture) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        screen = ReviewScreen(
            "all 990 datasets of the query: tags add Brainwidemap",
            "as test_user on https://alyx.example.org",
            (),
            notes=["990 records will be written, each read anew just before."],
            losses=["Brainwidemap is public or protected."],
            word="990, Brainwidemap",
            twice=True,
        )
        it.app.push_screen(screen)
        await it.until_shown("Type 990")
        screen.query_one("#word", Field).value = "990, Brainwidemap"
        await it.press("enter")
        await it.until_shown("y once more")

    assert picture(steps, (80, 24))
