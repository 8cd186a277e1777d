"""``python -m tests.benchmarks.fetching URL WAY FILE``: fetches a list, says how long and how large.

Ways: ``all`` as ``list --all`` does, ``pages`` the same pages one after the other, ``export`` into a
CSV file. It prints milliseconds and the most memory that the process ever had, in MB.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

from alyxtui.client.client import AlyxClient
from alyxtui.domain.export import Export, Target
from alyxtui.domain.fetch import Fetch
from alyxtui.domain.formats import Format
from alyxtui.query.model import Query
from alyxtui.schema.model import Action, Endpoint

PAGE = 500
_SESSIONS = Endpoint(
    "sessions",
    lookup="id",
    key_fields=("id",),
    actions={"list": Action("list", "GET", "/sessions", paginated=True)},
)
_QUERY = Query("sessions")


async def _run(url: str, way: str, path: Path) -> int:
    client = AlyxClient(url, requests_per_minute=0)
    try:
        if way == "export":
            verdict = await Export(client, _SESSIONS, [_QUERY], Target(path, Format.CSV)).run()
            return verdict.held
        if way == "pages":
            pages = client.iterate(_SESSIONS, _QUERY, PAGE)
            return sum([len(page.records) async for page in pages])
        fetch = Fetch(client, _SESSIONS, [_QUERY], page_size=PAGE)
        return sum([len(batch.records) async for batch in fetch.batches()])
    finally:
        await client.aclose()


def main() -> None:
    """Fetch once and print."""
    begun = time.perf_counter()
    held = asyncio.run(_run(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
    taken = (time.perf_counter() - begun) * 1000
    resource: Any = __import__("resource")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = most / (1e6 if sys.platform == "darwin" else 1e3)
    sys.stdout.write(f"{held} {taken} {megabytes}\n")


if __name__ == "__main__":
    main()
