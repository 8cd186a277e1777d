"""The commands that write, as a script uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from alyxtui.cli.main import main
from tests.writes.conftest import COMMAND, Ask, Server, asked, trouble

Record = dict[str, Any]


def make_tasks(server: Server, name: str, count: int) -> list[str]:
    """Errored tasks; Alyx wants name, session and arguments to be unique together."""
    made = []
    for number in range(count):
        body: Record = {"name": name, "status": "Errored", "log": "boom", "session": None}
        body["arguments"] = {"a": number}
        made.append(str(server.post("/tasks", json=body).raise_for_status().json()["id"]))
    return made


def status(server: Server, key: str) -> Any:
    return server.get(f"/tasks/{key}").json()["status"]


def test_one_record_from_diff_to_undo(ask: Ask, server: Server, session: Record) -> None:
    key, path = session["id"], f"/sessions/{session['id']}"
    dry = ask("patch", "sessions", key, "qc=PASS", "--dry-run")
    assert (dry.code, dry.lines) == (
        0,
        [{"id": key, "field": "qc", "old": "NOT_SET", "new": "PASS"}],
    )
    unasked = ask("patch", "sessions", key, "qc=PASS")
    assert (unasked.code, unasked.out) == (2, "")
    assert "--yes" in unasked.err
    other = ask("patch", "sessions", key, "qc=PASS", "--if", "qc=FAIL", "--yes")
    assert (other.code, other.out) == (6, "")
    assert "The condition does not hold" in other.err
    assert server.get(path).json()["qc"] == "NOT_SET"
    server.delete("/_demo/requests")
    done = ask("patch", "sessions", path, "qc=PASS", "--if", "qc=NOT_SET", "--yes")
    assert done.code == 1, "a path is no id"
    done = ask("patch", "sessions", session["url"], "qc=PASS", "--if", "qc=NOT_SET", "--yes")
    assert (done.code, done.json["result"]) == (0, "done")
    assert asked(server, "PATCH") == [f"PATCH {path}"]
    assert ask("patch", "sessions", key, "qc=PASS", "--yes").json["result"] == "so already"
    (entry,) = ask("journal").lines
    assert (entry["user"], entry["before"], entry["after"]) == (
        "test_user",
        {"qc": "NOT_SET"},
        {"qc": "PASS"},
    )
    assert ask("journal", "undo", "--dry-run").json["new"] == "NOT_SET"
    assert ask("journal", "undo", "--yes").code == 0
    assert server.get(path).json()["qc"] == "NOT_SET"
    assert ask("journal", "undo", "--yes").code == 2
    assert [one["undone_by"] for one in ask("journal").lines] == [None, 2]


def test_what_cannot_be_taken_back_names_the_one_before(
    ask: Ask, server: Server, session: Record
) -> None:
    assert ask("patch", "sessions", session["id"], "qc=PASS", "--yes").code == 0
    assert ask("create", "imaging-stack", "name=a stack", "--yes").code == 0
    first, last = (one["write"] for one in reversed(ask("journal").lines))
    refused = ask("journal", "undo", "--yes")
    assert refused.code == 2
    assert "imaging-stack has no delete" in refused.err
    assert f"journal undo {first} (patch sessions/" in refused.err
    assert "journal undo" not in ask("journal", "undo", str(last), "--yes").err
    assert ask("journal", "undo", str(first), "--yes").code == 0
    assert server.get(f"/sessions/{session['id']}").json()["qc"] == "NOT_SET"


def test_what_refers_to_nothing_any_more_is_null(ask: Ask, server: Server, session: Record) -> None:
    key, path = session["id"], f"/sessions/{session['id']}"
    name = server.get("/locations").json()["results"][0]["name"]
    for text in (name, ""):
        ended = ask("patch", "sessions", key, f"location={text}", "--yes")
        assert (ended.code, ended.json["result"]) == (0, "done"), ended.err
    assert server.get(path).json()["location"] is None


def test_the_four_json_operations(ask: Ask, server: Server, session: Record) -> None:
    key, path = session["id"], f"/sessions/{session['id']}"

    def now() -> Any:
        return server.get(path).json()["json"]

    def change(what: str, *words: str) -> None:
        ended = ask("json", what, "sessions", key, "json", *words, "--yes")
        assert ended.code == 0, ended.err

    change("write", '{"a": {"x": 1}, "b": 2}')
    assert now() == {"a": {"x": 1}, "b": 2}
    change("update", "c=text", "a.y:=5")
    assert now() == {"a": {"x": 1, "y": 5}, "b": 2, "c": "text"}
    change("update", 'a:={"z": 1}', "--deep")
    assert now() == {"a": {"x": 1, "y": 5, "z": 1}, "b": 2, "c": "text"}
    change("update", 'a:={"z": 1}', "--if", "json.a.x=1", "--if", "json.c=text")
    change("remove-key", "c", "b")
    assert now() == {"a": {"z": 1}}
    twice = ask(
        "json", "write", "sessions", key, "json", '{"a": 1, "b": {"c": 1, "c": 2}}', "--yes"
    )
    assert (twice.code, "c comes twice" in twice.err) == (2, True)
    assert now() == {"a": {"z": 1}}
    change("write", '{"trials": [1, 2, 3]}')
    refused = ask("json", "update", "sessions", key, "json", "trials.0=9", "--yes")
    assert (refused.code, "json.trials holds a list" in refused.err) == (2, True)
    assert now() == {"trials": [1, 2, 3]}
    change("clear")
    assert now() is None
    questioned = ask("patch", "sessions", key, 'json={"a": 1}', "--yes")
    assert (questioned.code, questioned.out) == (2, "")
    assert "json:=" in questioned.err


def test_create_update_and_delete(ask: Ask, server: Server) -> None:
    server.delete("/tags/made-here")
    made = ask("create", "tags", "name=made-here", "public=true", "--yes")
    assert (made.code, made.json["public"]) == (0, True)
    sure = ("--yes", "--confirm-tag", "made-here")
    put = ask("update", "tags", "made-here", "name=made-here", "description=x", *sure)
    assert put.code == 0, put.err
    assert server.get("/tags/made-here").json()["description"] == "x"
    assert ask("delete", "tags", "made-here", *sure).code == 0
    assert server.get("/tags/made-here").status_code == 404
    undone = ask("journal", "undo", "--yes")
    assert "new record" in undone.err
    assert server.get("/tags/made-here").json()["description"] == "x"
    server.delete("/tags/made-here")


def test_many_from_stdin_and_from_a_query(ask: Ask, server: Server) -> None:
    keys = make_tasks(server, "many", 3)
    server.patch(f"/tasks/{keys[2]}", json={"status": "Held"}).raise_for_status()
    where = ("--where", "name=many")
    refused = ask("patch", "tasks", *where, "status=Waiting", "--expect", "2", "--yes")
    assert (refused.code, refused.out) == (6, "")
    ids = "\n".join(keys)
    ended = ask(
        "patch", "tasks", "-", "status=Waiting", "--if", "status=Errored", "--yes", stdin=ids
    )
    assert ended.code == 0, ended.err
    assert [line["result"] for line in ended.lines] == ["done", "done", "skipped"]
    assert "status is Held" in ended.err
    assert [status(server, key) for key in keys] == ["Waiting", "Waiting", "Held"]
    alone = ask("patch", "tasks", "-", "status=Waiting", "--if", "status=x", "--yes", stdin=keys[0])
    assert (alone.code, alone.json["result"]) == (0, "skipped")
    missing = "00000000-0000-0000-0000-000000000000"
    partly = ask("patch", "tasks", "-", "log=", "--yes", stdin=f"{ids}\n{missing}\n")
    assert partly.code == 5
    assert [line["result"] for line in partly.lines] == [*["done"] * 3, "failed"]
    nothing = ask("delete", "tasks", "-", "--yes", stdin="")
    assert (nothing.code, nothing.out) == (0, "")
    undone = ask("journal", "undo", "--yes")
    assert undone.code == 0, undone.err
    assert {server.get(f"/tasks/{key}").json()["log"] for key in keys} == {"boom"}
    merged = ask("json", "update", "tasks", *where, "arguments", "b:=2", "--expect", "3", "--yes")
    assert merged.code == 0, merged.err
    assert server.get(f"/tasks/{keys[0]}").json()["arguments"] == {"a": 0, "b": 2}
    assert ask("delete", "tasks", *where, "--expect", "3", "--yes").code == 0
    assert server.get("/tasks?name=many").json()["count"] == 0


def test_json_lines_make_records(ask: Ask, server: Server) -> None:
    lines = "\n".join(
        json.dumps({"name": f"line {number}", "session": None}) for number in range(2)
    )
    ended = ask("create", "tasks", "-", "status=Held", "--yes", stdin=lines)
    assert ended.code == 0, ended.err
    keys = [line["id"] for line in ended.lines]
    assert [server.get(f"/tasks/{key}").json()["name"] for key in keys] == ["line 0", "line 1"]
    listed = "\n".join(json.dumps({"id": key, "name": "x"}) for key in keys)
    assert ask("delete", "tasks", "-", "--yes", stdin=listed).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["patch", "sessions", "an-id", "narative=x", "--yes"], 1, "Not found"),
        (["patch", "weighings", "an-id", "weight=2", "--yes"], 2, "delete it and make a new one"),
    ],
    ids=["no record", "no patch"],
)
def test_what_the_server_does_not_have(
    ask: Ask, server: Server, arguments: list[str], code: int, said: str
) -> None:
    ended = ask(*arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert asked(server, "PATCH") == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["patch", "sessions", "qc=PASS"], "never means all"),
        (["patch", "sessions"], "never means all"),
        (["delete", "sessions"], "never means all"),
        (["update", "sessions", "narrative=x"], "never means all"),
        (["patch", "sessions", "an-id"], "No field"),
        (["patch", "sessions", "an-id", "--where", "qc=PASS", "qc=FAIL"], "not both"),
        (["patch", "sessions", "an-id", "qc=PASS", "qc=FAIL"], "more than once"),
        (["create", "sessions"], "No fields"),
        (["create", "sessions", "nonsense", "--yes"], "no key=value"),
        (["delete", "sessions", "an-id", "qc=PASS"], "no place"),
        (["json", "clear", "sessions", "an-id"], "No field"),
        (["json", "write", "sessions", "an-id", "json", "{"], "no JSON"),
        (["json", "remove-key", "sessions", "an-id", "json"], "No key"),
        (["api", "PUSH", "/labs"], "no method"),
        (["outbox", "drop"], "which writes"),
    ],
    ids=" ".join,
)
def test_what_does_not_fit(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No server is asked: there is none in the settings of this test."""
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert (told.out, said in told.err) == ("", True)


