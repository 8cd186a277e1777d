"""What can be copied, exactly as the server sent it."""

from __future__ import annotations

import csv
import io
import json
import shlex

from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.snippets import Place, snippets
from alyxtui.query.model import Query
from alyxtui.schema.model import Action, Endpoint

SERVER = "https://alyx.example.org"
EID = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
SESSIONS = Endpoint(
    "sessions",
    lookup="id",
    key_fields=("id",),
    actions={
        "list": Action("list", "GET", "/sessions", paginated=True),
        "read": Action("read", "GET", "/sessions/{id}"),
    },
)
SUBJECTS = Endpoint(
    "subjects",
    lookup="nickname",
    key_fields=("nickname",),
    actions={"read": Action("read", "GET", "/subjects/{nickname}")},
)
SESSION = {"id": EID, "subject": "KS014", "extended_qc": {"task": "FAIL"}, "note": "=1\n\x1b]52;"}


def texts(place: Place) -> dict[str, str]:
    found = snippets(place)
    assert len({one.key for one in found}) == len(found)
    return {one.key: one.make() for one in found}


def test_of_a_row() -> None:
    query = Query("sessions", (("subject", "KS014"),))
    place = Place(SERVER, SESSIONS, (SESSION,), (query,), "extended_qc.task", column=["FAIL", None])
    made = texts(place)
    assert made["c"] == "FAIL"
    assert made["p"] == "extended_qc.task"
    assert made["l"] == "FAIL\nnull"
    assert made["i"] == made["e"] == EID
    assert json.loads(made["j"]) == SESSION
    heading, row = csv.reader(io.StringIO(made["v"], newline=""))
    assert heading == list(SESSION)
    assert row[3] == "'=1\n\x1b]52;"
    assert made["t"].splitlines()[0] == "id\tsubject\textended_qc\tnote"
    assert made["m"].startswith("| id |")
    assert made["u"] == f"{SERVER}/sessions/{EID}"
    assert made["o"] == f"one.alyx.rest('sessions', 'read', id='{EID}')"
    assert made["a"] == f"alyxtui get sessions {EID}"
    assert made["k"] == f'curl -H "Authorization: Token $ALYX_TOKEN" {SERVER}/sessions/{EID}'
    assert made["U"] == f"{SERVER}/sessions?subject=KS014"
    assert made["O"] == "one.alyx.rest('sessions', 'list', subject='KS014')"
    assert made["A"] == "alyxtui list sessions subject=KS014"
    assert "Token $ALYX_TOKEN" in made["K"]


def test_of_several_records() -> None:
    records = (SESSION, {**SESSION, "id": "x"})
    made = texts(Place(SERVER, SESSIONS, records, columns=("id", "extended_qc.task")))
    assert made["i"] == f"{EID}\nx"
    assert json.loads(made["j"]) == list(records)
    assert made["v"] == f"id,extended_qc.task\r\n{EID},FAIL\r\nx,FAIL\r\n"
    assert made["a"].splitlines() == [f"alyxtui get sessions {EID}", "alyxtui get sessions x"]


def test_what_is_not_there_is_not_offered() -> None:
    assert set(texts(Place(SERVER, Endpoint("water-restriction"), ({"a": 1},)))) == set("jvtm")
    assert texts(Place(SERVER, SESSIONS, ())) == {}
    # Alyx 3.6.1 matches no name with a slash in it.
    assert "u" not in texts(Place(SERVER, SUBJECTS, ({"nickname": "a/b"},)))


def test_values_that_are_no_text() -> None:
    place = Place(SERVER, SESSIONS, (SESSION,), field="json.a", value={"b": [1, None]})
    assert json.loads(texts(place)["c"]) == {"b": [1, None]}
    found = texts(Place(SERVER, SESSIONS, (SESSION,), field="extended_qc"))["c"]
    assert found == '{\n  "task": "FAIL"\n}'


@given(st.text(min_size=1).filter(lambda text: "/" not in text and text not in {".", ".."}))
def test_names_of_any_kind_stay_one_word(name: str) -> None:
    made = texts(Place(SERVER, SUBJECTS, ({"nickname": name},)))
    assert made["i"] == name
    if "a" in made:
        assert shlex.split(made["a"]) == ["alyxtui", "get", "subjects", name]
        assert shlex.split(made["k"])[-1] == made["u"]
        assert "\n" not in made["u"]
