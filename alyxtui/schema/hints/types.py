"""The real types of fields where the schema is wrong, and bodies that it does not give.

Source of every row unless it says otherwise: Alyx 3.6.1, thousands of records of each endpoint
compared with its schema.
"""

from __future__ import annotations

from collections.abc import Mapping

from alyxtui.schema.model import Field, Kind


def _one(kind: Kind) -> tuple[Kind, bool]:
    return kind, False


def _many(kind: Kind) -> tuple[Kind, bool]:
    return kind, True


# The kind of one value and whether it stands in a list, by endpoint and dotted path.
KINDS: Mapping[str, Mapping[str, tuple[Kind, bool]]] = {
    "brain-regions": {"related_descriptions": _many(Kind.JSON)},
    "chronic-insertions": {"probe_insertion": _many(Kind.OBJECT)},
    "datasets": {
        "experiment_number": _one(Kind.INTEGER),
        "public": _one(Kind.INTEGER),  # how many of its tags are public
        "protected": _one(Kind.INTEGER),
    },
    "fov-location": {
        "x": _many(Kind.NUMBER),
        "y": _many(Kind.NUMBER),
        "z": _many(Kind.NUMBER),
        "n_xyz": _many(Kind.INTEGER),
    },
    "subjects": {
        "age_weeks": _one(Kind.INTEGER),
        "alive": _one(Kind.BOOLEAN),
        "expected_water": _one(Kind.NUMBER),
        "remaining_water": _one(Kind.NUMBER),
        "reference_weight": _one(Kind.NUMBER),
        "last_water_restriction": _one(Kind.DATETIME),
        "session_projects": _many(Kind.TEXT),
    },
    "users": {"lab": _many(Kind.TEXT)},
    "water-restricted-subjects": {
        "expected_water": _one(Kind.NUMBER),
        "remaining_water": _one(Kind.NUMBER),
        "reference_weight": _one(Kind.NUMBER),
        "reference_weight_pct": _one(Kind.NUMBER),
        "zscore_weight_pct": _one(Kind.NUMBER),
        "last_water_restriction": _one(Kind.DATETIME),
    },
}
# Where one record differs from the list's.
READ_KINDS: Mapping[str, Mapping[str, tuple[Kind, bool]]] = {
    "insertions": {"datasets": _many(Kind.OBJECT)},
}

# Null may be read although the schema does not allow it. Most are refused in a write (400).
NULLABLE: Mapping[str, tuple[str, ...]] = {
    "brain-regions": ("parent",),
    "datasets": ("experiment_number",),
    "files": ("data_url",),
    "sessions": ("lab",),
    "subjects": ("last_water_restriction",),
    "tasks": ("data_repository",),
    "trajectories": ("coordinate_system", "session", "probe_name"),
    "water-administrations": ("user", "water_type", "session"),
    "water-restricted-subjects": ("last_water_restriction",),
}

# Fields that only a write takes, though the schema does not mark them so.
WRITE_ONLY: Mapping[str, tuple[str, ...]] = {"datasets": ("date", "number")}

# Fields of the list that one record lacks, though the schema gives both the same.
NOT_IN_READ: Mapping[str, tuple[str, ...]] = {"datasets": ("public", "protected")}

# Fields of the list that the schema lacks: two serializers share a name there, and that of the
# insertions' sessions wins.
EXTRA_RECORD: Mapping[str, tuple[Field, ...]] = {
    "sessions": (Field("url", Kind.URI, format="uri", read_only=True),),
}

# JSON in the database, by endpoint; the schema gives them no type at all. Every one of them may
# hold any JSON, null included.
_JSON = ("json",)
JSON_FIELDS: Mapping[str, tuple[str, ...]] = {
    "channels": _JSON,
    "chronic-insertions": _JSON,
    "data-formats": _JSON,
    "data-notices": _JSON,
    "data-repository": _JSON,
    "data-repository-type": _JSON,
    "datasets": _JSON,
    "downloads": _JSON,
    "fields-of-view": _JSON,
    "files": _JSON,
    "fov-location": _JSON,
    "imaging-stack": _JSON,
    "insertions": _JSON,
    "labs": _JSON,
    "locations": _JSON,
    "notes": _JSON,
    "procedures": _JSON,
    "revisions": _JSON,
    "sessions": ("json", "extended_qc"),
    "subjects": _JSON,
    "surgeries": _JSON,
    "tags": _JSON,
    "tasks": ("arguments",),
    "trajectories": _JSON,
    "water-type": _JSON,
}

# Files are sent as multipart form data; the record then has their URL.
FILE_FIELDS: Mapping[str, tuple[str, ...]] = {"notes": ("image",)}

# Body fields that the schema does not give (Alyx 3.6.1: the views' own descriptions; a
# download is always logged for who is signed in).
EXTRA_BODY: Mapping[str, tuple[Field, ...]] = {
    "notes": (
        Field(
            "width",
            write_only=True,
            help="width of the stored image in pixels, or orig; empty for the server's own width",
        ),
    ),
    "new-download": (
        Field("datasets", Kind.UUID, many=True, required=True, help="ids of the datasets"),
        Field("projects", many=True, help="names of the projects"),
    ),
    "register-file": (
        Field("path", required=True, help="relative path: subject/date/number/collection"),
        Field("filenames", many=True, required=True, help="names of the files"),
        Field("created_by", help="user name"),
        Field("name", help="name of the data repository the files are in"),
        Field("labs", help="names of labs, comma-separated; by default that of the subject"),
        Field("hashes", many=True, help="md5 of each file"),
        Field("filesizes", Kind.INTEGER, many=True, help="size of each file in bytes"),
        Field("qc", many=True, help="quality label of each file"),
        Field("server_only", Kind.BOOLEAN, default=False, help="file records on servers only"),
        Field("versions", many=True, help="version of the software that made each file"),
        Field("default", Kind.BOOLEAN, default=True, help="these become the default revision"),
        Field("check_protected", Kind.BOOLEAN, default=False, help="refuse if one is protected"),
        Field("content_type", help="model, for data that belongs to no session"),
        Field("object_id", Kind.UUID, help="id of that record"),
    ),
}
# The actions that take them.
EXTRA_BODY_ACTIONS = frozenset({"create", "update", "partial_update"})
