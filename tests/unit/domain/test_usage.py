"""Which endpoints are used, most and lately first."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from alyxtui.domain.usage import Usage

URL = "http://alyx.example"
WEEK = 7 * 86_400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "usage.json"


def test_the_most_used_come_first(path: Path) -> None:
    usage = Usage(URL, path=path)
    assert usage.most_used(5) == []
    for name in ("labs", "sessions", "sessions"):
        usage.note(name)
    assert usage.most_used(5) == ["sessions", "labs"]
    assert usage.most_used(1) == ["sessions"]
    assert Usage("http://other.example", path=path).most_used(5) == []


def test_old_uses_count_less_and_are_forgotten(path: Path) -> None:
    usage = Usage(URL, path=path)
    now = time.time()
    path.write_text(json.dumps({URL: {"labs": [3, now - 2 * WEEK], "tags": [1, now - 9 * WEEK]}}))
    usage.note("sessions")
    assert usage.most_used(5) == ["sessions", "labs"]
    assert "tags" not in path.read_text()


def test_nothing_is_kept_unless_wanted(path: Path) -> None:
    usage = Usage(URL, path=path, keep=False)
    usage.note("labs")
    assert usage.most_used(5) == []
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"http://alyx.example": 3}', '{"http://alyx.example": {"a": [1], "b": [1, "x"]}}',
     '{"http://alyx.example": {"a": [NaN, 1], "b": [true, 1], "c": [1e99, 1]}}'],
)  # fmt: skip
def test_a_broken_file_is_no_use(path: Path, content: str) -> None:
    path.write_text(content)
    usage = Usage(URL, path=path)
    assert usage.most_used(5) == []
    usage.note("labs")
    assert usage.most_used(5) == ["labs"]


def test_no_use_of_several_programs_is_lost(path: Path) -> None:
    def run() -> None:
        for _ in range(20):
            Usage(URL, path=path).note("labs")

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    score, _ = json.loads(path.read_text())[URL]["labs"]
    assert score == pytest.approx(80, abs=0.5)
