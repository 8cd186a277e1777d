"""``alyxtui open``: the browser at a place."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

from alyxtui.settings.load import Flags, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("target", help="an endpoint, endpoint/id, or an address of the server")
    parser.add_argument("filters", nargs="*", metavar="key=value", help="filters on the list")
    parser.add_argument("--django", metavar="EXPR", help="a django filter, as in ONE")
    parser.add_argument(
        "--force", action="store_true", help="send what was typed, unchecked and unchanged"
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Open the browser there; an address picks the profile it belongs to.

    Raises:
        UsageError: there is no such place, or no terminal.
        QueryError: a filter cannot be read.
        SettingsError: the settings cannot be used.
    """
    from alyxtui.cli.browser import show
    from alyxtui.domain.start import is_url, parse_start, server_of

    settings = load_settings(flags, os.environ)
    if is_url(options.target) and not (flags.url or flags.profile):
        known = [settings.profile.url, *(one.url for one in settings.profiles.values())]
        server = server_of(options.target, known)
        if server:
            settings = load_settings(replace(flags, url=server), os.environ)
    start = parse_start(
        options.target,
        options.filters,
        base_url=settings.profile.url,
        django=options.django,
        as_typed=options.force,
    )
    return show(settings, start=start)
