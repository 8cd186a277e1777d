"""A request on its way: its turn, its tries, its trace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from alyxtui.client.answer import Answer
from alyxtui.client.decode import answer_of
from alyxtui.client.failure import Cut, Reply, error_of
from alyxtui.client.heard import Heard
from alyxtui.client.keeper import Keeper, Keeping
from alyxtui.client.reach import Reach
from alyxtui.client.retry import REPEATABLE, RetryRule
from alyxtui.client.scheduler import Clock, Priority, Scheduler, Ticket
from alyxtui.client.trace import Entry, Message, Trace, message
from alyxtui.errors import (
    AlyxTuiError,
    ApiError,
    ServerError,
    Throttled,
    TimedOut,
    Unreachable,
    ValidationFailed,
)
from alyxtui.schema.hints import special
from alyxtui.settings.model import Timeouts, Way

if TYPE_CHECKING:
    from alyxtui.client.store import Kept
    from alyxtui.client.transport import Transport

_SHORTEST = 4  # a shorter secret would mask innocent letters
_SAID_FROM = 0.5  # seconds; a shorter wait is not worth a word
_Error = TypeVar("_Error", bound=AlyxTuiError)


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent.

    Attributes:
        method: upper case.
        url: absolute, encoded.
        content: the body, or None.
        content_type: of the body.
        accept: the media type asked for.
        token: for the configured origin, empty for none.
        secrets: further words that no error may show.
        scope: the part of the server that it is about, for what is kept; empty where nothing is.
        keep: whether an answer is what was asked for and may be kept; None for not at all.
        kept: a kept answer will do.
    """

    method: str
    url: str
    content: bytes | None = None
    content_type: str = "application/json"
    accept: str = "application/json"
    token: str = ""
    secrets: tuple[str, ...] = ()
    scope: str = ""
    keep: Callable[[Answer], bool] | None = None
    kept: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """The headers, without the token."""
        headers = {"Accept": self.accept}
        if self.content is not None:
            headers["Content-Type"] = self.content_type
        return headers


