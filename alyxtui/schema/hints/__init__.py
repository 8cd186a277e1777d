"""What no schema says of Alyx, as data with its sources, and its use.

The tables stand in modules of their own: ``references`` (links), ``choices`` (labels and states),
``filters`` (how filters really behave), ``types`` (real types, hidden bodies), ``endpoints``
(headings, keys, titles, guards), ``writes`` (what checks of a write need), ``relations`` (the graph
that queries join over), ``related`` (links that go round a corner), ``special`` (paths that are no
endpoint). Nothing else in the
program needs to name an endpoint to know such a thing.
"""

from __future__ import annotations

from alyxtui.schema.hints.choices import (
    FILTER_VALUES,
    LABELS,
    STATUS_FIELDS,
    Rank,
    status_rank,
)
from alyxtui.schema.hints.endpoints import (
    GROUPS,
    KEY_FIELDS,
    LONG_TEXT_FIELDS,
    MINE,
    MINE_PATHS,
    OTHER,
    SEND_ALONG,
    START_ENDPOINT,
    TIME_FIELDS,
    TITLE_FIELDS,
    WRITE_GUARDS,
    default_key_fields,
    group_of,
)
from alyxtui.schema.hints.enrich import enrich
from alyxtui.schema.hints.references import FIELDS as REFERENCE_FIELDS
from alyxtui.schema.hints.references import GENERIC, reference_of
from alyxtui.schema.hints.related import BY_PART, CALLED, LIKELY, NO_REFERENCES, THROUGH
from alyxtui.schema.hints.special import (
    LEFT_OUT,
    NOT_IN_ADMIN,
    SCHEMA_ACCEPT,
    SCHEMA_PATH,
    SIGN_IN_PATH,
)
from alyxtui.schema.hints.targets import MODELS, target_of_model
from alyxtui.schema.hints.types import JSON_FIELDS

__all__ = [
    "BY_PART",
    "CALLED",
    "FILTER_VALUES",
    "GENERIC",
    "GROUPS",
    "JSON_FIELDS",
    "KEY_FIELDS",
    "LABELS",
    "LEFT_OUT",
    "LIKELY",
    "LONG_TEXT_FIELDS",
    "MINE",
    "MINE_PATHS",
    "MODELS",
    "NOT_IN_ADMIN",
    "NO_REFERENCES",
    "OTHER",
    "REFERENCE_FIELDS",
    "SCHEMA_ACCEPT",
    "SCHEMA_PATH",
    "SEND_ALONG",
    "SIGN_IN_PATH",
    "START_ENDPOINT",
    "STATUS_FIELDS",
    "THROUGH",
    "TIME_FIELDS",
    "TITLE_FIELDS",
    "WRITE_GUARDS",
    "Rank",
    "default_key_fields",
    "enrich",
    "group_of",
    "reference_of",
    "status_rank",
    "target_of_model",
]
