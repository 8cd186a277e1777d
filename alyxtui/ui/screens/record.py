"""One record on a screen of its own, where the terminal has no room beside the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.worker import Worker

from alyxtui.domain.details import Details
from alyxtui.domain.jsondoc import Path
from alyxtui.schema.model import Endpoint
from alyxtui.ui import copying, screens
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.widgets.bars import HintLine, TitleLine
from alyxtui.ui.widgets.detail_pane import DetailPane

_KEPT = {"leave", "back", "close", "reload", "copy"}
_NOT_HERE = {"filter", "next-pane", "export"}


class RecordScreen(Screen["frozenset[Path]"]):
    """Shows a record; leaving it gives back what was open.

    Args:
        endpoint: where the record is from.
        record: as the list gave it; empty when only the key is known.
        key: its lookup value.
        details: where whole records are read.
        folds: what is open.
        trail: where the user is.
    """

    BINDINGS = [
        binding
        for binding in bindings(Scope.MAIN)
        if isinstance(binding, Binding) and binding.id in _KEPT
    ]
    DEFAULT_CSS = """
    RecordScreen { background: $background; color: $foreground; }
    RecordScreen DetailPane { height: 1fr; }
    """

    def __init__(
        self,
        endpoint: Endpoint,
        record: Mapping[str, object],
        key: str,
        details: Details,
        folds: frozenset[Path],
        trail: Sequence[str],
    ) -> None:
        super().__init__()
        self._endpoint, self._record, self._key = endpoint, record, key
        self._details, self._folds, self._trail = details, folds, trail

    def compose(self) -> ComposeResult:
        """Title, record, keys."""
        title = self.app.screen_stack[0].query_one(TitleLine).copy()
        title.trail = self._trail
        yield title
        yield DetailPane(id="detail")
        yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Show the record and give it the focus."""
        self._show()
        self.query_one(DetailPane).view.focus()
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.DETAIL, Scope.MAIN, Scope.APP))
        keys.commands = [one for one in keys.commands if one.name not in _NOT_HERE]
        keys.redraw()

    def _show(self) -> None:
        pane = self.query_one(DetailPane)
        pane.show(
            self._endpoint, self._record, self._key, self._details, hurry=True, folds=self._folds
        )

    def retry(self) -> None:
        """Read the record again if it did not come."""
        self.query_one(DetailPane).retry()

    def action_reload(self) -> None:
        """Read the record from the server again."""
        self._folds = self.query_one(DetailPane).folds
        self._details.forget(self._endpoint, self._key)
        self._show()

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy the value under the cursor or the record, or a way to ask for it."""
        place, heading = copying.place_of_detail(self._details.server, self.query_one(DetailPane))
        await screens.copy_from(self.app, place, heading)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    def action_leave(self) -> None:
        """Go back to the list."""
        self.dismiss(self.query_one(DetailPane).folds)

    def action_back(self) -> None:
        """Go back to the list."""
        self.action_leave()

    def action_close_view(self) -> None:
        """Go back to the list."""
        self.action_leave()
