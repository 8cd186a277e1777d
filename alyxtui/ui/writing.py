"""The way of a write through the screens: form, review, conflict, what became of it.

It runs in workers of the app, not of a screen: a write goes on whatever is shown meanwhile.
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from functools import partial

from textual.app import App

from alyxtui.domain.connection import Connection
from alyxtui.domain.record import title
from alyxtui.domain.writes.candidates import candidates, target_of
from alyxtui.domain.writes.change import Change, Verb
from alyxtui.domain.writes.conflict import Clash, Clashed, settled
from alyxtui.domain.writes.form import Place, ensure_open, place
from alyxtui.domain.writes.hanging import hanging
from alyxtui.domain.writes.operations import Path
from alyxtui.domain.writes.outcome import Outcome, Stored
from alyxtui.domain.writes.review import Review
from alyxtui.errors import AlyxTuiError, Waiting
from alyxtui.text import safe
from alyxtui.ui import screens
from alyxtui.ui.linking import Shown
from alyxtui.ui.messages import Written

GROUP = "write"
"""The workers that write; each runs to its end."""
WRITING = frozenset({"edit"})
"""The actions that are not there for those who may only read."""


class Writer:
    """Takes writes of one connection from the wish to the outcome.

    Args:
        app: where it is shown.
        connection: whose records they are.
    """

    def __init__(self, app: App[int], connection: Connection) -> None:
        self._app, self._connection = app, connection

    @property
    def where(self) -> str:
        """Who writes where."""
        connection = self._connection
        return f"as {connection.user or 'the owner of the token'} on {connection.profile.url}"

    def start(self, work: Coroutine[None, None, object]) -> None:
        """Run a write; errors that nobody handled are told."""
        self._app.run_worker(self._told(work), group=GROUP, exit_on_error=False)

    async def _told(self, work: Coroutine[None, None, object]) -> None:
        try:
            await work
        except AlyxTuiError as error:
            self.say_error(error)

    def say_error(self, error: AlyxTuiError) -> None:
        """Tell of an error."""
        words = f"{error.message} {error.hint}".strip()
        self._app.notify(
            safe(words, lines=True), title=error.heading, severity="error", markup=False
        )

    async def edit(self, shown: Shown, path: Path) -> None:
        """Edit one field of a record; what was typed stays until it is sent or given up.

        Raises:
            ChangeRefused: the field is locked; with the reason.
            AlyxTuiError: the record cannot be read.
        """
        self._connection.writes.ensure_allowed()
        ensure_open(shown.endpoint, str(path[0]) if path else "")
        record = shown.record
        if shown.action != "read":
            record = await self._connection.client.read(shown.endpoint, shown.key)
        spot = place(shown.endpoint, shown.key, record, path)
        heading = title(shown.endpoint, record, shown.key)
        text: str | None = None
        problem = ""
        while True:
            form = self._form(heading, spot, text, problem)
            draft = await self._app.push_screen_wait(form)
            if draft is None:
                return
            text = draft.text
            try:
                if await self.write(draft.change):
                    return
                problem = ""
            except AlyxTuiError as error:
                problem = safe(f"✕ {error.message} {error.hint}".rstrip(), lines=True)

    def _form(self, heading: str, spot: Place, text: str | None, problem: str) -> screens.FieldForm:
        client, api = self._connection.client, self._connection.writes.api
        target = target_of(api, spot.field)
        search = None if target is None else partial(candidates, client, spot.field, target)
        return screens.FieldForm(heading, spot, text=text, problem=problem, search=search)

    async def write(self, change: Change, *, undoes: int = 0, lost: Sequence[str] = ()) -> bool:
        """Review, confirm, send and tell.

        Args:
            change: what is wanted.
            undoes: number of the write that it takes back.
            lost: what does not come back, a sentence each.

        Returns:
            Whether it is settled: sent, waiting in the outbox, or so already; False when the
            person left the review or the conflict.

        Raises:
            AlyxTuiError: it must not be sent, or the server said no; nothing was stored.
        """
        writes = self._connection.writes
        while True:
            ready = await writes.review(change)
            try:
                if ready.comparison.clashes:
                    raise Clashed(ready.change, ready.comparison, ready.present)
                if ready.changes_nothing:
                    self._app.notify("It is so already; nothing was sent.", markup=False)
                    return True
                if not await self._confirmed(ready, lost):
                    return False
                self._done(change, await writes.send(ready, undoes=undoes))
            except Clashed as clash:
                decided = await self._settled(clash)
                if decided is None:
                    return False
                if not decided.operations and decided.verb is not Verb.DELETE:
                    self._app.notify("Theirs stays; nothing was sent.", markup=False)
                    self._app.post_message(Written(change.endpoint, change.key))
                    return True
                change = decided
                continue
            except (Stored, Waiting) as error:
                self.say_error(error)
                self._app.post_message(Written(change.endpoint, change.key))
            return True

    async def _confirmed(self, ready: Review, lost: Sequence[str]) -> bool:
        change = ready.change
        losses = [*ready.losses, *lost]
        notes = [f"Sent along as it is, so that the server keeps it: {', '.join(ready.along)}."]
        notes = notes if ready.along else []
        if ready.comparison.elsewhere:
            names = ", ".join(ready.comparison.elsewhere)
            notes.append(f"Meanwhile somebody else has changed {names}; that stays.")
        word = ""
        if change.verb is Verb.DELETE:
            word = change.key
            losses += await self._hanging(ready)
        screen = screens.ReviewScreen(
            heading_of(change), self.where, ready.differences, notes=notes, losses=losses, word=word
        )
        confirmed: bool | None = await self._app.push_screen_wait(screen)
        return bool(confirmed)

    async def _hanging(self, ready: Review) -> list[str]:
        writes = self._connection.writes
        found = await hanging(
            writes.client, writes.api, ready.endpoint, ready.change.key, ready.present
        )
        return [
            f"{'an unknown number of' if one.count is None else f'{one.count:,}'} {one.endpoint}"
            " refer to it"
            for one in found
        ]

    async def _settled(self, clash: Clashed) -> Change | None:
        """What is left of a change once it is decided whose values count; None to leave it."""
        clashes: Sequence[Clash] = clash.comparison.clashes
        screen = screens.ConflictScreen(heading_of(clash.change), self.where, clashes)
        mine = await self._app.push_screen_wait(screen)
        if mine is None or (clash.change.verb is Verb.DELETE and len(mine) < len(clashes)):
            return None
        return settled(clash.change, clash.present, mine)

    def _done(self, change: Change, outcome: Outcome) -> None:
        what = heading_of(change)
        words = " ".join((f"write {outcome.entry}, U takes it back.", *outcome.notes))
        self._app.notify(safe(words), title=f"done: {safe(what)}", markup=False)
        gone = change.verb is Verb.DELETE
        self._app.post_message(Written(change.endpoint, change.key or outcome.key, gone))


def heading_of(change: Change) -> str:
    """What is done to what: ``patch sessions/4ecb``."""
    return f"{change.verb.word} {change.endpoint}/{change.key}".rstrip("/")
