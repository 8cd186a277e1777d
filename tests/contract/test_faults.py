"""Faults on request, and the record of what was asked."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.conftest import sign_in
from tests.demo_server import SIZE, start_demo

Rule = dict[str, Any]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo behind its proxy."""
    with start_demo(tmp_path_factory.mktemp("faults"), SIZE, "--proxy") as url:
        yield url


@pytest.fixture
def user(base: str) -> Iterator[httpx.Client]:
    """Somebody signed in; without faults and with an empty record at first and at the end."""
    with httpx.Client(base_url=base, timeout=30) as client:
        client.delete("/_demo/faults")
        sign_in(client, "test_user", "TapetesBloc18")
        client.delete("/_demo/requests")
        yield client
        client.delete("/_demo/faults")


def trouble(client: httpx.Client, *rules: Rule) -> None:
    answer = client.post("/_demo/faults", json=list(rules))
    assert answer.status_code == 201, answer.text


def file_url(client: httpx.Client) -> str:
    records = client.get("/datasets?name=_ibl_wheelMoves.intervals.npy&limit=1000").json()
    urls = [one["file_records"][0]["data_url"] for one in records["results"]]
    return next(str(url) for url in urls if "intervals.cad52776-" in url)


def test_through_the_proxy_all_is_as_usual(user: httpx.Client) -> None:
    first = user.get("/sessions?limit=2").json()
    assert first["next"].startswith(str(user.base_url))
    assert user.get(first["next"]).json()["previous"]
    head = user.head("/tasks")
    assert (head.status_code, head.content) == (200, b"")
    assert user.delete("/_demo/requests").status_code == 204
    assert len(user.get(file_url(user)).content) == 11328
    chunks = user.post("/auth-token", content=iter([b'{"username": "public_user", ', b'"password": "public"}']), headers={"Content-Type": "application/json"})  # fmt: skip
    assert chunks.status_code == 200


def test_a_status_as_often_as_asked(user: httpx.Client) -> None:
    trouble(user, {"status": 503, "retry": 7, "path": "^/tasks", "after": 1, "times": 2})
    answers = [user.get("/tasks?limit=1") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 503, 503, 200]
    assert answers[1].headers["Retry-After"] == "7"
    assert answers[1].json()["status_code"] == 503
    assert user.get("/labs").status_code == 200
    assert user.get("/_demo/faults").json()[0]["seen"] == 4


def test_only_for_a_method_and_a_host(user: httpx.Client) -> None:
    trouble(user, {"status": 500, "method": "post"}, {"status": 404, "host": "data"})
    assert user.get("/labs").status_code == 200
    assert user.post("/labs", json={}).status_code == 500
    assert user.get(file_url(user)).status_code == 404


