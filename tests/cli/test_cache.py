"""``alyxtui cache``: what is kept, and forgetting it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from alyxtui.cli.main import main
from alyxtui.client.keeper import FILE_NAME
from alyxtui.client.store import AnswerStore
from alyxtui.paths import user_cache
from alyxtui.settings.tokens import TokenStore


def kept_files(home: Path) -> list[Path]:
    return list((home / "cache").rglob(FILE_NAME))


def test_kept_said_and_forgotten(
    demo_url: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALYXTUI_URL", demo_url)
    monkeypatch.setenv("ALYXTUI_USER", "test_user")
    monkeypatch.setenv("ALYXTUI_PASSWORD", "TapetesBloc18")
    assert main(["list", "sessions", "--limit", "3", "--no-cache"]) == 0
    assert main(["list", "sessions", "--limit", "3", "--once"]) == 0
    assert kept_files(home) == []

    log = home / "requests.log"
    assert main(["list", "sessions", "--limit", "3", "--log", str(log)]) == 0
    assert kept_files(home) == [user_cache(demo_url, "test_user") / FILE_NAME]
    said = log.read_text()
    assert "GET" in said
    assert "/sessions?limit=3" in said
    assert "TapetesBloc18" not in said

    capsys.readouterr()
    assert main(["cache", "info", "--format", "jsonl"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["user"], found["answers"]) == ("test_user", 1)
    assert main(["cache", "info", "--user", "nobody", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["cache", "clear", "--user", "nobody"]) == 0
    assert kept_files(home)
    assert main(["cache", "clear"]) == 0
    assert kept_files(home) == []

    # Signing out takes what was kept with it, also of who has signed in by variables only.
    for signed_in in ([], ["login", "--no-input"]):
        assert main(["get", "labs", "cortexlab"]) == 0
        assert kept_files(home)
        assert not signed_in or main(signed_in) == 0
        assert main(["logout"]) == 0
        assert kept_files(home) == []

    # A cache that cannot be used is in nobody's way.
    monkeypatch.setenv("ALYXTUI_CACHE_DIR", str(home / ("x" * 300)))
    assert main(["login", "--no-input"]) == 0
    capsys.readouterr()
    assert main(["get", "labs", "cortexlab"]) == 0
    zone = json.loads(capsys.readouterr().out)["timezone"]
    for other in ("Asia/Tokyo", zone):
        assert main(["patch", "labs", "cortexlab", f"timezone={other}", "--yes"]) == 0
    assert capsys.readouterr().out.count('"result": "done"') == 2
    assert main(["logout"]) == 0
    assert "The cache cannot be looked into" in capsys.readouterr().err
    assert TokenStore().users(demo_url) == []
    assert main(["cache", "clear"]) == 1


def test_a_write_by_whomever_makes_stale_what_is_kept(
    demo_url: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALYXTUI_URL", demo_url)
    with monkeypatch.context() as known:
        known.setenv("ALYXTUI_USER", "test_user")
        known.setenv("ALYXTUI_PASSWORD", "TapetesBloc18")
        assert main(["login", "--no-input"]) == 0
    capsys.readouterr()
    assert main(["get", "labs", "cortexlab"]) == 0
    zone = json.loads(capsys.readouterr().out)["timezone"]
    address = f"{demo_url}/sessions?limit=1"
    token = TokenStore().get(demo_url, "test_user")
    # Whose a token of the variables is, Alyx 3.6.1 does not tell.
    for flag, variable, after in (
        ("--no-cache", "", "Asia/Tokyo"),
        ("--no-input", "ALYXTUI_TOKEN", zone),
    ):
        assert main(["list", "sessions", "--limit", "1"]) == 0
        with closing(AnswerStore(user_cache(demo_url, "test_user") / FILE_NAME, 0)) as store:
            before = store.get(address)
            with monkeypatch.context() as unknown:
                if variable:
                    unknown.setenv(variable, token)
                write = ["patch", "labs", "cortexlab", f"timezone={after}", "--yes", flag]
                assert main(write) == 0
            stale = store.get(address)
        assert before is not None
        assert stale is not None
        assert (before.current, stale.current) == (True, False)