def test_what_is_nested_too_deep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text('{"json": ' + "[" * 900 + "]" * 900 + "}")
    assert main(["api", "PATCH", "/sessions/an-id", "--data", str(deep), "--yes"]) == 2
    assert "nested deeper than 200 levels" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["flag", "variable", "rights"])
def test_who_may_only_read(ask: Ask, server: Server, session: Record, how: str) -> None:
    arguments = ["patch", "sessions", session["id"], "qc=PASS", "--yes"]
    more = {}
    if how == "flag":
        arguments.append("--read-only")
    elif how == "variable":
        more = {"ALYXTUI_READ_ONLY": "1"}
    else:
        more = {
            "ALYXTUI_USER": "public_user",
            "ALYXTUI_PASSWORD": "public",
            "ALYXTUI_TOKEN": "",
        }
    server.delete("/_demo/requests")
    ended = ask(*arguments, **more)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.count("may only read") == 1
    # Said before anything of the record was asked.
    assert not [one for one in asked(server) if "/sessions" in one]


def test_any_request_and_the_registration_actions(
    ask: Ask, server: Server, session: Record, tmp_path: Path
) -> None:
    path = f"/sessions/{session['id']}"
    body = tmp_path / "body.json"
    body.write_text('{"narrative": "by hand"}')
    assert ask("api", "get", path).json["narrative"] == "before"
    assert ask("api", "PATCH", path, "--data", str(body)).code == 2
    elsewhere = f"https://other.example{path}"
    for arguments in (
        ("api", "DELETE", elsewhere),
        ("delete", "sessions", elsewhere),
        ("delete", "subjects", session["url"]),
    ):
        refused = ask(*arguments, "--yes")
        assert (refused.code, refused.out) == (2, "")
        assert "not an address of" in refused.err
    assert ask("api", "PATCH", path, "--data", str(body), "--yes").json["narrative"] == "by hand"
    (entry,) = ask("journal").lines
    assert (entry["verb"], entry["path"], entry["result"]) == ("raw", path, "done")
    assert ask("journal", "undo", str(entry["write"]), "--yes").code == 2
    body.write_text('{"username": "test_user", "password": "TapetesBloc18"}')
    assert "token" in ask("api", "post", "/auth-token", "--data", str(body), "--yes").json
    assert "TapetesBloc18" not in ask("journal").out
    start = {"start_time": "2026-01-15T10:00:00", "number": 1, "subject": "KS022", "projects": []}
    made = server.post("/sessions", json={**start, "lab": "cortexlab"}).raise_for_status().json()
    where = "KS022/2026-01-15/001/alf"
    missing = ask("register", f"path={where}", "--yes")
    assert missing.code == 2
    assert "filenames" in missing.err
    registered = ask(
        "register", f"path={where}", "filenames=spikes.times.npy", "filesizes=5", "--yes"
    )
    assert registered.code == 0, registered.err
    dataset = registered.json[0]
    assert dataset["name"] == "spikes.times.npy"
    counted = ask("new-download", f"datasets={dataset['id']}", "--yes")
    assert counted.json["count"] == [1]
    assert ask("check-protected", where, "spikes.times.npy").code == 0
    assert isinstance(ask("sync-file-status").json, list)
    server.delete(f"/sessions/{made['id']}")


