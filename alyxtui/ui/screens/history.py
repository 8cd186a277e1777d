"""The queries that were run on this server."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.content import Content

from alyxtui.domain.history import History, Run
from alyxtui.text import elide, plural, safe
from alyxtui.ui import status
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.screens.pick import Picked, PickScreen
from alyxtui.ui.widgets.pick_list import PickRow

_LONG = 400  # characters of a query that are shown


class HistoryScreen(PickScreen[Run]):
    """Finds a query that was run, to be run again or saved.

    Args:
        history: of the server.
    """

    BINDINGS = bindings(Scope.HISTORY)
    scopes = (Scope.PICK, Scope.HISTORY)
    title_words = "queries"
    empty_words = "Nothing was asked on this server yet."
    hidden = frozenset({"drop-query"})

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    def action_other(self) -> None:
        """To the writes that were made."""
        self.dismiss(Picked(None, other=True))

    def load(self) -> Sequence[Run]:
        """The last ones first."""
        return self._history.recent()

    def row(self, item: Run) -> PickRow:
        """Endpoint, filters, what it found and when."""
        found = "✕ failed" if item.count is None else f"{item.count:,}"
        age = status.age(time.time() - item.at)
        line = safe(item.line[:_LONG]) or "everything"
        return PickRow(safe(item.query.endpoint), line, f"{found}  {age:>10}")

    def text(self, item: Run) -> str:
        """Endpoint and filters."""
        return f"{item.query.endpoint} {item.line}"

    def about(self, item: Run) -> Content:
        """The whole query, and its last run."""
        found = "failed" if item.count is None else f"found {plural(item.count, 'row')}"
        parts = [f"{found} on {status.moment(item.at)}"]
        parts += [f"in {status.took(item.seconds)}"] if item.seconds is not None else []
        parts += [f"run {item.times:,} times"] if item.times > 1 else []
        parts += ["sent as typed"] if item.as_typed else []
        if self._history.problem:
            parts.append(safe(self._history.problem))
        return Content.assemble(
            (elide(safe(item.line[:_LONG]), _LONG), "$foreground"),
            "\n" if item.line else "",
            (" · ".join(parts), "$label"),
        )
