"""Records with files in them, as the server takes them."""

from __future__ import annotations

import json
from pathlib import Path

from alyxtui.client.form import Form
from alyxtui.domain.writes.change import Values, Verb
from alyxtui.domain.writes.fields import writable
from alyxtui.schema.model import Endpoint, Kind


def form_of(endpoint: Endpoint, verb: Verb, body: Values) -> Form | None:
    """A body as a form, when files are in it; None when it goes as JSON.

    Alyx 3.6.1 takes the image of a note in no other way, and JSON in a form as its text.

    Args:
        endpoint: whose record it is.
        verb: how it is written.
        body: fields and values; a file is its path.
    """
    fields = writable(endpoint, verb)
    kinds = {name: fields[name].kind if name in fields else Kind.TEXT for name in body}
    given = {name: value for name, value in body.items() if value is not None}
    files = {
        name: Path(str(value)).expanduser()
        for name, value in given.items()
        if kinds[name] is Kind.FILE
    }
    if not files:
        return None
    texts = {name: _texts(value, kinds[name]) for name, value in given.items() if name not in files}
    return Form(texts, files)


def _texts(value: object, kind: Kind) -> list[str]:
    if kind is Kind.JSON:
        return [json.dumps(value)]
    items = value if isinstance(value, list) else [value]
    return [one if isinstance(one, str) else json.dumps(one) for one in items]
