"""What hangs on a record, in words."""

from __future__ import annotations

import pytest

from alyxtui.domain.writes.hanging import Hanging


@pytest.mark.parametrize(
    ("endpoint", "count", "by", "words"),
    [
        ("insertions", 1, "session", "1 insertion refers to it by session"),
        ("surgeries", 1, "", "1 surgery refers to it"),
        ("trajectories", 1, "", "1 trajectory refers to it"),
        ("datasets", 12_000, "tags", "12,000 datasets refer to it by tags"),
        ("notes", None, "", "an unknown number of notes refer to it"),
    ],
)
def test_it_is_said_in_a_sentence(endpoint: str, count: int | None, by: str, words: str) -> None:
    assert Hanging(endpoint, count, by).words == words
