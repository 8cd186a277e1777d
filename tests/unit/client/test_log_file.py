"""The log file: a line a request, redacted, turned over, the user's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alyxtui.client import log_file
from alyxtui.client.log_file import LogFile
from alyxtui.client.trace import Entry
from alyxtui.errors import SettingsError


def test_lines_and_turns(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_file, "_LARGEST", 2000)
    path = home / "logs" / "requests.log"
    log = LogFile(path)
    for number in range(100):
        url = f"https://x.org/sessions?password=geheim&n={number}\x1b]"
        log.note(Entry(0.0, "GET", url, 200, 12, 0.083, number % 2, "", number % 3 == 0))
    log.close()
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["requests.log", "requests.log.1", "requests.log.2"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert "geheim" not in text
    assert "\x1b" not in text
    assert "GET  200  12 B  83 ms  server  retries 1  https://x.org" in text
    assert "n=99" in files[0].read_text(encoding="utf-8")
    if os.name != "nt":
        assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}


def test_a_file_that_cannot_be_written(home: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        LogFile(home)
