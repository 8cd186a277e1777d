"""Editing by the keyboard: forms, the diff, two people at one field, and what is shown afterwards."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.delivery import entry_of
from alyxtui.domain.writes.entry import State
from alyxtui.domain.writes.operations import Assign
from alyxtui.ui.messages import Written
from alyxtui.ui.screens import review
from alyxtui.ui.screens.conflict import ConflictScreen
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.history import HistoryScreen
from alyxtui.ui.screens.journal import JournalScreen, OutboxScreen
from alyxtui.ui.screens.question import QuestionScreen
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.widgets.choices import Choices
from alyxtui.ui.widgets.field import Field
from tests.ui.conftest import Open, Server
from tests.ui.writing import edit, form, open_record, over, pane, reviewed, send, type_into

SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 44)], ids=["80x24", "160x44"])


@pytest.fixture
def session(server: Server) -> Iterator[dict[str, Any]]:
    """A session of one's own, alone in its list."""
    protocol = f"of-its-own-{id(server):x}"
    body = {
        "subject": "KS022",
        "lab": "cortexlab",
        "projects": [],
        "narrative": "before",
        "task_protocol": protocol,
        "json": {"a": 1, "b": {"c": 2}},
    }
    record: dict[str, Any] = server.post("/sessions", json=body).raise_for_status().json()
    yield record
    server.delete(f"/sessions/{record['id']}")


def now(server: Server, session: dict[str, Any]) -> dict[str, Any]:
    """The session as the server has it."""
    record: dict[str, Any] = server.get(f"/sessions/{session['id']}").json()
    return record


def meanwhile(server: Server, session: dict[str, Any], **values: object) -> None:
    """Somebody else changes the session."""
    server.patch(f"/sessions/{session['id']}", json=values).raise_for_status()


