"""Writes that were not sent, or whose fate is not known, until they are done or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass

from alyxtui.client.identity import key_of
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.entry import RAW, Entry, State
from alyxtui.domain.writes.fate import stops_all
from alyxtui.domain.writes.settle import Found, find_out
from alyxtui.errors import AlyxTuiError, ApiError, ChangeRefused, UsageError, Waiting


@dataclass(frozen=True, slots=True)
class Flushed:
    """What became of one write of the outbox.

    Attributes:
        entry: the write as it was.
        state: what became of it; ``WAITING`` or ``UNKNOWN`` when it is still there.
        said: why, or what there is to say.
        asks: whether it leaves only by a person's word: ``repeat`` or ``drop``.
        error: the error, if one kept it there.
    """

    entry: Entry
    state: State
    said: str = ""
    asks: bool = False
    error: AlyxTuiError | None = None


class Outbox:
    """The pending writes to one server.

    An entry leaves by success, or by a person's word; never because the server said no, the login
    was lost or the record has changed.

    Args:
        writes: the way of every write.
    """

    def __init__(self, writes: Writes) -> None:
        self._writes = writes

    async def entries(self) -> list[Entry]:
        """The pending writes to this server, in the order they were made.

        Raises:
            JournalFailed: the journal cannot be read.
        """
        return await asyncio.to_thread(self._writes.journal.pending, self._writes.server)

    async def drop(self, number: int) -> Entry:
        """Give a write up.

        Raises:
            UsageError: it is not in the outbox.
            JournalFailed: the journal cannot be written.
        """
        found = next((one for one in await self.entries() if one.id == number), None)
        if found is None:
            raise UsageError(f"There is no write {number} in the outbox of {self._writes.server}.")
        await self._writes.delivery.end(number, State.DROPPED, said=found.said)
        return found

    async def flush(
        self,
        *,
        repeat: Collection[int] = (),
        only: Collection[int] = (),
        on_done: Callable[[Flushed], None] | None = None,
    ) -> list[Flushed]:
        """Send what waits, in order, each checked for conflicts as any write.

        Entries for one record stop at the first that fails; when the server cannot be reached,
        all stop. Those of other users stay.

        Args:
            repeat: numbers of writes of unknown fate that a person wants sent again.
            only: numbers to send, empty for all.
            on_done: called with each result.

        Raises:
            ReadOnly: nothing may be written.
            JournalFailed: the journal cannot be used.
        """
        self._writes.ensure_allowed()
        results: list[Flushed] = []
        stuck: set[tuple[str, str]] = set()
        reachable = True
        for entry in await self.entries():
            if only and entry.id not in only:
                continue
            place = (entry.endpoint, entry.key)
            if not reachable:
                result = Flushed(entry, entry.state, "The server cannot be reached.")
            elif entry.key and place in stuck:
                result = Flushed(entry, entry.state, "An earlier write to this record is stuck.")
            else:
                result = await self._one(entry, entry.id in repeat)
                reachable = not stops_all(result.error)
            if result.state.is_pending:
                stuck.add(place)
            results.append(result)
            if on_done is not None:
                on_done(result)
        return results

    async def _one(self, entry: Entry, again: bool) -> Flushed:
        """Send a write, unless another process does."""
        if (taken := await self._by_others(entry)) is not None:
            return taken
        result = await self._tried(entry, again)
        return (await self._by_others(entry) if result.asks else None) or result

    async def _by_others(self, entry: Entry) -> Flushed | None:
        """What another process makes of a write since it was listed; None when it is still here."""
        now = await asyncio.to_thread(self._writes.journal.get, entry.id)
        if now is None or now.state.is_pending:
            return None
        return Flushed(entry, now.state, "Another alyxtui has taken it.")

    async def _tried(self, entry: Entry, again: bool) -> Flushed:
        if entry.user != self._writes.user:
            return Flushed(entry, entry.state, f"It is {entry.user}'s, who has to send it.")
        try:
            if entry.state is State.UNKNOWN:
                settled = await self._settled(entry, again)
                if settled is not None:
                    return settled
            return await self._sent(entry)
        except Waiting as error:
            state = State.UNKNOWN if error.unknown else State.WAITING
            cause = error.__cause__
            return Flushed(
                entry, state, error.message, error=cause if isinstance(cause, ApiError) else error
            )
        except (AlyxTuiError, ValueError) as error:
            known = error if isinstance(error, AlyxTuiError) else ChangeRefused(str(error))
            return Flushed(entry, entry.state, known.message, asks=True, error=known)

    async def _settled(self, entry: Entry, again: bool) -> Flushed | None:
        """What became of a write of unknown fate; None when it is to be sent."""
        if entry.verb == RAW:
            return Flushed(entry, entry.state, "A request made by hand: look, then drop it.", True)
        finding = await find_out(self._writes.client, self._writes.api, entry)
        if finding.found is Found.DONE:
            record = finding.record or {}
            names = record if entry.verb == "create" else entry.before
            after = {name: record[name] for name in names if name in record}
            key = key_of(self._writes.api.endpoints[entry.endpoint], record) if record else ""
            said = "It had been carried out."
            await self._writes.delivery.end(
                entry.id,
                State.DONE,
                after=after,
                new_key=key if key != entry.key else "",
                said=said,
            )
            return Flushed(entry, State.DONE, said)
        if again or (finding.found is Found.NOT_DONE and entry.verb != "create"):
            return None
        if finding.found is Found.NOT_DONE:
            said = "The record is not there. Say whether it is to be made."
        elif finding.alike:
            said = (
                f"Records like it that are there: {finding.alike}. Say whether it is one of them."
            )
        else:
            said = "What the server has now does not tell whether it was carried out."
        return Flushed(entry, entry.state, said, asks=True)

    async def _sent(self, entry: Entry) -> Flushed:
        ready = await self._writes.review(entry.as_change)
        # It was confirmed with its names before it came here.
        outcome = await self._writes.send(
            ready, undoes=entry.undoes, named=ready.named, entry=entry.id
        )
        return Flushed(entry, State.DONE, " ".join(outcome.notes))
