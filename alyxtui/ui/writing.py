"""The way of a write through the screens: review, conflict, what became of it.

It runs in workers of the app, not of a screen: a write goes on whatever is shown meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence

from textual.app import App

from alyxtui.domain.connection import Connection
from alyxtui.domain.record import Record
from alyxtui.domain.writes.change import Change, Verb
from alyxtui.domain.writes.conflict import Clash, Clashed, settled
from alyxtui.domain.writes.entry import Entry, State
from alyxtui.domain.writes.hanging import hanging
from alyxtui.domain.writes.outbox import Flushed, Outbox
from alyxtui.domain.writes.outcome import Outcome, Stored
from alyxtui.domain.writes.review import Review
from alyxtui.domain.writes.undo import inverse
from alyxtui.errors import AlyxTuiError, ChangeRefused, Waiting
from alyxtui.text import plural, safe
from alyxtui.ui import screens, workers
from alyxtui.ui.linking import Shown
from alyxtui.ui.messages import BatchUndoWanted, Written
from alyxtui.ui.sending import GROUP

Write = Callable[[], Coroutine[None, None, object]]
"""Takes one write to its end."""

_TYPED = 8  # characters of a long key that a person types before it is deleted
_LOOKED_THROUGH = 10_000  # writes of the journal


class Writer:
    """Takes a write of one connection from the wish to the outcome.

    Args:
        app: where it is shown.
        connection: whose records they are.
    """

    def __init__(self, app: App[int], connection: Connection) -> None:
        self.app, self.connection = app, connection
        self._wait = screens.WaitScreen()

    @property
    def where(self) -> str:
        """Who writes where."""
        connection = self.connection
        return f"as {connection.user or 'the owner of the token'} on {connection.profile.url}"

    def start(self, write: Write, *, behind: bool = False) -> None:
        """Run a write, once for each writer; errors that nobody handled are told.

        Args:
            write: does it.
            behind: nobody has asked for it just now, so that what is open stays in reach; else no
                key reaches that until the write ends.
        """
        if not behind:
            self.app.push_screen(self._wait)
        self._wait.worker = workers.begin(self.app, GROUP, self._told, write)

    async def _told(self, write: Write) -> None:
        try:
            await write()
        except screens.GivenUp:
            pass
        except AlyxTuiError as error:
            self.say_error(error)
        finally:
            self._wait.end()

    async def read(self, shown: Shown) -> Record:
        """A record with all its fields, asked for where what is shown lacks some.

        Raises:
            GivenUp: the person did not want to wait.
            AlyxTuiError: it cannot be read.
        """
        if shown.action == "read":
            return shown.record
        asked = self.connection.client.read(shown.endpoint, shown.key)
        return await self._wait.asking(asked, "reading the record")

    def say_error(self, error: AlyxTuiError) -> None:
        """Tell of an error."""
        words = f"{error.message} {error.hint}".strip()
        self.app.notify(
            safe(words, lines=True), title=error.heading, severity="error", markup=False
        )

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
            GivenUp: the person did not want to wait; nothing was sent.
            AlyxTuiError: it must not be sent, or the server said no; nothing was stored.
        """
        writes = self.connection.writes
        while True:
            try:
                ready = await self._wait.asking(writes.review(change), "reading what is there now")
                if ready.comparison.clashes:
                    raise Clashed(ready.change, ready.comparison, ready.present)
                if ready.changes_nothing:
                    self.app.notify("It is so already; nothing was sent.", markup=False)
                    return True
                if not await self._confirmed(ready, lost):
                    return False
                sent = writes.send(ready, undoes=undoes, named=ready.named)
                self._done(change, await self._wait.sending(sent, heading_of(change)))
            except Clashed as clash:
                decided = await self._settled(clash)
                if decided is None:
                    return False
                if not decided.operations and decided.verb is not Verb.DELETE:
                    self.app.notify("Theirs stays; nothing was sent.", markup=False)
                    self.app.post_message(Written(change.endpoint, change.key))
                    return True
                change = decided
                continue
            except (Stored, Waiting) as error:
                self.say_error(error)
                self.app.post_message(Written(change.endpoint, change.key))
            return True

    async def delete(self, shown: Shown) -> None:
        """Delete a record, after what hangs on it was seen and its name typed.

        Raises:
            AlyxTuiError: it cannot be deleted, or the server said no.
        """
        base = shown.record if shown.action == "read" else None
        await self.write(Change.delete(shown.endpoint.name, shown.key, base))

    # What was written.

    async def undo(self, entry: Entry | None = None, *, alone: bool = False) -> None:
        """Take a write back, after the inverse changes were seen.

        Args:
            entry: from the journal; None for the user's last one of this run. Those that were
                confirmed with it are taken back too.
            alone: only this one.

        Raises:
            AlyxTuiError: it cannot be taken back, or the server said no.
        """
        writes = self.connection.writes
        writes.ensure_allowed()
        was_last = entry is None
        entry = entry or await self._wait.asking(self._last(), "looking for the last write")
        if entry is None:
            words = "Nothing was written since alyxtui was started; H and tab show older writes."
            self.app.notify(words, markup=False)
            return
        if entry.batch and not alone:
            self.app.post_message(BatchUndoWanted(entry.batch))
            return
        try:
            back = inverse(entry, writes.api)
        except ChangeRefused as error:
            if was_last:
                error.hint = "H and tab show the writes before it."
            raise
        lost = list(back.lost)
        if entry.batch:
            lost.append("It was written together with others, which stay as they are.")
        await self.write(back.change, undoes=entry.id, lost=lost)

    async def _last(self) -> Entry | None:
        """The user's last write of this run that is not taken back."""
        writes = self.connection.writes
        recent = await asyncio.to_thread(writes.journal.recent, writes.server, _LOOKED_THROUGH)
        for one in recent:
            mine = (one.run, one.user) == (writes.journal.run, writes.user)
            if mine and one.state is State.DONE and not (one.undone or one.undoes):
                return one
        return None

    async def flush(
        self, only: Sequence[int], again: Callable[[], object], repeat: Sequence[int] = ()
    ) -> None:
        """Send what waits in the outbox.

        Args:
            only: numbers of the writes, none for all.
            again: called when it is done.
            repeat: numbers of writes of unknown fate that a person wants sent again.

        Raises:
            AlyxTuiError: nothing may be written, or the journal cannot be used.
        """
        flushed = Outbox(self.connection.writes).flush(only=only, repeat=repeat)
        results = await self._wait.sending(flushed, "what waits")
        for one in results:
            done = one.state is State.DONE
            self.app.notify(
                safe(one.said or ("It is sent." if done else "It stays."), lines=True),
                title=f"{safe(one.entry.label)}: {one.state.value}",
                severity="information" if done else "warning",
                markup=False,
            )
            self.app.post_message(Written(one.entry.endpoint, one.entry.key))
        again()
        for one in results:
            if one.asks and one.entry.state is State.UNKNOWN and one.entry.id not in repeat:
                await self._ask_again(one, again)

    async def offer(self) -> None:
        """Send what waits, now that the server answers again: at once or after a question.

        Raises:
            AlyxTuiError: the journal cannot be used.
        """
        writes = self.connection.writes
        entries = await Outbox(writes).entries()
        mine = [one.id for one in entries if one.user == writes.user]
        if not mine or self.connection.read_only:
            return
        if not self.connection.profile.sends_waiting and not await self._may_send(len(mine)):
            return
        await self.flush(mine, lambda: None)

    async def _may_send(self, count: int) -> bool:
        words = f"The server answers again; {plural(count, 'write waits', 'writes wait')}."
        if self.app.screen.is_modal:  # somebody is typing something else
            self.app.notify(f"{words} O sends.", title="outbox", markup=False)
            return False
        screen = screens.QuestionScreen(
            "outbox",
            f"{words} Each is checked for conflicts as any write.",
            yes="send",
            no="later, with O",
            sudden=True,
        )
        yes: bool | None = await self.app.push_screen_wait(screen)
        return bool(yes)

    async def _ask_again(self, one: Flushed, again: Callable[[], object]) -> None:
        words = f"{one.said}\n\nSent again it may be there twice."
        screen = screens.QuestionScreen(
            safe(one.entry.label), safe(words, lines=True), yes="send it again", no="leave it"
        )
        if await self.app.push_screen_wait(screen):
            await self.flush([one.entry.id], again, [one.entry.id])

    async def drop(self, entry: Entry, again: Callable[[], object]) -> None:
        """Give up a write of the outbox, if the person is sure; the journal keeps it.

        Raises:
            AlyxTuiError: it is not there any more, or the journal cannot be used.
        """
        screen = screens.QuestionScreen(
            safe(entry.label), "It is not sent then, ever.", yes="give it up", no="keep it"
        )
        if await self.app.push_screen_wait(screen):
            await Outbox(self.connection.writes).drop(entry.id)
            self.app.post_message(Written(entry.endpoint, entry.key))
            again()

    async def _confirmed(self, ready: Review, lost: Sequence[str]) -> bool:
        change = ready.change
        losses = [*ready.losses, *lost]
        notes = [f"Sent along as it is, so that the server keeps it: {', '.join(ready.along)}."]
        notes = notes if ready.along else []
        if ready.comparison.elsewhere:
            names = ", ".join(ready.comparison.elsewhere)
            notes.append(f"Meanwhile somebody else has changed {names}; that stays.")
        words = [*ready.named]
        if change.verb is Verb.DELETE:
            words += [] if change.key in words else [change.key[:_TYPED]]
            losses += await self._wait.asking(self._hanging(ready), "counting what hangs on it")
        losses += [f"{name} is public or protected." for name in ready.named]
        screen = screens.ReviewScreen(
            heading_of(change),
            self.where,
            ready.differences,
            notes=notes,
            losses=losses,
            word=", ".join(words),
            twice=self.connection.profile.production,
        )
        confirmed: bool | None = await self.app.push_screen_wait(screen)
        return bool(confirmed)

    async def _hanging(self, ready: Review) -> list[str]:
        writes = self.connection.writes
        found = await hanging(
            writes.client, writes.api, ready.endpoint, ready.change.key, ready.present
        )
        return [one.words for one in found]

    async def _settled(self, clash: Clashed) -> Change | None:
        """What is left of a change once it is decided whose values count; None to leave it."""
        clashes: Sequence[Clash] = clash.comparison.clashes
        screen = screens.ConflictScreen(heading_of(clash.change), self.where, clashes)
        mine = await self.app.push_screen_wait(screen)
        if mine is None or (clash.change.verb is Verb.DELETE and len(mine) < len(clashes)):
            return None
        return settled(clash, mine)

    def _done(self, change: Change, outcome: Outcome) -> None:
        what = heading_of(change)
        words = " ".join((f"write {outcome.entry}, U takes it back.", *outcome.notes))
        self.app.notify(safe(words), title=f"done: {safe(what)}", markup=False)
        gone = change.verb is Verb.DELETE
        self.app.post_message(Written(change.endpoint, change.key or outcome.key, gone))


def heading_of(change: Change) -> str:
    """What is done to what: ``patch sessions/4ecb``."""
    return f"{change.verb.word} {change.endpoint}/{change.key}".rstrip("/")