def test_a_throttle_is_waited_out_and_a_refusal_is_told(
    ask: Ask, server: Server, session: Record
) -> None:
    trouble(server, status=429, retry=1, method="PATCH", times=1)
    ended = ask("patch", "sessions", session["id"], "qc=PASS", "--yes")
    assert ended.code == 0, ended.err
    assert len(asked(server, "PATCH")) == 2
    refused = ask("patch", "sessions", session["id"], "subject=nobody at all", "--yes")
    assert (refused.code, refused.out) == (1, "")
    assert "nobody at all" in refused.err
    (last, *_) = ask("journal").lines
    assert (last["result"], last["body"]) == ("refused", {"subject": "nobody at all"})


def test_a_person_at_a_terminal_is_asked(variables: dict[str, str], server: Server) -> None:
    pty = pytest.importorskip("pty", reason="pseudo-terminals are of POSIX")
    (key,) = make_tasks(server, "asked", 1)

    def type_(word: str, *arguments: str, meanwhile: str = "") -> int:
        control, terminal = pty.openpty()
        with subprocess.Popen(
            [*COMMAND, *arguments], env=variables, stdin=terminal, stdout=terminal, stderr=terminal
        ) as child:
            os.close(terminal)
            seen = b""
            try:
                while piece := os.read(control, 4096):
                    if b"Type " not in seen and b"Type " in seen + piece:
                        if meanwhile:
                            server.patch(f"/tasks/{key}", json={"status": meanwhile})
                        os.write(control, f"{word}\n".encode())
                    seen += piece
            except OSError:
                pass
            child.wait(60)
        os.close(control)
        assert b"test_user" in seen
        return child.returncode

    assert type_("n", "patch", "tasks", key, "status=Held") == 2
    assert status(server, key) == "Errored"
    assert type_("y", "patch", "tasks", key, "status=Held") == 0
    assert status(server, key) == "Held"
    condition = ("--if", "status=Held")
    assert type_("y", "patch", "tasks", key, "log=mine", *condition, meanwhile="Complete") == 6
    assert server.get(f"/tasks/{key}").json()["log"] == "boom"
    assert type_("y", "delete", "tasks", key) == 2
    assert type_(key, "delete", "tasks", key) == 0
    assert server.get(f"/tasks/{key}").status_code == 404


def test_textual_is_never_loaded(variables: dict[str, str], session: Record) -> None:
    program = (
        "import sys; from alyxtui.cli.main import main; code = main(sys.argv[1:]);"
        "sys.exit(code or 'textual' in sys.modules)"
    )
    arguments = ["patch", "sessions", session["id"], "narrative=x", "--yes"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=variables, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
