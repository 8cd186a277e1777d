"""A door between browser and demo: it lets requests through, or holds those that a test names."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Any

import httpx
import pytest

from tests.client.stub_server import Reply, Request, StubServer, answer


class Gate:
    """Forwards to a server; requests whose method and target hold a word wait until they are let go.

    Attributes:
        held: the requests that wait, or waited, in order.
    """

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._held: dict[str, asyncio.Event] = {}
        self._server = StubServer(self._forward)
        self.held: list[str] = []
        self.is_down = False
        self.replies: dict[str, Reply] = {}
        self._replies_once: dict[str, Reply] = {}

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def targets(self) -> list[str]:
        return self._server.targets

    async def schema(self) -> dict[str, Any]:
        """The server's schema, to be changed and put among the replies."""
        got = await self._client.get("/api/schema", headers={"Accept": "application/json"})
        if got.status_code == 404:
            pytest.skip("the demo plays an older server, whose schema has another form")
        document: dict[str, Any] = got.json()
        return document

    def once(self, path: str, reply: Reply) -> None:
        """Give the next request for a path this reply; the server answers those after it."""
        self._replies_once[path] = reply

    def hold(self, word: str) -> None:
        self._held[word] = asyncio.Event()

    def let_go(self, word: str) -> None:
        self._held.pop(word).set()

    async def __aenter__(self) -> Gate:
        self._client = httpx.AsyncClient(base_url=self._upstream, timeout=30)
        await self._server.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for event in self._held.values():
            event.set()
        await self._server.stop()
        await self._client.aclose()

    async def _forward(self, request: Request) -> Reply:
        asked = f"{request.method} {request.target}"
        for word, event in list(self._held.items()):
            if word in asked:
                self.held.append(asked)
                await event.wait()
        if request.path in self._replies_once:
            return self._replies_once.pop(request.path)
        if request.path in self.replies:
            return self.replies[request.path]
        if self.is_down:
            return Reply(b"", cut=True)
        headers = {
            name: value
            for name, value in request.headers.items()
            if name in {"accept", "authorization", "content-type", "host"}
        }
        got = await self._client.request(
            request.method, request.target, headers=headers, content=request.body
        )
        kind = got.headers.get("content-type", "")
        moved = {name: got.headers[name] for name in ("location",) if name in got.headers}
        return answer(got.content, got.status_code, kind=kind, headers=moved)