@pytest.mark.parametrize(
    ("body", "kind", "begin"),
    [
        ("html", "text/html", "<!DOCTYPE"),
        ("broken", "application/json", '{"count"'),
        ("shape", "application/json", "["),
        ("empty", "application/json", ""),
    ],
)
def test_bodies(user: httpx.Client, body: str, kind: str, begin: str) -> None:
    answer = user.get("/labs", headers={"X-Demo-Fault": f"body={body}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert answer.text.startswith(begin)
    if body in {"broken", "empty", "html"}:
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            answer.json()
    gateway = user.get("/labs", headers={"X-Demo-Fault": f"body={body},status=502"})
    assert gateway.status_code == 502


def test_another_count(user: httpx.Client) -> None:
    true = user.get("/sessions?limit=1").json()
    trouble(user, {"count": 5, "path": "/sessions"})
    changed = user.get("/sessions?limit=1").json()
    assert changed == true | {"count": true["count"] + 5}


def test_a_server_without_an_endpoint(user: httpx.Client) -> None:
    accept = {"Accept": "application/vnd.oai.openapi+json"}
    true = user.get("/api/schema", headers=accept).json()
    trouble(user, {"without": "tasks"})
    other = user.get("/api/schema", headers=accept)
    assert set(true["paths"]) - set(other.json()["paths"]) == {"/tasks", "/tasks/{id}"}
    assert other.headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
    gone = user.get("/tasks?limit=1")
    assert (gone.status_code, gone.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert user.get("/sessions?limit=1").status_code == 200


def test_a_revoked_token(user: httpx.Client) -> None:
    answer = user.get("/labs", headers={"X-Demo-Fault": "revoked"})
    assert answer.status_code == 403
    assert answer.json() == {"detail": "Invalid token.", "status_code": 403}
    assert user.get("/labs").status_code == 200


def test_all_tokens_revoked(tmp_path: Path) -> None:
    with start_demo(tmp_path) as url, httpx.Client(base_url=url) as client:
        sign_in(client, "test_user", "TapetesBloc18")
        assert client.delete("/_demo/tokens").json() == {"revoked": 1}
        assert client.get("/labs").json()["detail"] == "Invalid token."
        del client.headers["Authorization"]
        sign_in(client, "test_user", "TapetesBloc18")
        assert client.get("/labs").status_code == 200


def test_a_delay_and_what_is_at_once(user: httpx.Client) -> None:
    trouble(user, {"delay": 0.4, "path": "^/labs", "times": 3})
    threads = [threading.Thread(target=user.get, args=("/labs?limit=1",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    user.get("/tags?limit=3")
    said = user.get("/_demo/requests").json()
    assert said["most_at_once"] == {"api": 3, "data": 0}
    asked = said["requests"]
    assert [one["path"] for one in asked] == ["/labs?limit=1"] * 3 + ["/tags?limit=3"]
    assert {one["method"] for one in asked} == {"GET"}
    assert {one["status"] for one in asked} == {200}
    assert all(one["seconds"] > 0.39 for one in asked[:3])
    assert asked[0]["at"] <= asked[3]["at"]
    assert user.delete("/_demo/requests").status_code == 204
    empty = {"most_at_once": {"api": 0, "data": 0}, "requests": []}
    assert user.get("/_demo/requests").json() == empty


def test_hung_up_before_and_after_it_is_done(user: httpx.Client) -> None:
    for word, is_made in (("drop", False), ("lose", True)):
        name = f"made-{word}"
        with contextlib.suppress(httpx.HTTPError):
            user.delete(f"/tags/{name}")
        with pytest.raises(httpx.NetworkError):
            user.post("/tags", json={"name": name}, headers={"X-Demo-Fault": word})
        assert (user.get(f"/tags/{name}").status_code == 200) is is_made


def test_cut_after_so_many_bytes(user: httpx.Client) -> None:
    trouble(user, {"cut": 100, "host": "data", "times": 1})
    address = httpx.URL(file_url(user))
    link = http.client.HTTPConnection(address.host, address.port or 0, timeout=30)
    with contextlib.closing(link):
        link.request("GET", address.raw_path.decode())
        with pytest.raises(http.client.IncompleteRead) as caught:
            link.getresponse().read()
    assert len(caught.value.partial) == 100
    assert len(user.get(str(address)).content) == 11328
    with pytest.raises(httpx.RemoteProtocolError):
        user.get("/sessions", headers={"X-Demo-Fault": "cut=0"})


def test_a_trickle(user: httpx.Client) -> None:
    url = file_url(user)
    answer = user.get(url, headers={"X-Demo-Fault": "trickle=40000"})
    assert len(answer.content) == 11328
    assert answer.elapsed.total_seconds() > 0.25
    assert "X-Demo-Wire" not in answer.headers


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"stauts": 503}, "there is no 'stauts'"),
        ({"status": 42}, "a number from 200 to 599"),
        ({"path": "/x"}, "nothing goes wrong"),
        ({"status": 500, "path": "("}, "a regular expression"),
        ({"delay": "soon"}, "could not convert"),
        ({"body": "xml"}, "one of html, broken"),
        ({"count": None}, "count=None"),
        ([1], "a rule is a JSON object"),
    ],
)
def test_a_rule_that_is_none_is_refused(user: httpx.Client, rule: object, words: str) -> None:
    answer = user.post("/_demo/faults", json=rule)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]
    assert user.get("/_demo/faults").json() == []


def test_other_requests_to_the_control(user: httpx.Client) -> None:
    assert user.post("/_demo/faults", content=b"{").status_code == 400
    assert user.get("/_demo/else").status_code == 404
    assert user.get("/_demo/tokens").status_code == 405
    assert user.post("/_demo/requests").status_code == 405
    bad = user.get("/labs", headers={"X-Demo-Fault": "oops=1"})
    assert bad.status_code == 400
    trouble(user, {"status": 500})
    put = user.put("/_demo/faults", json={"status": 502, "times": 1})
    assert put.json() == [{"status": 502, "times": 1, "seen": 0}]


def test_what_needs_the_proxy_says_so(demo_url: str) -> None:
    with httpx.Client(base_url=demo_url) as client:
        answer = client.post("/_demo/faults", json={"cut": 5})
        assert answer.status_code == 400
        assert "--proxy" in answer.json()["detail"]
        header = client.get("/api/schema", headers={"X-Demo-Fault": "drop"})
        assert header.status_code == 501
        assert "--proxy" in header.json()["detail"]


def test_faults_from_the_start_bring_the_proxy(tmp_path: Path) -> None:
    options = ("--fault", "drop,path=/labs", "--fault", "status=418,path=/tags")
    with start_demo(tmp_path, SIZE, *options) as url, httpx.Client(base_url=url) as client:
        with pytest.raises(httpx.NetworkError):
            client.get("/labs")
        assert client.get("/tags").status_code == 418


def test_another_schema_after_a_restart(tmp_path: Path) -> None:
    accept = {"Accept": "application/vnd.oai.openapi+json"}
    with start_demo(tmp_path) as url:
        port = url.rpartition(":")[2]
        assert "/notes" in httpx.get(f"{url}/api/schema", headers=accept).json()["paths"]
    options = ("--port", port, "--fault", "without=notes")
    with start_demo(tmp_path, SIZE, *options) as again:
        assert again == url
        assert "/notes" not in httpx.get(f"{url}/api/schema", headers=accept).json()["paths"]
