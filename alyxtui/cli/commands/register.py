"""``alyxtui register``: register files of a session."""

from __future__ import annotations

import argparse

from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import registration

    registration.configure(parser, "path=KS022/2026-01-15/001/alf filenames=a.npy,b.npy")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Register files of a session.

    Raises:
        AlyxTuiError: fields do not fit, or the server refuses.
    """
    from alyxtui.cli import registration

    return registration.run("register-file", options, flags)
