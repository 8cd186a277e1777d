"""The panes at each size, help, palette and keys from the one table."""

from __future__ import annotations

import inspect

import pytest
from textual.command import CommandPalette

from alyxtui.ui.app import AlyxApp
from alyxtui.ui.commands import COMMANDS, Scope, bindings, commands, footer
from alyxtui.ui.screens.bulk import BulkScreen
from alyxtui.ui.screens.bulk_form import BulkForm
from alyxtui.ui.screens.columns import ColumnsScreen
from alyxtui.ui.screens.compare import CompareScreen
from alyxtui.ui.screens.conflict import ConflictScreen
from alyxtui.ui.screens.create_form import CreateForm
from alyxtui.ui.screens.date_picker import DatePicker
from alyxtui.ui.screens.download import DownloadScreen
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.filter_editor import FilterEditor
from alyxtui.ui.screens.help import HelpScreen, help_text
from alyxtui.ui.screens.history import HistoryScreen
from alyxtui.ui.screens.pager import Pager
from alyxtui.ui.screens.pick import PickScreen
from alyxtui.ui.screens.queue import QueueScreen
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.screens.requests import RequestScreen
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.screens.transposed import FieldList
from alyxtui.ui.screens.values import ValuesScreen
from alyxtui.ui.screens.wait import WaitScreen
from alyxtui.ui.widgets.browser import Browser
from alyxtui.ui.widgets.chips import Chips
from alyxtui.ui.widgets.choices import Choices
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.endpoint_tree import EndpointTree
from alyxtui.ui.widgets.json_view import JsonView
from alyxtui.ui.widgets.lines import Lines
from alyxtui.ui.widgets.record_table import RecordTable
from alyxtui.ui.widgets.record_tools import AskLine
from alyxtui.ui.widgets.table_pane import TablePane
from tests.ui.conftest import Open

