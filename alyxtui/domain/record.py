"""What a person calls a record."""

from __future__ import annotations

from collections.abc import Mapping

from alyxtui.domain.cells import cell
from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.schema import hints
from alyxtui.schema.model import Endpoint
from alyxtui.text import elide

Record = Mapping[str, object]
_IRREGULAR = {
    "fields-of-view": "field of view",
    "surgeries": "surgery",
    "trajectories": "trajectory",
}


def singular(endpoint: str) -> str:
    """An endpoint's name for one of its records: ``sessions`` gives ``session``."""
    if endpoint in _IRREGULAR:
        return _IRREGULAR[endpoint]
    name = endpoint.replace("-", " ")
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def title(endpoint: Endpoint, record: Record, key: str = "") -> str:
    """A short safe title: the fields a person knows the record by, else its key.

    Args:
        endpoint: where the record is from.
        record: the record, from the list or the detail.
        key: the lookup value, used when no title field has a value.
    """
    parts = [
        elide(cell(value).text, 40)
        for name in hints.TITLE_FIELDS.get(endpoint.name, ())
        if (value := value_at(record, name)) not in (MISSING, None, "", [])
    ]
    return " · ".join(parts) or elide(cell(key).text, 40)