class Wire:
    """Sends calls to one server through one scheduler.

    Args:
        base_url: normalised.
        timeouts: for each part of a request.
        way: certificates and proxy.
        scheduler: gives each try its turn.
        clock: the time.
        retries: how long a call is repeated for.
        on_wait: called with seconds and a reason when a call waits for the server's patience.
        keeping: how answers are kept, None for not at all.

    Attributes:
        trace: the last finished calls.
        heard: what the answers' headers said.
        keeper: the kept answers.
        reach: whether there is a server.
    """

    def __init__(
        self,
        base_url: str,
        timeouts: Timeouts,
        way: Way,
        scheduler: Scheduler,
        clock: Clock,
        retries: RetryRule,
        on_wait: Callable[[float, str], None] | None,
        keeping: Keeping | None = None,
    ) -> None:
        self.trace = Trace()
        self.heard = Heard(base_url)
        self.keeper = Keeper(keeping)
        self.reach = Reach(self._look, clock)
        self._base_url = base_url
        self._timeouts = timeouts
        self._way = way
        self._scheduler = scheduler
        self._clock = clock
        self._retries = retries
        self._on_wait = on_wait
        self._transport: Transport | None = None
        self._opening = asyncio.Lock()

    async def exchange(self, call: Call, priority: Priority, ticket: Ticket) -> Answer:
        """Send a call, again if need be, and decode its answer.

        Raises:
            AlyxTuiError: one of the typed errors, free of secrets.
        """
        attempt = _Attempt(at=time.time(), begun=self._clock.now())
        fresh = await self.keeper.fresh(call.url) if call.kept else None
        if fresh is not None:
            return await self._kept(call, attempt, fresh)
        try:
            if call.kept and self.reach.is_away:
                raise _unknown(call)
            answer = await self._sent(call, priority, ticket, attempt)
        except AlyxTuiError as error:
            old = await self._old(call, error)
            if old is not None:
                return await self._kept(call, attempt, old)
            self._record(call, attempt, error.heading)
            raise
        self._record(call, attempt, "")
        return answer

    async def _old(self, call: Call, error: AlyxTuiError) -> Kept | None:
        """An old answer where there is no server; only for who can say that it is old."""
        if not call.kept or self.reach.on_change is None:
            return None
        if not is_away(error) and not is_of_gateway(error):
            return None
        old = await self.keeper.old(call.url) or await self.keeper.first_page(call.url)
        if old is not None and self.reach.since is None:
            # A gateway also says so where only this request takes the server too long.
            with suppress(Unreachable):
                await self._look()
                return None
        return old

    async def _kept(self, call: Call, attempt: _Attempt, kept: Kept) -> Answer:
        """A kept answer, as if it came now."""
        reply = kept.reply
        answer = await answer_of(reply, as_json=True)
        attempt.status, attempt.size, attempt.reply = 200, len(kept.body), reply
        self._record(call, attempt, "", is_kept=True)
        return replace(answer, at=kept.at, is_kept=True)

    async def _sent(
        self, call: Call, priority: Priority, ticket: Ticket, attempt: _Attempt
    ) -> Answer:
        """Send a call; what it may have changed is not taken for the server's own any more."""
        if call.method in REPEATABLE or not call.scope:
            return await self._repeat(call, priority, ticket, attempt)
        # Before it too: whatever ends this process, the request may have been carried out.
        await self.keeper.written(call.scope)
        try:
            return await self._repeat(call, priority, ticket, attempt)
        finally:
            await self.keeper.written(call.scope)

    async def _look(self) -> None:
        """Ask whether the server is there; any answer of its own will do.

        Raises:
            Unreachable: it is not.
        """
        call = Call("GET", f"{self._base_url}{special.SIGN_IN_PATH}")
        try:
            await self._send(call, _Attempt(time.time(), 0.0))
        except ApiError as error:  # else it is what the server says itself
            if is_of_gateway(error):
                self.reach.failed()
        if self.reach.since is not None:
            raise _unknown(call)

    async def aclose(self) -> None:
        """Close all connections."""
        await self.reach.aclose()
        await self.keeper.aclose()
        if self._transport is not None:
            await self._transport.aclose()

    async def _repeat(
        self, call: Call, priority: Priority, ticket: Ticket, attempt: _Attempt
    ) -> Answer:
        cut = False
        while True:
            attempt.tried += 1
            try:
                return await self._scheduler.run(
                    lambda: self._once(call, attempt), priority, ticket
                )
            except Throttled as error:
                ticket.sent = False
                await self._wait_out(call, error, attempt)
            except Cut:
                ticket.sent = False
                if cut or call.method not in REPEATABLE:
                    raise
                cut = True

    async def _wait_out(self, call: Call, error: Throttled, attempt: _Attempt) -> None:
        """Wait as the server asks.

        Raises:
            Throttled: the same error, when the call may not be repeated any more.
        """
        if call.method not in REPEATABLE or await self._old(call, error) is not None:
            raise error
        seconds = self._retries.wait(attempt.tried, error.retry_after, attempt.waited)
        if seconds is None:
            raise error
        if error.status == 429:
            self._scheduler.hold(seconds)
        if self._on_wait and seconds > _SAID_FROM:
            self._on_wait(seconds, error.message)
        attempt.waited += seconds
        await self._clock.sleep(seconds)

    async def _once(self, call: Call, attempt: _Attempt) -> Answer:
        try:
            return await self._send(call, attempt)
        except AlyxTuiError as error:
            scrub(error, (call.token, *call.secrets), urlsplit(call.url).netloc)
            raise

    async def _send(self, call: Call, attempt: _Attempt) -> Answer:
        transport = await self._connections()
        asked = time.time()
        try:
            reply = await transport.send(
                call.method, call.url, headers=call.headers, content=call.content, token=call.token
            )
        except ApiError as error:
            if is_away(error):
                self.reach.failed()
            raise
        attempt.status, attempt.size, attempt.reply = reply.status, len(reply.body), reply
        self.heard.hear(reply, (call.token, *call.secrets))
        failure = error_of(reply) if not 200 <= reply.status < 300 else None
        if failure is None or not is_of_gateway(failure):
            self.reach.answered()
        if failure is not None:
            raise failure
        answer = await answer_of(reply, as_json="json" in call.accept)
        if call.keep is not None and call.keep(answer):
            self.keeper.keep(call.url, call.scope, reply, asked)
        return answer

    async def _connections(self) -> Transport:
        async with self._opening:
            if self._transport is None:
                # The import and the certificates take longer than a frame.
                self._transport = await asyncio.to_thread(
                    _open, self._base_url, self._timeouts, self._way
                )
            return self._transport

    def _record(self, call: Call, attempt: _Attempt, error: str, *, is_kept: bool = False) -> None:
        secrets = (call.token, *call.secrets)
        headers = {**call.headers, **({"Authorization": "Token"} if call.token else {})}
        reply = attempt.reply
        self.trace.append(
            Entry(
                at=attempt.at,
                method=call.method,
                url=call.url,
                status=attempt.status,
                size=attempt.size,
                elapsed=self._clock.now() - attempt.begun,
                retries=max(attempt.tried - 1, 0),
                error=error,
                is_kept=is_kept,
                sent=message(headers, call.content, secrets),
                got=message(reply.headers, reply.body, secrets) if reply else Message(),
            )
        )


