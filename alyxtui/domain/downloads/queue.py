"""The files that are wanted, fetched some at a time; it survives restarts, and screens watch it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from alyxtui.client.files import FileClient, SignInNeeded
from alyxtui.client.retry import RetryRule
from alyxtui.client.scheduler import Clock
from alyxtui.domain.crash import write_report
from alyxtui.domain.downloads.alone import alone
from alyxtui.domain.downloads.disk import Place
from alyxtui.domain.downloads.item import ENDED, Item, State, Totals
from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.passwords import Passwords
from alyxtui.domain.downloads.receive import Phase, Tools
from alyxtui.domain.downloads.saving import Saving
from alyxtui.domain.downloads.store import Fetched, Store
from alyxtui.domain.downloads.transfer import Transfer
from alyxtui.errors import AlyxTuiError, OwnFault

AT_ONCE = 4
_AHEAD = 3  # files that are looked at while others come
_TICK = 0.5  # seconds between two looks at the speed
_PATIENCE = 2.0  # seconds that a cancelled file's part may be another program's
_LEFT = "Left by an earlier run."


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
        on_change: called after every change of an item, and twice a second while some move.
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
        self.on_change: Callable[[], None] | None = None
        self._store = store
        self._passwords = passwords or Passwords(None)
        self._at_once = at_once
        self._pool = ThreadPoolExecutor(at_once + _AHEAD, thread_name_prefix="download")
        self._tools = Tools(
            client,
            self._run,
            asyncio.Semaphore(at_once),
            clock or Clock(),
            retries or RetryRule(),
            lambda: sum(item.left for item in self._tasks if item.progress.total),
        )
        self._tasks: dict[Item, asyncio.Task[None]] = {}
        self._others: set[asyncio.Task[None]] = set()
        self._watcher: asyncio.Task[None] | None = None
        self._saving = Saving(store, lambda: self.items, self._run)
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
        """Take up what an earlier run has left, paused; ``resume`` goes on with it.

        Returns:
            What was left: paused or failed.
        """
        known = {(item.root, item.wanted.path) for item in self.items}
        found = await self._run(self._store.load)
        left = [item for item in found if (item.root, item.wanted.path) not in known]
        for item in left:
            if item.ended is State.WAITING:
                item.put(State.PAUSED, _LEFT)
        self.items += left
        self._said()
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
        self._mark(*added)
        self._pump()
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
                self._besides(self._forget(item))

    def move(self, item: Item, places: int) -> None:
        """Put a file before (negative) or behind others; what runs goes on."""
        at = self.items.index(item)
        self.items.insert(min(max(at + places, 0), len(self.items) - 1), self.items.pop(at))
        self._mark(*self.items)

    def clear(self) -> None:
        """Take what is done or cancelled off the list."""
        self.items = [item for item in self.items if item.ended not in ENDED - {State.FAILED}]
        self._said()

    async def settled(self, items: Sequence[Item]) -> None:
        """Wait until none of some files waits or runs any more."""
        while any(item.ended is State.WAITING or item in self._tasks for item in items):
            await self._change.wait()
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
        self._tools.client.access.give(origin, user, password)
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
        tasks = {*self._tasks.values(), *self._others}
        for item in self._tasks:
            item.progress.stopped = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
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

    def _put(self, items: Sequence[Item], state: State) -> None:
        for item in items:
            item.put(state)
            if item in self._tasks:
                self._tasks[item].cancel()
        self._mark(*items)
        self._pump()

    def _pump(self) -> None:
        """Start what may start now."""
        busy = sum(item.progress.phase is not Phase.ELSEWHERE for item in self._tasks)
        for item in self.items if not self._closed else ():
            if busy >= self._at_once + _AHEAD:
                break
            if item.ended is State.WAITING and item not in self._tasks:
                self._tasks[item] = asyncio.create_task(self._bring(item))
                busy += 1
        if self._tasks and self._watcher is None:
            self._watcher = self._besides(self._watch())

    async def _bring(self, item: Item) -> None:
        try:
            await self._transfer(item)
        except AlyxTuiError as error:
            if item.ended is State.WAITING:
                item.put(State.FAILED, error.message, error.hint)
                item.asks = error.origin if isinstance(error, SignInNeeded) else ""
        except Exception as problem:
            secrets = self._tools.client.access.secrets
            await self._run(partial(write_report, problem, ["download"], secrets))
            item.put(State.FAILED, OwnFault.title + ".", OwnFault.default_hint)
        finally:
            del self._tasks[item]
            self._mark(item)
            self._pump()

    async def _transfer(self, item: Item) -> None:
        progress = item.progress
        transfer = Transfer(item.wanted, item.root, self._tools, progress, force=item.force)
        try:
            outcome = await transfer.run()
        except SignInNeeded as error:
            # Another file may have been first to use the kept password; then it only tries again.
            found = await self._run(partial(self._passwords.get, error.origin))
            if found is None:
                raise
            if not self._tools.client.access.has(error.origin):
                self._tools.client.access.give(error.origin, *found)
            outcome = await transfer.run()
        item.url, item.size, item.md5 = outcome.url, outcome.size, outcome.md5
        item.notes = outcome.notes
        item.progress.done = item.progress.total = outcome.size
        item.put(State.DONE)

    async def _forget(self, item: Item) -> None:
        """Delete what has come of a cancelled file, unless another program is at it."""

        async def drop() -> None:
            place = await self._run(partial(Place.prepare, item.root, item.wanted.path))
            async with alone(place, self._run):
                if item.ended is State.CANCELLED:
                    await self._run(place.drop_part)

        try:
            await asyncio.wait_for(drop(), _PATIENCE)
        except (AlyxTuiError, asyncio.TimeoutError):
            return

    async def _watch(self) -> None:
        """Follow the speed for as long as something runs."""
        while self._tasks:
            for item in self._tasks:
                if item.state is State.RUNNING:
                    item.meter.note(item.progress.done)
                else:
                    item.meter.forget()
            self._said()
            await asyncio.sleep(_TICK)
        self._watcher = None

    def _besides(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)
        return task

    def _mark(self, *items: Item) -> None:
        """Keep what changed, and say so."""
        self._saving.mark(items)
        self._said()

    def _said(self) -> None:
        event, self._change = self._change, asyncio.Event()
        event.set()
        if self.on_change is not None:
            self.on_change()

    async def _run(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)
