"""Brings one file, in this process or as a program: ``python -m ... URL MD5 SIZE ROOT``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from alyxtui.client.access import Access
from alyxtui.client.files import FileClient
from alyxtui.client.retry import RetryRule
from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.receive import Progress, Tools
from alyxtui.domain.downloads.transfer import Outcome, Transfer
from alyxtui.settings.model import Timeouts, Way
from tests.client.helpers import FakeClock

ALYX = "http://alyx.invalid"


async def bring(
    wanted: Wanted,
    root: Path,
    *,
    access: Access | None = None,
    force: bool = False,
    progress: Progress | None = None,
    read: float = 20.0,
    clock: FakeClock | None = None,
) -> Outcome:
    """Bring a file; what waits between tries takes no time."""
    client = FileClient(access or Access(ALYX, str), Timeouts(read=read), Way())
    with ThreadPoolExecutor(4) as pool:

        def run(work: Callable[[], Any]) -> Any:
            return asyncio.get_running_loop().run_in_executor(pool, work)

        tools = Tools(client, run, clock=clock or FakeClock(jumps=True), retries=RetryRule())
        try:
            transfer = Transfer(wanted, root, tools, progress or Progress(), force=force)
            return await transfer.run()
        finally:
            await client.aclose()


if __name__ == "__main__":
    url, md5, size, folder = sys.argv[1:]
    file = Wanted("lab/alf/x.npy", (Candidate(url),), int(size), md5, name="x.npy")
    asyncio.run(bring(file, Path(folder)))
