"""The files of the queue that are being fetched: one task each, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from alyxtui.client.files import SignInNeeded
from alyxtui.domain.crash import write_report
from alyxtui.domain.downloads.alone import alone
from alyxtui.domain.downloads.item import Item, State
from alyxtui.domain.downloads.passwords import Passwords
from alyxtui.domain.downloads.receive import Phase, Tools
from alyxtui.domain.downloads.transfer import Transfer
from alyxtui.errors import AlyxTuiError, OwnFault

_PATIENCE = 2.0  # seconds that a cancelled file's part may be another program's


class Running:
    """Tasks by item.

    Args:
        tools: what downloads share.
        passwords: those of data servers that are kept.
        on_end: called when the task of an item has ended.

    Attributes:
        tasks: those that have not ended.
    """

    def __init__(self, tools: Tools, passwords: Passwords, on_end: Callable[[Item], None]) -> None:
        self.tasks: dict[Item, asyncio.Task[None]] = {}
        self._tools = tools
        self._passwords = passwords
        self._on_end = on_end
        self._others: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> int:
        """How many do not just wait for another program."""
        return sum(item.progress.phase is not Phase.ELSEWHERE for item in self.tasks)

    @property
    def left(self) -> int:
        """Bytes that they will still write, as far as the servers have said."""
        return sum(item.left for item in self.tasks if item.progress.total)

    def start(self, item: Item) -> None:
        """Fetch a file."""
        self.tasks[item] = asyncio.create_task(self._bring(item))

    def stop(self, item: Item) -> None:
        """Stop fetching a file, if it is being fetched; what came is kept."""
        if item in self.tasks:
            self.tasks[item].cancel()

    def forget(self, item: Item) -> None:
        """Delete what has come of a cancelled file, unless another program is at it."""
        task = asyncio.create_task(self._forget(item))
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def aclose(self) -> None:
        """Stop everything; what is given up is deleted first."""
        tasks = list(self.tasks.values())
        for item in self.tasks:
            item.progress.stopped = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *self._others, return_exceptions=True)

    async def _bring(self, item: Item) -> None:
        try:
            await self._transfer(item)
        except AlyxTuiError as error:
            if item.ended is State.WAITING:
                item.put(State.FAILED, error.message, error.hint)
                item.asks = error.origin if isinstance(error, SignInNeeded) else ""
        except Exception as problem:
            secrets = self._tools.client.access.secrets
            await self._tools.run(partial(write_report, problem, ["download"], secrets))
            item.put(State.FAILED, OwnFault.title + ".", OwnFault.default_hint)
        finally:
            del self.tasks[item]
            self._on_end(item)

    async def _transfer(self, item: Item) -> None:
        access, progress = self._tools.client.access, item.progress
        transfer = Transfer(item.wanted, item.root, self._tools, progress, force=item.force)
        try:
            outcome = await transfer.run()
        except SignInNeeded as error:
            # Another file may have been first to use the kept password; then it only tries again.
            found = await self._tools.run(partial(self._passwords.get, error.origin))
            if found is None:
                raise
            if not access.has(error.origin):
                access.give(error.origin, *found)
            outcome = await transfer.run()
        item.url, item.size, item.md5 = outcome.url, outcome.size, outcome.md5
        item.notes = outcome.notes
        item.progress.done = item.progress.total = outcome.size
        item.put(State.DONE)

    async def _forget(self, item: Item) -> None:
        async def drop() -> None:
            run = self._tools.run
            async with alone(item.root, item.wanted.path, run) as place:
                if item.ended is State.CANCELLED:
                    await run(place.drop_part)

        try:
            await asyncio.wait_for(drop(), _PATIENCE)
        except (AlyxTuiError, asyncio.TimeoutError):
            return
