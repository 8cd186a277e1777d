"""What is known of whole endpoints: heading, keys, titles, whose records, what writes must heed."""

from __future__ import annotations

from collections.abc import Mapping

from alyxtui.schema.model import Kind

# The headings of the tree and the endpoints under each, in the order they are drawn: the models'
# places in the index of the Alyx web admin, those used daily first.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Subjects": (
        "subjects",
        "surgeries",
        "water-restriction",
        "water-restricted-subjects",
        "water-requirement",
    ),
    "Experiments": (
        "sessions",
        "weighings",
        "water-administrations",
        "notes",
        "projects",
        "procedures",
        "water-type",
    ),
    "Ephys": ("insertions", "trajectories", "channels", "chronic-insertions", "brain-regions"),
    "Imaging": ("fields-of-view", "fov-location", "imaging-stack"),
    "Data": (
        "datasets",
        "dataset-types",
        "files",
        "tags",
        "revisions",
        "tasks",
        "data-notices",
        "downloads",
        "data-formats",
        "data-repository",
        "data-repository-type",
    ),
    "Lab": ("labs", "users", "locations"),
    "Server": (
        "cache",
        "cache.zip",
        "check-protected",
        "new-download",
        "register-file",
        "sync-file-status",
        "uploaded",
    ),
}
OTHER = "Other"

# What the browser opens first: the record that all others hang on (seeds 000, 001 and 004).
START_ENDPOINT = "sessions"

# The field of a list record that gives its key, best first. Alyx 3.6.1, measured on the records:
# weighings, water administrations, datasets and files have only their URL, labs, projects and
# others only their name; a water restriction has no key at all.
KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "brain-regions": ("id",),
    "channels": ("id",),
    "chronic-insertions": ("id",),
    "data-formats": ("name",),
    "data-notices": ("id",),
    "data-repository": ("name",),
    "data-repository-type": ("name", "url"),
    "dataset-types": ("name",),
    "datasets": ("url", "id"),
    "downloads": ("id",),
    "fields-of-view": ("id",),
    "files": ("url", "id"),
    "fov-location": ("id",),
    "imaging-stack": ("id",),
    "insertions": ("id",),
    "labs": ("name",),
    "locations": ("name",),
    "notes": ("id",),
    "procedures": ("id", "name"),
    "projects": ("name",),
    "revisions": ("name",),
    "sessions": ("id", "url"),
    "subjects": ("nickname", "url"),
    "surgeries": ("id",),
    "tags": ("name",),
    "tasks": ("id",),
    "trajectories": ("id",),
    "users": ("username",),
    "water-administrations": ("url", "id"),
    "water-restricted-subjects": ("nickname", "url"),
    "water-restriction": (),
    "water-type": ("name", "url"),
    "weighings": ("url", "id"),
}

# Alyx 3.6.1: a region's id is its number in the Allen atlas; its Core API document does not say so.
LOOKUP_KINDS: Mapping[str, Kind] = {"brain-regions": Kind.INTEGER}

# The filter that takes the name of a user (Alyx 3.6.1: the others want the user's uuid).
MINE: Mapping[str, str] = {
    "datasets": "created_by",
    "downloads": "user",
    "sessions": "users",
    "subjects": "responsible_user",
    "surgeries": "users",
    "users": "username",
    "water-restriction": "users",
}

# The path to the same in ``django=``, where the plain filter wants a uuid or there is none.
MINE_PATHS: Mapping[str, str] = {
    "insertions": "session__users__username",
    "notes": "user__username",
    "tasks": "session__users__username",
    "water-administrations": "user__username",
    "weighings": "user__username",
}

# The fields that name a record to a person (seed 004: a session is subject, date and number).
TITLE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "brain-regions": ("acronym", "name"),
    "channels": ("name", "axial", "lateral"),
    "chronic-insertions": ("subject", "name", "serial"),
    "data-formats": ("name",),
    "data-notices": ("name",),
    "data-repository": ("name",),
    "data-repository-type": ("name",),
    "dataset-types": ("name",),
    "datasets": ("collection", "name", "revision"),
    "downloads": ("user", "dataset"),
    "fields-of-view": ("name", "imaging_type"),
    "files": ("data_repository", "relative_path"),
    "fov-location": ("provenance", "coordinate_system"),
    "imaging-stack": ("id",),
    "insertions": ("session_info.subject", "session_info.start_time", "name"),
    "labs": ("name", "institution"),
    "locations": ("name", "lab"),
    "notes": ("user", "date_time", "content_type"),
    "procedures": ("name",),
    "projects": ("name",),
    "revisions": ("name",),
    "sessions": ("subject", "start_time", "number"),
    "subjects": ("nickname", "lab"),
    "surgeries": ("subject", "start_time", "name"),
    "tags": ("name",),
    "tasks": ("name", "status", "datetime"),
    "trajectories": ("probe_name", "provenance"),
    "users": ("username",),
    "water-administrations": ("subject", "date_time", "water_administered"),
    "water-requirement": ("subject",),
    "water-restricted-subjects": ("nickname",),
    "water-restriction": ("subject", "start_time", "water_type"),
    "water-type": ("name",),
    "weighings": ("subject", "date_time", "weight"),
}