HOMES = {
    Scope.APP: AlyxApp,
    Scope.MAIN: Browser,
    Scope.LINES: Lines,
    Scope.TREE: EndpointTree,
    Scope.TABLE: RecordTable,
    Scope.ROWS: TablePane,
    Scope.COLUMNS: ColumnsScreen,
    Scope.VALUES: ValuesScreen,
    Scope.TRANSPOSED: FieldList,
    Scope.DETAIL: JsonView,
    Scope.JSON: DetailPane,
    Scope.PAGER: Pager,
    Scope.ASK: AskLine,
    Scope.COMPARE: CompareScreen,
    Scope.CHIPS: Chips,
    Scope.PICK: PickScreen,
    Scope.REQUEST: RequestScreen,
    Scope.CHOICE: Choices,
    Scope.FORM: FilterEditor,
    Scope.CREATE: CreateForm,
    Scope.DRAFT: FieldForm,
    Scope.EDITOR: FilterEditor,
    Scope.CALENDAR: DatePicker,
    Scope.CHOOSER: DownloadScreen,
    Scope.QUEUE: QueueScreen,
    Scope.HISTORY: HistoryScreen,
    Scope.REVIEW: ReviewScreen,
    Scope.CONFLICT: ConflictScreen,
    Scope.WAIT: WaitScreen,
    Scope.BULK_FORM: BulkForm,
    Scope.BULK: BulkScreen,
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_carried_out_by_somebody(command: object) -> None:
    name = command.action.partition("(")[0].removeprefix("app.")  # type: ignore[attr-defined]
    action = getattr(HOMES[command.scope], f"action_{name}")  # type: ignore[attr-defined]
    assert inspect.getdoc(action)


def test_no_key_means_two_things_in_one_place() -> None:
    for here in (
        [],
        [Scope.LINES, Scope.TREE],
        [Scope.LINES, Scope.TABLE, Scope.ROWS],
        [Scope.LINES, Scope.DETAIL, Scope.JSON],
        [Scope.LINES, Scope.CHOICE],
    ):
        keys = [
            key
            for scope in (*here, Scope.MAIN, Scope.APP)
            for command in COMMANDS
            # It gives way to the browser's escape when there is nothing to leave.
            if command.scope is scope and command.name != "leave-rows"
            for key in command.keys.split(",")
            if key and key != "escape"  # leaves the innermost first
        ]
        assert len(keys) == len(set(keys)), sorted(keys)


def test_names_are_unique_and_nothing_is_bound_to_reserved_keys() -> None:
    names = [command.name for command in COMMANDS]
    assert len(names) == len(set(names))
    keys = {key for command in COMMANDS for key in command.keys.split(",")}
    # OpenSSH, tmux and screen; and what a terminal sends for other keys.
    assert not keys & {"tilde", "ctrl+b", "ctrl+a", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m"}
    assert all(bindings(scope) for scope in Scope)
    assert footer([Scope.TABLE, Scope.MAIN, Scope.APP])[0].name == "open-record"


async def test_help_names_every_key_of_where_one_is(browse: Open) -> None:
    async with browse(size=(120, 100)) as it:
        await it.press("question_mark")
        await it.until(lambda: isinstance(it.app.screen, HelpScreen))
        shown = {Scope.TABLE, Scope.ROWS, Scope.LINES, Scope.MAIN, Scope.APP}
        for command in COMMANDS:
            if command.keys and command.scope in shown:
                assert command.help in it.text
        assert "one column to the left" in it.text
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)


async def test_help_on_a_record_of_its_own_names_only_what_works_there(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.press("question_mark")
        await it.until(lambda: isinstance(it.app.screen, HelpScreen))
        screen = it.app.screen
        assert isinstance(screen, HelpScreen)
        words = help_text(screen.scopes, screen.without).plain
        listed = {one.name for one in commands(Scope.MAIN) if one.help in words}
        assert {"leave", "reload", "links", "edit", "delete"} <= listed
        assert not {"filter", "export", "next-pane", "bulk"} & listed


async def test_the_palette_opens_endpoints_and_runs_commands(browse: Open) -> None:
    async with browse() as it:
        await it.press("colon")
        await it.until(lambda: isinstance(it.app.screen, CommandPalette))
        await it.type("weighings")
        await it.until_shown("open weighings")
        await it.press("enter")
        await it.until(lambda: it.browser.trail.labels[-1] == "weighings")
        await it.until(lambda: bool(it.table.columns))
        await it.press("ctrl+p")
        await it.type("go back")
        await it.until_shown("back on the trail")
        await it.press("enter")
        await it.until(lambda: it.browser.trail.labels == ("sessions",))


async def test_a_small_terminal_has_the_list_alone(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        assert "Experiments" not in it.text
        await it.until(lambda: it.table.size.height == 20)
        await it.press("shift+tab")
        await it.until(lambda: "Experiments" in it.text)
        await it.press("escape")
        await it.until(lambda: "Experiments" not in it.text)
        assert it.table.has_focus
        await it.press("j", "enter")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.until_shown("extended_qc", "read ")
        await it.press("j", "j", "escape")
        await it.until(lambda: it.table.has_focus)
        assert it.table.cursor == 1
        assert it.browser.trail.labels == ("sessions",)


async def test_choosing_an_endpoint_puts_the_tree_out_of_the_way(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        await it.press("tab")
        it.browser.endpoints.endpoint_tree.select("labs")
        await it.press("enter")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")
        assert "Experiments" not in it.text
        assert it.table.has_focus


async def test_the_record_stands_below_or_beside_where_there_is_room(browse: Open) -> None:
    async with browse(size=(120, 40)) as it:
        detail, table = it.browser.detail.region, it.table.region
        assert detail.y > table.y
        assert detail.x <= table.x + 1
        await it.pilot.resize_terminal(200, 60)
        await it.until(lambda: it.browser.detail.region.x > it.table.region.x + 10)
        await it.pilot.resize_terminal(80, 24)
        await it.until(lambda: not it.browser.detail.display or not it.browser.shows_detail)
        assert it.table.region.width == 80


async def test_the_theme_changes_without_a_trace(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        await it.until(lambda: "subject" in it.screen[2])
        before = it.screen
        first = it.app.theme
        it.app.action_next_theme()
        await it.pilot.pause()
        assert it.app.theme != first
        await it.until(lambda: "subject" in it.screen[2])
        assert [line[:70] for line in it.screen[2:20]] == [line[:70] for line in before[2:20]]


async def test_a_pane_that_has_no_room_any_more_gives_the_focus_back(browse: Open) -> None:
    async with browse(size=(160, 44)) as it:
        await it.press("tab")
        await it.until(lambda: it.json.has_focus)
        await it.pilot.resize_terminal(80, 24)
        await it.until(lambda: it.table.has_focus)
        # One that was opened is what the title names and the keys are for.
        await it.pilot.resize_terminal(160, 44)
        await it.press("enter")
        await it.until(lambda: it.json.has_focus)
        await it.pilot.resize_terminal(80, 24)
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.press("escape")
        await it.until(lambda: it.app.screen is it.app.screen_stack[0])
        assert it.browser.trail.labels == ("sessions",)


async def test_help_on_a_screen_over_others_names_its_keys(browse: Open) -> None:
    async with browse() as it:
        await it.press("c")
        await it.until(lambda: isinstance(it.app.screen, ColumnsScreen))
        await it.press("question_mark")
        await it.until_shown("one cell narrower", "leave the columns as they were")
        assert "filter the records" not in it.text
        await it.press("question_mark")
        await it.until(lambda: isinstance(it.app.screen, ColumnsScreen))


async def test_keys_that_do_nothing_are_not_named(browse: Open) -> None:
    async with browse("sessions", size=(200, 60), read_only=True) as it:
        assert "e edit" not in it.screen[-1]
        assert "f filter" in it.screen[-1]
        await it.press("question_mark")
        await it.until(lambda: isinstance(it.app.screen, HelpScreen))
        screen = it.app.screen
        assert isinstance(screen, HelpScreen)
        words = help_text(screen.scopes, screen.without).plain
        assert "edit the field under the cursor" not in words
        assert "filter the records" in words
        await it.press("escape", "slash")
        await it.until(lambda: "go on" in it.screen[-1])
        assert "filter" not in it.screen[-1]


async def test_messages_are_shown_whole_and_leave_the_counts_in_sight(browse: Open) -> None:
    async with browse("sessions", size=(120, 40)) as it:
        for digits in (35, 36, 37):
            key = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3aa"[:digits]
            it.app.notify("U takes it back.", title=f"done: patch sessions/{key}", markup=False)
        await it.until(lambda: it.text.count("U takes it back.") == 3)
        assert "rows" in it.screen[-2]
        assert "server" in it.screen[-2]
