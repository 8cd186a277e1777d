"""What went over the wire: the last requests, and each one's headers and bodies."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.client.trace import SHOWN, Entry, Message, Trace
from alyxtui.domain.requests import as_curl, as_one
from alyxtui.schema.model import Api
from alyxtui.settings.redact import redact
from alyxtui.text import elide, plural, safe
from alyxtui.ui import status
from alyxtui.ui.clipboard import copy_and_say
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.screens.pick import PickScreen
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.pick_list import PickRow

_LONG = 400  # characters of an address that are shown in a line
_KILO = 1024


class RequestsScreen(PickScreen[Entry]):
    """Finds one of the last requests, to be looked at.

    Args:
        trace: the requests.
        base_url: address of the server, which is left out of the lines.
        api: the endpoints that there are, None while they are not known.
    """

    title_words = "request log"
    empty_words = "Nothing was asked yet."
    nouns = ("request", "requests")
    labels = {"pick": "look at", "drop-query": "clear"}
    hidden = frozenset({"keep-query"})

    def __init__(self, trace: Trace, base_url: str, api: Api | None) -> None:
        super().__init__()
        self._trace, self._base_url, self._api = trace, base_url, api
        self._entries = tuple(reversed(trace))

    def load(self) -> Sequence[Entry]:
        """The last ones first."""
        return self._entries

    def row(self, item: Entry) -> PickRow:
        """When and what, where to, what came of it."""
        path = redact(item.url).removeprefix(self._base_url)
        source = "cache" if item.is_kept else status.took(item.elapsed)
        again = f"×{item.retries + 1}  " if item.retries else ""
        outcome = str(item.status or "–")
        mark = "✕ " if item.error else ""
        remark = f"{again}{mark}{outcome:>3}  {size(item.size):>8}  {source:>8}"
        return PickRow(f"{status.clock(item.at)}  {safe(item.method)}", safe(path[:_LONG]), remark)

    def text(self, item: Entry) -> str:
        """Method, address, status, error."""
        return f"{item.method} {item.url} {item.status} {item.error}"

    def about(self, item: Entry) -> Content:
        """The whole address, and what came of it."""
        url = elide(safe(redact(item.url)), _LONG)
        return Content.assemble((url, "$foreground"), "\n", outcome(item))

    def action_choose(self) -> None:
        """Look at the request under the cursor."""
        if self.picked is not None:
            self.app.push_screen(RequestScreen(self.picked, self._base_url, self._api))

    def action_drop(self) -> None:
        """Forget all requests."""
        self._trace.clear()
        self._entries = ()
        self.fill()


class RequestScreen(ModalScreen[None]):
    """Headers and bodies of one request, secrets hidden.

    Args:
        entry: the request.
        base_url: address of the server.
        api: the endpoints that there are, None while they are not known.
    """

    BINDINGS = bindings(Scope.REQUEST)
    DEFAULT_CSS = """
    RequestScreen {
        align: center middle;
        background: $background 60%;
        & #request {
            width: 130; max-width: 96%; height: 90%; max-height: 44;
            background: $panel; padding: 1 2 0 2;
        }
        & VerticalScroll { height: 1fr; background: $panel; scrollbar-size: 1 1; }
        & #text { height: auto; }
        & HintLine { padding: 0; margin-top: 1; }
    }
    """

    def __init__(self, entry: Entry, base_url: str, api: Api | None) -> None:
        super().__init__()
        self._entry, self._base_url, self._api = entry, base_url, api

    def compose(self) -> ComposeResult:
        """The request, and the keys."""
        with Vertical(id="request"):
            with VerticalScroll():
                yield Static(self._text(), id="text", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Give the text the focus, so that it scrolls."""
        self.query_one(VerticalScroll).focus()
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.REQUEST,))
        keys.redraw()

    def _text(self) -> Content:
        entry = self._entry
        head = f"{safe(entry.method)} {safe(redact(entry.url))}"
        return Content.assemble(
            (head, "bold $foreground"),
            "\n",
            outcome(entry),
            *_side("sent", entry.sent),
            *_side("came", entry.got),
        )

    def action_copy_curl(self) -> None:
        """Copy the request as a curl command."""
        self._copy_or_say(as_curl(self._entry), "the curl command")

    def action_copy_one(self) -> None:
        """Copy the request as a call of ONE."""
        text = as_one(self._entry, self._api, self._base_url) if self._api is not None else ""
        self._copy_or_say(text, "the ONE call")

    def _copy_or_say(self, text: str, what: str) -> None:
        if text:
            self._copy(text, what)
        elif self._entry.sent.size > SHOWN:
            self.notify("What was sent is too long to be remembered whole.", markup=False)
        else:
            self.notify("ONE has no call for this request.", markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def _copy(self, text: str, what: str) -> None:
        await copy_and_say(self.app, text, what)

    def action_leave(self) -> None:
        """Back to the requests."""
        self.dismiss()


def outcome(entry: Entry) -> Content:
    """Status, size, time, source, tries and error of a request."""
    when = f"{status.clock(entry.at)}, {status.age(time.time() - entry.at)}"
    parts = [str(entry.status) if entry.status else "no answer", size(entry.size)]
    took = status.took(entry.elapsed)
    parts += ["from the cache"] if entry.is_kept else [f"server {took}" if entry.status else took]
    parts += [plural(entry.retries, "more try", "more tries")] if entry.retries else []
    words = Content.styled(" · ".join([*parts, when]), "$label")
    if not entry.error:
        return words
    return Content.assemble(words, "\n", (f"✕ {safe(entry.error)}", "$error"))


def size(count: int) -> str:
    """A number of bytes as people read it."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{count / _KILO:,.1f} kB"
    return f"{count / _KILO / _KILO:,.1f} MB"


def _side(title: str, message: Message) -> list[str | tuple[str, str]]:
    """Headers and body of one side."""
    parts: list[str | tuple[str, str]] = [("\n\n", ""), (title, "bold $label")]
    for name, value in message.headers.items():
        parts += [("\n" + safe(name), "$label"), (f"  {safe(value)}", "$foreground")]
    body = message.body
    if body:
        parts += ["\n\n", (safe(body, lines=True), "$foreground")]
    if message.size > len(body.encode("utf-8", "replace")):
        parts.append((f"\n… the beginning of {size(message.size)}", "$whisper"))
    return parts
