"""What hangs together without a reference of its own, and what looks like a reference and is none."""

from __future__ import annotations

from collections.abc import Mapping

# Lists that are wanted from a record although they hang on what it refers to: the field, and the
# lists of what it names (seed 001: a session's mouse on the day, its weight and its water).
THROUGH: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sessions": {"subject": ("weighings", "water-administrations", "surgeries")},
}

# Alyx 3.6.1: of the form of a uuid, or sometimes so, and never the id of a record: an md5 is shown
# with dashes now and then, and Globus names its endpoints by uuid.
NO_REFERENCES = frozenset({"hash", "md5", "globus_endpoint_id"})

# Alyx 3.6.1: filters with a method of their own that takes a part of the name.
BY_PART: Mapping[str, frozenset[str]] = {
    "insertions": frozenset({"tag"}),
    "sessions": frozenset({"tag"}),
}

# Where a uuid of which nothing is known is looked for, the likeliest first: what notebooks and logs
# name by it (ONE-api: eid and pid), then what is often on the screen.
LIKELY: tuple[str, ...] = (
    "sessions",
    "insertions",
    "datasets",
    "subjects",
    "trajectories",
    "tasks",
    "files",
    "users",
)

# What people call an id (ONE-api, ibllib): a part of a field's name, and the endpoint.
CALLED: Mapping[str, str] = {
    "eid": "sessions",
    "pid": "insertions",
    "did": "datasets",
    "probe": "insertions",
    "session": "sessions",
    "dataset": "datasets",
    "dset": "datasets",
    "subject": "subjects",
    "task": "tasks",
    "user": "users",
}
