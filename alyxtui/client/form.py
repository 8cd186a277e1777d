"""Bodies with files in them: multipart form data."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from alyxtui.errors import UsageError
from alyxtui.text import safe


@dataclass(frozen=True, slots=True)
class Form:
    """Fields and files that are sent together.

    Attributes:
        fields: texts by name; several values of one field are sent by repeating it.
        files: paths by name.
    """

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)


async def encoded(form: Form) -> tuple[bytes, str]:
    """A form as bytes, and their content type with its boundary.

    Raises:
        UsageError: a file cannot be read.
    """
    return await asyncio.to_thread(_encoded, form)


def _encoded(form: Form) -> tuple[bytes, str]:
    import httpx  # loaded already by who sends

    data = {name: list(values) for name, values in form.fields.items()}
    with ExitStack() as opened:
        try:
            files = {
                name: (path.name, opened.enter_context(path.open("rb")))
                for name, path in form.files.items()
            }
            request = httpx.Request("POST", "http://form.invalid/", data=data, files=files)
            return request.read(), request.headers["Content-Type"]
        except OSError as error:
            raise UsageError(f"A file cannot be read: {safe(str(error))}.") from error
