"""The write path of one connection: nothing is written to a server but through this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from alyxtui.client.answer import Answer
from alyxtui.client.client import UNSET, AlyxClient
from alyxtui.client.routes import detail_path
from alyxtui.client.scheduler import Priority
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.conditions import Condition, ensure_met
from alyxtui.domain.writes.conflict import Clashed
from alyxtui.domain.writes.delivery import Delivery, entry_of
from alyxtui.domain.writes.entry import RAW, Entry, State
from alyxtui.domain.writes.fate import Fate, fate_of
from alyxtui.domain.writes.journal import Journal
from alyxtui.domain.writes.named import Named, ensure_named
from alyxtui.domain.writes.outcome import Outcome
from alyxtui.domain.writes.review import Review, endpoint_of, review
from alyxtui.errors import AlyxTuiError, ApiError, ReadOnly
from alyxtui.schema.model import Api
from alyxtui.settings.redact import HIDDEN

NEVER = float("-inf")
"""When a record was read that is to be asked for again in any case."""
FRESH = 5.0
"""Seconds after which a record that was read is asked for again before it is written."""
_SECRETS = frozenset({"password", "token"})


class Writes:
    """Reviews, sends, verifies and writes down.

    Args:
        client: the server.
        api: what it offers, once it is known.
        journal: where every write is kept.
        who: the user, or what stands for one; asked anew for each write.
        read_only: whether nothing may be written; asked anew for each write.
        now: the local time.

    Attributes:
        client: as given.
        journal: as given.
        delivery: the way of a write that was confirmed.
    """

    def __init__(
        self,
        client: AlyxClient,
        api: Callable[[], Api],
        journal: Journal,
        *,
        who: Callable[[], str],
        read_only: Callable[[], bool],
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self.client = client
        self.journal = journal
        self.delivery = Delivery(client, api, journal)
        self._api = api
        self._named = Named(client, api)
        self._who = who
        self._read_only = read_only
        self._now = now

    @property
    def api(self) -> Api:
        """What the server offers."""
        return self._api()

    @property
    def server(self) -> str:
        """The base address."""
        return self.client.base_url

    @property
    def user(self) -> str:
        """Who writes."""
        return self._who()

    def ensure_allowed(self) -> None:
        """Refuse where nothing may be written.

        Raises:
            ReadOnly: by a setting, a flag or the user's rights.
        """
        if self._read_only():
            raise ReadOnly(
                f"{self.user or 'This user'} may only read {self.server}.",
                hint="It is set so (--read-only, the profile), or the user has no right to more.",
            )

    async def review(
        self,
        change: Change,
        *,
        present: Values | None = None,
        priority: Priority = Priority.FOREGROUND,
    ) -> Review:
        """See what a change would do; nothing is sent but the question what the record is now.

        A change without a base gets the present record as its base.

        Args:
            change: what is wanted.
            present: the record, when it was asked for this very moment.
            priority: place of the request in the queue.

        Raises:
            ReadOnly: nothing may be written.
            ChangeRefused: it must not be sent; with the reasons by field.
            NotFound: the record is gone.
            AlyxTuiError: the server cannot be asked.
        """
        self.ensure_allowed()
        if change.verb is Verb.CREATE:
            present = {}
        else:
            endpoint = endpoint_of(self.api, change)
            detail_path(endpoint, change.key)
            if present is None:
                present = await self.client.read(endpoint, change.key, priority=priority)
            change = change.on(present) if change.base is None else change
        ready = review(self.api, change, present, self.server, self._now())
        return replace(ready, named=await self._named.touched(ready))

    async def send(
        self,
        ready: Review,
        *,
        batch: str = "",
        undoes: int = 0,
        read_at: float = NEVER,
        named: Collection[str] = (),
        conditions: Sequence[Condition] = (),
        entry: int = 0,
        priority: Priority = Priority.FOREGROUND,
        on_begun: Callable[[int], None] | None = None,
    ) -> Outcome:
        """Send what was reviewed and confirmed.

        The record is asked for once more: what was changed elsewhere stays, what was changed in
        the same place is a conflict. However long the rate of requests or the server's throttle
        makes it wait, it is asked for after that.

        Args:
            ready: from ``review``.
            batch: the same for all writes that were confirmed together.
            undoes: number of the write that this one takes back.
            read_at: when the reviewed record was read, by the client's clock; it is asked for
                once more unless that was just now.
            named: the names that were typed, of those that the review asks for.
            conditions: what the record must be like, all of them.
            entry: number of the write where it is in the outbox already.
            priority: place of the requests in the queue.
            on_begun: called with the number of the write before it is sent.

        Raises:
            ReadOnly: nothing may be written.
            NotNamed: it touches a public or protected tag whose name was not typed.
            Unmet: a condition does not hold; nothing was sent.
            Clashed: somebody changed the same place; nothing was sent.
            ChangeRefused: the record has become one that this cannot be done to.
            ApiError: the server said no, and nothing was stored.
            Waiting: it waits in the outbox, not sent or of unknown fate.
            Stored: the server did not store what was sent.
            JournalFailed: it could not be written down, so it was not sent.
        """
        self.ensure_allowed()
        ensure_named(ready, named)

        async def looked(before: Review, read_at: float = NEVER) -> Review:
            now = await self._as_it_is_now(before, read_at, priority)
            ensure_named(now, named)
            ensure_met(conditions, now.change.key, now.present)
            if now.comparison.clashes:
                raise Clashed(now.change, now.comparison, now.present)
            return now

        made = partial(entry_of, server=self.server, user=self.user, batch=batch, undoes=undoes)
        try:
            ready = await looked(ready, read_at)
        except ApiError as error:
            # What was confirmed is not lost because the server cannot be asked just now.
            if entry or fate_of(error) is Fate.REFUSED:
                raise
            begun = await self.delivery.begin(made(ready))
            await self.delivery.wait(begun, error, State.WAITING)
        if ready.changes_nothing:
            if entry:
                await self.delivery.end(entry, State.DONE, said="It was so already.")
            return Outcome(0, ready.change.key, ready.present)
        begun = await self.delivery.begin(replace(made(ready), id=entry))
        if on_begun is not None:
            on_begun(begun.id)
        return await self.delivery.send(begun, ready, looked, stays=bool(entry))

    async def _as_it_is_now(self, ready: Review, read_at: float, priority: Priority) -> Review:
        """A write of the record as the server has it now, which may leave at once.

        Raises:
            AlyxTuiError: as ``review``.
        """
        scheduler, clock = self.client.scheduler, self.client.clock
        await scheduler.admit(priority)
        if ready.change.verb is Verb.CREATE:
            return ready
        present: Values | None = ready.present
        if clock.now() - read_at > FRESH:
            present = None
            await scheduler.admit(priority)  # the read has its turn too, so that no wait is between
        return await self.review(ready.change, present=present, priority=Priority.ADMITTED)

    async def raw(self, method: str, path: str, body: object = UNSET) -> Answer:
        """Send a request that a person made by hand; written down, not checked.

        Raises:
            ReadOnly: nothing may be written.
            AlyxTuiError: the server said no, or cannot be reached.
            JournalFailed: it could not be written down, so it was not sent.
        """
        self.ensure_allowed()
        shown = None if body is UNSET else _without_secrets(body)
        made = Entry(self.server, self.user, RAW, method=method, path=path, body=shown)
        begun = await self.delivery.begin(made)
        try:
            answer = await self.client.request(method, path, json=body)
        except AlyxTuiError as error:
            known = fate_of(error) in {Fate.REFUSED, Fate.NOT_SENT}
            state = State.REFUSED if known else State.UNKNOWN
            await self.delivery.end(begun.id, state, said=error.message)
            raise
        await self.delivery.end(begun.id, State.DONE, status=answer.status)
        return answer


def _without_secrets(body: object) -> object:
    """A body as it may be kept: somebody may sign in by hand."""
    if not isinstance(body, dict):
        return body
    return {name: HIDDEN if name in _SECRETS else value for name, value in body.items()}
