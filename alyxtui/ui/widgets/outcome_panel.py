"""Below the filter editor: what is wrong, how many records match, the address, the ONE call."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from alyxtui.domain.draft import Outcome
from alyxtui.domain.live_count import Count, State
from alyxtui.errors import QueryError
from alyxtui.query.explain import Explanation
from alyxtui.query.rules import Finding, Weight
from alyxtui.text import elide, plural, safe, width

_LABELS = 6  # cells
_SMALL = 30  # lines of a terminal below which everything is shorter


class OutcomePanel(Static):
    """Draws itself again when the query or the count has changed."""

    DEFAULT_CSS = """
    OutcomePanel { height: auto; padding: 0 1; border-top: solid $line; color: $label; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._explained: Explanation | None = None
        self._outcome: Outcome | None = None
        self._error: QueryError | None = None
        self._count = Count()

    def say(
        self,
        outcome: Outcome,
        error: QueryError | None,
        count: Count,
        explained: Explanation | None = None,
    ) -> None:
        """Show what a query comes to.

        Args:
            outcome: of the query as it is.
            error: why the line as typed is none.
            count: of the records that match.
            explained: why they could not be counted.
        """
        self._outcome, self._error, self._count = outcome, error, count
        self._explained = explained
        self._draw()

    def on_resize(self) -> None:
        """Fit the lines anew."""
        self._draw()

    def _draw(self) -> None:
        outcome, cells = self._outcome, self.size.width - 2
        if outcome is None or cells < _LABELS:
            return
        is_small = self.app.size.height < _SMALL
        most = 2 if is_small else 6
        lines = list(self._words(outcome))
        if len(lines) > most:
            more = Content.styled(f"  and {plural(len(lines) - most + 1, 'more word')}", "$label")
            lines = [*lines[: most - 1], more]
        lines = [line.truncate(cells, ellipsis=True) for line in lines]
        lines.append(self._counted().truncate(cells, ellipsis=True))
        rows = 1 if is_small else 3
        lines += _written("url", outcome.url, cells, rows)
        lines += _written("ONE", outcome.one, cells, rows)
        # Laying out the screen costs more than drawing it: only where another height is needed.
        self.update(Content("\n").join(lines), layout=len(lines) != self.content_size.height)

    def _words(self, outcome: Outcome) -> Iterator[Content]:
        if self._error is not None:
            where = f" at {self._error.position + 1}" if self._error.position is not None else ""
            words = f"✕ the line{where}: {safe(self._error.message)} "
            yield Content.assemble((words, "$error"), (safe(self._error.hint), "$label"))
        for one in outcome.prepared.findings:
            yield _finding(one)
        for note in outcome.notes:
            yield Content.assemble(("› ", "$primary"), (safe(note), "$label"))

    def _counted(self) -> Content:
        count = self._count
        if count.state is State.KNOWN:
            return Content.assemble(
                ("● ", "$success" if count.number else "$warning"),
                ("at most " if count.at_most else "", "$foreground"),
                (f"{count.number:,} ", "bold $foreground"),
                ("record matches" if count.number == 1 else "records match", "$foreground"),
            )
        if count.state is State.SLOW:
            took = f"○ not counted: the server took {count.seconds:.1f} s the last time   "
            return Content.assemble((took, "$label"), ("ctrl+g", "$primary"), " count")
        if count.state is State.FAILED and count.problem is not None:
            found, problem = self._explained, count.problem
            words = f"{found.message} {found.hint}" if found else safe(problem.message)
            return Content.styled(f"✕ not counted: {words}", "$error")
        words = "counting …" if count.state is State.COMING else "not counted"
        return Content.styled(f"○ {words}", "$label")


def _finding(one: Finding) -> Content:
    refused = one.weight is Weight.REFUSED
    mark, style = ("✕ ", "$error") if refused else ("▲ ", "$warning")
    parts = [(mark + safe(one.message) + " ", style), (safe(one.remedy), "$label")]
    if one.fixed is not None and not one.sure:
        parts += [("  ctrl+y", "$primary"), (" take it", "$label")]
    return Content.assemble(*parts)


def _written(label: str, text: str, cells: int, rows: int) -> list[Content]:
    """A label and a text in some lines; what does not fit is cut."""
    room, rest = max(cells - _LABELS, 1), safe(text)
    lines: list[str] = []
    while rest and len(lines) < rows:
        is_last = len(lines) == rows - 1
        line = elide(rest, room) if is_last else _head(rest, room)
        lines.append(line)
        rest = "" if is_last else rest[len(line) :]
    return [
        Content.assemble(
            (label.ljust(_LABELS) if not index else " " * _LABELS, "$whisper"), (line, "$label")
        )
        for index, line in enumerate(lines)
    ]


def _head(text: str, cells: int) -> str:
    """The beginning of a text that fits."""
    line = text[:cells]
    while width(line) > cells:
        line = line[:-1]
    return line
