"""``alyxtui cache``: what is kept of a server on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "what",
        choices=["tables"],
        help="tables: fetch ONE's cache tables and unpack them where ONE looks for them",
    )
    parser.add_argument("--tag", default="", help="tables: those of a release tag")
    parser.add_argument("--to", metavar="DIR", type=Path, help="tables: into another directory")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Fetch the cache tables and print where they are.

    Raises:
        AlyxTuiError: they cannot be had.
    """
    from alyxtui.cli import tables

    tables.fetch(flags, options.tag, options.to)
    return 0
