"""The one writer of stderr: errors, warnings, notes and questions, in words for a person."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.errors import AlyxTuiError
from alyxtui.text import printable, safe

if TYPE_CHECKING:
    from rich.progress import Progress

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


def is_terminal() -> bool:
    """Whether a person reads stderr."""
    return sys.stderr is not None and sys.stderr.isatty()


class Bar:
    """A progress bar, drawn while a person watches and gone at the end; nothing elsewhere.

    Args:
        what: what is under way, a word or two.
        wanted: whether there is to be one at all.
    """

    def __init__(self, what: str, *, wanted: bool = True) -> None:
        self._what = safe(what)
        self._bar: Progress | None = None
        self._wanted = wanted and is_terminal()

    def show(self, done: int, total: int | None, left: float | None = None) -> None:
        """Say how far it is; short work is not worth a bar.

        Args:
            done: what is done.
            total: of how much, None while unknown.
            left: seconds to go, None when unknown.
        """
        if not self._wanted or total is None or (self._bar is None and done >= total):
            return
        if self._bar is None:
            self._bar = _new_bar()
            self._bar.add_task(self._what, left="")
            self._bar.start()
        words = "" if left is None else f"{_duration(left)} left"
        task = self._bar.task_ids[0]
        self._bar.update(task, completed=done, total=total, left=words, refresh=True)

    def close(self) -> None:
        """Take it away."""
        if self._bar is not None:
            self._bar.stop()


def _new_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(separator=" of "),
        TextColumn("{task.fields[left]}", markup=False),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
    )


def _duration(seconds: float) -> str:
    """Seconds as ``1:05``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _title(text: str) -> str:
    shown = safe(text)
    return f"{_BOLD_RED}{shown}{_PLAIN}\n" if _in_colour() else f"{shown}\n"


def _indented(text: str) -> None:
    for line in safe(text, lines=True).split("\n") if text else ():
        _write(f"  {line}\n")


def _in_colour() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal()


def _write(text: str) -> None:
    # Nothing is left to tell it to when stderr is gone too.
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write(printable(sys.stderr.encoding, text))
            sys.stderr.flush()
