"""``alyxtui profiles``: the known servers, and who can sign in to them."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from alyxtui.errors import AlyxTuiError
from alyxtui.settings.load import Flags, load_settings

if TYPE_CHECKING:
    from alyxtui.settings.model import Profile, Settings
    from alyxtui.settings.tokens import TokenStore


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--format",
        choices=["table", "json", "jsonl"],
        help="table on a terminal, JSON lines elsewhere",
    )
    parser.add_argument(
        "--mend", action="store_true", help="make the file of the kept tokens readable by you alone"
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print the profiles; asks no server. With ``--mend`` the token file is taken from others.

    Raises:
        SettingsError: the settings cannot be used.
        AlyxTuiError: the token file stays open to others.
    """
    from alyxtui.cli import diagnostics
    from alyxtui.settings.tokens import TokenStore

    settings, tokens = load_settings(flags, os.environ), TokenStore()
    if options.mend:
        _mend(tokens)
    else:
        _print(settings, tokens, options.format)
    for warning in (*settings.warnings, *tokens.take_warnings()):
        diagnostics.warning(warning)
    return 0


def _mend(tokens: TokenStore) -> None:
    from alyxtui.cli import diagnostics

    if not tokens.is_loose:
        diagnostics.note(f"nobody else can read {tokens.path}")
    elif tokens.mend():
        diagnostics.note(
            f"{tokens.path} is yours alone now. If somebody may have read it, have the server's"
            " people make you a new token."
        )
    else:
        raise AlyxTuiError(" ".join(tokens.take_warnings()))


def _print(settings: Settings, tokens: TokenStore, wanted: str | None) -> None:
    from alyxtui.cli import output
    from alyxtui.domain.accounts import Accounts

    accounts = Accounts(settings, tokens)
    profiles = [
        _as_json(one, settings, accounts.users(one.url)) for one in settings.profiles.values()
    ]
    kind = wanted or ("table" if output.is_terminal() else "jsonl")
    if kind == "table":
        _print_table(profiles)
    elif kind == "json":
        output.document(profiles)
    else:
        for profile in profiles:
            output.record(profile)


def _print_table(profiles: list[dict[str, object]]) -> None:
    from alyxtui.cli import output
    from alyxtui.text import safe

    titles = ("profile", "address", "user", "can sign in", "from")
    rows = []
    for one in profiles:
        users = one["users"]
        flags = {"read-only": one["read_only"], "production": one["production"]}
        marks = [f"({name})" for name, is_so in flags.items() if is_so]
        cells = (
            f"{'▸' if one['in_use'] else ' '} {one['name']}",
            " ".join([str(one["url"]), *marks]),
            str(one["user"] or ""),
            ", ".join(users) if isinstance(users, list) else "",
            str(one["source"]),
        )
        rows.append([safe(cell) for cell in cells])
    output.table([output.Heading(title) for title in titles], rows)


def _as_json(profile: Profile, settings: Settings, users: list[str]) -> dict[str, object]:
    return {
        "name": profile.name,
        "url": profile.url,
        "user": profile.user or None,
        "users": users,
        "source": profile.source.value,
        "in_use": profile == settings.profile,
        "read_only": profile.read_only,
        "production": profile.production,
    }
