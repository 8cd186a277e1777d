"""``endpoints``, ``list``, ``get`` and the sign-in, on the demo."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alyxtui.settings.tokens import TokenStore

Run = Callable[..., Any]


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_endpoints(ask: Run) -> None:
    ended = ask("endpoints")
    assert (ended.code, ended.err) == (0, "")
    by_name = {one["name"]: one for one in json.loads(ended.out)}
    assert by_name["subjects"]["lookup"] == "nickname"
    assert "list" in by_name["sessions"]["actions"]
    table = ask("endpoints", "--format", "table")
    assert table.out.splitlines()[0].split() == ["endpoint", "group", "lookup", "actions"]


def test_endpoints_need_no_sign_in(run: Run, demo_url: str) -> None:
    assert run("endpoints", "--url", demo_url).code == 0


def test_one_endpoint_and_one_action(ask: Run) -> None:
    endpoint = json.loads(ask("endpoints", "sessions").out)
    assert endpoint["actions"]["list"]["method"] == "GET"
    action = json.loads(ask("endpoints", "sessions", "list").out)
    assert "subject" in {one["name"] for one in action["parameters"]}
    table = ask("endpoints", "sessions", "list", "--format", "table")
    assert "parameter" in table.out
    assert ask("endpoints", "sessions", "--format", "table").code == 0
    assert ask("endpoints", "sessions", "create", "--format", "table").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["endpoints", "session"], "sessions"),
        (["endpoints", "sessions", "lst"], "list"),
        (["list", "session"], "Did you mean sessions"),
        (["list", "sessions", "subjct=x"], "Did you mean subject"),
        (["list", "sessions", "--fields", "subjct"], "subject"),
        (["list", "projects", "--django", "name,x"], "takes no django filter"),
        (["list", "sessions", "--django", "subjct__nickname,x"], "Did you mean subject"),
        (["list", "sessions", "--django", "narrative__icontains,a,b"], "has no value"),
        (["url", "sessions", "alive=1"], "no filter"),
        (["url", "sessions", "--as", "urll"], "Did you mean url"),
        (["list", "subjects", "alive=1"], "true or false"),
        (["list", "weighings", "location=x"], "--force"),
        (["get", "session", "x"], "Did you mean sessions"),
        (["get", "procedures", "x"], "no read"),
    ],
    ids=" ".join,
)
def test_what_the_schema_does_not_have(ask: Run, arguments: list[str], said: str) -> None:
    ended = ask(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_list_prints_json_lines_and_says_how_many_there_are(ask: Run) -> None:
    ended = ask("list", "sessions", "--limit", "3")
    records = lines(ended.out)
    assert ended.code == 0
    assert len(records) == 3
    assert ended.err.startswith("3 of ")
    assert json.loads(ask("list", "sessions", "--limit", "3", "--format", "json").out) == records


def test_without_a_limit_the_first_250(ask: Run) -> None:
    ended = ask("list", "datasets")
    assert len(lines(ended.out)) == 250
    assert ended.err.startswith("250 of ")


def test_more_than_a_page_is_fetched_in_pages(ask: Run) -> None:
    total = int(ask("list", "datasets", "--count").out)
    assert total > 520
    ended = ask("list", "datasets", "--limit", "520", "--fields", "url")
    urls = [record["url"] for record in lines(ended.out)]
    assert len(urls) == len(set(urls)) == 520
    everything = ask("list", "datasets", "--limit", "100000", "--fields", "url")
    assert len(lines(everything.out)) == total
    assert everything.err == ""


def test_count_and_filters(ask: Run) -> None:
    subject = lines(ask("list", "sessions", "--limit", "1").out)[0]["subject"]
    count = int(ask("list", "sessions", f"subject={subject}", "--count").out)
    assert 0 < count < int(ask("list", "sessions", "--count").out)
    found = lines(ask("list", "sessions", "--limit", "1000", f"subject={subject}").out)
    assert len(found) == count
    assert {record["subject"] for record in found} == {subject}
    expression = f"subject__nickname,{subject}"
    by_django = ask("list", "sessions", "--django", expression, "--count")
    assert int(by_django.out) == count


def test_force_sends_what_the_schema_does_not_know(ask: Run) -> None:
    ended = ask("list", "sessions", "no_such=1", "--force", "--count")
    assert (ended.code, ended.out) == (0, ask("list", "sessions", "--count").out)


def test_fields_and_a_table(ask: Run) -> None:
    (record,) = lines(ask("list", "sessions", "--limit", "1", "--fields", "subject,lab").out)
    assert list(record) == ["subject", "lab"]
    table = ask("list", "sessions", "--limit", "2", "--fields", "subject,lab", "--format", "table")
    heading, *rows = table.out.splitlines()
    assert heading.split() == ["subject", "lab"]
    assert len(rows) == 2
    assert rows[0].split()[0] == record["subject"]


def test_no_records_at_all(ask: Run) -> None:
    for form, out in (("jsonl", ""), ("json", "[]\n"), ("table", "")):
        ended = ask("list", "sessions", "subject=nobody at all", "--format", form)
        assert (ended.code, ended.out) == (0, out)


def test_the_server_refuses_a_filter(ask: Run) -> None:
    ended = ask("list", "sessions", "--django", "no_field,1", "--force")
    assert (ended.code, ended.out) == (1, "")
    assert "no_field" in ended.err
    assert "It has: auto_datetime" in ended.err


def test_get_by_id_and_by_address(ask: Run) -> None:
    listed = lines(ask("list", "sessions", "--limit", "1").out)[0]
    by_id = ask("get", "sessions", listed["id"])
    assert by_id.code == 0
    assert json.loads(by_id.out)["subject"] == listed["subject"]
    assert ask("get", "sessions", listed["url"]).out == by_id.out
    path = f"/sessions/{listed['id']}"
    for elsewhere in (
        ask("get", "sessions", f"https://elsewhere.example{path}"),
        ask("get", "subjects", listed["url"]),
        ask("api", "GET", f"https://elsewhere.example{path}"),
    ):
        assert (elsewhere.code, elsewhere.out) == (2, "")
        assert "not an address of" in elsewhere.err
    assert json.loads(ask("api", "GET", listed["url"]).out) == json.loads(by_id.out)
    field = ask("get", "sessions", listed["id"], "--field", "subject")
    assert json.loads(field.out) == listed["subject"]
    (project,) = json.loads(by_id.out)["projects"][:1]
    for path in ("projects.0", "projects[0]"):
        assert json.loads(ask("get", "sessions", listed["id"], "--field", path).out) == project
    missing = ask("get", "sessions", listed["id"], "--field", "subjct")
    assert (missing.code, missing.out) == (2, "")
    assert "Did you mean subject" in missing.err


@pytest.mark.parametrize(
    ("endpoint", "key"),
    [
        ("sessions", "00000000-0000-0000-0000-000000000000"),
        ("sessions", "not a uuid"),
        ("subjects", "no such subject"),
        ("projects", "a/b"),
    ],
)
def test_a_record_that_is_not_there(ask: Run, endpoint: str, key: str) -> None:
    ended = ask("get", endpoint, key)
    assert (ended.code, ended.out) == (1, "")
    assert "Not found" in ended.err
    if "/" in key:
        assert "/" in ended.err


def test_nobody_signed_in(run: Run, demo_url: str) -> None:
    ended = run("list", "sessions", "--url", demo_url)
    assert (ended.code, ended.out) == (3, "")
    assert "alyxtui login" in ended.err
    assert run("whoami", "--url", demo_url).code == 3


def test_a_wrong_password_and_a_bad_token(ask: Run) -> None:
    ended = ask("list", "sessions", ALYXTUI_PASSWORD="wr0ng")
    assert (ended.code, ended.out) == (3, "")
    assert "ALYXTUI_PASSWORD" in ended.err
    assert "wr0ng" not in ended.err
    bad = ask("list", "sessions", ALYXTUI_TOKEN="0" * 40, ALYXTUI_PASSWORD="")
    assert bad.code == 3
    assert "0" * 40 not in bad.err


def test_login_keeps_a_token_that_the_others_use(ask: Run, run: Run, demo_url: str) -> None:
    ended = ask("login")
    assert ended.code == 0
    assert "test_user" in ended.err
    told = run("whoami", "--url", demo_url)
    assert json.loads(told.out)["user"] == "test_user"
    assert run("list", "sessions", "--count", "--url", demo_url).code == 0
    assert run("list", "sessions", "--url", demo_url, "--once").code == 3
    assert run("logout", "--url", demo_url).code == 0
    assert TokenStore().users(demo_url) == []
    assert run("whoami", "--url", demo_url).code == 3
    assert run("logout", "--url", demo_url).code == 0


def test_a_broken_token_file_is_said_once_and_nothing_more(
    ask: Run, run: Run, demo_url: str
) -> None:
    path = TokenStore().path
    path.parent.mkdir(parents=True)
    path.write_text("{")
    ended = run("list", "sessions", "--url", demo_url)
    assert ended.code == 3
    assert ended.err.count(str(path) + ".broken") == 1


def start(arguments: list[str], demo_url: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "alyxtui", *arguments],
        env={
            **os.environ,
            "ALYXTUI_URL": demo_url,
            "ALYXTUI_USER": "test_user",
            "ALYXTUI_PASSWORD": "TapetesBloc18",
        },
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_reader_that_leaves_ends_it_quietly(demo_url: str) -> None:
    arguments = ["list", "datasets", "--limit", "500"]
    with start(arguments, demo_url, stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        json.loads(child.stdout.readline())
        child.stdout.close()
        err = child.stderr.read()
    assert (child.returncode, err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [["endpoints"], ["list", "--help"]], ids=" ".join)
def test_a_full_disk_is_said(demo_url: str, arguments: list[str]) -> None:
    with (
        Path("/dev/full").open("w") as full,
        start(arguments, demo_url, stdout=full) as child,
    ):
        _, err = child.communicate(timeout=60)
    assert child.returncode == 1
    assert "cannot be written" in err
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def test_numbers_that_are_none_stay(ask: Run) -> None:
    held = ask("list", "trajectories", "--limit", "1000")
    odd = [
        record
        for record in lines(held.out)
        if any(isinstance(value, float) and math.isnan(value) for value in record.values())
    ]
    assert odd
    ended = ask("get", "trajectories", odd[0]["id"])
    assert ended.code == 0
    assert ": NaN" in ended.out


def test_a_nickname_that_two_subjects_share(ask: Run) -> None:
    names = [record["nickname"] for record in lines(ask("list", "subjects", "--limit", "1000").out)]
    twice = {name for name in names if names.count(name) > 1}
    assert twice
    ended = ask("get", "subjects", twice.pop())
    assert (ended.code, ended.out) == (1, "")
    assert "more than one" in ended.err
    assert "not unique" in ended.err


def test_an_ascii_stream_gets_the_same_json(ask: Run) -> None:
    arguments = ["list", "users", "--limit", "1000"]
    plain = ask(*arguments, PYTHONIOENCODING="ascii")
    assert plain.code == 0
    assert plain.out.isascii()
    assert lines(plain.out) == lines(ask(*arguments).out)
