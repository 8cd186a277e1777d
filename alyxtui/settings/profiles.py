"""A profile as a table of a TOML file, in both directions."""

from __future__ import annotations

from typing import Any

from alyxtui.settings.model import DIRECT, Profile, Source, Way
from alyxtui.settings.tables import Table

# Alyx 3.6.1: a page has at most 1000 records; a larger limit is cut without a word.
MAX_PAGE = 1000
OUTBOX = ("ask", "automatic")
"""What a profile's ``outbox`` may say; the first is the usual one."""
_MAX_MINUTES = 7 * 24 * 60


def read_profile(tables: Table, name: str, source: Source) -> Profile:
    """One profile out of the table of all profiles.

    Args:
        tables: the table that holds it.
        name: its key there.
        source: which file it is.

    Raises:
        SettingsError: naming file and key; something in it cannot be used or is not known.
    """
    if not name.strip() or not name.isprintable():
        raise tables.refused(name, "is no name for a profile")
    table = tables.table(name)
    proxy = table.text("proxy")
    profile = Profile(
        name=name,
        url=table.url("url"),
        user=table.text("user"),
        data_url=table.url("data_url"),
        data_user=table.text("data_user"),
        read_only=table.flag("read_only"),
        production=table.flag("production"),
        sends_waiting=table.choice("outbox", OUTBOX) == OUTBOX[1],
        cache_dir=table.path("cache_dir"),
        page_size=table.whole("page_size", 100, 1, MAX_PAGE),
        cache_minutes=table.whole("cache_minutes", 5, 0, _MAX_MINUTES),
        theme=table.text("theme"),
        way=Way(
            ca_bundle=table.path("ca_bundle"),
            proxy=proxy if proxy == DIRECT else table.url("proxy"),
        ),
        source=source,
    )
    table.done()
    if not profile.url:
        raise tables.refused(name, "has no url")
    return profile


def as_table(profile: Profile) -> dict[str, Any]:
    """A profile as the values of a table; what is as by default, and passwords, are left out."""
    usual = Profile(profile.name, "")
    names = (
        "url",
        "user",
        "data_url",
        "data_user",
        "read_only",
        "production",
        "page_size",
        "cache_minutes",
        "theme",
    )
    values = {name: getattr(profile, name) for name in names}
    kept = {name: value for name, value in values.items() if value != getattr(usual, name)}
    paths = {"cache_dir": profile.cache_dir, "ca_bundle": profile.way.ca_bundle}
    kept.update({name: str(path) for name, path in paths.items() if path is not None})
    if profile.sends_waiting:
        kept["outbox"] = OUTBOX[1]
    if profile.way.proxy:
        kept["proxy"] = profile.way.proxy
    return kept
