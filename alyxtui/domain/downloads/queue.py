"""The files that are wanted, fetched some at a time; it survives restarts, and screens watch it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from alyxtui.client.files import FileClient
from alyxtui.client.retry import RetryRule
from alyxtui.client.scheduler import Clock
from alyxtui.domain.downloads.item import ENDED, Item, State, Totals
from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.passwords import Passwords
from alyxtui.domain.downloads.receive import Tools
from alyxtui.domain.downloads.running import Running
from alyxtui.domain.downloads.saving import Saving
from alyxtui.domain.downloads.store import Fetched, Store

AT_ONCE = 4
_AHEAD = 3  # files that are looked at while others come
_TICK = 0.5  # seconds between two looks at the speed
LEFT = "Left by an earlier run."
"""The reason of files that an earlier run had begun or was to begin."""


class Downloads:
    """The queue of one user on one server.

    Everything but ``load``, ``add``, ``log``, ``settled``, ``give_password`` and ``aclose`` is
    done at once and never blocks.

    Args:
        client: the connections to data hosts.
        store: keeps the queue and the log.
        root: the cache directory.
        passwords: those of data servers that are kept.
        at_once: files that come at a time.
        clock: the time.
        retries: how long one file is asked for again.

    Attributes:
        items: all files in their order; not to be changed.
        root: the cache directory.
        access: which proof goes where, and what must not be logged or shown.
        on_change: called with the items whose state changed, and with none twice a second while
            some move.
    """

    def __init__(
        self,
        client: FileClient,
        store: Store,
        root: Path,
        *,
        passwords: Passwords | None = None,
        at_once: int = AT_ONCE,
        clock: Clock | None = None,
        retries: RetryRule | None = None,
    ) -> None:
        self.items: list[Item] = []
        self.root = root
        self.access = client.access
        self.on_change: Callable[[Sequence[Item]], None] | None = None
        self._store = store
        self._at_once = at_once
        self._pool = ThreadPoolExecutor(at_once + _AHEAD, thread_name_prefix="download")
        slot, waits = asyncio.Semaphore(at_once), (clock or Clock(), retries or RetryRule())
        self._tools = Tools(client, self._run, slot, *waits, lambda: self._running.left, root)
        self._passwords = passwords or Passwords(None)
        self._running = Running(self._tools, self._passwords, self._ended)
        self._first = 0  # no item before this one waits to be started
        self._watcher: asyncio.Task[None] | None = None
        self._saving = Saving(store, self._run)
        self._change: asyncio.Event = asyncio.Event()
        self._closed = False

    @property
    def totals(self) -> Totals:
        """All files together."""
        return Totals.of(self.items)

    @property
    def problem(self) -> str:
        """Why the queue is not kept, empty when all is well."""
        return self._store.problem

    @property
    def asks(self) -> list[str]:
        """The data hosts that want a sign-in; see ``give_password``."""
        return list(dict.fromkeys(item.asks for item in self.items if item.asks))

    async def load(self) -> list[Item]:
        """Take up what an earlier run of the user has left, paused; ``resume`` goes on with it.

        Returns:
            What was left: paused or failed.
        """
        known = {(item.root, item.wanted.path) for item in self.items}
        found = await self._run(self._store.load)
        left = [item for item in found if (item.root, item.wanted.path) not in known]
        for item in left:
            if item.ended is State.WAITING:
                item.put(State.PAUSED, LEFT)
        self.items += left
        self._number()
        self._said(left)
        return left

    async def add(
        self, wanted: Iterable[Wanted], *, root: Path | None = None, force: bool = False
    ) -> list[Item]:
        """Want some files. When this returns they are kept over a restart.

        Args:
            wanted: the files.
            root: the cache directory, None for the usual one.
            force: fetch them although they are there.

        Returns:
            Their items, one each and in order; what cannot be fetched has failed with the reason.
        """
        root = root or self.root
        known = {(item.root, item.wanted.path): item for item in self.items if item.kept}
        added: list[Item] = []
        for file in wanted:
            item = self._item(file, known.get((root, file.path)), root, force)
            if item.kept:
                known[root, file.path] = item
            added.append(item)
        present = set(self.items)
        self.items += [item for item in dict.fromkeys(added) if item not in present]
        self._number()
        self._mark(added)
        self._pump(anew=True)
        await self._saving.settled()
        return added

    def pause(self, items: Iterable[Item]) -> None:
        """Hold files that wait or run; what has come is kept."""
        self._put([item for item in items if item.ended is State.WAITING], State.PAUSED)

    def resume(self, items: Iterable[Item]) -> None:
        """Go on with files that are paused, and try again those that failed or were cancelled."""
        again = {State.PAUSED, State.FAILED, State.CANCELLED}
        self._put([item for item in items if item.ended in again and item.kept], State.WAITING)

    def cancel(self, items: Iterable[Item]) -> None:
        """Give files up; what has come of them is deleted."""
        given_up = [item for item in items if item.ended not in {State.DONE, State.CANCELLED}]
        self._put(given_up, State.CANCELLED)
        for item in given_up:
            if item.kept:
                self._running.forget(item)

    def move(self, item: Item, places: int) -> None:
        """Put a file before (negative) or behind others; what runs goes on."""
        at = self.items.index(item)
        self.items.insert(min(max(at + places, 0), len(self.items) - 1), self.items.pop(at))
        self._number()
        self._mark(self.items)
        self._pump(anew=True)

    def clear(self) -> None:
        """Take what is done or cancelled off the list."""
        self.items = [item for item in self.items if item.ended not in ENDED - {State.FAILED}]
        self._first = 0
        self._said()

    async def settled(self, items: Sequence[Item]) -> None:
        """Wait until none of some files waits or runs any more."""
        moving = deque(items)
        while moving:
            if moving[0].ended is State.WAITING or moving[0] in self._running.tasks:
                await self._change.wait()
            else:
                moving.popleft()
        await self._saving.settled()

    async def give_password(
        self, origin: str, user: str, password: str, *, keep: bool = False
    ) -> bool:
        """Sign in to a data host and try again what waits for that.

        Args:
            origin: one of ``asks``.
            user: user name there.
            password: that user's password.
            keep: write both to the file of the tokens.

        Returns:
            Whether they are kept on the disk.
        """
        self.access.give(origin, user, password)
        kept = keep and await self._run(partial(self._passwords.keep, origin, user, password))
        self.resume([item for item in self.items if item.asks == origin])
        return bool(kept)

    async def log(self, limit: int = 1_000) -> list[Fetched]:
        """What was fetched from this server, the last first."""
        found: list[Fetched] = await self._run(partial(self._store.log, limit))
        return found

    async def aclose(self) -> None:
        """Stop everything; what is not done is left for the next run."""
        self._closed = True
        await self._running.aclose()
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.wait({self._watcher})
        await self._saving.settled()
        await self._tools.client.aclose()
        await asyncio.to_thread(self._pool.shutdown)
        self._store.close()

    def _item(self, file: Wanted, known: Item | None, root: Path, force: bool) -> Item:
        """The item of a file: a new one, or the one that is in the queue."""
        problem = file.problem
        if known is not None and known.wanted.dataset != file.dataset:
            problem = (
                f"Another dataset, {known.wanted.dataset or known.wanted.url}, goes there too."
            )
        if problem:
            item = Item(file, root, force, kept=False)
            item.put(State.FAILED, problem)
            return item
        if known is None:
            return Item(file, root, force)
        if known.ended is not State.WAITING:
            known.wanted, known.force = file, force
            known.put(State.WAITING)
        return known

    def _number(self) -> None:
        for place, item in enumerate(self.items):
            item.place = place

    def _put(self, items: Sequence[Item], state: State) -> None:
        for item in items:
            item.put(state)
            self._running.stop(item)
        self._mark(items)
        self._pump(anew=True)

    def _pump(self, *, anew: bool = False) -> None:
        """Start what may start now.

        Args:
            anew: look at all items, since some may wait again or stand elsewhere.
        """
        self._first = 0 if anew else self._first
        running = self._running
        room = 0 if self._closed else self._at_once + _AHEAD - running.busy
        while room > 0 and self._first < len(self.items):
            item = self.items[self._first]
            if item.ended is State.WAITING and item not in running.tasks:
                running.start(item)
                room -= 1
            self._first += 1
        if running.tasks and self._watcher is None:
            self._watcher = asyncio.create_task(self._watch())

    def _ended(self, item: Item) -> None:
        self._mark([item])
        # One that was held and let go on while its task ended waits to be started again.
        self._pump(anew=item.ended is State.WAITING)

    async def _watch(self) -> None:
        """Follow the speed for as long as something runs."""
        while self._running.tasks:
            for item in self._running.tasks:
                if item.state is State.RUNNING:
                    item.meter.note(item.progress.done)
                else:
                    item.meter.forget()
            self._said()
            self._pump()
            await asyncio.sleep(_TICK)
        self._watcher = None

    def _mark(self, items: Sequence[Item]) -> None:
        """Keep what changed, and say so."""
        self._saving.mark(items)
        self._said(items)

    def _said(self, items: Sequence[Item] = ()) -> None:
        event, self._change = self._change, asyncio.Event()
        event.set()
        if self.on_change is not None:
            self.on_change(items)

    def _run(self, work: Callable[[], Any]) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._pool, work)
