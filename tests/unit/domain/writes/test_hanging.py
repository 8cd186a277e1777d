"""What hangs on a record, in words."""

from __future__ import annotations

import pytest

from alyxtui.domain.writes.hanging import Hanging


@pytest.mark.parametrize(
    ("endpoint", "count", "words"),
    [
        ("insertions", 1, "1 insertion refers to it"),
        ("surgeries", 1, "1 surgery refers to it"),
        ("datasets", 12_000, "12,000 datasets refer to it"),
        ("notes", None, "an unknown number of notes refer to it"),
    ],
)
def test_it_is_said_in_a_sentence(endpoint: str, count: int | None, words: str) -> None:
    assert Hanging(endpoint, count).words == words
