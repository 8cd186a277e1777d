"""One write on its way: written down, sent, verified, and what becomes of it when that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

from alyxtui.client.answer import Answer
from alyxtui.client.client import UNSET, AlyxClient
from alyxtui.client.decode import record_of
from alyxtui.client.identity import key_of
from alyxtui.client.scheduler import Priority
from alyxtui.domain.writes.change import Values, Verb
from alyxtui.domain.writes.entry import Entry, State, of_change
from alyxtui.domain.writes.fate import Fate, fate_of
from alyxtui.domain.writes.fields import writable
from alyxtui.domain.writes.journal import Journal
from alyxtui.domain.writes.outcome import Outcome, Stored
from alyxtui.domain.writes.review import Review
from alyxtui.domain.writes.settle import Finding, Found, find_out
from alyxtui.domain.writes.upload import form_of
from alyxtui.domain.writes.verify import mismatches
from alyxtui.errors import (
    AlyxTuiError,
    ApiError,
    JournalFailed,
    NotSignedIn,
    Throttled,
    Waiting,
    WaitingForSignIn,
)
from alyxtui.schema.model import Api

_TRIES = 4  # of a write that the throttle turned away
_LONGEST_WAIT = 90.0  # seconds that the throttle may ask to wait each time

Again = Callable[[Review], Awaitable[Review]]
"""Looks at a record anew."""


class Delivery:
    """Sends what was reviewed and keeps the journal of it.

    Args:
        client: the server.
        api: what it offers.
        journal: where every write is kept.
    """

    def __init__(self, client: AlyxClient, api: Callable[[], Api], journal: Journal) -> None:
        self._client = client
        self._api = api
        self._journal = journal

    async def begin(self, made: Entry) -> Entry:
        """Write a write down, or take it out of the outbox when it has a number.

        Raises:
            JournalFailed: it is not on the disk, so it must not be sent.
        """
        if made.id:
            return await asyncio.to_thread(self._journal.again, made)
        (begun,) = await asyncio.to_thread(self._journal.begin, [made])
        return begun

    async def send(
        self, made: Entry, ready: Review, again: Again, *, stays: bool = False
    ) -> Outcome:
        """Send what was written down.

        Args:
            made: with its number.
            ready: what it is; the rate lets it leave.
            again: looks at the record anew after a wait for the throttle; it may refuse.
            stays: keep it in the outbox when the server says no: it leaves by success only.

        Raises:
            ApiError: the server said no, and nothing was stored.
            Waiting: it waits in the outbox.
            Stored: the server did not store what was sent.
        """
        try:
            tried = 1
            while (answer := await self._tried(made, ready, tried)) is None:
                tried += 1
                ready = await again(ready)
                if ready.changes_nothing:
                    return await self.done(made, ready, ready.present, 0, "It was so already.")
                made = await self.begin(_renewed(made, ready))
            record = {} if ready.change.verb is Verb.DELETE else record_of(answer)
        except AlyxTuiError as error:
            no = State.WAITING if stays else State.REFUSED
            return await self._failed(made, ready, error, no)
        except asyncio.CancelledError:
            # It may have left already, and what has left runs to its end on the server.
            await asyncio.shield(self.end(made.id, State.UNKNOWN, said="interrupted"))
            raise
        return await self.done(made, ready, record, answer.status)

    async def done(
        self, made: Entry, ready: Review, record: Values, status: int, said: str = ""
    ) -> Outcome:
        """Compare what the server has with what was meant, and write it down.

        Raises:
            Stored: they differ.
        """
        change, endpoint = ready.change, ready.endpoint
        wrong = mismatches(endpoint, change.verb, ready.body, ready.present, record)
        key = (key_of(endpoint, dict(record)) if record else "") or change.key
        notes = [said] if said else []
        if ready.comparison.elsewhere:
            names = ", ".join(ready.comparison.elsewhere)
            notes.append(f"Meanwhile somebody else has changed {names}; that stays.")
        words = "; ".join(f"{one.field} was not stored as sent" for one in wrong)
        try:
            await self.end(
                made.id,
                State.DONE,
                after=_after(ready, record),
                new_key=key if key != change.key else "",
                status=status,
                said=words or said,
            )
        except JournalFailed as error:
            notes.append(f"It is done, but the journal could not say so: {error.message}")
        outcome = Outcome(made.id, key, record, tuple(notes))
        if wrong:
            raise Stored(outcome, wrong)
        return outcome

    async def wait(self, made: Entry, error: AlyxTuiError, state: State) -> NoReturn:
        """Keep a write in the outbox.

        Raises:
            Waiting: always.
        """
        with suppress(JournalFailed):  # it counts as unknown then, once this process has ended
            await self.end(made.id, state, said=error.message, status=_status(error))
        unknown = state is State.UNKNOWN
        fate = "It may have been carried out" if unknown else "It was not sent"
        kind = WaitingForSignIn if isinstance(error, NotSignedIn) else Waiting
        raise kind(
            f"{made.label}: {error.message} {fate}; it waits in the outbox as number {made.id}.",
            entry=made.id,
            unknown=unknown,
        ) from error

    async def end(self, number: int, state: State, **values: object) -> None:
        """Write down what became of a write.

        Raises:
            JournalFailed: it is not on the disk.
        """
        await asyncio.to_thread(lambda: self._journal.end(number, state, **values))

    async def _tried(self, made: Entry, ready: Review, tried: int) -> Answer | None:
        """Send; None when the throttle turned it away, unseen, and has to be waited for."""
        form = form_of(ready.endpoint, ready.change.verb, ready.body)
        body = UNSET if made.body is None or form is not None else made.body
        try:
            return await self._client.request(
                made.method, made.path, json=body, form=form, priority=Priority.ADMITTED
            )
        except Throttled as error:
            seconds = error.retry_after if error.retry_after is not None else 2.0**tried
            if error.status != 429 or tried == _TRIES or seconds > _LONGEST_WAIT:
                raise
            self._client.scheduler.hold(seconds)
            return None

    async def _failed(self, made: Entry, ready: Review, error: AlyxTuiError, no: State) -> Outcome:
        """Find out what an error means for a write.

        Raises:
            AlyxTuiError: the error itself when nothing was stored; ``Waiting`` otherwise.
        """
        fate = fate_of(error)
        if fate is Fate.ANSWERED:
            finding = await self._look(made)
            if finding.found is Found.DONE:
                said = f"The server answered with an error, yet it is done: {error.message}"
                return await self.done(made, ready, finding.record or {}, _status(error), said)
            fate = Fate.REFUSED if finding.found is Found.NOT_DONE else Fate.UNKNOWN
        if fate is not Fate.REFUSED:
            state = State.WAITING if fate is Fate.NOT_SENT else State.UNKNOWN
            await self.wait(made, error, state)
        await self.end(made.id, no, said=error.message, status=_status(error))
        raise error

    async def _look(self, made: Entry) -> Finding:
        try:
            return await find_out(self._client, self._api(), made)
        except AlyxTuiError:
            return Finding(Found.UNSURE)


def entry_of(ready: Review, server: str, user: str, *, batch: str = "", undoes: int = 0) -> Entry:
    """A reviewed write as the journal keeps it.

    Args:
        ready: what is to be sent.
        server: base address.
        user: who writes.
        batch: the same for all writes that were confirmed together.
        undoes: number of the write that this one takes back.
    """
    change = ready.change
    return Entry(
        server=server,
        user=user,
        verb=change.verb.value,
        endpoint=change.endpoint,
        key=change.key,
        method=ready.method,
        path=ready.path,
        body=_body(ready),
        change=of_change(change),
        before=_before(ready),
        batch=batch,
        undoes=undoes,
    )


def _renewed(made: Entry, ready: Review) -> Entry:
    """A write that was written down, of the record as it is now."""
    return replace(made, body=_body(ready), before=_before(ready))


def _body(ready: Review) -> dict[str, object] | None:
    return None if ready.change.verb is Verb.DELETE else dict(ready.body)


def _before(ready: Review) -> dict[str, object]:
    """The fields of the record that the write is about, so that it can be taken back."""
    present = ready.present
    names: Mapping[str, object] = ready.body
    if ready.change.verb is Verb.DELETE:
        names = writable(ready.endpoint, Verb.CREATE) or present
    return {name: present[name] for name in names if name in present}


def _after(ready: Review, record: Values) -> dict[str, object]:
    if ready.change.verb is Verb.CREATE:
        return dict(record)
    return {name: record[name] for name in ready.body if name in record}


def _status(error: AlyxTuiError) -> int:
    return error.status if isinstance(error, ApiError) else 0
