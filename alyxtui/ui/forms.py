"""The forms of writing: one field of a record, and a new record; what is typed stays until it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from alyxtui.domain.record import title
from alyxtui.domain.writes.candidates import candidates, target_of
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.drafts import Draft, Slot
from alyxtui.domain.writes.form import Place, ensure_open, place
from alyxtui.domain.writes.local_paths import paths
from alyxtui.domain.writes.new_record import (
    change_of,
    defaults,
    ensure_creatable,
    fields_of,
    like,
    place_of,
    texts_of,
    values_of,
)
from alyxtui.domain.writes.operations import Path
from alyxtui.errors import AlyxTuiError, ChangeRefused, ValidationFailed
from alyxtui.query.model import Query
from alyxtui.schema.hints.writes import STAMP
from alyxtui.schema.model import Endpoint, Kind
from alyxtui.text import safe
from alyxtui.ui import in_editor, screens
from alyxtui.ui.drafting import DraftKeeper
from alyxtui.ui.linking import Shown
from alyxtui.ui.screens.field_form import Search
from alyxtui.ui.status import moment
from alyxtui.ui.writing import Writer

_KEPT = "What you typed is kept; the form begins with it the next time."
_NOT_SENT = "Nothing was sent."


async def edit(writer: Writer, shown: Shown, path: Path) -> None:
    """Edit one field of a record.

    Raises:
        ChangeRefused: the field is locked; with the reason.
        GivenUp: the person did not want to wait.
        AlyxTuiError: the record cannot be read.
    """
    writer.connection.writes.ensure_allowed()
    ensure_open(shown.endpoint, str(path[0]) if path else "")
    record = await writer.read(shown)
    spot = place(shown.endpoint, shown.key, record, path)
    name = str(spot.path[0])
    keeper = DraftKeeper(
        writer.app,
        _slot(writer, shown.endpoint, shown.key, spot.label),
        {spot.label: spot.text},
        record.get(name),
    )
    draft = await keeper.load()
    problem = _said_of(draft)
    if draft is not None:
        # What somebody else has changed since then is a conflict, as in a form that stayed open.
        spot = place(shown.endpoint, shown.key, {**record, name: draft.base}, spot.path)
    heading = title(shown.endpoint, record, shown.key)
    search = _search(writer, spot)
    while True:
        form = screens.FieldForm(
            heading,
            spot,
            text=keeper.texts.get(spot.label),
            problem=problem,
            search=search,
            keeper=keeper,
        )
        filled = await writer.app.push_screen_wait(form)
        if filled is not None:
            keeper.note({spot.label: filled.text})
        await _kept(writer, keeper, left=filled is None)
        if filled is None:
            return
        done, problem, _ = await _sent(writer, filled.change)
        if done:
            await keeper.drop()
            return


async def create(
    writer: Writer,
    endpoint: Endpoint,
    query: Query | None = None,
    origin: tuple[str, str] | None = None,
    *,
    model: Shown | None = None,
) -> None:
    """Make a record.

    Args:
        writer: the way of every write.
        endpoint: where it is made.
        query: the list that one came from.
        origin: the endpoint and the key of the record that one was at before that.
        model: the record that it begins as.

    Raises:
        ChangeRefused: none can be made there; with the reason.
        GivenUp: the person did not want to wait.
        AlyxTuiError: the record that it begins as cannot be read.
    """
    connection = writer.connection
    connection.writes.ensure_allowed()
    ensure_creatable(endpoint)
    if model is None:
        values = defaults(endpoint, connection.user, datetime.now(), query, origin)
    else:
        values = like(endpoint, await writer.read(model))
    begun = {one.name: "" for one in fields_of(endpoint)} | texts_of(endpoint, values)
    slot = _slot(writer, endpoint, "", "" if model is None else f"like {model.key}")
    keeper = DraftKeeper(writer.app, slot, begun)
    problem = _said_of(await keeper.load())
    wrong: Mapping[str, Sequence[str]] = {}
    while True:
        form = _create_form(writer, endpoint, keeper, problem, wrong)
        filled = await writer.app.push_screen_wait(form)
        keeper.note(filled.texts)
        is_left = filled.then is screens.Then.LEAVE
        await _kept(writer, keeper, left=is_left)
        if is_left:
            return
        done, problem, wrong = await _made(writer, endpoint, filled)
        if done:
            await keeper.drop()
            return


async def _made(
    writer: Writer, endpoint: Endpoint, filled: screens.Filled
) -> tuple[bool, str, Mapping[str, Sequence[str]]]:
    """Make the record of a form, there or in the editor; as ``_sent``."""
    if filled.then is screens.Then.EDITOR:
        values, _ = values_of(endpoint, filled.texts)
        try:
            return await in_editor.create(writer, endpoint, values), "", {}
        except AlyxTuiError as error:
            return False, _words(error), {}
    try:
        change = change_of(endpoint, filled.texts)
    except ChangeRefused as error:
        return False, "", error.fields
    return await _sent(writer, change)


async def _sent(writer: Writer, change: Change) -> tuple[bool, str, Mapping[str, Sequence[str]]]:
    """Write a change; gives whether it is settled, else what is to be said, and of which field."""
    try:
        return await writer.write(change), "", {}
    except screens.GivenUp:
        return False, _NOT_SENT, {}
    except (ChangeRefused, ValidationFailed) as error:
        of_fields = {name: words for name, words in error.fields.items() if name}
        return False, _words(error), of_fields
    except AlyxTuiError as error:
        return False, _words(error), {}


def _create_form(
    writer: Writer,
    endpoint: Endpoint,
    keeper: DraftKeeper,
    problem: str,
    wrong: Mapping[str, Sequence[str]],
) -> screens.CreateForm:
    fields = {one.name: one for one in fields_of(endpoint)}
    lines = []
    for name, field in fields.items():
        spot = place_of(endpoint, field)
        opens = bool(spot.choices) or spot.is_long
        lines.append(
            screens.Line(
                field,
                keeper.texts.get(name, ""),
                hint="now, when it is sent" if name == STAMP else "",
                opens=opens,
                has_form=opens or _search(writer, spot) is not None,
                problems=wrong.get(name, ()),
            )
        )
    heading = f"a new record of {safe(endpoint.name)}"

    def form(name: str, text: str) -> screens.FieldForm:
        spot = place_of(endpoint, fields[name])
        return screens.FieldForm(heading, spot, text=text, search=_search(writer, spot))

    # What is said of a field stands there.
    problem = "" if wrong and set(wrong) <= set(fields) else problem
    return screens.CreateForm(heading, writer.where, lines, form, keeper=keeper, problem=problem)


def _search(writer: Writer, spot: Place) -> Search | None:
    """What finds values for a field: records of the server, files of this machine."""
    if spot.field.kind is Kind.FILE:
        return paths
    target = target_of(writer.connection.writes.api, spot.field)
    if target is None:
        return None
    return partial(candidates, writer.connection.client, spot.field, target)


def _slot(writer: Writer, endpoint: Endpoint, key: str, label: str) -> Slot:
    writes = writer.connection.writes
    return Slot(writes.server, writes.user, endpoint.name, key, label)


def _said_of(draft: Draft | None) -> str:
    if draft is None:
        return ""
    return f"▲ Typed {moment(draft.at)} and not sent; F8 throws it away."


async def _kept(writer: Writer, keeper: DraftKeeper, *, left: bool) -> None:
    """Write the draft before anything else happens to it; who leaves the form is told."""
    is_kept = await keeper.keep()
    if keeper.problem:
        writer.app.notify(safe(keeper.problem), severity="warning", markup=False)
    elif is_kept and left:
        writer.app.notify(_KEPT, markup=False)


def _words(error: AlyxTuiError) -> str:
    return safe(f"✕ {error.message} {error.hint}".rstrip(), lines=True)
