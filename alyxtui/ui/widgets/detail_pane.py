"""The record under the cursor, whole: its name on top, its fields below."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.client.scheduler import Priority
from alyxtui.domain.connection import Connection
from alyxtui.domain.details import Detail, Details
from alyxtui.domain.json_lines import repeated
from alyxtui.domain.jsondoc import JsonDocument, Path
from alyxtui.domain.record import singular, title
from alyxtui.domain.shapes import summaries
from alyxtui.domain.view import View
from alyxtui.errors import AlyxTuiError, NotSignedIn
from alyxtui.schema import hints
from alyxtui.schema.model import Endpoint
from alyxtui.text import safe
from alyxtui.ui import screens, status
from alyxtui.ui.faults import report_fault
from alyxtui.ui.linking import Shown, leads
from alyxtui.ui.messages import TokenRefused
from alyxtui.ui.widgets.record_tools import RecordTools

# A cursor that rests for so long (seconds) wants to see the whole record.
REST = 0.25


class DetailPane(RecordTools):
    """A heading and the JSON view; fetches what the list record lacks.

    Args:
        connection: tells what the values refer to.
    """

    class Read(Message):
        """The whole record is here, and with it what it is called."""

    DEFAULT_CSS = """
    DetailPane {
        & #heading { height: auto; max-height: 6; padding: 0 1; color: $label; }
        & JsonView { height: 1fr; }
    }
    """

    def __init__(self, connection: Connection, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._connection = connection
        self.endpoint: Endpoint | None = None
        self.key = ""
        self.record: Mapping[str, object] | None = None
        self._details: Details | None = None
        self._title = ""
        self._source = ""  # what the heading says of it
        self._failed = False
        self._shape: list[bool] = []  # of the heading: a line each, whether it fits
        self._is_whole = False
        self._detail: Detail | None = None  # where its heading says how old it is
        self._spot: tuple[int, int] | None = None

    def compose(self) -> ComposeResult:
        """Heading, fields, and what can be asked of them."""
        yield Static("", id="heading", markup=False)
        yield from super().compose()

    def on_mount(self) -> None:
        """Have what leads elsewhere marked, and the age of the record kept true."""
        self.view.leads = self._leads
        self.set_interval(status.AGE_EVERY, self.show_age)

    def show_age(self) -> None:
        """Say how old the record is, where that has changed."""
        if self._detail is not None and status.read(self._detail) != self._source:
            self._head(status.read(self._detail))

    def _leads(self, path: Path) -> bool:
        return self.shown is not None and leads(self._connection, self.shown, path)

    @property
    def folds(self) -> frozenset[Path]:
        """What is open."""
        return self.view.document.opened

    @property
    def shown(self) -> Shown | None:
        """The record and where it was got, None when none is shown."""
        if self.endpoint is None or self.record is None:
            return None
        return Shown(self.endpoint, self.record, self.key, "read" if self._is_whole else "list")

    @property
    def spot(self) -> tuple[int, int]:
        """The line under the cursor, and the first one on the screen."""
        return self._spot or (self.view.cursor, self.view.scroll_offset.y)

    def noted(self, view: View) -> View:
        """The place of this record with what it looks like now.

        Args:
            view: the place as it was.
        """
        if self.key != view.key:
            return view
        line, top = self.spot
        called = self._title or view.title
        return replace(view, folds=self.folds, line=line, top=top, title=called)

    def show(
        self,
        endpoint: Endpoint,
        record: Mapping[str, object],
        key: str,
        details: Details,
        *,
        hurry: bool = False,
        folds: frozenset[Path] = frozenset(),
        spot: tuple[int, int] | None = None,
    ) -> None:
        """Show a record of a list at once, and the whole of it as soon as it is here.

        Args:
            endpoint: where the record is from.
            record: as the list gave it.
            key: its lookup value, empty when it has none.
            details: where whole records are read.
            hurry: the user opened it; otherwise the cursor only passes by.
            folds: what is open.
            spot: where the cursor and the screen's first line are once the whole record is here.
        """
        self._spot = spot
        same = (self.endpoint, self.key) == (endpoint, key) and self.record is not None
        self.endpoint, self.key, self._details = endpoint, key, details
        self._title = title(endpoint, record, key)
        if "read" not in endpoint.actions or not key:
            self.workers.cancel_node(self)
            self._draw(record, "as the list has it: these records have no detail", folds, same)
            self._take_spot()
            return
        known = details.kept(endpoint, key)
        if known is not None:
            self.workers.cancel_node(self)
            self._draw_detail(known, folds, same)
            return
        if not same or hurry:
            self._draw(record, "as the list has it · reading the whole …", folds, same)
            self._read(endpoint, key, details, hurry, folds)

    def retry(self) -> None:
        """Read the whole record again if it did not come."""
        if self._failed and self.endpoint is not None and self._details is not None:
            self._read(self.endpoint, self.key, self._details, True, self.folds)

    def clear(self) -> None:
        """Show nothing."""
        self.workers.cancel_node(self)
        self.endpoint, self.key, self.record, self._detail = None, "", None, None
        self.query_one("#heading", Static).update("")
        self._shape = []
        self.show_document(JsonDocument({}), same=False)

    def action_compare(self) -> None:
        """Compare with the version read before this one, else with the record seen before."""
        endpoint, details, record = self.endpoint, self._details, self.record
        if endpoint is None or details is None or record is None:
            return
        if earlier := details.earlier(endpoint, self.key):
            names = f"as it was read {status.moment(earlier.at)}", "as it is now"
            self.app.push_screen(screens.CompareScreen(earlier.record, record, names))
        elif other := details.seen_before(endpoint, self.key):
            names = title(endpoint, other[1].record, other[0]), self._title
            self.app.push_screen(screens.CompareScreen(other[1].record, record, names))
        else:
            words = "No other record of this kind was read yet, nor this one before."
            self.notify(words, title="nothing to compare with", markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @work(group="detail", exclusive=True, exit_on_error=False)
    async def _read(
        self,
        endpoint: Endpoint,
        key: str,
        details: Details,
        hurry: bool,
        folds: frozenset[Path],
    ) -> None:
        if not hurry:
            await asyncio.sleep(REST)
        priority = Priority.FOREGROUND if hurry else Priority.VISIBLE
        try:
            detail = await details.read(endpoint, key, priority=priority)
        except AlyxTuiError as error:
            if (self.endpoint, self.key) == (endpoint, key):
                self._say_failed(error)
                if isinstance(error, NotSignedIn):
                    self.post_message(TokenRefused())
            return
        if (self.endpoint, self.key) == (endpoint, key):
            self._draw_detail(detail, self.folds | folds, same=True)

    def _draw_detail(self, detail: Detail, folds: frozenset[Path], same: bool) -> None:
        if self.endpoint is not None:
            self._title = title(self.endpoint, detail.record, self.key)
        self._draw(detail.record, status.read(detail), folds, same)
        self._is_whole, self._detail = True, detail
        self._take_spot()
        self.post_message(self.Read())

    def _take_spot(self) -> None:
        """Go to where one was in this record."""
        spot, self._spot = self._spot, None
        if spot is not None and any(spot):
            self.view.move_to(spot[0])
            self.view.scroll_to(y=spot[1], animate=False, force=True)

    def _draw(
        self, record: Mapping[str, object], source: str, folds: frozenset[Path], same: bool
    ) -> None:
        self.record, self._failed, self._is_whole, self._detail = record, False, False, None
        self._head(source)
        name = self.endpoint.name if self.endpoint else ""
        document = JsonDocument(
            record, folds, hints.STATUS_FIELDS.get(name, ()), sections=summaries(record)
        )
        self.show_document(document, same=same)

    def _say_failed(self, error: AlyxTuiError) -> None:
        self._failed, self._detail = True, None
        words = f"✕ {safe(error.heading)}: {safe(error.message)} {safe(error.hint)}"
        self._head(words.rstrip(), style="$error")

    def _head(self, source: str, style: str = "$whisper") -> None:
        self._source = source
        kind = singular(self.endpoint.name) if self.endpoint else ""
        first = Content.assemble(
            (f"{safe(kind)}  ", "bold $foreground"),
            (self._title, "$foreground"),
            (f"   {source}", style),
        )
        lines = [first]
        lines += [Content.styled(cell.text, "$warning") for cell in repeated(self.record)]
        if self.key and safe(self.key) != self._title:
            lines.append(Content.styled(safe(self.key), "$label"))
        heading = self.query_one("#heading", Static)
        # A layout would have both scroll bars drawn again.
        room = heading.scrollable_content_region.width
        shape = [line.cell_length <= room for line in lines]
        heading.update(Content("\n").join(lines), layout=shape != self._shape or not all(shape))
        self._shape = shape
