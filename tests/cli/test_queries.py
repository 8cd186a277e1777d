"""Queries on the command line: what is sent, what is said, and ``alyxtui url``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

Run = Callable[..., Any]


def pairs(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)


def test_url_prints_what_list_would_send(run: Run, demo_url: str) -> None:
    ended = run(
        "url", "sessions", "task_protocol=ephys", "--django", "tasks__status,40", "--url", demo_url
    )
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{demo_url}/sessions?")
    assert pairs(ended.out.strip()) == [("task_protocol", "ephys"), ("django", "tasks__status,40")]


def test_every_form(ask: Run) -> None:
    ended = ask("url", "sessions", "histology=yes", "--as", "url,curl,one", ALYXTUI_TOKEN="a" * 40)
    url, curl, one = ended.out.splitlines()
    assert url.endswith("/sessions?histology=True")
    assert curl.startswith('curl -H "Authorization: Token $ALYX_TOKEN" ')
    assert "a" * 40 not in ended.out
    assert one == "one.alyx.rest('sessions', 'list', histology=True)"


@pytest.mark.parametrize(
    ("arguments", "sent", "said"),
    [
        (["sessions", "--django", "qc,FAIL"], [("django", "qc,40")], "sent as 40"),
        (["weighings", "user=test_user"], [("django", "user__username,test_user")], "takes an id"),
        (
            ["sessions", "project=ibl"],
            [("project", "ibl"), ("django", "pk__isnull,False")],
            "repeats rows",
        ),
        (
            ["sessions", "--django", "extended_qc__contains,{'a': 1, 'b': 2}"],
            [("django", "extended_qc__contains,({'a': 1, 'b': 2})")],
            "brackets",
        ),
        (["sessions", 'users:=["a", "b"]'], [("users", "a,b")], ""),
        (
            ["sessions", "subject=KS022 | DY_003"],
            [("django", "subject__nickname__iregex,^(KS022|DY_003)$")],
            "subject is any of KS022, DY_003",
        ),
        (["sessions", "no_such=1", "--force"], [("no_such", "1")], ""),
        (["sessions", "--django", "a,b,c", "--force"], [("django", "a,b,c")], ""),
        (["sessions", "--django", "qc,FAIL", "--force"], [("django", "qc,FAIL")], ""),
        (
            ["sessions", "--django", "a,{'b': 1}, c,d", "--force"],
            [("django", "a,{'b': 1}, c,d")],
            "",
        ),
    ],
)
def test_what_is_changed_is_said(
    ask: Run, arguments: list[str], sent: list[tuple[str, str]], said: str
) -> None:
    ended = ask("url", *arguments)
    assert ended.code == 0
    assert pairs(ended.out.strip()) == sent
    assert said in ended.err
    assert bool(ended.err) == bool(said)


def test_days_are_put_in(ask: Run) -> None:
    (sent,) = pairs(ask("url", "sessions", "date_range=-7d..").out.strip())
    assert sent[0] == "date_range"
    assert sent[1].endswith(",2262-04-11")


def test_what_cannot_be_read_can_be_forced(ask: Run) -> None:
    ended = ask("url", "sessions", "--django", "a,b,c")
    assert ended.code == 2
    assert "--force" in ended.err


def test_mended_queries_find_what_was_meant(ask: Run) -> None:
    def count(*arguments: str) -> int:
        return int(ask("list", *arguments, "--count").out)

    assert count("sessions", "--django", "qc,FAIL") == count("sessions", "qc=FAIL") > 0
    assert count("weighings", "user=test_user") == count(
        "weighings", "--django", "user__username,test_user"
    )
    two = "subject__nickname,KS022 | KS023"
    assert count("sessions", "--django", two) == count("sessions", "subject=KS022 | KS023") > 0
    above = [count("sessions", "--django", f"extended_qc___task_iti_delays__gt,{number}")
             for number in ("0.9", "9e-1", "(-1e0)", "-1.0")]  # fmt: skip
    assert above[0] == above[1] < above[2] == above[3]
    repeated = count("sessions", "dataset_qc_lte=PASS", "--force")
    assert count("sessions", "dataset_qc_lte=PASS") < repeated


def test_a_long_list_of_ids_is_asked_in_parts(ask: Run) -> None:
    listed = ask("list", "datasets", "--limit", "150", "--fields", "url").out
    ids = [json.loads(line)["url"].rpartition("/")[2] for line in listed.splitlines()]
    expression = f"pk__in,{ids}"
    assert ask("list", "datasets", "--django", expression, "--count").out == "150\n"
    found = ask("list", "datasets", "--django", expression, "--fields", "url")
    assert found.code == 0
    assert sorted(found.out.splitlines()) == sorted(listed.splitlines())
    few = ask("list", "datasets", "--django", expression, "--limit", "7")
    assert len(few.out.splitlines()) == 7
    assert few.err == "7 of at most 150\n"
    assert len(ask("url", "datasets", "--django", expression).out.splitlines()) > 1


def test_one_query_or_another_gives_each_record_once(ask: Run) -> None:
    def ids(*filters: str) -> set[str]:
        lines = ask("list", "sessions", *filters, "--fields", "id", "--limit", "1000").out
        found = [str(json.loads(line)["id"]) for line in lines.splitlines()]
        assert len(set(found)) == len(found)
        return set(found)

    either = ids("lab=cortexlab", "or=task_protocol=ephys")
    assert either == ids("lab=cortexlab") | ids("task_protocol=ephys")
    assert len(either) < len(ids("lab=cortexlab")) + len(ids("task_protocol=ephys"))
    failed, passed = "extended_qc=task__iexact,fail", "extended_qc=task,PASS"
    assert ids(failed, f"or={passed}") == ids(failed) | ids(passed)
    assert ids(failed)
    assert ids(passed)


def test_an_error_of_the_server_is_explained(ask: Run) -> None:
    ended = ask("list", "sessions", "--django", "number__in,5", "--force")
    assert ended.code == 1
    assert "wants several values" in ended.err
