"""The downloads of a connection: their queue, their finder, and the directory they go to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alyxtui.client.access import Access
from alyxtui.client.client import AlyxClient
from alyxtui.client.files import FileClient
from alyxtui.domain.downloads.passwords import Passwords
from alyxtui.domain.downloads.queue import Downloads
from alyxtui.domain.downloads.store import Store
from alyxtui.settings.model import Settings
from alyxtui.settings.one import cache_dir_of
from alyxtui.settings.tokens import TokenStore


def directory_of(settings: Settings) -> Path:
    """Where files go: the profile's cache directory, else ONE's of that server, else ONE's default."""
    profile = settings.profile
    if profile.cache_dir is not None:
        return profile.cache_dir
    for one in settings.one:
        if one.profile.url == profile.url and one.profile.cache_dir is not None:
            return one.profile.cache_dir
    return cache_dir_of(profile.url)


def open_downloads(
    settings: Settings, client: AlyxClient, tokens: TokenStore, user: Callable[[], str]
) -> Downloads:
    """The queue of a user on a server. Reads and writes nothing yet.

    Args:
        settings: what was set; with ``once`` nothing is kept.
        client: holds the token.
        tokens: the file that kept passwords of data servers are in.
        user: gives the user's name.
    """
    profile = settings.profile
    access = Access(
        profile.url,
        lambda: client.token,
        data_url=profile.data_url,
        data_user=profile.data_user,
        data_password=profile.data_password,
    )
    return Downloads(
        FileClient(access, settings.timeouts, profile.way),
        Store(profile.url, user, keep=not settings.once),
        directory_of(settings),
        passwords=Passwords(None if settings.once else tokens),
    )
