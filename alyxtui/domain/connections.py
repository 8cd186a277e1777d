"""All servers and users of one run: which is in use, and where one was with each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from alyxtui.client.heard import Notice
from alyxtui.domain.accounts import Proof
from alyxtui.domain.connection import Connection
from alyxtui.domain.lock import Lock
from alyxtui.errors import DemoError
from alyxtui.settings.choose import PUBLIC_NAME, made_up
from alyxtui.settings.model import PUBLIC_URL, Profile, Settings, Source
from alyxtui.settings.state import StateStore

if TYPE_CHECKING:
    from alyxtui.domain.demo_process import DemoProcess
    from alyxtui.domain.view import Trail, Trails


class Connections:
    """One connection is in use at a time; its requests end when another one takes its place.

    Args:
        first: as settings and flags name it.

    Attributes:
        current: the one in use.
        lock: of the screen.
        on_notice: called with what a server wants its users to know, each thing once.
        on_wait: called with seconds and a reason when requests wait for a server's patience.
    """

    def __init__(self, first: Connection) -> None:
        self.current = first
        self.lock = Lock()
        self.on_notice: Callable[[Notice], None] | None = None
        self.on_wait: Callable[[float, str], None] | None = None
        self._settings: Settings = first.settings
        self._tokens = first.accounts.tokens
        self._profiles = {**first.settings.profiles, first.profile.name: first.profile}
        self._demo: DemoProcess | None = None
        self._said: set[Notice] = set()
        self._listen(first)

    # What there is.

    @property
    def is_first_start(self) -> bool:
        """Whether nothing names a server and nobody can sign in; reads a small file."""
        settings = self._settings
        if not settings.nothing_set or settings.token or settings.password:
            return False
        return not self.current.accounts.users(self.current.profile.url)

    @property
    def others(self) -> list[Profile]:
        """The profiles that are not in use."""
        here = self.current.profile.name
        return [one for name, one in self._profiles.items() if name != here]

    @cached_property
    def _trails(self) -> Trails:
        from alyxtui.domain.view import Trails  # not for the first frame

        return Trails()

    @property
    def trail(self) -> Trail:
        """The places that the present user has visited on this server."""
        return self._trails.of(self.current.profile.url, self.current.user)

    def profile_of(self, url: str) -> Profile:
        """The profile of a normalised address; one to be kept where there is none."""
        for profile in self._profiles.values():
            if profile.url == url and profile.source is not Source.BUILT_IN:
                return profile
        name = PUBLIC_NAME if url == PUBLIC_URL else made_up(url).name
        return Profile(name, url, self._settings.profile.user, source=Source.MADE)

    # Changing.

    def open(self, profile: Profile, user: str | None = None) -> Connection:
        """Another connection, not in use yet.

        Args:
            profile: the server.
            user: who is to sign in, None for the profile's own user.
        """
        demo = self._demo
        if demo is not None and demo.url == profile.url:
            settings = demo.settings(self._settings)
        else:
            settings = self._settings.at(profile)
        if user is not None and user != settings.profile.user:
            mine = replace(settings.profile, user=user)
            settings = replace(settings, profile=mine, password="", token="")
        return Connection(replace(settings, warnings=()), self._tokens)

    def take(self, connection: Connection) -> Connection:
        """Use another connection; gives the former one, which is to be closed."""
        former, self.current = self.current, connection
        self._listen(connection)
        return former

    async def sign_out(self) -> tuple[Connection, list[str]]:
        """Forget the user's token and what was cached for them, on the disk too.

        Returns:
            A connection for whoever comes next, not in use yet, and what there is to warn of.
        """
        current = self.current
        self._trails.forget(current.profile.url, current.user)
        if current.proof is Proof.VARIABLE:
            self._settings = replace(self._settings, password="", token="")
        await asyncio.to_thread(current.sign_out)
        following = self.open(current.profile)
        if following.settings.password or following.settings.token:  # the demo's own
            following = self.open(current.profile, "")
        return following, current.take_warnings()

    async def keep_profile(self, profile: Profile) -> list[str]:
        """Keep a profile made on screen and open it at the next start; gives what went wrong."""
        self._profiles[profile.name] = profile
        if self._settings.once or profile.source is not Source.MADE:
            return []
        state = StateStore()
        await asyncio.to_thread(state.put_profile, profile, default=True)
        return state.take_warnings()

    # The demo.

    async def start_demo(self) -> Profile:
        """Start the demo server, which ends with the program, unless it runs; gives its profile.

        Raises:
            DemoError: it cannot start.
        """
        from alyxtui.domain.demo_process import DemoProcess  # few start it

        demo = self._demo
        if demo is None or not demo.is_running:
            demo = self._demo = DemoProcess()
            starting = asyncio.ensure_future(asyncio.to_thread(demo.start))
            try:
                await asyncio.shield(starting)
            except asyncio.CancelledError:
                await self.stop_demo()
                with suppress(DemoError):
                    await starting
                raise
        profile = demo.settings(self._settings).profile
        self._profiles[profile.name] = profile
        return profile

    async def stop_demo(self) -> None:
        """End the demo server, or its start."""
        demo, self._demo = self._demo, None
        if demo is not None:
            await asyncio.to_thread(demo.stop)

    async def aclose(self) -> None:
        """Leave no connection and no server behind."""
        await self.current.aclose()
        await self.stop_demo()

    # What servers say.

    def _listen(self, connection: Connection) -> None:
        connection.on_wait = self._waiting
        connection.client.heard.on_notice = self._noticed

    def _waiting(self, seconds: float, reason: str) -> None:
        if self.on_wait is not None:
            self.on_wait(seconds, reason)

    def _noticed(self, notice: Notice) -> None:
        if notice not in self._said and self.on_notice is not None:
            self._said.add(notice)
            self.on_notice(notice)
