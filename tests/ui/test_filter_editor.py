"""The filter editor: one query in a form, in conditions and in a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from alyxtui.domain import live_count
from alyxtui.query import fields
from alyxtui.query.model import Listed, Query, Term
from alyxtui.schema.hints.relations import ModelField, model_fields
from alyxtui.ui.messages import TokenRefused
from alyxtui.ui.screens.filter_editor import FilterEditor
from alyxtui.ui.screens.sign_in import SignInScreen
from tests.ui.conftest import Open
from tests.ui.driver import Browsing
from tests.ui.editing import open_editor, write


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine under load counts slowly."""
    monkeypatch.setattr(live_count, "SLOW", 60.0)


async def rows_of(it: Browsing) -> int:
    """The rows of the list once they are here."""
    await it.until(lambda: not isinstance(it.app.screen, FilterEditor))
    await it.until(lambda: it.browser.listing.records is not None)
    records = it.browser.listing.records
    assert records is not None
    await it.until(lambda: records.count is not None)
    return records.count or 0


async def test_three_conditions_by_completion_alone(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        form = await open_editor(it)
        await it.press("ctrl+n")
        for text in ("subject", "subject__nickname", "in", "KS022"):
            await form.choose(text)
        await it.press("ctrl+n")
        for text in ("qc", "gte", "0"):
            await form.choose(text)
        await it.press("ctrl+n")
        for text in ("start_time", "isnull", "False"):
            await form.choose(text)
        assert form.rows == [
            ("subject__nickname", "in", "KS022"),
            ("qc", "gte", "0"),
            ("start_time", "isnull", "False"),
        ]
        await it.until(lambda: "records match" in it.text or "record matches" in it.text)
        found = form.editor.knowledge.counts.count.number
        await it.press("ctrl+s")
        assert found == await rows_of(it) > 0


async def test_form_conditions_and_line_follow_each_other(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await it.type("task_protocol")
        await it.press("enter")
        await it.type("ephys")
        assert form.line == "task_protocol=ephys"
        await it.press("ctrl+n")
        await it.type("subject__nickname")
        await it.press("enter")
        await it.type("icontains")
        await it.press("enter")
        await it.type("ks")
        assert form.line == "task_protocol=ephys django=subject__nickname__icontains,ks"
        await it.press("ctrl+l", "end")
        await it.type(",qc,40")
        assert form.rows == [("subject__nickname", "icontains", "ks"), ("qc", "", "40")]
        assert form.value("task_protocol") == "ephys"
        await it.until_shown("sessions?task_protocol=ephys&django=", "one.alyx.rest('sessions'")


async def test_a_line_that_is_none_says_why_and_is_not_applied(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await it.press("ctrl+l")
        await it.type("django=nickname")
        await it.until_shown("✕ the line", "nickname has no value")
        await it.press("ctrl+s")
        assert form.field.id == "line"


async def test_a_condition_that_is_off_is_kept(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await form.paste("django=subject__nickname,KS022,~qc,40")
        await it.press("ctrl+n", "shift+tab", "ctrl+t")
        assert form.line == "django=subject__nickname,KS022"
        await it.press("ctrl+s")
        await rows_of(it)
        again = await open_editor(it)
        assert ("subject__nickname", "", "KS022") in again.rows


async def test_conditions_are_negated_and_removed(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await form.paste("django=subject__nickname,KS022,qc,40")
        await it.press("ctrl+n", "shift+tab", "ctrl+o")
        assert form.line == "django=subject__nickname,KS022,~qc,40"
        await it.press("ctrl+r")
        assert form.line == "django=subject__nickname,KS022"
        assert form.rows == [("subject__nickname", "", "KS022")]


async def test_any_of_several_values(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await it.press("ctrl+n")
        await it.type("subject__nickname")
        await it.press("enter", "enter")
        form.field.value = "KS022 | DY_003"
        await it.pilot.pause()
        both = Listed(("KS022", "DY_003"))
        assert form.editor.draft.query.terms == (Term("subject__nickname", "in", both),)


SURPRISES = (
    ("starts_before=2021-01-01", "starts_before is of older documentation"),
    ("brain_region=root", "sent as atlas_name"),
    ("project=x", "project repeats rows; pk__isnull,False makes them distinct"),
    ("django=~extended_qc__task,FAIL", "leaves out records without that key too"),
    ("django=extended_qc__n__gt,5", "also compares values of other kinds"),
)


async def test_what_surprises_is_said(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        for text, words in SURPRISES:
            assert words not in it.text
            await form.paste(text)
            await it.until_shown(words)


PASTED = (
    "one.alyx.rest('sessions', 'list', django='~projects__name__icontains,matlab')",
    "/sessions?django=extended_qc___videoLeft_pin_state__0__gt,5",
    "keys = ['task', 'dlcLeft']\n"
    "one.alyx.rest('sessions', 'list',\n  django=f'extended_qc__has_any_keys,{keys}')",
    "one.search(users=['test_user', 'olivier'])",
    "sessions?date_range=2020-01-12,2020-01-16",
    "atlas_acronym=MO",
)


async def test_what_people_have_is_pasted_counted_and_applied(browse: Open) -> None:
    async with browse() as it:
        for text in PASTED:
            form = await open_editor(it)
            await form.paste(text)
            assert form.editor.draft.error is None
            await it.until(form.is_counted)
            count = form.editor.knowledge.counts.count.number
            await it.press("ctrl+s")
            assert await rows_of(it) == count, text


async def test_keys_of_one_write_land_where_they_are_meant(browse: Open) -> None:
    async with browse() as it:
        everything = it.table.line_count()
        write(it, "flab\ncortexlab\n")
        await it.until(lambda: it.browser.listing.query_shown != Query("sessions"))
        assert it.browser.listing.query_shown == Query("sessions", (("lab", "cortexlab"),))
        assert 0 < await rows_of(it) < everything


async def test_names_are_asked_for_once_a_pause(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        write(it, "subject\nKS0")
        await it.until(lambda: "KS022" in form.offered)
        await it.press("2", "2")
        await it.pilot.pause(0.3)
        trace = it.app.connection.client.trace
        asked = [entry.url for entry in trace if "istartswith" in entry.url]
        assert len(asked) == 1, asked


async def test_brain_regions_are_found_by_name_with_their_parts(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        write(it, "atlas_acronym\nSomatomotor areas")
        await it.until(lambda: "MO" in form.offered)
        await it.until_shown("└ ")
        await form.choose("MO")
        assert form.line == "atlas_acronym=MO"


async def test_a_slow_list_is_counted_only_on_request(
    browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await it.until_shown("records match")
        monkeypatch.setattr(live_count, "SLOW", 0.0)
        await form.paste("lab=cortexlab")
        await it.until_shown("not counted: the server took", "ctrl+g")
        await it.press("ctrl+g")
        await it.until_shown("records match")


async def test_what_the_server_tells_is_offered_at_once(
    browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose records no hint knows; its own list of fields is in its error."""
    hidden: dict[str, Mapping[str, ModelField]] = {"actions.Session": {}}
    monkeypatch.setattr(
        fields, "model_fields", lambda model: hidden.get(model, model_fields(model))
    )
    async with browse() as it:
        form = await open_editor(it)
        await it.press("ctrl+n")
        await it.type("task")
        assert "tasks" not in form.offered
        await form.paste("django=tasksss,1")
        await it.until_shown("no field 'tasksss'", "Did you mean tasks")
        await it.press("ctrl+n")
        await it.type("task")
        assert "tasks" in form.offered


async def test_as_typed_nothing_is_refused(browse: Open) -> None:
    async with browse("sessions", as_typed=True) as it:
        form = await open_editor(it)
        await form.paste("nofilter=1 lab=cortexlab | mainenlab")
        await it.until_shown("Sent as typed", "0 records match")
        await it.press("ctrl+s")
        assert await rows_of(it) == 0
        assert it.browser.as_typed


async def test_one_query_or_another_and_long_lists(browse: Open) -> None:
    async with browse(size=(160, 44)) as it:
        everything = it.table.line_count()
        form = await open_editor(it)
        await form.paste("lab=cortexlab or='django=~lab__name,cortexlab || tag=none | such'")
        await it.until_shown("4 queries are asked", "at most ")
        await it.press("ctrl+s")
        assert await rows_of(it) == everything
        await it.until_shown("or django=~lab")
        client, sessions = it.app.connection.client, it.browser.listing.endpoint
        assert sessions is not None
        page = await client.page(sessions, Query("sessions"), offset=0, limit=1000)
        ids = Listed(str(record["id"]) for record in page.records)
        it.browser.open_query(Query("sessions", (), (Term("pk", "in", ids),)))
        await it.until(lambda: it.table.line_count() == everything)
        asked = it.browser.listing.asked
        assert asked is not None
        assert len(asked.requests) > 1


async def test_the_draft_survives_a_sign_in(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await form.paste("django=subject__nickname,KS0")
        it.app.post_message(TokenRefused())
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        await it.type("TapetesBloc18")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, FilterEditor))
        assert form.line == "django=subject__nickname,KS0"
        assert form.field.id == "line"


async def test_leaving_changes_nothing(browse: Open) -> None:
    async with browse() as it:
        form = await open_editor(it)
        await form.paste("lab=cortexlab")
        await it.press("escape")
        if isinstance(it.app.screen, FilterEditor):
            await it.press("escape")
        assert it.browser.listing.query_shown == Query("sessions")


async def test_an_endpoint_without_conditions(browse: Open) -> None:
    async with browse("data-formats") as it:
        await open_editor(it)
        assert "url" in it.text


async def test_days_are_taken_from_a_calendar(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        form = await open_editor(it)
        await it.type("date_range")
        await it.press("enter")
        await it.type("2021-01-31")
        await it.press("f4")
        await it.until_shown("January 2021", "[31]")
        await it.press("pagedown")
        await it.until_shown("February 2021", "[28]")
        await it.press("space", "down", "left", "pageup", "right")
        await it.until_shown("2021-02-07..2021-02-28")
        await it.press("enter")
        await it.until(lambda: form.line == "date_range=2021-02-07..2021-02-28")
        await it.until_shown("date_range='2021-02-07,2021-02-28'")
        # It begins where the field is, and esc leaves that as it is.
        await it.press("f4", "right", "escape")
        assert form.value("date_range") == "2021-02-07..2021-02-28"
        await it.press("ctrl+n")
        await it.type("start_time")
        await it.press("enter")
        await it.type("lte")
        await it.press("enter", "f4", "t", "less_than_sign", "enter")
        year = date.today().year - 1
        await it.until(lambda: form.rows[0][2].startswith(f"{year}-"))
        sent = form.editor.draft.outcome().prepared.requests[0].terms[0]
        assert (sent.path, sent.lookup) == ("start_time", "date__lte")
        assert str(sent.value).startswith(f"{year}-")
        # Where no day is wanted there is no calendar.
        await it.press("ctrl+f", "f4")
        assert it.app.screen is form.editor
