"""What a new record begins with, what its texts come to, drafts and paths on the disk."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from alyxtui.domain.writes import drafts
from alyxtui.domain.writes.drafts import Slot
from alyxtui.domain.writes.local_paths import paths
from alyxtui.domain.writes.new_record import (
    change_of,
    defaults,
    ensure_creatable,
    fields_of,
    like,
    texts_of,
    values_of,
)
from alyxtui.domain.writes.operations import Assign
from alyxtui.errors import ChangeRefused
from alyxtui.query.model import Query
from alyxtui.schema.model import Action, By, Endpoint, Field, Kind, Parameter, Reference

NOW = datetime(2026, 3, 1, 14, 30, 5, 7)
SUBJECT = Reference("subjects", By.SLUG)
FIELDS = {
    one.name: one
    for one in (
        Field("text"),
        Field("start_time", Kind.DATETIME, nullable=True),
        Field("date_time", Kind.DATETIME),
        Field("user", reference=Reference("users", By.SLUG)),
        Field("users", many=True, reference=Reference("users", By.SLUG)),
        Field("subject", reference=SUBJECT, required=True),
        Field("x", Kind.NUMBER, required=True, nullable=True),
        Field("allowed", many=True, required=True),
        Field("is_public", Kind.BOOLEAN),
        Field("json", Kind.JSON, nullable=True),
        Field("image", Kind.FILE),
        Field("system", default="IBL-Allen"),
        Field("id", Kind.UUID, read_only=True),
    )
}
THINGS = Endpoint(
    "things",
    actions={
        "create": Action("create", "POST", "/things", fields=FIELDS),
        "list": Action(
            "list",
            "GET",
            "/things",
            parameters={
                "nickname": Parameter("nickname", reference=SUBJECT),
                "text": Parameter("text"),
            },
        ),
    },
)


def test_the_required_stand_first() -> None:
    assert [one.name for one in fields_of(THINGS)][:4] == ["subject", "x", "allowed", "text"]
    with pytest.raises(ChangeRefused, match="has no create"):
        ensure_creatable(Endpoint("others"))


def test_what_a_record_begins_with() -> None:
    query = Query("things", (("nickname", "KS022"), ("text", "part of it")))
    begun = {"start_time": "2026-03-01T14:30:05", "user": "anne", "users": ["anne"]}
    begun |= {"system": "IBL-Allen"}
    assert defaults(THINGS, "anne", NOW) == begun
    assert defaults(THINGS, "anne", NOW, query) == {**begun, "subject": "KS022"}
    many = Query("things", (("nickname", "KS022,KS023"),))
    assert "subject" not in defaults(THINGS, "", NOW, many)
    assert defaults(THINGS, "", NOW, None, ("subjects", "DY_001"))["subject"] == "DY_001"
    # Two fields name users: who came from one is meant by neither.
    assert defaults(THINGS, "anne", NOW, None, ("users", "ben"))["user"] == "anne"


def test_what_the_server_replaces_is_not_begun_with() -> None:
    fields = {"nickname": Field("nickname", default="-")}
    actions = {"create": Action("create", "POST", "/subjects", fields=fields)}
    assert defaults(Endpoint("subjects", actions=actions), "anne", NOW) == {}


def test_a_likeness_has_its_own_time_and_no_file() -> None:
    record = {"id": "1", "text": "as is", "date_time": "2020-01-01T00:00:00", "image": "http://x/y"}
    assert like(THINGS, {**record, "json": {"a": 1}}) == {"text": "as is", "json": {"a": 1}}


def test_texts_and_what_they_come_to() -> None:
    values: dict[str, object] = {"subject": "KS022", "x": 1.5, "allowed": ["a", "b"]}
    values |= {"is_public": False, "json": {"a": [1]}, "text": "two\nlines"}
    texts = texts_of(THINGS, values)
    assert values_of(THINGS, texts) == (values, None)
    # An empty list and null are values of what must be given; the rest is not sent.
    given, wrong = values_of(THINGS, {"is_public": "null", "text": ""})
    assert (given, wrong) == ({"x": None, "allowed": []}, None)
    change = change_of(THINGS, {"subject": "KS022"})
    assert change.operations["subject"] == Assign("KS022")
    with pytest.raises(ChangeRefused) as caught:
        change_of(THINGS, {"json": "{no", "text": "kept"})
    assert list(caught.value.fields) == ["json"]
    assert caught.value.fields["json"][0].startswith("this is no JSON")


def test_a_draft_is_kept_for_its_form_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = Slot("https://alyx.example.org", "anne", "sessions", "4ecb", "narrative")
    assert drafts.load(slot) is None
    drafts.save(slot, {"narrative": "typed"}, {"a": None})
    found = drafts.load(slot)
    assert found is not None
    assert (found.texts, found.base) == ({"narrative": "typed"}, {"a": None})
    assert drafts.load(Slot(slot.server, "ben", "sessions", "4ecb", "narrative")) is None
    if os.name == "posix":
        assert slot.path.stat().st_mode & 0o077 == 0
    slot.path.write_text('{"texts": [')
    assert drafts.load(slot) is None
    drafts.drop(slot)
    drafts.drop(slot)
    assert not slot.path.exists()


async def test_paths_go_on_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("figures/late.png", "Plot.png", "plan.txt", ".plain"):
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).touch()
    monkeypatch.chdir(tmp_path / "own")
    assert [one.value for one in await paths("")] == [f"figures{os.sep}", "Plot.png", "plan.txt"]
    assert [one.value for one in await paths("pl")] == ["Plot.png", "plan.txt"]
    assert [one.value for one in await paths(f"figures{os.sep}")] == [f"figures{os.sep}late.png"]
    assert [one.value for one in await paths(".p")] == [".plain"]
    assert [one.value for one in await paths(f"nowhere{os.sep}\0")] == []
