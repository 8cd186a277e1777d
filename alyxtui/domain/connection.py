"""One user on one server: settings, client, schema and sign-in, as browser and command line hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from alyxtui.client.client import AlyxClient
from alyxtui.domain.offer import Offer
from alyxtui.errors import NotSignedIn
from alyxtui.schema.model import Api
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore


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
        user: who is signed in or is about to be, empty when not known. The owner of a token from
            the environment is known only by ``ALYXTUI_USER``: Alyx 3.6.1 does not tell.
        offer: keeps what the server offers.

    Raises:
        SettingsError: the address or the token cannot be used.
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
        self.user = settings.profile.user
        self.client = AlyxClient(
            settings.profile.url,
            timeouts=settings.timeouts,
            requests_per_minute=settings.requests_per_minute,
            on_wait=self._waiting,
        )
        self.offer = Offer(self.client)
        self.on_wait = on_wait
        self._tokens = tokens

    @property
    def signed_in(self) -> bool:
        """Whether there is a token; the server may still refuse it."""
        return bool(self.client.token)

    @property
    def read_only(self) -> bool:
        """Whether no write is offered."""
        return self.profile.read_only

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be logged or shown."""
        known = (self.client.token, self.settings.token, self.settings.password)
        return tuple(secret for secret in known if secret)

    async def known_users(self) -> list[str]:
        """Users of this server whose tokens are kept, the one signed in last first."""
        if self.settings.once:
            return []
        return await asyncio.to_thread(self._tokens.users, self.profile.url)

    async def sign_in_silently(self) -> bool:
        """Sign in without asking anybody.

        The environment's token, else its password, else the kept token of the user (of the only
        user, when none is named). A token is not tried here; the first request shows whether the
        server takes it.

        Returns:
            False when a person must be asked: nothing is known, or several users' tokens are kept.

        Raises:
            NotSignedIn: the server refuses the password of the environment.
            AlyxTuiError: the server cannot be asked.
        """
        if self.settings.token:
            self.client.token = self.settings.token
            return True
        if self.settings.password and self.user:
            await self._with_environment()
            return True
        users = await self.known_users()
        user = self.user or (users[0] if len(users) == 1 else "")
        if user not in users:
            return False
        token = await asyncio.to_thread(self._tokens.get, self.profile.url, user)
        self.user, self.client.token = user, token
        return bool(token)

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
        token = await self.client.sign_in(user, password)
        await self.use_token(user, token, keep=keep)

    async def use_token(self, user: str, token: str, *, keep: bool) -> None:
        """Use a token that a person has got elsewhere, for example from the server's ``/me`` page.

        Args:
            user: whose it is.
            token: 40 hexadecimal digits on Alyx 3.6.1; white space around it is dropped.
            keep: write it to the token file, unless ``settings.once``.

        Raises:
            SettingsError: it holds characters that no token has.
        """
        self.client.token = token.strip()
        self.user = user
        if keep and not self.settings.once:
            await asyncio.to_thread(self._tokens.put, self.profile.url, user, self.client.token)

    async def check_token(self) -> None:
        """Ask the server whether it takes the token, by the cheapest request it has.

        Raises:
            NotSignedIn: it does not.
            AlyxTuiError: the server cannot be asked.
        """
        await self.client.request("GET", "/labs", params=[("limit", "1")])

    def sign_out(self) -> None:
        """Forget the token, also on the disk; Alyx has no sign-out of its own.

        Writes a small file; off the event loop by ``asyncio.to_thread`` where that matters.
        """
        self.client.token = ""
        if self.user and not self.settings.once:
            self._tokens.remove(self.profile.url, self.user)

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
        """What there is to say since the last call about the kept tokens."""
        return self._tokens.take_warnings()

    async def aclose(self) -> None:
        """Close the connections to the server."""
        await self.client.aclose()

    def _waiting(self, seconds: float, reason: str) -> None:
        if self.on_wait is not None:
            self.on_wait(seconds, reason)

    async def _with_environment(self) -> None:
        try:
            await self.client.sign_in(self.user, self.settings.password)
        except NotSignedIn as error:
            raise NotSignedIn(
                error.message,
                title=error.heading,
                hint="Check ALYXTUI_USER and ALYXTUI_PASSWORD.",
                method=error.method,
                url=error.url,
                status=error.status,
            ) from None
