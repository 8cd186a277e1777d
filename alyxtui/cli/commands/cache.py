"""``alyxtui cache``: the answers that are kept for when they are wanted again, and ONE's tables."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.settings.load import Flags, load_settings

if TYPE_CHECKING:
    from alyxtui.domain.answers import Answers


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "what",
        choices=["info", "clear", "tables"],
        help="what is kept; forget it; or fetch ONE's cache tables to where ONE looks for them",
    )
    parser.add_argument(
        "--format",
        choices=["table", "json", "jsonl"],
        help="info: table on a terminal, JSON lines elsewhere",
    )
    parser.add_argument("--tag", default="", help="tables: those of a release tag")
    parser.add_argument("--to", metavar="DIR", type=Path, help="tables: into another directory")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Say what is kept, or forget it: of all servers, or of the one that the flags name.

    Raises:
        SettingsError: the flags name a server or a profile that cannot be used.
        AlyxTuiError: the tables cannot be had.
    """
    if options.what == "tables":
        from alyxtui.cli import tables

        tables.fetch(flags, options.tag, options.to)
        return 0
    from alyxtui.cli import diagnostics
    from alyxtui.domain.answers import forget_answers, kept_answers
    from alyxtui.text import plural

    url, user = "", ""
    if flags.profile or flags.url or flags.user:
        profile = load_settings(flags, os.environ).profile
        url, user = profile.url, flags.user
    if options.what == "info":
        _print(kept_answers(url, user), options.format)
    else:
        count = forget_answers(url, user)
        diagnostics.note(f"forgot what was kept for {plural(count, 'user')}")
    return 0


def _print(found: list[Answers], wanted: str | None) -> None:
    from alyxtui.cli import diagnostics, output

    kind = wanted or ("table" if output.is_terminal() else "jsonl")
    if kind == "table":
        if not found:
            diagnostics.note("nothing is kept")
            return
        titles = ("server", "user", "answers", "size", "oldest", "newest")
        headings = [output.Heading(title, title in {"answers", "size"}) for title in titles]
        output.table(headings, [_row(one) for one in found])
        return
    records = [_as_json(one) for one in found]
    if kind == "json":
        output.document(records)
    else:
        for record in records:
            output.record(record)


def _row(one: Answers) -> list[str]:
    from alyxtui.text import safe

    contents = one.contents
    size = f"{contents.size / 1024 / 1024:,.1f} MB"
    times = [_moment(at) for at in (contents.oldest, contents.newest)]
    return [safe(one.server), safe(one.user), f"{contents.answers:,}", size, *times]


def _as_json(one: Answers) -> dict[str, object]:
    return {
        "server": one.server,
        "user": one.user,
        "path": str(one.path),
        "answers": one.contents.answers,
        "bytes": one.contents.size,
        "oldest": one.contents.oldest,
        "newest": one.contents.newest,
    }


def _moment(at: float | None) -> str:
    from datetime import datetime

    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}" if at is not None else ""
