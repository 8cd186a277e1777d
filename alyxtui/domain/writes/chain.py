"""The write path of one connection: nothing is written to a server but through this."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from alyxtui.client.answer import Answer
from alyxtui.client.client import UNSET, AlyxClient
from alyxtui.client.routes import detail_path
from alyxtui.client.scheduler import Priority
from alyxtui.domain.writes.change import Change, Values, Verb
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
        fresh: Values | None = None,
        named: Collection[str] = (),
        entry: int = 0,
        priority: Priority = Priority.FOREGROUND,
    ) -> Outcome:
        """Send what was reviewed and confirmed.

        The record is asked for once more: what was changed elsewhere stays, what was changed in
        the same place is a conflict.

        Args:
            ready: from ``review``.
            batch: the same for all writes that were confirmed together.
            undoes: number of the write that this one takes back.
            fresh: the record, when it was asked for this very moment.
            named: the names that were typed, of those that the review asks for.
            entry: number of the write where it is in the outbox already.
            priority: place of the requests in the queue.

        Raises:
            ReadOnly: nothing may be written.
            NotNamed: it touches a public or protected tag whose name was not typed.
            Clashed: somebody changed the same place; nothing was sent.
            ChangeRefused: the record has become one that this cannot be done to.
            ApiError: the server said no, and nothing was stored.
            Waiting: it waits in the outbox, not sent or of unknown fate.
            Stored: the server did not store what was sent.
            JournalFailed: it could not be written down, so it was not sent.
        """
        self.ensure_allowed()
        ensure_named(ready, named)
        made = entry_of(ready, self.server, self.user, batch=batch, undoes=undoes)
        if ready.change.verb is not Verb.CREATE:
            try:
                ready = await self.review(ready.change, present=fresh, priority=priority)
            except ApiError as error:
                # What was confirmed is not lost because the server cannot be asked just now.
                if entry or fate_of(error) is Fate.REFUSED:
                    raise
                await self.delivery.wait(await self.delivery.begin(made), error, State.WAITING)
            ensure_named(ready, named)
            made = entry_of(ready, self.server, self.user, batch=batch, undoes=undoes)
        if ready.comparison.clashes:
            raise Clashed(ready.change, ready.comparison, ready.present)
        if ready.changes_nothing:
            if entry:
                await self.delivery.end(entry, State.DONE, said="It was so already.")
            return Outcome(0, ready.change.key, ready.present)
        begun = await self.delivery.begin(replace(made, id=entry))
        return await self.delivery.send(begun, ready, priority, stays=bool(entry))

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
