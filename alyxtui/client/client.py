"""The client of one Alyx server: requests in, typed answers and errors out."""

from __future__ import annotations

import asyncio
import json as jsonlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from alyxtui.client.address import rebase
from alyxtui.client.answer import Answer, Page, Record
from alyxtui.client.decode import is_page, is_record, page_of, record_of
from alyxtui.client.form import Form, encoded
from alyxtui.client.keeper import Keeping
from alyxtui.client.retry import RetryRule
from alyxtui.client.routes import detail_path, list_path, no_record
from alyxtui.client.scheduler import Clock, Priority, Scheduler, Ticket
from alyxtui.client.wire import Call, Wire
from alyxtui.errors import (
    BadAnswer,
    NotFound,
    NotSignedIn,
    UsageError,
    ValidationFailed,
)
from alyxtui.query.model import Query
from alyxtui.query.render import params as list_params
from alyxtui.schema.hints import special
from alyxtui.schema.model import Endpoint
from alyxtui.settings.model import Timeouts, Way
from alyxtui.settings.tokens import checked_token, is_token
from alyxtui.settings.urls import normalise
from alyxtui.text import safe

if TYPE_CHECKING:
    from alyxtui.client.store import Kept

JSON = "application/json"
_TIMEOUTS = Timeouts()
_WAY = Way()
_RETRIES = RetryRule()


