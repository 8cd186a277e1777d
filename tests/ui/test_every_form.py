"""The forms of every endpoint that can be written: opened, filled and saved by keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from alyxtui.domain.writes.new_record import texts_of
from alyxtui.domain.writes.operations import Assign
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.ui import forms
from alyxtui.ui.linking import Shown
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.widgets.choices import Choices
from alyxtui.ui.widgets.field import Field
from tests.ui.conftest import Open, Server
from tests.ui.driver import Browsing
from tests.ui.writing import create_form, form, over, reviewed, send, type_into
from tests.writes.test_every_endpoint import WRITABLE, edits, like_another

GROUPS = [WRITABLE[start::3] for start in range(3)]  # an app for each group


@pytest.mark.parametrize("names", GROUPS, ids=", ".join)
async def test_made_changed_and_deleted(browse: Open, server: Server, names: list[str]) -> None:
    async with browse(size=(80, 24)) as it:
        api = it.browser.connection.api
        assert api is not None
        for name in names:
            it.browser.open_endpoint(name)
            await it.until(lambda name=name: it.browser.listing.query_shown == Query(name))  # type: ignore[misc]
            await one(it, server, api.endpoints[name])


async def one(it: Browsing, server: Server, endpoint: Endpoint) -> None:
    """Make a record, change it, delete it, as far as the server allows."""
    # The forms themselves: that protected tags ask for their name has a test of its own.
    values = {**like_another(server, endpoint), **_NO_CARE.get(endpoint.name, {})}
    key = await made(it, endpoint, values)
    path = f"/{endpoint.name}"
    if "partial_update" in endpoint.actions:
        record = server.get(f"{path}/{key}").raise_for_status().json()
        key = await changed(it, server, Shown(endpoint, record, key, "read"))
    if "delete" in endpoint.actions:
        record = server.get(f"{path}/{key}").raise_for_status().json()
        writer = it.browser.writer
        writer.start(partial(writer.delete, Shown(endpoint, record, key, "read")))
        await reviewed(it)
        it.app.screen.query_one(Field).value = key[:8]
        await it.press("enter")
        await over(it)
        assert server.get(f"{path}/{key}").status_code == 404, path


_NO_CARE: Mapping[str, Mapping[str, object]] = {"tags": {"protected": False, "public": False}}


async def made(it: Browsing, endpoint: Endpoint, values: Mapping[str, object]) -> str:
    """Fill the form of a new record and send it; gives the record's key."""
    await it.press("a")
    screen = await create_form(it)
    for name, text in texts_of(endpoint, values).items():
        next(row for row in screen.rows if row.field.name == name).put(text)
    await it.press("ctrl+s")
    await it.until(lambda: isinstance(it.app.screen, ReviewScreen) or "✕" in it.text)
    assert isinstance(it.app.screen, ReviewScreen), it.text
    await send(it)
    await over(it)
    writes = it.browser.connection.writes
    entry, *_ = writes.journal.recent(writes.server)
    told = (entry.endpoint, entry.verb, entry.state.value)
    assert told == (endpoint.name, "create", "done"), entry.said
    return entry.new_key


async def changed(it: Browsing, server: Server, shown: Shown) -> str:
    """Change a field by its form: a text, else JSON or a truth value; gives the record's key."""
    found = sorted(
        edits(shown.endpoint, shown.record).items(),
        key=lambda one: not (isinstance(one[1], Assign) and isinstance(one[1].value, str)),
    )
    name, operation = found[0]
    value: Any = operation.value if isinstance(operation, Assign) else {"edited": True}
    writer = it.browser.writer
    writer.start(partial(forms.edit, writer, shown, (name,)))
    screen = await form(it)
    if isinstance(screen.focused, Choices):
        choices = [one.name for one in screen.focused.choices]
        screen.focused.move_to(choices.index(json.dumps(value)))
    else:
        type_into(it, value if isinstance(value, str) else json.dumps(value))
    await it.press("ctrl+s")
    await send(it)
    await over(it)
    key = shown.key
    if name == shown.endpoint.lookup:
        key = str(value)
    now = server.get(f"/{shown.endpoint.name}/{key}").raise_for_status().json()
    assert now[name] == value
    return key
