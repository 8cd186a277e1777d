"""The form of a new record; what is typed into a form stays until it is sent or thrown away."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.app import App

from alyxtui.paths import state_dir
from alyxtui.query.model import Query
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.form_row import FormRow, Opens
from tests.ui.conftest import Open, Server
from tests.ui.driver import Browsing
from tests.ui.writing import create_form, form, over, reviewed, send, type_into


def row(it: Browsing, name: str) -> FormRow:
    return next(one for one in it.app.screen.query(FormRow) if one.field.name == name)


def drafts() -> list[Path]:
    return list((state_dir() / "drafts").glob("*.json"))


async def test_a_weighing_from_its_subject_to_the_server(browse: Open, server: Server) -> None:
    """What one came from and who one is stand there; what is refused is said at its field."""
    async with browse("subjects", size=(120, 40), nickname="KS022") as it:
        await it.press("enter")
        it.browser.open_endpoint("weighings")
        await it.until(lambda: it.browser.listing.query_shown == Query("weighings"))
        await it.press("a")
        screen = await create_form(it)
        assert [one.field.name for one in screen.rows][:2] == ["subject", "weight"]
        assert (row(it, "subject").text, row(it, "user").text) == ("KS022", "test_user")
        assert row(it, "weight").holds(screen.focused)  # the first that is empty
        await it.type("heavy")
        await it.press("ctrl+s")
        await it.until(lambda: row(it, "weight").is_wrong)
        await it.until_shown("A number was expected")
        assert row(it, "weight").text == "heavy"
        row(it, "weight").put("21.25")
        row(it, "subject").put("nobody")
        await it.press("ctrl+s")
        await send(it)
        screen = await create_form(it)  # the server knows no such subject
        await it.until(lambda: row(it, "subject").is_wrong)
        assert row(it, "weight").text == "21.25"
        await it.until(lambda: row(it, "subject").holds(screen.focused))

        await it.press("ctrl+space")  # found at the server
        picker = await form(it)
        type_into(it, "ks02")
        await it.until(lambda: picker._found_for == "ks02")
        await it.press("enter", "enter")
        await create_form(it)
        assert row(it, "subject").text.startswith("KS02")
        subject = row(it, "subject").text
        await it.press("ctrl+s")
        await reviewed(it)
        await it.until_shown("create weighings", "21.25", "date_time")
        await it.press("y")
        await over(it)
        found: dict[str, Any] = server.get(f"/weighings?subject={subject}&weight=21.25").json()
        (made,) = found["results"]
        assert made["user"] == "test_user"
        assert len(made["date_time"].partition(".")[2]) == 6  # microseconds
        assert drafts() == []
        server.delete(f"/weighings/{made['url'].rpartition('/')[2]}")


async def test_a_note_with_choices_json_and_a_file(
    browse: Open, server: Server, tmp_path: Path
) -> None:
    """Long texts and JSON in forms of their own; a file is found step by step."""
    (tmp_path / "pictures").mkdir()
    path = tmp_path / "pictures" / "plot.png"
    Image.new("RGB", (2, 2)).save(path)
    session = server.get("/sessions?limit=1").json()["results"][0]["id"]
    async with browse("notes", size=(80, 24)) as it:
        await it.press("a")
        screen = await create_form(it)
        row(it, "content_type").put("session")
        row(it, "object_id").put(session)
        for name, text in (("text", "two\nlines"), ("json", "{no"), ("json", '{"a": 1}')):
            if not isinstance(it.app.screen, FieldForm):
                row(it, name).take_focus()
                await it.press("enter")
                await form(it)
            type_into(it, text)
            await it.press("ctrl+s")
            await it.pilot.pause()
        await create_form(it)
        row(it, "image").take_focus()
        await it.press("ctrl+space")
        picker = await form(it)
        for part in (f"{tmp_path}/pic", f"{tmp_path}/pictures/"):
            if part.endswith("pic"):
                type_into(it, part)
            await it.until(lambda part=part: picker._found_for == part)  # type: ignore[misc]
            await it.press("enter")
        assert picker.text == str(path)
        await it.press("enter")
        screen = await create_form(it)
        assert isinstance(row(it, "text").input, Opens)
        assert screen.texts["text"] == "two\nlines"
        await it.press("ctrl+s")
        await send(it)
        await over(it)
        found = server.get(f"/notes?object_id={session}").json()["results"]
        made = next(one for one in found if one["text"] == "two\nlines")
        assert made["json"] == {"a": 1}
        assert made["image"].endswith(".png")
        server.delete(f"/notes/{made['id']}")


async def test_what_was_typed_is_there_the_next_time(browse: Open, server: Server) -> None:
    """Left, or the program ended: kept on the disk; thrown away by a key; a base that has changed."""
    name = f"draft-{id(server):x}"
    server.post("/tags", json={"name": name}).raise_for_status()
    async with browse("tags", name=name) as it:
        names = [column.name for column in it.table.columns]
        it.table.column = names.index("description")
        await it.press("a")
        await create_form(it)
        row(it, "description").put("of a new one")
        await it.press("escape")
        await it.until_shown("is kept")
        await it.press("e")
        await form(it)
        type_into(it, "not sent")
        await it.pilot.pause()
        await it.press("ctrl+q")
        await it.until(lambda: it.app._exit)
    assert len(drafts()) == 2
    server.patch(f"/tags/{name}", json={"description": "theirs"}).raise_for_status()
    async with browse("tags", name=name) as it:
        it.table.column = names.index("description")
        await it.press("e")
        assert (await form(it)).text == "not sent"
        await it.until_shown("and not sent; F8")
        type_into(it, "not sent either")  # typed on, it is still of what was there at first
        await it.press("escape", "e")
        assert (await form(it)).text == "not sent either"
        await it.press("ctrl+s")
        await it.until_shown("theirs", "not sent either", "Whose value counts?")
        await it.press("escape")
        await form(it)
        await it.press("f8")
        assert (await form(it)).text == "theirs"
        await it.press("escape")
        await it.until(lambda: len(drafts()) == 1)
        await it.press("a")
        await create_form(it)
        assert row(it, "description").text == "of a new one"
        await it.press("f8", "escape")
        await it.until(lambda: drafts() == [])
    server.delete(f"/tags/{name}")


async def test_a_duplicate_goes_on_in_the_editor(
    browse: Open, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the form holds is in the editor; saved as it was, the form is there again."""
    name = f"model-{id(server):x}"
    server.post("/tags", json={"name": name, "description": "as is"}).raise_for_status()
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import sys; p = sys.argv[1]; t = open(p).read(); assert 'as is' in t;"
        "open(p, 'w').write(t.replace('-typed', '-edited'))",
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} -X utf8 {editor}")
    monkeypatch.setattr(App, "suspend", lambda self: nullcontext())
    async with browse("tags", name=name) as it:
        it.browser.action_duplicate()
        await create_form(it)
        assert row(it, "description").text == "as is"
        await it.press("ctrl+o")
        await it.until_shown("Saved as it was")
        await create_form(it)
        row(it, "name").put(f"{name}-typed")
        await it.press("ctrl+o")
        await send(it)
        await over(it)
        assert server.get(f"/tags/{name}-edited").json()["description"] == "as is"
    for one in (name, f"{name}-edited"):
        server.delete(f"/tags/{one}")