@SIZES
async def test_fields_are_edited_reviewed_and_shown_anew(
    browse: Open,
    server: Server,
    session: dict[str, Any],
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A text, a place in JSON, a locked field; what was typed stays until it is sent."""
    where = {"task_protocol": session["task_protocol"]}
    async with browse("sessions", size=size, **where) as it:
        await open_record(it)
        await edit(it, "narrative")
        type_into(it, "behind the review")
        held = review.HELD
        monkeypatch.setattr(review, "HELD", 60.0)  # however slow the machine is
        await it.press("ctrl+s")
        await it.until(lambda: isinstance(it.app.screen, ReviewScreen))
        await it.press("y", "y", "y")
        await it.until_shown("test_user", "127.0.0.1", "before", "behind the review", "1 change")
        monkeypatch.setattr(review, "HELD", held)
        await it.press("escape")
        assert (await form(it)).text == "behind the review"
        assert now(server, session)["narrative"] == "before"
        await it.press("ctrl+s")
        await send(it)
        await it.until(lambda: (pane(it).record or {}).get("narrative") == "behind the review")
        assert now(server, session)["narrative"] == "behind the review"

        await edit(it, "json", "b", "c")
        type_into(it, "{no json")
        await it.press("ctrl+s")
        await it.until_shown("this is no JSON")
        type_into(it, '{"x": 1, "x": 2}')
        await it.press("ctrl+s")
        await it.until_shown("x comes twice")
        type_into(it, '"[1, 2]"')
        await it.press("ctrl+s")
        await it.until_shown("looks like JSON")
        meanwhile(server, session, json={"a": 7, "b": {"c": 2}})
        type_into(it, "[1, 2]")
        await it.press("ctrl+s")
        await reviewed(it)
        await it.until_shown("json.b.c")
        await it.press("y")
        await it.until(lambda: now(server, session)["json"] == {"a": 7, "b": {"c": [1, 2]}})
        await over(it)

        pane(it).view.reveal(("url",))
        await it.press("e")
        await it.until_shown("url: ")
        assert not isinstance(it.app.screen, FieldForm)


async def test_a_cell_a_choice_and_a_reference(
    browse: Open, server: Server, session: dict[str, Any]
) -> None:
    """`e` in the table, an enum, a record by what the server finds, a text with odd ends of lines."""
    where = {"task_protocol": session["task_protocol"]}
    odd = "a\r\nb\u2028c\nd"
    meanwhile(server, session, narrative=odd)
    async with browse("sessions", size=(120, 40), **where) as it:
        names = [column.name for column in it.table.columns]
        await it.press(*["l"] * names.index("lab"), "e")
        found = await form(it)
        type_into(it, "main")
        await it.until(lambda: found._found_for == "main")
        await it.press("enter")
        assert found.text == "mainenlab"
        await it.press("enter")
        await send(it)
        await it.until(lambda: now(server, session)["lab"] == "mainenlab")
        await it.until(lambda: (it.browser.listing.record(0) or {}).get("lab") == "mainenlab")

        await open_record(it)
        await edit(it, "qc")
        assert isinstance(it.app.screen.focused, Choices)
        choices = it.app.screen.focused
        names = [one.name for one in choices.choices]
        await it.press("g", *["j"] * names.index("WARNING"), "enter")
        await send(it)
        await it.until(lambda: now(server, session)["qc"] == "WARNING")
        await it.until(lambda: (pane(it).record or {}).get("qc") == "WARNING")

        await edit(it, "narrative")  # all ends of lines stay as they are
        await it.press("ctrl+s")
        await it.until_shown("It is so already")
        await edit(it, "narrative")
        await it.press("x", "ctrl+s")
        await send(it)
        await it.until(lambda: now(server, session)["narrative"] == f"x{odd}")


async def test_rows_that_stand_otherwise_follow_what_is_written(
    browse: Open, server: Server, session: dict[str, Any]
) -> None:
    """Sorted, then all fetched: a record changed by key, deleted, and several at a time."""
    where = {"task_protocol": session["task_protocol"]}
    common = {"subject": "KS022", "lab": "cortexlab", "projects": [], **where}
    made = [
        server.post("/sessions", json={**common, "number": number}).raise_for_status().json()
        for number in (2, 3, 4)
    ]
    server.patch(f"/sessions/{session['id']}", json={"number": 1}).raise_for_status()
    async with browse("sessions", size=(120, 30), **where) as it:
        rows = it.browser.listing.rows

        def numbers() -> list[object]:
            records = map(rows.record, range(it.table.line_count()))
            return [record["number"] for record in records if record]

        await it.until(lambda: len(numbers()) == 4)
        it.table.column = [column.name for column in it.table.columns].index("number")
        await it.press("s")
        await it.until(lambda: numbers() == [1, 2, 3, 4])
        await it.press("g", "e")
        await form(it)
        type_into(it, "9")
        await it.press("ctrl+s")
        await send(it)
        await it.until(lambda: numbers() == [2, 3, 4, 9])
        assert it.browser.listing.key(it.table.cursor) == session["id"]

        await it.press("S")
        await it.until_shown("all fetched", "fetched just now")
        server.delete(f"/sessions/{made[0]['id']}").raise_for_status()
        it.app.post_message(Written("sessions", made[0]["id"], gone=True))
        await it.until(lambda: numbers() == [3, 4, 9])
        await it.until_shown("of 3 rows")
        for record, number in zip(made[1:], (12, 11), strict=True):
            server.patch(f"/sessions/{record['id']}", json={"number": number}).raise_for_status()
        it.app.post_message(Written("sessions", ""))
        await it.until(lambda: numbers() == [9, 11, 12])
    for record in made[1:]:
        server.delete(f"/sessions/{record['id']}")


async def test_two_people_at_one_field(
    browse: Open, server: Server, session: dict[str, Any]
) -> None:
    """Both values are seen; whose counts is said; what else changed stays."""
    where = {"task_protocol": session["task_protocol"]}
    async with browse("sessions", **where) as it:
        await open_record(it)
        await edit(it, "narrative")
        type_into(it, "mine")
        await it.press("ctrl+s")
        await reviewed(it)
        meanwhile(server, session, narrative="theirs", n_trials=5)
        await it.press("y")
        await it.until(lambda: isinstance(it.app.screen, ConflictScreen))
        await it.until_shown("before", "theirs", "mine", "nothing was sent")
        await it.press("ctrl+s")
        await it.until_shown("not decided yet")
        await it.press("m", "ctrl+s")
        await send(it)
        await it.until(lambda: now(server, session)["narrative"] == "mine")
        assert now(server, session)["n_trials"] == 5
        await over(it)
        await edit(it, "json", "b", "c")
        type_into(it, "3")
        meanwhile(server, session, json={"a": 1, "b": "removed"})
        await it.press("ctrl+s")
        await it.until(lambda: isinstance(it.app.screen, ConflictScreen))
        await it.until_shown("json.b", "removed")
        await it.press("t", "ctrl+s")
        await it.until_shown("Theirs stays")
        assert now(server, session)["json"] == {"a": 1, "b": "removed"}


async def test_undo_by_key_and_from_the_journal(
    browse: Open, server: Server, session: dict[str, Any]
) -> None:
    """The inverse is seen first; older writes are found by typing; queries are a tab away."""
    where = {"task_protocol": session["task_protocol"]}
    async with browse("sessions", size=(120, 40), **where) as it:
        await it.press("U")
        await it.until(lambda: bool(it.app._notifications))
        await open_record(it)
        for text in ("first", "second"):
            await edit(it, "narrative")
            type_into(it, text)
            await it.press("ctrl+s")
            await send(it)
            await it.until(
                lambda text=text: (pane(it).record or {}).get("narrative") == text  # type: ignore[misc]
            )
        await it.press("U")
        await reviewed(it)
        await it.until_shown("second", "first")
        await it.press("y")
        await it.until(lambda: now(server, session)["narrative"] == "first")
        await over(it)
        await it.press("H")
        await it.until(lambda: isinstance(it.app.screen, HistoryScreen))
        await it.press("tab")
        await it.until(lambda: isinstance(it.app.screen, JournalScreen))
        await it.until_shown("3 writes", "taken back")
        await it.press("down", "down")
        await it.until_shown("before → first")
        await it.press("enter")
        await send(it)
        await it.until(lambda: now(server, session)["narrative"] == "before")


async def test_a_whole_record_in_the_editor_then_deleted(
    browse: Open,
    server: Server,
    session: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the editor leaves is reviewed; what is wrong comes back into it with the reason."""
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys; p = sys.argv[1]; t = open(p).read();"
        "bad = t.replace('\"before\"', 'oops'); good = t.replace('oops', '\"edited\"');"
        "assert 'oops' not in t or '✕' in t;"
        "open(p, 'w').write(good if 'oops' in t else bad)",
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} -X utf8 {editor}")
    monkeypatch.setattr(App, "suspend", lambda self: nullcontext())
    where = {"task_protocol": session["task_protocol"]}
    async with browse("sessions", size=(120, 40), **where) as it:
        await it.press("E")
        await reviewed(it)
        await it.until_shown("narrative", "before", "edited")
        await it.press("y")
        await it.until(lambda: now(server, session)["narrative"] == "edited")
        await over(it)
        await it.press("D")
        await reviewed(it)
        await it.press("y", "enter")
        await it.until_shown("not the same")
        assert it.app.screen.query_one(Field).value == "y"
        it.app.screen.query_one(Field).value = session["id"][:8]
        await it.press("enter")
        await it.until(lambda: server.get(f"/sessions/{session['id']}").status_code == 404)
        await it.until_shown("no rows match")