# The field that says when: for columns and for what is recent.
TIME_FIELDS: Mapping[str, str] = {
    "chronic-insertions": "start_time",
    "data-notices": "created_datetime",
    "datasets": "created_datetime",
    "fov-location": "auto_datetime",
    "insertions": "auto_datetime",
    "notes": "date_time",
    "revisions": "created_datetime",
    "sessions": "start_time",
    "subjects": "birth_date",
    "surgeries": "start_time",
    "tasks": "datetime",
    "trajectories": "datetime",
    "water-administrations": "date_time",
    "water-restriction": "start_time",
    "weighings": "date_time",
}

# Text that may run to many lines wherever it stands: last among the columns, never a title
# (Alyx 3.6.1: the TextFields of the models that have an endpoint, and the notices' HTML).
LONG_TEXT_FIELDS = frozenset(
    {
        "adverse_effects",
        "description",
        "description_html",
        "log",
        "narrative",
        "text",
    }
)

# What a write must heed, by endpoint and action. Alyx 3.6.1, each one tried on a server.
_JSON_WHOLE = "JSON fields and lists are replaced as a whole, never merged."
_CASCADES = "Deleting also deletes what belongs to it, without asking."
WRITE_GUARDS: Mapping[str, Mapping[str, str]] = {
    "data-repository": {"delete": _CASCADES},
    "data-repository-type": {"delete": _CASCADES},
    "datasets": {
        "create": (
            "A collection with characters that are not allowed is answered with an error, yet the "
            "record is created."
        ),
        "update": "The session is its URL; an id is refused.",
        "partial_update": f"The session is its URL; an id is refused. {_JSON_WHOLE}",
        "delete": "A dataset with a protected tag cannot be deleted.",
    },
    "files": {
        "create": "The dataset is its URL; an id is refused.",
        "partial_update": "The dataset is its URL; an id is refused.",
    },
    "labs": {"delete": _CASCADES},
    "new-download": {"create": "Without datasets the server answers with an error (500)."},
    "notes": {
        "create": "A content_type or an object that does not exist is a server error (500).",
        "partial_update": (
            "content_type and object_id must be sent with every change, else the server fails "
            "(500) and saves nothing. A picture is made anew with every change, smaller and under "
            "another name; the one that is there is lost."
        ),
    },
    "register-file": {"create": "Without a body the server answers with an error (500)."},
    "sessions": {
        "update": "lab cannot be sent as null, though it may be read as null.",
        "partial_update": (
            f"{_JSON_WHOLE} lab cannot be sent as null, though it may be read as null. "
            "qc is an exact label."
        ),
        "delete": _CASCADES,
    },
    "subjects": {
        "update": "Another nickname renames the subject: its address changes.",
        "partial_update": f"Another nickname renames the subject: its address changes. "
        f"{_JSON_WHOLE}",
        "delete": _CASCADES,
    },
    "surgeries": {
        "partial_update": "lab, location, users and procedures are ids, not names.",
        "update": "lab, location, users and procedures are ids, not names.",
    },
    "sync-file-status": {
        "create": "This changes file records on the server; reading shows what it would do.",
    },
    "tasks": {
        "create": (
            "status must be sent: without it the record is created with a state that makes every "
            "list holding it fail (500)."
        ),
        "update": "data_repository cannot be sent as null, though it may be read as null.",
        "partial_update": (
            "status is an exact label. data_repository cannot be sent as null, though it may be "
            "read as null."
        ),
    },
    "trajectories": {
        "partial_update": (
            "probe_insertion and chronic_insertion must be sent with every change: the one that "
            "is missing is set to null."
        ),
    },
    "users": {"delete": _CASCADES},
    "water-administrations": {
        "create": "Water after the subject's death date is a server error (500).",
        "partial_update": (
            "user, water_type and session cannot be sent as null, though they may be read as null."
        ),
    },
    "water-type": {"create_2": "This makes another water type; it does not change this one."},
    "weighings": {
        "partial_update": "A weighing cannot be changed: delete it and make a new one.",
    },
}

# Fields that must go along with every change, as the record has them (see the guards).
SEND_ALONG: Mapping[str, tuple[str, ...]] = {
    "notes": ("content_type", "object_id"),
    "trajectories": ("probe_insertion", "chronic_insertion"),
}


def group_of(name: str) -> str:
    """The heading an endpoint stands under."""
    return next((group for group, names in GROUPS.items() if name in names), OTHER)


def default_key_fields(lookup: str) -> tuple[str, ...]:
    """The key fields of an endpoint that the tables do not know.

    Only the lookup field and the URL can give a lookup value; an endpoint without lookup has no
    address a record could be read at, so any key tells its records apart.
    """
    if not lookup:
        return ("id", "url", "name")
    return tuple(dict.fromkeys((lookup, *(("id",) if lookup in {"pk", "uuid"} else ()), "url")))
