"""Whole records in the person's own editor: changed, or made."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from textual.app import SuspendNotSupported

from alyxtui.atomic import write_text
from alyxtui.domain.record import title
from alyxtui.domain.writes.change import Change, Verb
from alyxtui.domain.writes.fields import locked, writable
from alyxtui.domain.writes.record_text import change_of, read, with_errors, written
from alyxtui.errors import AlyxTuiError, ChangeRefused, ValidationFailed
from alyxtui.schema.model import Endpoint
from alyxtui.text import safe
from alyxtui.ui import screens
from alyxtui.ui.linking import Shown
from alyxtui.ui.writing import Writer

_WORDS = "Lines like this one are help. Saved as it is, nothing is written."


class NoEditor(AlyxTuiError):
    """No editor can be run here."""

    title = "No editor"
    default_hint = "Set $VISUAL or $EDITOR to the one you use."


class NotTaken(AlyxTuiError):
    """What the editor has left is not taken."""

    title = "Nothing is written"
    default_hint = "The editor has to end without an error and to leave its file, in UTF-8."


async def edit(writer: Writer, shown: Shown) -> None:
    """Edit all fields of a record that can be written.

    Raises:
        AlyxTuiError: it cannot be changed, or no editor can be run.
    """
    writer.connection.writes.ensure_allowed()
    endpoint, key = shown.endpoint, shown.key
    if Verb.PATCH.value not in endpoint.actions:
        raise ChangeRefused(locked(endpoint, Verb.PATCH, ""))
    record = await writer.read(shown)
    heading = (f"{endpoint.name} {title(endpoint, record, key)}", writer.where, _WORDS)
    text = written(endpoint, Verb.PATCH, record, heading)
    await _rounds(writer, text, lambda given: change_of(endpoint, key, record, given))


async def create(writer: Writer, endpoint: Endpoint, values: Mapping[str, object]) -> bool:
    """Make a record; fields left null are not sent, unless they must be given.

    Args:
        writer: the way of every write.
        endpoint: where it is made.
        values: what it begins with.

    Returns:
        Whether it is made, or waits in the outbox; False when it was saved as it was.

    Raises:
        AlyxTuiError: it must not be sent, the server said no, or no editor can be run.
    """
    heading = (f"a new record of {endpoint.name}", writer.where, _WORDS, "null is not sent.")
    text = written(endpoint, Verb.CREATE, values, heading)
    fields = writable(endpoint, Verb.CREATE)

    def change(given: Mapping[str, object]) -> Change:
        wanted = {
            name: value
            for name, value in given.items()
            if value is not None or (name in fields and fields[name].required)
        }
        return Change.create(endpoint.name, wanted)

    return await _rounds(writer, text, change)


async def _rounds(
    writer: Writer, text: str, change: Callable[[Mapping[str, object]], Change]
) -> bool:
    """Open the editor until the text is written, or saved as it was; gives whether it is written.

    The file stays until then, also when the program ends meanwhile, and after an error.
    """
    path = await asyncio.to_thread(_new_file)
    begun, is_written = text, False
    try:
        while (edited := await _edited(writer, path, text)) != text:
            text = edited
            try:
                is_written = await writer.write(change(read(edited)))
                if is_written:
                    break
            except screens.GivenUp:
                continue
            except (ChangeRefused, ValidationFailed) as error:
                text = _marked(edited, error)
        else:
            writer.app.notify("Saved as it was; nothing is written.", markup=False)
    except Exception:
        if await asyncio.to_thread(_drop_unless_typed, path, begun):
            writer.app.notify(f"What you typed is in {path}.", timeout=30, markup=False)
        raise
    await asyncio.to_thread(path.unlink, missing_ok=True)
    return is_written


def _marked(text: str, error: ChangeRefused | ValidationFailed) -> str:
    if isinstance(error, ValidationFailed):
        error = ChangeRefused(error.message, fields=error.fields)
    return with_errors(text, error)


def _new_file() -> Path:
    handle, name = tempfile.mkstemp(prefix="alyxtui-", suffix=".json")
    os.close(handle)
    return Path(name)


def _drop_unless_typed(path: Path, begun: str) -> bool:
    """Delete the file unless there is anything else in it than at first; gives whether there is."""
    with suppress(OSError):
        if path.read_bytes() not in {b"", begun.encode(errors="replace")}:
            return True
        path.unlink()
    return False


async def _edited(writer: Writer, path: Path, text: str) -> str:
    """The text after the editor was closed."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        await asyncio.to_thread(write_text, path, text)
        with writer.app.suspend():
            ended = await asyncio.to_thread(subprocess.run, [*command, str(path)], check=False)
    except (OSError, SuspendNotSupported) as error:
        raise NoEditor(f"{safe(command[0])} cannot be run: {safe(str(error))}.") from error
    if ended.returncode:
        raise NotTaken(f"{safe(command[0])} ended with {ended.returncode}.")
    try:
        return await asyncio.to_thread(path.read_text, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotTaken(f"It cannot be read: {safe(str(error))}.") from error
