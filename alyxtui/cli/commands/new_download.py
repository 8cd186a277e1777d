"""``alyxtui new-download``: count downloads of datasets."""

from __future__ import annotations

import argparse

from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import registration

    registration.configure(parser, "datasets=ID,ID projects=NAME")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Count downloads of datasets.

    Raises:
        AlyxTuiError: fields do not fit, or the server refuses.
    """
    from alyxtui.cli import registration

    return registration.run("new-download", options, flags)
