"""One user on one server: settings, client, schema and sign-in, as browser and command line hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.client.address import is_plain
from alyxtui.client.client import AlyxClient
from alyxtui.client.heard import Notice
from alyxtui.client.keeper import FILE_NAME, Keeping
from alyxtui.client.scheduler import Priority
from alyxtui.domain import rights
from alyxtui.domain.accounts import Accounts, Proof, SignIn
from alyxtui.domain.answers import files_of, forget_cache
from alyxtui.domain.offer import Offer
from alyxtui.errors import AlyxTuiError, NotSignedIn
from alyxtui.paths import user_cache
from alyxtui.schema.model import Api
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.state import StateStore
from alyxtui.settings.tokens import TokenStore

if TYPE_CHECKING:
    from alyxtui.client.log_file import LogFile
    from alyxtui.domain.downloads.queue import Downloads
    from alyxtui.domain.queries import Queries
    from alyxtui.domain.writes.chain import Writes


class Connection:
    """A server as one user sees it.

    Nothing of a sign-in is written to the disk unless ``keep`` is asked for; with
    ``settings.once`` nothing is, and kept tokens are not used either.

    Args:
        settings: what was set.
        tokens: the kept tokens.
        on_wait: see below.

    Attributes:
        on_wait: called with seconds and a reason when requests wait for the server's patience.
        settings: as given.
        profile: the server and how it is used.
        client: makes the requests; holds the token.
        offer: keeps what the server offers.
        accounts: who can sign in without being asked.
        user: who is signed in or is about to be, empty when not known. Alyx 3.6.1 does not tell
            whose a token is, later ones do at ``/me``.
        proof: where the token in use comes from, None when nobody is signed in.

    Raises:
        SettingsError: the address, the token or the log cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        tokens: TokenStore,
        *,
        on_wait: Callable[[float, str], None] | None = None,
    ) -> None:
        self.settings = settings
        self.profile: Profile = settings.profile
        self.accounts = Accounts(settings, tokens)
        self.user = settings.profile.user
        self.proof: Proof | None = None
        self.client = AlyxClient(
            settings.profile.url,
            timeouts=settings.timeouts,
            way=settings.profile.way,
            requests_per_minute=settings.requests_per_minute,
            on_wait=self._waiting,
            keeping=Keeping(
                self._answers,
                settings.profile.cache_minutes,
                settings.cache_megabytes,
                partial(files_of, settings.profile.url),
            ),
        )
        self.client.other_token = self._token_of_one
        self._log = self._open_log()
        self.offer = Offer(self.client)
        self.on_wait = on_wait
        self._tokens = tokens
        self._user_reads_only = False
        self._said_plain = False
        self._warnings = list(settings.warnings)

    @property
    def signed_in(self) -> bool:
        """Whether there is a token; the server may still refuse it."""
        return bool(self.client.token)

    @property
    def read_only(self) -> bool:
        """Whether no write is offered: so it was set, or the user has no right to any."""
        return self.profile.read_only or self._user_reads_only

    @property
    def why_read_only(self) -> str:
        """Why no write is offered, in a sentence."""
        if self.profile.read_only:
            return "It is set so, by --read-only or the profile."
        return f"The server gives {self.user or 'this user'} no right to more."

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be logged or shown."""
        settings = self.settings
        known = [self.client.token, settings.token, settings.password, self.profile.data_password]
        for one in settings.one:
            known += [one.password, one.profile.data_password, *one.tokens.values()]
        if "downloads" in self.__dict__:
            known += self.downloads.access.secrets
        return tuple(secret for secret in known if secret)

    async def known_users(self) -> list[str]:
        """Users of this server who can sign in without being asked, the last one first."""
        return await asyncio.to_thread(self.accounts.users, self.profile.url)

    async def sign_in_silently(self) -> bool:
        """Sign in without asking anybody, see ``Accounts`` for the order.

        A token is not tried here; the first request shows whether the server takes it.

        Returns:
            False when a person must be asked: nothing is known, or several users are.

        Raises:
            NotSignedIn: the server refuses the password of the environment.
            AlyxTuiError: the server cannot be asked.
        """
        await self._warn_of_plain_http()
        found = await asyncio.to_thread(self.accounts.find, replace(self.profile, user=self.user))
        if found is None:
            return False
        if found.token:
            self.client.token = found.token
        elif not await self._with_password(found):
            return False
        self.user, self.proof = found.user, found.proof
        return True

    async def sign_in(self, user: str, password: str, *, keep: bool) -> None:
        """Get a token for a user and use it.

        Args:
            user: user name.
            password: sent once and not kept.
            keep: write the token to the token file, unless ``settings.once``.

        Raises:
            NotSignedIn: the server refuses user or password; who was signed in before still is.
            AlyxTuiError: the server cannot be asked.
        """
        await self._warn_of_plain_http()
        token = await self.client.sign_in(user, password)
        await self._settle(user, token, keep=keep)

    async def use_token(self, user: str, token: str, *, keep: bool) -> None:
        """Use a token that a person has got elsewhere, for example from the server's ``/me`` page.

        The server is asked whether it takes the token and, where it can tell, whose it is; that
        user is the one then: writes are credited to a token's owner.

        Args:
            user: whose it is as far as the person knows; may be empty.
            token: 40 hexadecimal digits on Alyx 3.6.1; white space around it is dropped.
            keep: write it to the token file, unless ``settings.once``.

        Raises:
            SettingsError: it holds characters that no token has.
            NotSignedIn: the server does not take it; who was signed in before still is.
            AlyxTuiError: the server cannot be asked.
        """
        await self._warn_of_plain_http()
        owner = await rights.owner(self.client, token)
        await self._settle(owner or user, token, keep=keep)

    async def confirm(self, password: str) -> None:
        """Ask the server whether a password is that of the signed-in user.

        Raises:
            NotSignedIn: it is not.
            AlyxTuiError: the server cannot be asked.
        """
        former = self.client.token
        token = await self.client.sign_in(self.user, password)
        if token != former and self.proof in {Proof.KEPT, Proof.ONE}:
            await self.keep()  # Alyx 3.6.1 gives the same token again, unless it was deleted

    async def keep(self) -> bool:
        """Keep the token in use for its user, unless ``settings.once``; gives whether it is."""
        url, user, token = self.profile.url, self.user, self.client.token
        return bool(token) and await asyncio.to_thread(self.accounts.keep, url, user, token)

    async def check_owner(self) -> None:
        """Ask the server whether it takes the token and, where it can tell, whose it is.

        Raises:
            NotSignedIn: it does not take it.
            AlyxTuiError: the server cannot be asked.
        """
        self.user = await rights.owner(self.client) or self.user

    async def check_rights(self, priority: Priority = Priority.FOREGROUND) -> None:
        """Find out whether the user may only read; ``read_only`` tells from then on.

        Args:
            priority: place of the request in the queue.

        Raises:
            NotSignedIn: the server does not take the token.
            AlyxTuiError: the server cannot be asked.
        """
        self._user_reads_only = not await rights.may_write(self.client, priority)

    def sign_out(self) -> bool:
        """Forget the token and what was cached for the user, also on the disk.

        Alyx has no sign-out of its own. What ONE keeps stays where it is and is not used any more.
        Writes small files; off the event loop by ``asyncio.to_thread`` where that matters.

        Returns:
            Whether the token is gone from the disk; if not, a warning says why.
        """
        self.client.token, self.proof = "", None
        self._user_reads_only = False
        if self.settings.once:
            return True
        is_gone = self.accounts.forget(self.profile.url, self.user)
        self._warnings += forget_cache(self.profile.url, self.user)
        return is_gone

    @cached_property
    def queries(self) -> Queries:
        """What is known of queries on this server: mending, history, saved ones."""
        from alyxtui.domain.queries import Queries  # only the browser needs it

        return Queries(self.settings)

    @cached_property
    def writes(self) -> Writes:
        """The way of every write to this server; ``load_api`` has to come before."""
        from alyxtui.domain.writes.chain import Writes  # only those who write need it
        from alyxtui.domain.writes.journal import Journal

        return Writes(
            self.client,
            lambda: self.api or Api(),
            Journal(),
            who=self._who,
            read_only=lambda: self.read_only,
        )

    @cached_property
    def downloads(self) -> Downloads:
        """The queue of files that are wanted from this server."""
        from alyxtui.domain.downloads.opening import open_downloads  # not for the first frame

        return open_downloads(self.settings, self.client, self._tokens, lambda: self.user)

    @property
    def api(self) -> Api | None:
        """What the server offers, None until ``load_api``."""
        return self.offer.api

    async def load_api(self, *, stale: bool = False) -> Api:
        """What the server offers: as it was kept today, else as it says now.

        Args:
            stale: take what was kept, however old it is.

        Raises:
            SchemaError: nothing in its schema can be used.
            AlyxTuiError: the server cannot be asked, or is no Alyx.
        """
        return await self.offer.load(stale=stale)

    def take_warnings(self) -> list[str]:
        """What there is to say since the last call: skipped settings, kept tokens, plain http."""
        said, self._warnings = self._warnings, []
        return [*said, *self._tokens.take_warnings()]

    def take_notices(self) -> list[Notice]:
        """What the server wants its users to know, since the last call."""
        return self.client.heard.take()

    async def aclose(self) -> None:
        """Stop the downloads and close the connections to the server, the files and the log."""
        async with AsyncExitStack() as closing:  # each of them, even where one fails
            if self._log is not None:
                closing.push_async_callback(asyncio.to_thread, self._log.close)
            if "writes" in self.__dict__:
                closing.push_async_callback(asyncio.to_thread, self.writes.journal.close)
            if "queries" in self.__dict__:
                closing.push_async_callback(asyncio.to_thread, self.queries.history.close)
            closing.push_async_callback(self.client.aclose)
            if "downloads" in self.__dict__:
                closing.push_async_callback(self.downloads.aclose)

    def _who(self) -> str:
        """The user, or what tells the token apart: Alyx 3.6.1 does not tell whose it is."""
        if self.user:
            return self.user
        import hashlib  # not needed for the first frame

        digest = hashlib.sha256(self.client.token.encode()).hexdigest()
        return f"owner of token {digest[:12]}"

    def _open_log(self) -> LogFile | None:
        """Note every request in a file, if that is wanted.

        Raises:
            SettingsError: the file cannot be written.
        """
        if self.settings.log is None:
            return None
        from alyxtui.client.log_file import LogFile  # loads logging

        log = LogFile(self.settings.log)
        self.client.trace.on_entry = log.note
        return log

    def _answers(self) -> Path | None:
        """The file of the user's kept answers, None where none are kept."""
        settings = self.settings
        is_off = settings.once or settings.no_cache or not settings.cache_megabytes
        if is_off or not self.user or not self.client.token:
            return None
        return user_cache(self.profile.url, self.user) / FILE_NAME

    def _waiting(self, seconds: float, reason: str) -> None:
        if self.on_wait is not None:
            self.on_wait(seconds, reason)

    async def _settle(self, user: str, token: str, *, keep: bool) -> None:
        """Use a token that the server takes, and keep it if so wanted."""
        self.client.token, self.user, self.proof = token, user, Proof.ENTERED
        if keep:
            await self.keep()
        with suppress(AlyxTuiError):  # nothing is known then; the server refuses by itself
            await self.check_rights()

    async def _with_password(self, found: SignIn) -> bool:
        """Get a token for a password that was at hand; False when ONE's is refused.

        Raises:
            NotSignedIn: the one of the environment is refused.
            AlyxTuiError: the server cannot be asked.
        """
        try:
            await self.client.sign_in(found.user, found.password)
        except NotSignedIn as error:
            if found.proof is Proof.ONE_PASSWORD:
                self._warnings.append(
                    f"The server refuses ONE's password (ALYX_PWD) of {found.user}."
                )
                return False
            raise NotSignedIn(
                error.message,
                title=error.heading,
                hint="Check ALYXTUI_USER and ALYXTUI_PASSWORD.",
                method=error.method,
                url=error.url,
                status=error.status,
            ) from None
        return True

    async def _token_of_one(self, refused: str) -> str:
        """ONE's token in place of a kept one that the server refuses; kept from then on."""
        if self.proof is not Proof.KEPT:
            return ""
        url, user = self.profile.url, self.user
        token = await asyncio.to_thread(self.accounts.of_one, url, user)
        if token in {"", refused}:
            return ""
        self.proof = Proof.ONE
        await asyncio.to_thread(self.accounts.keep, url, user, token)
        return token

    async def _warn_of_plain_http(self) -> None:
        """Say once for each server, and not each time, that others can read along."""
        url = self.profile.url
        if self._said_plain or not is_plain(url):
            return
        self._said_plain = True
        if self.settings.once or await asyncio.to_thread(
            StateStore().first_time, "plain_http", url
        ):
            self._warnings.append(
                f"{url} is plain http: passwords, tokens and records can be read on the way."
                " Use https where the server has it."
            )
