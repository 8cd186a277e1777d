"""The captured files, as parameters of tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import _CAPTURED


def files(directory: str) -> list[Any]:
    """The files of a directory as parameters; one skipped parameter where it is not there."""
    found = sorted((_CAPTURED / directory).glob("*.txt"))
    if not found:
        reason = "the captured traffic of a real Alyx is not beside the project"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(path, id=path.stem) for path in found]


@dataclass(frozen=True, slots=True)
class FilterCase:
    """A list with a filter, and what a real server said.

    Attributes:
        target: path and query.
        status: HTTP status.
        words: the beginning of the error's body, parsed when it is whole; None without an error.
    """

    target: str
    status: int
    words: Any

    def matches(self, answer: httpx.Response) -> bool:
        """Whether the error has the same words; the longest are cut off in the captured file."""
        if self.words is None:
            return True
        if isinstance(self.words, dict):
            return bool(answer.json() == self.words)
        return json.dumps(answer.json(), ensure_ascii=False)[:120] == str(self.words)[:120]


def filters(captured: Path) -> list[FilterCase]:
    """The cases of ``filters.txt``, two lines each: status and target, then the answer."""
    lines = (captured / "filters.txt").read_text(encoding="utf-8").splitlines()
    cases = []
    for asked, told in zip(lines[::2], lines[1::2], strict=True):
        status, target = asked.split("   ")[0].strip().split(" ", 1)
        words: Any = None
        if status in {"400", "500"}:
            text = told[told.index("{") :]
            try:
                words = json.loads(text)
            except ValueError:
                words = text
        cases.append(FilterCase(target, int(status), words))
    return cases
