"""What can stand at a cursor."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alyxtui.query.complete import LIMIT, Completer, texts_matching
from alyxtui.query.explain import explain
from alyxtui.query.fields import Learned
from alyxtui.query.model import Query, Source
from alyxtui.schema.model import Api

QC = {"task": "FAIL", "_videoLeft_pin_state": [True, 9], "dlc": {"left": {"deep": 1}}}


class Known:
    """A provider that gives what it was made with, and remembers what was asked."""

    def __init__(self, **values: Sequence[str]) -> None:
        self.values = values
        self.asked: list[tuple[str, str, str]] = []

    def known(self, endpoint: str, field: str, prefix: str) -> Sequence[str]:
        self.asked.append((endpoint, field, prefix))
        return self.values.get(endpoint.replace("-", "_"), ())


@pytest.fixture
def known() -> Known:
    return Known(
        subjects=["KS022", "KS 023", "DY_003", "437"], users=["olivier", "test_user"], labs=["a"]
    )


@pytest.fixture
def completer(api: Api, known: Known) -> Completer:
    learned = Learned().with_json("sessions", "extended_qc", QC)
    return Completer(api.endpoints["sessions"], known, learned)


def texts(completer: Completer, line: str) -> list[str]:
    """The line as each candidate makes it."""
    found = completer.at(line, len(line))
    return [line[: found.start] + one.text for one in found.candidates]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("subj", ["subject"]),
        ("lab=x subj", ["lab=x subject"]),
        ("qc=f", ["qc=FAIL"]),
        ("histology=", ["histology=True", "histology=False"]),
        ("subject=ks", ["subject=KS022", "subject=KS 023"]),
        ("users=olivier,te", ["users=olivier,test_user"]),
        ("django=subje", ["django=subject"]),
        ("django=~subje", ["django=~subject"]),
        ("django=subject__nick", ["django=subject__nickname"]),
        ("django=subject__nickname__icont", ["django=subject__nickname__icontains"]),
        ("django=subject__nickname,KS0", ["django=subject__nickname,KS022"]),
        ("django=subject__nickname,43", ["django=subject__nickname,('437')"]),
        ("django=qc__gte,fai", ["django=qc__gte,40"]),
        ("django=number,1,tasks__stat", ["django=number,1,tasks__status"]),
        ("django=tasks__status,erro", ["django=tasks__status,40"]),
        ("django=subject__death_date__isnull,t", ["django=subject__death_date__isnull,True"]),
        ("django=start_time__date__lt", ["django=start_time__date__lt", "django=start_time__date__lte"]),
        ("django=extended_qc__ta", ["django=extended_qc__task"]),
        ("django=extended_qc___vid", ["django=extended_qc___videoLeft_pin_state"]),
        ("django=extended_qc__dlc__left__de", ["django=extended_qc__dlc__left__deep"]),
        ("django=extended_qc__has_key,ta", ["django=extended_qc__has_key,task"]),
        ("extended_qc=ta", ["extended_qc=task"]),
        ("extended_qc=dlc__le", ["extended_qc=dlc__left"]),
        ("extended_qc=task__iex", ["extended_qc=task__iexact"]),
    ],
)  # fmt: skip
def test_the_likeliest_comes_first(completer: Completer, line: str, expected: list[str]) -> None:
    assert texts(completer, line)[: len(expected)] == expected


@pytest.mark.parametrize(
    "line",
    [
        "django=nofield__x",
        "django=subject__nickname__in__gt",
        "qc=zzz",
        "nothing_here=",
        "no such",
        "django=subject__nickname__foo,x",
        "django=extended_qc__task,",
        "django=narrative,x",
    ],
)
def test_where_nothing_is_known_nothing_is_offered(completer: Completer, line: str) -> None:
    assert texts(completer, line) == []


def test_a_list_of_all(completer: Completer) -> None:
    assert "subject" in texts(completer, "")
    assert "limit" not in texts(completer, "")
    kinds = {one.text: one.kind for one in completer.paths("")}
    assert kinds["subject"] == "relation"
    assert kinds["tasks"] == "relations"
    assert kinds["start_time"] == "field"
    offered = [one.text for one in completer.lookups("start_time")]
    assert "year" in offered
    assert "icontains" not in offered
    assert [one.text for one in completer.lookups("extended_qc")][:2] == [
        "contains",
        "contained_by",
    ]
    assert completer.lookups("start_time__nothing") == ()


def test_the_parts_of_a_form(completer: Completer) -> None:
    assert [one.text for one in completer.paths("dlc__", source=Source.EXTENDED_QC)] == [
        "dlc__left"
    ]
    (one, *_) = completer.values("qc", "gt", "fail")
    assert (one.text, one.help) == ("40", "FAIL")
    assert [one.text for one in completer.values("subject__lab__name")] == ["a"]
    assert [one.text for one in completer.parameter_values("subject", "dy")] == ["DY_003"]


def test_the_provider_is_asked_for_what_is_named(completer: Completer, known: Known) -> None:
    for line in ("django=subject__nickname,KS", "django=subject,4e", "users=a,b", "atlas_id=5"):
        completer.at(line, len(line))
    assert known.asked == [
        ("subjects", "nickname", "KS"),
        ("subjects", "id", "4e"),
        ("users", "username", "b"),
        ("brain-regions", "id", "5"),
    ]


def test_a_cursor_inside_a_line(completer: Completer) -> None:
    found = completer.at("subj lab=x", 4)
    assert (found.start, found.end) == (0, 4)
    assert [one.text for one in found.candidates] == ["subject"]


def test_the_servers_own_list_is_offered(api: Api) -> None:
    learned = Learned().with_choices("novelties", ["colour", "shape", "shape_id"])
    completer = Completer(api.endpoints["novelties"], learned=learned)
    assert [one.text for one in completer.paths("sh")] == ["shape", "shape_id"]
    assert [one.text for one in Completer(api.endpoints["novelties"]).paths("")] == [
        "colour",
        "when",
    ]


def test_the_servers_own_words_are_offered(api: Api) -> None:
    endpoint = api.endpoints["novelties"]
    query = Query("novelties", (("colour", "x"),))
    found = explain("Invalidcolour, choices are: RED, BLUE", query, endpoint)
    assert found is not None
    assert found.candidates == ("RED", "BLUE")
    completer = Completer(endpoint, learned=found.learned)
    assert [one.text for one in completer.parameter_values("colour", "b")] == ["BLUE"]


def test_long_lists_are_cut_and_what_begins_comes_first() -> None:
    many = [f"a{number}" for number in range(1_000)]
    assert texts_matching("", many) == many[:LIMIT]
    assert texts_matching("999", ["x999", *many, "999x"]) == ["999x", "x999", "a999"]


def test_of_a_large_document_some_keys_are_learned() -> None:
    """All of them would take a quarter of a second, on the event loop."""
    row = {"id": 1, "place": {"x": 0}}
    document = {"first": row, **{f"row_{number}": row for number in range(50_000)}}
    learned = Learned().with_json("sessions", "json", document)
    assert "first" in learned.keys["sessions", "json"]
    assert sum(map(len, learned.keys.values())) == 2_000
    small = Learned().with_json("sessions", "json", {"first": row, "list": [row] * 3})
    assert small.keys["sessions", "json__first__place"] == {"x"}
    assert small.keys["sessions", "json__list__2"] == {"id", "place"}
