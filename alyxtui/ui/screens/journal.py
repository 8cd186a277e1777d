"""The writes that were made, to look at and to take back; and those that wait in the outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_lines import shown
from alyxtui.domain.writes.diff import diff
from alyxtui.domain.writes.entry import Entry
from alyxtui.domain.writes.journal import Journal
from alyxtui.errors import JournalFailed
from alyxtui.text import elide, plural, safe
from alyxtui.ui import status
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.screens.pick import Picked, PickScreen
from alyxtui.ui.widgets.pick_list import PickRow

_MOST = 1000  # writes that are looked through
_TOLD, _LONG = 2, 40  # changes of the write under the cursor that are told, cells of a value


class EntryScreen(PickScreen[Entry]):
    """Writes of the journal.

    Args:
        journal: where they are.
        server: base address of the one whose writes are shown.
    """

    nouns = ("write", "writes")

    def __init__(self, journal: Journal, server: str) -> None:
        super().__init__()
        self._journal, self._server = journal, server

    def load(self) -> Sequence[Entry]:
        """What there is; nothing when the journal cannot be read, which is said."""
        try:
            return self.entries()
        except JournalFailed as error:
            self.empty_words = f"✕ {error.message}"
            return ()

    def entries(self) -> Sequence[Entry]:
        """The writes of the journal.

        Raises:
            JournalFailed: it cannot be read.
        """
        raise NotImplementedError

    def row(self, item: Entry) -> PickRow:
        """Number, time, what to what, what became of it."""
        state = "taken back" if item.undone else item.state.value
        user = safe(item.user)
        return PickRow(f"{item.id}  {status.moment(item.at)}", safe(item.label), f"{user}  {state}")

    def text(self, item: Entry) -> str:
        """What is written, by whom, and what became of it."""
        return f"{item.id} {item.label} {item.user} {item.state.value} {item.said}"

    def about(self, item: Entry) -> Content:
        """The first changes, and what there is to say."""
        body = item.body if isinstance(item.body, dict) else {}
        after = item.after or body
        names = [name for name in (body or item.before) if name in after or name in item.before]
        found = [
            one
            for name in names
            for one in diff(item.before.get(name, MISSING), after.get(name, MISSING), (name,))
        ]
        lines = [
            f"{safe(one.label)}: {_value(one.old)} → {_value(one.new)}" for one in found[:_TOLD]
        ]
        if len(found) > _TOLD:
            lines[-1] += f"   … and {len(found) - _TOLD} more"
        what = f"{item.method} {item.path}"
        others = sum(one.batch == item.batch for one in self.items) - 1 if item.batch else 0
        what += f"  with {plural(others, 'other')} confirmed together" if others else ""
        return Content.assemble(
            ("\n".join(lines), "$foreground"),
            "\n" if lines else "",
            (safe(f"{what}  {item.said}".strip()), "$label"),
        )


class JournalScreen(EntryScreen):
    """Gives the write that is to be taken back."""

    BINDINGS = bindings(Scope.HISTORY)
    scopes = (Scope.PICK, Scope.HISTORY)
    title_words = "writes"
    empty_words = "Nothing was written to this server yet."
    labels = {"pick": "undo", "other-history": "queries", "keep-query": "undo all of its batch"}
    hidden = frozenset({"drop-query"})

    def entries(self) -> Sequence[Entry]:
        """The last ones first."""
        return self._journal.recent(self._server, _MOST)

    def action_other(self) -> None:
        """To the queries that were run."""
        self.dismiss(Picked(None, other=True))


class OutboxScreen(EntryScreen):
    """Sends what waits, or gives it up.

    Args:
        journal: where it is.
        server: base address.
        send: sends the writes of some numbers, all for none.
        drop: gives one up.
    """

    title_words = "outbox"
    empty_words = "No write waits."
    labels = {"pick": "send it", "keep-query": "send all", "drop-query": "give up"}

    def __init__(
        self,
        journal: Journal,
        server: str,
        send: Callable[[Sequence[int], Callable[[], object]], None],
        drop: Callable[[Entry, Callable[[], object]], None],
    ) -> None:
        super().__init__(journal, server)
        self._send, self._drop = send, drop

    def entries(self) -> Sequence[Entry]:
        """In the order they were made."""
        return self._journal.pending(self._server)

    def _again(self) -> None:
        """Show what is left, if this is still shown."""
        if self.is_attached:
            self.fill()

    def action_choose(self) -> None:
        """Send the write under the cursor."""
        if self.picked is not None:
            self._send([self.picked.id], self._again)

    def action_keep(self) -> None:
        """Send all."""
        if self.items:
            self._send([], self._again)

    def action_drop(self) -> None:
        """Give up the write under the cursor."""
        if self.picked is not None:
            self._drop(self.picked, self._again)


def _value(value: object) -> str:
    return "nothing" if value is MISSING else elide(shown(value).text, _LONG)