@dataclass(slots=True)
class _Attempt:
    at: float
    begun: float
    tried: int = 0
    waited: float = 0.0
    status: int = 0
    size: int = 0
    reply: Reply | None = None


def _open(base_url: str, timeouts: Timeouts, way: Way) -> Transport:
    from alyxtui.client.transport import Transport

    return Transport(base_url, timeouts, way)


def is_away(error: AlyxTuiError) -> bool:
    """Whether an error says that there is no server to be reached, not that it does not do well."""
    if isinstance(error, TimedOut):
        return not error.sent
    return isinstance(error, Unreachable) and not isinstance(error, Cut)


def is_of_gateway(error: AlyxTuiError) -> bool:
    """Whether an error is the word of a gateway that got no answer from the server behind it.

    Alyx 3.6.1 says none of these itself. A 503 is a gateway's unless it says how long to wait.
    """
    if isinstance(error, Throttled):
        return error.status == 503 and error.retry_after is None
    return isinstance(error, ServerError) and error.status in {502, 504}


def _unknown(call: Call) -> Unreachable:
    return Unreachable(
        "The server does not answer, and this was not seen before.",
        title="Not known offline",
        hint="What was seen before can be browsed. The server is asked again by itself; ctrl+r"
        " does so at once.",
        method=call.method,
        url=call.url,
    )


def scrub(error: AlyxTuiError, secrets: Iterable[str], host: str) -> None:
    """Take secrets out of an error's texts, should the server have sent them back.

    Args:
        error: changed in place.
        secrets: tokens and passwords.
        host: kept whole; the password of a public server may be a part of its name.
    """
    words = [word for word in secrets if len(word) >= _SHORTEST]

    def hide(text: str) -> str:
        pieces = text.split(host) if host else [text]
        for word in words:
            pieces = [piece.replace(word, "[secret]") for piece in pieces]
        return host.join(pieces)

    error.message, error.hint = hide(error.message), hide(error.hint)
    error.args = (error.message,)
    if isinstance(error, ApiError):
        error.url = hide(error.url)
    if isinstance(error, ValidationFailed):
        error.fields = {hide(name): tuple(map(hide, texts)) for name, texts in error.fields.items()}
