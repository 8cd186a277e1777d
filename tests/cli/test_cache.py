"""``alyxtui cache``: what is kept, and forgetting it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alyxtui.cli.main import main
from alyxtui.client.keeper import FILE_NAME
from alyxtui.paths import user_cache


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
