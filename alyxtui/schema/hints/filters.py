"""How filters really behave: what is broken, what repeats rows, what form a value takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from alyxtui.schema.model import Kind, Parameter

Texts = Mapping[str, Mapping[str, str]]
Match = Literal["any case", "part, any case"]

# Alyx 3.6.1, each tried on a server: declared, but the model has no such field.
_NO_FIELD = "the server fails (500): these records have no such field"
_ARRAY = "the server fails (500): it compares a number with a list of numbers"
BROKEN: Texts = {
    "weighings": dict.fromkeys(("users", "date_range", "lab", "location"), _NO_FIELD),
    "water-administrations": dict.fromkeys(("users", "date_range", "lab", "location"), _NO_FIELD),
    "fov-location": dict.fromkeys(("x", "y", "z", "n_xyz"), _ARRAY),
    "users": {"password": "it is compared with the stored hash and never matches"},
    "subjects": {"json": "it matches nothing: use django=json__key,value"},
    "tasks": {"arguments": "it matches nothing: use django=arguments__key,value"},
    "check-protected": dict.fromkeys(("limit", "offset"), "the answer is no list of records"),
}

# Alyx 3.6.1: the join is not made distinct, so rows come several times and the count is too high.
# Measured: sessions project 9,370 for 8,028; dataset_qc_lte 137,299 for 19,708; atlas_name 92 for
# 54; insertions dataset_qc_lte 58,774 for 4,000. ``projects`` is the same filter as ``project``.
_BY_REGION = ("atlas_id", "atlas_acronym", "atlas_name")  # one way through the trajectories
REPEATS_ROWS: Mapping[str, tuple[str, ...]] = {
    "sessions": ("project", "projects", "dataset_qc_lte", *_BY_REGION),
    "insertions": ("project", "dataset_qc_lte", *_BY_REGION),
}
REPEATS_NOTE = "repeats rows and counts them: add a django filter pk__isnull,False to repair it"

# Alyx 3.6.1: text filters that are not exact matches, from its filter sets.
_ANY: Match = "any case"
_PART: Match = "part, any case"
MATCHES: Mapping[str, Mapping[str, Match]] = {
    "brain-regions": {"acronym": _ANY, "description": _PART, "name": _PART},
    "downloads": {"json": _PART, "dataset_type": _PART},
    "fields-of-view": {"imaging_type": _PART, "lab": _ANY},
    "insertions": {"lab": _ANY, "project": _PART, "task_protocol": _PART},
    "sessions": {
        "subject": _ANY,
        "location": _PART,
        "lab": _ANY,
        "procedures": _PART,
        "projects": _PART,
        "type": _ANY,
        "task_protocol": _PART,
        "nickname": _ANY,
        "project": _PART,
    },
    "surgeries": {
        "subject": _ANY,
        "lab": _ANY,
        "location": _PART,
        "nickname": _ANY,
        "procedure": _ANY,
    },
    "water-administrations": {"subject": _ANY, "nickname": _ANY},
    "water-restriction": {
        "subject": _ANY,
        "location": _PART,
        "lab": _ANY,
        "nickname": _ANY,
    },
    "weighings": {"subject": _ANY, "nickname": _ANY},
}
MATCH_NOTES: Mapping[Match, str] = {
    "any case": "the whole text, in any case",
    "part, any case": "a part of the text is enough, in any case",
}

# Alyx 3.6.1, tried on a server: several values in one parameter, separated by commas. A record
# must have all of them.
COMMA_LISTS: Mapping[str, tuple[str, ...]] = {
    "fields-of-view": ("dataset_types", "datasets"),
    "insertions": ("dataset_types", "datasets"),
    "sessions": ("users", "dataset_types", "datasets"),
    "surgeries": ("users",),
    "water-restriction": ("users",),
}

# Alyx 3.6.1: declared as text, but anything else than this type is a server error (500).
KINDS: Mapping[str, Mapping[str, Kind]] = {
    "datasets": {
        "date": Kind.DATE,
        "created_date": Kind.DATE,
        "experiment_number": Kind.INTEGER,
    },
    "fields-of-view": {"date": Kind.DATE, "experiment_number": Kind.INTEGER},
    "insertions": {"date": Kind.DATE, "experiment_number": Kind.INTEGER},
    "trajectories": {"date": Kind.DATE, "experiment_number": Kind.INTEGER},
}

# What the server's own text leaves out or gets wrong (Alyx 3.6.1, tried on a server).
_PAIRS = "pairs of key and value, all separated by commas: key__gte,0.5 (a semicolon fails)"
_DATES = "two dates are needed: 2020-01-12,2020-01-16"
_PROBE = "takes the model's name (Neuropixel 3B2), while the record shows its short name (3B2)"
NOTES: Texts = {
    "brain-regions": {
        "ancestors": "an id or an acronym; an unknown one fails (500)",
        "descendants": "an id or an acronym; an unknown one fails (500)",
    },
    "chronic-insertions": {"model": _PROBE},
    "datasets": {
        "probe_insertion": "an id that does not exist fails (500)",
        "tags": "ids of tags; tag takes a name",
    },
    "downloads": {"dataset": "takes the dataset's name, while the record shows its id"},
    "fov-location": {"provenance": "takes the word, while the record shows its first letter"},
    "insertions": {"model": _PROBE},
    "sessions": {"json": _PAIRS, "extended_qc": _PAIRS, "date_range": _DATES},
    "subjects": {
        "projects": "ids of projects; project takes a name",
        "nickname": "the case matters here; it does not in other lists",
    },
    "surgeries": {"json": _PAIRS, "date_range": _DATES},
    "water-administrations": {"json": _PAIRS},
    "water-restriction": {"json": _PAIRS, "date_range": _DATES},
    "weighings": {"json": _PAIRS},
}


def takes_pairs(endpoint: str, name: str) -> bool:
    """Whether a filter takes conditions on JSON keys, in the language of ``django=``.

    Alyx 3.6.1: elsewhere ``json`` is compared with the whole text, or broken.
    """
    return name == "extended_qc" or NOTES.get(endpoint, {}).get(name) == _PAIRS


# Help for parameters that mean the same everywhere and that the server does not explain.
HELP: Mapping[str, str] = {
    "atlas_acronym": "acronym of a brain region of the Allen atlas, or of a region above it",
    "atlas_id": "id of a brain region of the Allen atlas, or of a region above it",
    "atlas_name": "part of the name of a brain region of the Allen atlas",
    "date": "day the session started",
    "django": "any field and lookup: field__lookup,value; ~field excludes",
    "experiment_number": "number of the session on its day",
    "id": "the record's own id",
    "lab": "name of the lab",
    "nickname": "nickname of the subject",
    "subject": "nickname of the subject",
    "session": "id of the session",
}

# Parameters that work although the schema does not declare them. Alyx 3.6.1: the water history was
# asked for by dates; check-protected describes its own in words, and fails (500) without a path.
EXTRA: Mapping[str, tuple[Parameter, ...]] = {
    "water-requirement": (
        Parameter("start_date", Kind.DATE, help="first day"),
        Parameter("end_date", Kind.DATE, help="last day"),
    ),
    "check-protected": (
        Parameter("path", required=True, help="relative path: subject/date/number/collection"),
        Parameter("filenames", many=True, help="names of the files"),
        Parameter("created_by", help="user name"),
    ),
}

# Filters that are ignored, refused or broken, and the path in ``django=`` that does what they say.
# Alyx 3.6.1: each path tried on a server; ``users`` of a weighing can only mean its one user.
_ACTION_PATHS: Mapping[str, str] = {
    "users": "user__username",
    "lab": "subject__lab__name",
    "date_range": "date_time__date__range",
}
EQUIVALENTS: Texts = {
    "weighings": _ACTION_PATHS,
    "water-administrations": _ACTION_PATHS,
    "subjects": {"json": "json"},
    "tasks": {"arguments": "arguments"},
}

# Columns of a list that hold other words than the field of their name (Alyx 3.6.1: an allele and
# its zygosity), so that no condition finds a record by its cell.
COMPUTED: Mapping[str, tuple[str, ...]] = {"subjects": ("genotype",)}

# Names of older documentation (seed 003, the descriptions of Alyx 3.6.1 itself): the server ignores
# them and answers with all records. A name with ``__`` is a path for ``django=``, else a parameter.
OBSOLETE: Texts = {
    "sessions": {
        "starts_before": "start_time__date__lte",
        "starts_after": "start_time__date__gte",
        "ends_before": "end_time__date__lte",
        "ends_after": "end_time__date__gte",
        "start_date": "start_time__date",
        "end_date": "end_time__date",
        "brain_region": "atlas_name",
    },
    "insertions": {"brain_region": "atlas_name"},
    "datasets": {
        "created_datetime_gte": "created_date_gte",
        "created_datetime_lte": "created_date_lte",
    },
}
# The same for the first name of a path (Alyx 3.6.1: a session has several projects since 2.0).
OBSOLETE_FIELDS: Mapping[tuple[str, str], str] = {
    ("actions.Session", "project"): "projects",
    ("subjects.Subject", "project"): "projects",
}
