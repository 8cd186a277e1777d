"""The entry point: a command line in, an exit code out, and never a raw traceback."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from alyxtui.cli import diagnostics, output
from alyxtui.cli.arguments import command_module, parse
from alyxtui.errors import AlyxTuiError, ExitCode

_GARBAGE = (50_000, 10, 10)
"""When Python looks for garbage: its own 700 new objects cost a tenth of a start (measured)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the command line without the program's name; the process's own when None.

    Returns:
        The exit code for the shell, see ``errors.ExitCode``.
    """
    arguments = sys.argv[1:] if argv is None else argv
    gc.set_threshold(*_GARBAGE)
    try:
        code = _run(arguments)
        output.finish()
        return code
    except AlyxTuiError as problem:
        return _failed(problem)
    except output.OutputClosed:
        output.abandon()
        return int(ExitCode.DONE)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except Exception as problem:
        return _crashed(problem, arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        command, options, flags = parse(arguments)
    except SystemExit as ended:  # --help and --version
        return int(ended.code or 0)
    if not command:
        from alyxtui.cli.browser import open_browser

        return open_browser(flags)
    return int(command_module(command).run(options, flags))


def _failed(problem: AlyxTuiError) -> int:
    """Say what went wrong, after the data that were written before it."""
    try:
        output.finish()
    except (AlyxTuiError, output.OutputClosed):
        output.abandon()
    diagnostics.error(problem)
    return int(problem.exit_code)


def _crashed(problem: Exception, arguments: Sequence[str]) -> int:
    from alyxtui.domain.crash import write_report

    diagnostics.crash(problem, write_report(problem, arguments))
    return int(ExitCode.REFUSED)
