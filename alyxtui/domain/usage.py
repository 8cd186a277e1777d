"""Which endpoints of a server are used, so that those come first."""

from __future__ import annotations

import time
from pathlib import Path

from alyxtui.domain import json_file
from alyxtui.paths import state_dir

FILE_NAME = "usage.json"
_HALF_LIFE = 7 * 24 * 3600.0  # seconds in which a use comes to count half
_LEAST = 0.1  # below it an endpoint is forgotten: used once, three weeks ago


class Usage:
    """How much each endpoint of one server is used; recent uses count more.

    Args:
        url: normalised address of the server.
        keep: read and write the file; nothing is kept without.
        path: the file, None for the one in the state directory.
    """

    def __init__(self, url: str, *, keep: bool = True, path: Path | None = None) -> None:
        self._url = url
        self._keep = keep
        self._path = path or state_dir() / FILE_NAME

    def most_used(self, count: int) -> list[str]:
        """The endpoints used most, the first one first. Reads a small file.

        Args:
            count: at most so many.
        """
        if not self._keep:
            return []
        now = time.time()
        scores = _scores(json_file.read(self._path).get(self._url), now)
        ranked = sorted(scores, key=lambda name: scores[name], reverse=True)
        return ranked[:count]

    def note(self, endpoint: str) -> None:
        """Count one use. Reads and writes a small file; call it off the event loop."""
        if not self._keep:
            return

        def add(values: json_file.Values) -> None:
            now = time.time()
            scores = _scores(values.get(self._url), now)
            scores[endpoint] = scores.get(endpoint, 0.0) + 1.0
            values[self._url] = {
                name: [round(score, 4), now] for name, score in scores.items() if score >= _LEAST
            }

        json_file.change(self._path, add)


def _scores(table: object, now: float) -> dict[str, float]:
    """What each use is worth today, summed by endpoint."""
    scores: dict[str, float] = {}
    for name, value in table.items() if isinstance(table, dict) else ():
        row = json_file.numbers(value, 2)
        if row is not None:
            score, at = row
            scores[name] = score * 2.0 ** (-max(now - at, 0.0) / _HALF_LIFE)
    return scores