class Unset:
    """The type of ``UNSET``."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()
"""No body at all, which is not the same as a body of ``null``."""


class AlyxClient:
    """Every request to one server, in the order of one scheduler.

    Args:
        base_url: address of the server, with the path it lives under.
        token: of the signed-in user, empty for none.
        timeouts: for each part of a request.
        way: certificates and proxy.
        requests_per_minute: at most so many, 0 for any number.
        on_wait: called with seconds and a reason whenever requests wait for the server's patience.
        clock: the time; tests bring their own.
        retries: how long a request is repeated for.
        keeping: how answers are kept, None for not at all.

    Attributes:
        base_url: normalised, without trailing slash.
        clock: the time.
        scheduler: the queue of all requests.
        trace: the last finished requests.
        heard: notices of the server and its clock.
        other_token: asked when the server takes a token no more, with that token; gives another
            one of the same user, or an empty text.
        reach: whether there is a server.

    Raises:
        SettingsError: the address or the token cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str = "",
        timeouts: Timeouts = _TIMEOUTS,
        way: Way = _WAY,
        requests_per_minute: int = 500,
        on_wait: Callable[[float, str], None] | None = None,
        clock: Clock | None = None,
        retries: RetryRule = _RETRIES,
        keeping: Keeping | None = None,
    ) -> None:
        self.base_url = normalise(base_url)
        self.token = token
        self.clock = clock or Clock()
        self.scheduler = Scheduler(requests_per_minute, clock=self.clock, on_wait=on_wait)
        self._wire = Wire(
            self.base_url, timeouts, way, self.scheduler, self.clock, retries, on_wait, keeping
        )
        self.trace = self._wire.trace
        self.heard = self._wire.heard
        self.other_token: Callable[[str], Awaitable[str]] | None = None
        self._renewing = asyncio.Lock()
        self.reach = self._wire.reach

    def __repr__(self) -> str:
        return f"AlyxClient({self.base_url!r})"

    @property
    def token(self) -> str:
        """The token sent to the configured origin; empty when nobody is signed in."""
        return self._token

    @token.setter
    def token(self, token: str) -> None:
        self._token = checked_token(token)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        json: object = UNSET,
        form: Form | None = None,
        priority: Priority = Priority.FOREGROUND,
        accept: str = JSON,
        ticket: Ticket | None = None,
        keep: Callable[[Answer], bool] | None = None,
        kept: bool = False,
        token: str | None = None,
    ) -> Answer:
        """Make one request.

        GET, HEAD and OPTIONS wait out 429 and 503 as the server asks, within two minutes and five
        tries, and are repeated once when the connection ends before the answer. Writes never are.
        Any request is repeated with the user's other token when the server takes the first no more.

        Args:
            method: HTTP method.
            path: below the base address, percent-encoded; may hold a query.
            params: query parameters, unencoded, in order.
            json: the body; no body when left out.
            form: the body instead, where files are in it.
            priority: its place in the queue.
            accept: the media type asked for; without ``json`` in it the data are bytes.
            ticket: told when the request leaves and when it waits again.
            keep: whether an answer to this GET is what was asked for and may be kept, where
                answers are; None for not at all.
            kept: a kept answer will do while it is fresh, or when there is no server.
            token: sent in place of the one in use, which stays the one in use.

        Raises:
            SettingsError: the token cannot be one.
            UsageError: a file cannot be read.
            AlyxTuiError: one of the typed errors; its texts hold neither token nor password.
        """
        content = None if isinstance(json, Unset) else jsonlib.dumps(json).encode("ascii")
        kind = JSON
        if form is not None:
            content, kind = await encoded(form)
        call = Call(
            method=method.upper(),
            url=self._url(path, params),
            content=content,
            content_type=kind,
            accept=accept,
            token=self._token if token is None else checked_token(token),
            scope=self._scope(path),
            keep=keep if self._token else None,
            kept=kept and bool(self._token),
        )
        ticket = ticket or Ticket()
        try:
            return await self._wire.exchange(call, priority, ticket)
        except NotSignedIn:  # nothing was done, so that a write may be repeated too
            other = await self._instead_of(call.token) if token is None else ""
            if not other:
                raise
            ticket.sent = False
            return await self._wire.exchange(replace(call, token=other), priority, ticket)

    def refresh(self, endpoint: Endpoint) -> None:
        """Ask the server itself the next time, whatever is kept of an endpoint, be it away or not."""
        for action in endpoint.actions.values():
            self._wire.keeper.outdate(self._scope(action.path))
        self.reach.forget()

    async def page(
        self,
        endpoint: Endpoint,
        query: Query,
        *,
        offset: int,
        limit: int,
        priority: Priority = Priority.VISIBLE,
        ticket: Ticket | None = None,
        kept: bool = False,
    ) -> Page:
        """Some consecutive records of a list.

        Args:
            endpoint: one with a paginated list.
            query: what is asked of it.
            offset: index of the first record.
            limit: at most so many; Alyx 3.6.1 cuts above 1000.
            priority: its place in the queue.
            ticket: told when the request leaves.
            kept: as ``request``.

        Raises:
            AlyxTuiError: as ``request``; BadAnswer when something else than a page comes.
        """
        answer = await self.request(
            "GET",
            list_path(endpoint),
            params=list_params(endpoint, query, limit=limit, offset=offset),
            priority=priority,
            ticket=ticket,
            keep=is_page,
            kept=kept,
        )
        return page_of(answer, offset)

    async def iterate(
        self,
        endpoint: Endpoint,
        query: Query,
        limit: int,
        *,
        priority: Priority = Priority.BULK,
    ) -> AsyncIterator[Page]:
        """All pages of a list, one after the other, along the server's ``next`` links.

        The links are rebased on the configured address.

        Raises:
            AlyxTuiError: as ``page``; BadAnswer when a link leads back to a page that was read.
        """
        page = await self.page(endpoint, query, offset=0, limit=limit, priority=priority)
        seen: set[str] = set()
        offset = 0
        while True:
            yield page
            if not page.next:
                return
            path = rebase(self.base_url, page.next)
            if path in seen:
                raise BadAnswer(f"The pages go in a circle: {safe(path)} came before.")
            seen.add(path)
            offset += len(page.records)
            page = page_of(await self.request("GET", path, priority=priority), offset)

    async def read(
        self, endpoint: Endpoint, key: str, *, priority: Priority = Priority.FOREGROUND
    ) -> Record:
        """One record by its lookup value, as the server has it now.

        Raises:
            AlyxTuiError: as ``detail``.
        """
        return record_of(await self.detail(endpoint, key, priority=priority))

    async def detail(
        self,
        endpoint: Endpoint,
        key: str,
        *,
        priority: Priority = Priority.FOREGROUND,
        kept: bool = False,
    ) -> Answer:
        """The answer with one record, by its lookup value.

        Args:
            endpoint: whose record it is.
            key: the lookup value.
            priority: its place in the queue.
            kept: as ``request``.

        Raises:
            NotFound: there is none, or REST cannot reach it: Alyx 3.6.1 matches no name with a
                ``/`` in it, encoded or not.
            BadAnswer: something else than a record came.
            AlyxTuiError: as ``request``.
        """
        path, keep = detail_path(endpoint, key), partial(is_record, endpoint)
        try:
            answer = await self.request("GET", path, priority=priority, keep=keep, kept=kept)
        except NotFound as error:
            raise no_record(endpoint, key, error) from error
        record_of(answer)
        return answer

    async def detail_before(self, endpoint: Endpoint, key: str) -> Kept | None:
        """What is kept of one record from an earlier request, however old; None for nothing."""
        url = self._url(detail_path(endpoint, key), ())
        return await self._wire.keeper.old(url) if self._token else None

    async def schema(self, *, priority: Priority = Priority.FOREGROUND) -> object:
        """The document in which the server describes itself, decoded.

        OpenAPI; Core API from servers that do not have that (404), as ONE-api 3.6.1 does.

        Raises:
            NotFound: the server has neither.
            AlyxTuiError: as ``request``.
        """
        try:
            answer = await self.request(
                "GET", special.SCHEMA_PATH, accept=special.SCHEMA_ACCEPT, priority=priority
            )
        except NotFound as neither:
            try:
                answer = await self.request(
                    "GET", special.COREAPI_PATH, accept=special.COREAPI_ACCEPT, priority=priority
                )
            except (NotFound, BadAnswer):
                raise neither from None
        return answer.data

    async def sign_in(self, user: str, password: str) -> str:
        """Get a token for a user and use it from now on.

        Alyx 3.6.1: ``POST /auth-token``, without a slash at the end; a wrong password is a 400.

        Raises:
            NotSignedIn: wrong user name or password.
            AlyxTuiError: as ``request``.
        """
        call = Call(
            method="POST",
            url=self._url(special.SIGN_IN_PATH, ()),
            content=urlencode({"username": user, "password": password}, errors="replace").encode(),
            content_type="application/x-www-form-urlencoded",
            secrets=(password,),
        )
        try:
            answer = await self._wire.exchange(call, Priority.FOREGROUND, Ticket())
        except ValidationFailed as error:
            raise NotSignedIn(
                f"The server knows no user {safe(user)!r} with this password.",
                title="Wrong user name or password",
                hint="Check both; accounts of an identity provider sign in with a token.",
                method="POST",
                url=call.url,
                status=error.status,
            ) from None
        token = answer.data.get("token") if isinstance(answer.data, dict) else None
        if not isinstance(token, str) or not is_token(token):
            raise BadAnswer("The server answered the sign-in without a token.", url=call.url)
        self.token = token
        return token

    async def aclose(self) -> None:
        """Drop what is queued, cancel what is under way, close the connections."""
        await self.scheduler.aclose()
        await self._wire.aclose()

    def rebase(self, url: str) -> str:
        """The path and query of a link of the server, as ``request`` takes it."""
        return rebase(self.base_url, url)

    async def _instead_of(self, refused: str) -> str:
        """Another token than the one that was refused, empty when there is none."""
        async with self._renewing:
            if refused and self._token == refused and self.other_token is not None:
                self.token = await self.other_token(refused) or refused
        return self._token if self._token != refused else ""

    def _scope(self, path: str) -> str:
        """The part of the server that a path belongs to: a list and its records are one."""
        return self.rebase(path).partition("?")[0].strip("/").partition("/")[0]

    def _url(self, path: str, params: Sequence[tuple[str, str]]) -> str:
        """The absolute URL of a request; a link of the server is brought back under its address.

        Raises:
            UsageError: a value cannot be encoded.
        """
        if "://" in path.partition("?")[0]:
            path = self.rebase(path)
        url = f"{self.base_url}/{path.lstrip('/')}"
        if not params:
            return url
        try:
            query = urlencode(params)
        except UnicodeEncodeError as error:
            raise UsageError(
                f"{safe(str(error.object))!r} holds characters that cannot be sent."
            ) from None
        return f"{url}{'&' if '?' in path else '?'}{query}"