async def test_a_record_on_its_own_screen_is_written_as_in_the_panes(
    browse: Open, server: Server
) -> None:
    """Where there is no room for panes: new, undone, by the palette a duplicate, deleted."""
    name = f"small-{id(server):x}"
    server.post("/tags", json={"name": name, "description": "as is"}).raise_for_status()
    async with browse("tags", name=name, size=(80, 24)) as it:
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.until_shown("as is")
        await it.press("a")
        await create_form(it)
        row(it, "name").put(f"{name}-new")
        await it.press("ctrl+s")
        await send(it)
        await over(it)
        await it.until(lambda: server.get(f"/tags/{name}-new").status_code == 200)
        await it.press("U")
        await reviewed(it)
        await it.until_shown(f"delete tags/{name}-new")
        await it.press("escape")
        await over(it)
        assert isinstance(it.app.screen, RecordScreen)
        await it.press("colon")
        await it.type("duplicate")
        await it.press("enter")
        await create_form(it)
        assert row(it, "description").text == "as is"
        await it.press("escape")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.press("D")
        await reviewed(it)
        it.app.screen.query_one(Field).value = name[:8]
        await it.press("enter")
        await it.until(lambda: server.get(f"/tags/{name}").status_code == 404)
        await it.until(lambda: not isinstance(it.app.screen, RecordScreen))
    server.delete(f"/tags/{name}-new")


async def test_what_is_lost_and_asked_is_in_sight_however_long_the_changes(browse: Open) -> None:
    """At 80 x 24 a session's two dozen fields leave room for the question; again when resized."""
    async with browse("sessions", size=(80, 24)) as it:
        await it.press("D")
        await it.until(lambda: isinstance(it.app.screen, ReviewScreen))
        await it.until_shown("refer to it", "Type ", "send nothing")
        await it.pilot.resize_terminal(80, 40)
        await it.until_shown("− auto_datetime", "Type ", "send nothing")
        await it.pilot.resize_terminal(80, 20)
        await it.until_shown("refer to it", "Type ", "send nothing")
