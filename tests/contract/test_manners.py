"""How the demo behaves as a server: paging, rights, odd writes and odd records."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any
from urllib.parse import quote

import httpx
import pytest

NOBODY = "Authentication credentials were not provided."


@pytest.mark.parametrize("limit", ["0", "-1", "abc", ""])
def test_a_bad_limit_is_250(client: httpx.Client, limit: str) -> None:
    told = client.get(f"/datasets?limit={limit}").json()
    assert len(told["results"]) == 250
    assert "limit=250&offset=250" in told["next"]


@pytest.mark.parametrize("limit", [1001, 5000])
def test_never_more_than_1000(client: httpx.Client, limit: int) -> None:
    told = client.get(f"/files?limit={limit}").json()
    assert len(told["results"]) == min(1000, told["count"])
    assert told["next"] is None or "limit=1000&offset=1000" in told["next"]


@pytest.mark.parametrize("offset", ["-1", "abc"])
def test_a_bad_offset_is_0(client: httpx.Client, offset: str) -> None:
    told = client.get(f"/weighings?limit=1&offset={offset}").json()
    assert told["previous"] is None
    assert told["next"].endswith("limit=1&offset=1")


def test_past_the_end(client: httpx.Client) -> None:
    told = client.get("/weighings?limit=1&offset=99999").json()
    assert told["results"] == []
    assert told["next"] is None
    assert told["count"] > 0


def test_pages_are_linked_by_the_host_asked_and_keep_the_parameters(client: httpx.Client) -> None:
    headers = {"Host": f"localhost:{client.base_url.port}"}
    told = client.get("/sessions?limit=3&offset=3&foo=bar", headers=headers).json()
    start = f"http://localhost:{client.base_url.port}/sessions?"
    assert told["next"] == f"{start}foo=bar&limit=3&offset=6"
    assert told["previous"] == f"{start}foo=bar&limit=3"


def test_the_latest_sessions_come_first(client: httpx.Client) -> None:
    records = client.get("/sessions?limit=1000").json()["results"]
    times = [record["start_time"] for record in records]
    assert times == sorted(times, reverse=True)
    assert times[0] > "2026-07"


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({}, NOBODY),
        ({"Authorization": "Bearer abc"}, NOBODY),
        ({"Authorization": "Basic YTpi"}, NOBODY),
        ({"Authorization": "Token abc"}, "Invalid token."),
        (
            {"Authorization": "Token a b"},
            "Invalid token header. Token string should not contain spaces.",
        ),
    ],
)
def test_nobody_is_403(stranger: httpx.Client, headers: dict[str, str], detail: str) -> None:
    answer = stranger.get("/sessions?limit=1", headers=headers)
    assert answer.status_code == 403
    assert answer.json() == {"detail": detail, "status_code": 403}
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize("form", ["json", "data"])
def test_signing_in(stranger: httpx.Client, form: str) -> None:
    account = {"username": "test_user", "password": "TapetesBloc18"}
    sent: dict[str, Any] = {form: account}
    token = stranger.post("/auth-token", **sent).json()["token"]
    assert len(token) == 40
    answer = stranger.get("/labs", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 200


def test_members_cannot_sign_in_by_password(stranger: httpx.Client) -> None:
    answer = stranger.post("/auth-token", json={"username": "olivier", "password": ""})
    assert answer.status_code == 400


def test_the_public_user_reads_only(public: httpx.Client) -> None:
    assert public.get("/sessions?limit=1").status_code == 200
    body = {"subject": "KS022", "weight": 1}
    for answer in (public.post("/weighings", json=body), public.options("/weighings")):
        assert answer.status_code == 403
        assert answer.json()["detail"] == "You do not have permission to perform this action."


@pytest.mark.parametrize("path", ["/sessions/", "/nothing", "/sessions/abc", "/projects/a%2Fb"])
def test_unknown_addresses_are_html(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_wrong_host(client: httpx.Client) -> None:
    assert client.get("/labs", headers={"Host": "evil.example"}).status_code == 400


def test_a_long_line(client: httpx.Client) -> None:
    answer = client.get("/sessions", params={"django": "narrative," + "x" * 4100})
    assert answer.status_code == 414
    assert answer.headers["Content-Type"] == "text/html"


def test_no_caching_headers(client: httpx.Client) -> None:
    headers = client.get("/sessions?limit=1").headers
    assert not {"etag", "last-modified", "cache-control"} & set(headers)


@pytest.mark.parametrize("endpoint", ["sessions", "tasks", "datasets", "trajectories"])
def test_options_of_enums_is_500(client: httpx.Client, endpoint: str) -> None:
    answer = client.options(f"/{endpoint}")
    assert answer.status_code == 500
    assert answer.json()["detail"] == "'list' object has no attribute 'items'"


@pytest.mark.parametrize("endpoint", ["sessions", "fov-location", "imaging-stack"])
def test_head_of_some_lists_is_500(client: httpx.Client, endpoint: str) -> None:
    answer = client.head(f"/{endpoint}?limit=1")
    assert (answer.status_code, answer.content) == (500, b"")
    body = {"status_code": 500, "detail": "'NoneType' object is not callable"}
    assert int(answer.headers["Content-Length"]) == len(json.dumps(body, separators=(",", ":")))
    assert client.head("/subjects?limit=1").status_code == 200


def test_two_animals_with_one_name(client: httpx.Client) -> None:
    both = client.get("/subjects?nickname=DUP_001").json()
    assert both["count"] == 2
    assert len({record["url"] for record in both["results"]}) == 1
    answer = client.get("/subjects/DUP_001")
    assert answer.status_code == 500
    detail = "get() returned more than one Subject -- it returned 2!"
    assert answer.json() == {"status_code": 500, "detail": detail}


def test_two_rooms_with_one_name(client: httpx.Client) -> None:
    assert client.get("/locations/Training%20room").status_code == 500


def test_tasks_are_unique(client: httpx.Client, scratch: dict[str, Any]) -> None:
    body = {"name": "tmp", "session": scratch["id"], "status": "Waiting", "arguments": {}}
    assert client.post("/tasks", json=body).status_code == 201
    answer = client.post("/tasks", json=body)
    words = "The fields name, session, arguments must make a unique set."
    assert answer.json() == {"non_field_errors": [words], "status_code": 400}


def test_nan_is_no_json(client: httpx.Client, scratch: dict[str, Any]) -> None:
    content = '{"json": {"a": NaN}}'
    headers = {"Content-Type": "application/json"}
    answer = client.patch(f"/sessions/{scratch['id']}", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["json"] == ["Value must be valid JSON."]


def test_nan_and_infinity_are_bare_words(client: httpx.Client) -> None:
    answer = client.get("/trajectories?subject=hostile")
    assert '"x":NaN,"y":Infinity' in answer.text
    assert math.isnan(answer.json()["results"][0]["x"])


def test_any_number_may_be_nan(client: httpx.Client) -> None:
    trajectory = client.get("/trajectories?limit=1").json()["results"][0]["id"]
    made = client.post(
        "/channels",
        content=f'{{"name": "nan", "trajectory_estimate": "{trajectory}", "axial": NaN, "x": 1.5}}',
        headers={"Content-Type": "application/json"},
    )
    assert made.status_code == 201
    answer = client.get(f"/channels/{made.json()['id']}")
    assert '"axial":NaN' in answer.text
    found = client.get("/channels", params={"django": f"pk,{made.json()['id']},axial__gt,1e9"})
    assert found.json()["count"] == 1  # PostgreSQL: above every other number
    client.delete(f"/channels/{made.json()['id']}")


def test_nulls_come_first_where_the_latest_do(client: httpx.Client) -> None:
    records = client.get("/water-restriction?limit=1000").json()["results"]
    ends = [record["end_time"] for record in records]
    going_on = ends.count(None)
    assert 0 < going_on < len(ends)
    assert ends[:going_on] == [None] * going_on
    assert ends[going_on:] == sorted(ends[going_on:], reverse=True)


def test_a_protected_dataset(client: httpx.Client) -> None:
    records = client.get("/datasets?protected=True&limit=1").json()["results"]
    assert records[0]["protected"] >= 1
    answer = client.delete(records[0]["url"])
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("Failed to delete dataset")


def test_the_demo_of_the_hostile(client: httpx.Client) -> None:
    found = client.get("/sessions?subject=hostile").json()
    assert found["count"] == 12
    whole = [client.get(record["url"]).json() for record in found["results"]]
    narratives = "".join(record["narrative"] for record in whole)
    for part in (
        "\x1b]52;c;",
        "\x1b]8;;",
        "[/foo]",
        "\u202e",
        "\u200b",
        "实验",
        "🐭",
        "x" * 20_000,
    ):
        assert part in narratives
    kinds = {type(record["json"]).__name__ for record in whole}
    assert {"dict", "list", "str", "float", "NoneType"} <= kinds
    assert max(len(record["json"]) for record in whole if isinstance(record["json"], dict)) == 2000
    assert any(record["lab"] is None for record in whole)


def test_the_demo_of_the_heavy(client: httpx.Client) -> None:
    found = client.get("/sessions?subject=heavy").json()["results"]
    answers = [client.get(record["url"]) for record in found]
    records = [answer.json() for answer in answers]
    assert max(len(answer.content) for answer in answers) > 5_000_000
    assert max(len(record["narrative"]) for record in records) == 200_000
    assert {len(record["json"] or ()) for record in records} >= {5000}
    marks = max(records, key=lambda record: record["narrative"].count("\u0301"))["narrative"]
    assert sum(unicodedata.combining(letter) > 0 for letter in marks) > 1000
    empty = client.get("/tasks", params={"django": "session__subject__nickname,heavy,name,None"})
    record = empty.json()["results"][0]
    assert {name for name, value in record.items() if value is not None} == {
        "id", "parents", "session", "status", "datetime",
    }  # fmt: skip


def test_how_deep_json_gets(client: httpx.Client) -> None:
    def depth(value: Any) -> int:
        parts = value.values() if isinstance(value, dict) else value
        return 1 + max(map(depth, parts), default=0) if isinstance(value, (dict, list)) else 0

    found = client.get("/sessions?subject=hostile").json()["results"]
    records = [client.get(record["url"]).json() for record in found]
    assert max(depth(record["json"]) for record in records) == 60


def test_odd_names(client: httpx.Client) -> None:
    # A nickname with a slash has no address: one such would break every list of animals.
    for endpoint, field, marks in (
        ("subjects", "nickname", "#?%["),
        ("locations", "name", "/#?%["),
        ("tags", "name", "/#?%["),
    ):
        records = client.get(f"/{endpoint}?limit=1000").json()["results"]
        names = [record[field] for record in records]
        assert all(any(mark in name for name in names) for mark in marks), endpoint
        whole = next(name for name in names if "%" in name)
        assert client.get(f"/{endpoint}/{quote(whole, safe='')}").json()[field] == whole


def test_animals_on_each_side_of_every_threshold(client: httpx.Client) -> None:
    restricted = client.get("/water-restricted-subjects").json()["results"]
    assert {record["nickname"] for record in restricted}
    days = [
        client.get(f"/water-requirement/{record['nickname']}").json()["records"][-1]
        for record in restricted
    ]
    below = [day["weight"] < day["min_weight"] for day in days]
    assert any(below)
    assert not all(below)
    shares = [day["percentage_weight"] for day in days]
    for threshold in (80, 85, 90):
        assert min(shares) < threshold < max(shares)
    living = client.get("/subjects?alive=True&limit=1").json()["count"]
    dead = client.get("/subjects?alive=False&limit=1").json()["count"]
    assert living
    assert dead


def test_the_hostile_are_on_no_first_page(client: httpx.Client) -> None:
    for endpoint in ("sessions", "datasets", "insertions", "weighings"):
        text = client.get(f"/{endpoint}?limit=10").text
        assert "hostile" not in text
        assert "\\u001b]52" not in text


def test_names_that_need_encoding(client: httpx.Client) -> None:
    answer = client.get("/projects/project%20%231%3F%20100%25%20%26%20more")
    assert answer.json()["name"] == "project #1? 100% & more"
    assert client.get("/projects/project%2Fwith%2Fslash").status_code == 404
    url = client.get("/subjects/hash%23tag%3Fq%3D1%26x%3Dy").json()["url"]
    assert url.endswith("/subjects/hash%23tag%3Fq=1&x=y")


def test_writing_a_session(client: httpx.Client, scratch: dict[str, Any]) -> None:
    address = f"/sessions/{scratch['id']}"
    patch = {"qc": "FAIL", "json": {"a": 1}, "bogus": 1, "narrative": " blanks ", "users": ["anne"]}
    record = client.patch(address, json=patch).json()
    assert (record["qc"], record["json"], record["users"]) == ("FAIL", {"a": 1}, ["anne"])
    assert record["narrative"] == "blanks"
    assert client.patch(address, json={"json": "text"}).json()["json"] == "text"
    found = client.get("/sessions", params={"django": f"pk,{scratch['id']},qc,40"}).json()
    assert found["count"] == 1
    again = client.put(address, json={"subject": "KS022"}).json()
    assert again["users"] == ["anne"]


def test_deleting(client: httpx.Client) -> None:
    made = client.post("/weighings", json={"subject": "KS022", "weight": 21.5})
    assert made.headers["Location"] == made.json()["url"]
    assert client.patch(made.json()["url"], json={"weight": 1}).status_code == 405
    gone = client.delete(made.json()["url"])
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get(made.json()["url"]).status_code == 404
