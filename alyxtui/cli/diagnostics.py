"""The one writer of stderr: errors, warnings, notes and questions, in words for a person."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from alyxtui.errors import AlyxTuiError
from alyxtui.text import printable, safe

_BOLD_RED, _PLAIN = "\x1b[1;31m", "\x1b[0m"


def error(problem: AlyxTuiError) -> None:
    """An error: its title, its message, and what to do next."""
    _write(_title(f"alyxtui: {problem.heading}"))
    _indented(problem.message)
    _indented(problem.hint)


def warning(text: str) -> None:
    """Something that went not quite well, though the command goes on."""
    _write(f"alyxtui: {safe(text)}\n")


def note(text: str) -> None:
    """A word on what was done."""
    _write(safe(text, lines=True) + "\n")


def crash(problem: BaseException, report: Path | None) -> None:
    """An error of ours that nobody foresaw, and where it is written down.

    Args:
        problem: what was raised; only its type is shown, its text may hold anything.
        report: the crash report, None when it could not be written.
    """
    _write(_title(f"alyxtui: an error of alyxtui itself ({type(problem).__name__})"))
    if report is None:
        _indented("No crash report could be written.")
    else:
        _indented(f"A report without passwords and tokens is in {report}")


def question(text: str) -> None:
    """A question, the cursor left behind it."""
    _write(safe(text) + " ")


def _title(text: str) -> str:
    shown = safe(text)
    return f"{_BOLD_RED}{shown}{_PLAIN}\n" if _in_colour() else f"{shown}\n"


def _indented(text: str) -> None:
    for line in safe(text, lines=True).split("\n") if text else ():
        _write(f"  {line}\n")


def _in_colour() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stderr is not None and sys.stderr.isatty()


def _write(text: str) -> None:
    # Nothing is left to tell it to when stderr is gone too.
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write(printable(sys.stderr.encoding, text))
            sys.stderr.flush()