@pytest.mark.parametrize(
    ("ending", "words", "stays"),
    [
        ("open(p, 'wb').write(new.encode()); sys.exit(1)", "ended with 1", True),
        ("open(p, 'wb').write(new.encode('latin-1'))", "It cannot be read", True),
        ("os.remove(p)", "It cannot be read", False),
        ("sys.exit(1)", "ended with 1", False),
    ],
    ids=["ends with an error", "not UTF-8", "removed", "left"],
)
async def test_what_was_typed_in_the_editor_stays_whatever_the_editor_does(
    browse: Open,
    session: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    words: str,
    stays: bool,
) -> None:
    """Nothing is written, the file stays when something was typed, and its place is said."""
    editor, folder = tmp_path / "editor.py", tmp_path / "edited"
    folder.mkdir()
    editor.write_text(
        "import os, sys; p = sys.argv[1]; t = open(p, encoding='utf-8').read();"
        f"new = t.replace('before', 'caf\xe9').replace('\u2014', '-'); {ending}",
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} -X utf8 {editor}")
    monkeypatch.setattr(App, "suspend", lambda self: nullcontext())
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    where = {"task_protocol": session["task_protocol"]}
    async with browse("sessions", size=(120, 40), **where) as it:
        await it.press("E")
        await it.until_shown("Nothing is written", words)
        kept = list(folder.iterdir())
        assert len(kept) == stays
        assert all(b"caf" in one.read_bytes() for one in kept)
        assert ("What you typed is in" in it.text) is stays


async def test_what_waits_is_counted_sent_and_given_up(
    browse: Open, server: Server, session: dict[str, Any]
) -> None:
    """The status line counts the outbox; a write leaves it by success or by a person's word."""
    where = {"task_protocol": session["task_protocol"]}
    async with browse("sessions", **where) as it:
        writes = it.browser.connection.writes
        for text in ("sent later", "given up"):
            change = Change.patch("sessions", session["id"], {"narrative": Assign(text)}, session)
            ready = await writes.review(change)
            made = entry_of(ready, writes.server, writes.user)
            begun = await writes.delivery.begin(made)
            await writes.delivery.end(begun.id, State.WAITING, said="It was not sent.")
        it.app.post_message(Written("sessions", session["id"]))
        await it.until_shown("2 writes wait, O")
        await it.press("O")
        await it.until(lambda: isinstance(it.app.screen, OutboxScreen))
        await it.until_shown("2 writes", "before → sent later")
        await it.press("enter")
        await it.until_shown("outbox  1 write")
        assert now(server, session)["narrative"] == "sent later"
        await it.press("f8")
        await it.until(lambda: isinstance(it.app.screen, QuestionScreen))
        await it.press("y")
        await it.until_shown("No write waits.")
        await it.press("escape")
        await it.until(lambda: "wait, O" not in it.text)
        assert now(server, session)["narrative"] == "sent later"


async def test_who_may_only_read_has_no_way_to_write(browse: Open) -> None:
    async with browse("sessions", read_only=True) as it:
        await it.until_shown("Nothing can be written here.")
        await it.press(*"eEDUaB")
        await it.pilot.pause()
        assert len(it.app.screen_stack) == 1
        assert [one.title for one in it.app._notifications] == ["read-only"], "said once"
