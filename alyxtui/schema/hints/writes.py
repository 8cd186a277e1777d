"""What a write must heed and no schema says, as data that checks can use.

The sentences for people stand in ``endpoints.WRITE_GUARDS``. Source of every row: Alyx 3.6.1, each
one tried on a server.
"""

from __future__ import annotations

from collections.abc import Mapping

# Required in truth: without it a task is created in a state that makes every list holding it fail,
# and the others without the name that is their address.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "dataset-types": ("name",),
    "revisions": ("name",),
    "tags": ("name",),
    "tasks": ("status",),
}

# What a text must look like, with words for a person. A dataset with another collection is
# answered with an error (500), and yet created.
PATTERNS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "datasets": {
        "collection": (
            r"[A-Za-z0-9_./-]*",
            "A collection holds letters, digits and ``_ . / -`` only.",
        )
    }
}

# Lists of numbers in which null may stand for a coordinate that is not known.
NULL_ITEMS: Mapping[str, tuple[str, ...]] = {"fov-location": ("x", "y", "z")}

# When the record was made, by the clock of who makes it. The server would set it to the second of
# its own; with microseconds the record can be looked for after an answer that never came.
STAMP = "date_time"

# Fields of a new record that begin with who makes it, and with the time when its form is opened.
WHO_WRITES = frozenset({"user", "users", "created_by", "responsible_user"})
BEGINS_NOW = frozenset({"start_time"})

# The words that name a model: ``actions.session`` is read where ``session`` was written.
MODEL_FIELDS: Mapping[str, tuple[str, ...]] = {"notes": ("content_type",)}

# Lists that many people keep together: of many records at once one adds and removes, for setting
# them as a whole has emptied a field of all records (seen more than once).
NEVER_WHOLE: Mapping[str, tuple[str, ...]] = {"datasets": ("tags",)}

# Fields that the server never gives back, and yet takes of a change too, where it has the other one
# with it. Others that never come back (``datasets.number``) only a new record takes.
BESIDE: Mapping[str, Mapping[str, str]] = {"notes": {"width": "image"}}

# Values in place of which the server puts another one: a nickname made of the line and a number
# (C57_0001), where the line makes nicknames.
AUTOMATIC: Mapping[str, Mapping[str, str]] = {"subjects": {"nickname": "-"}}

# Lists of records each of which is in one such list only: what is put in is taken from where it
# is, and taking it out again leaves it nowhere. The words for the one and for the other.
ONE_OWNER: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "users": {
        "subjects_responsible": (
            "A subject has one responsible user: what is added is taken from whoever has it, and "
            "does not go back there when this is undone.",
            "subjects_responsible: what is taken out again belongs to nobody then, whoever had it "
            "before.",
        )
    }
}

# Release tags that others rely on: the name is typed before one is put on, taken off or changed.
# The flags are those of the record.
NAMED: Mapping[str, tuple[str, ...]] = {"tags": ("public", "protected")}

# Endpoints whose records own others: those go with it, and the server does not ask. Alyx 3.6.1: the
# relations of its models with ``on_delete=CASCADE``.
CASCADES = frozenset(
    {
        "chronic-insertions",
        "data-repository",
        "data-repository-type",
        "datasets",
        "fields-of-view",
        "insertions",
        "labs",
        "sessions",
        "subjects",
        "trajectories",
        "users",
    }
)

# What every change does to a field that it does not even name, where the record has one.
HARMED: Mapping[str, Mapping[str, str]] = {
    "notes": {
        "image": (
            "The server makes the picture anew with every change of its note, smaller and under "
            "another name, and the picture that is there is lost; or it fails (500)."
        )
    }
}

# Creating one of these may send mails that deleting it does not take back.
MAILS = frozenset({"weighings", "water-administrations"})

# Whose name stands in addresses: another nickname is another address.
RENAMES = "Another {lookup} is another address: links to this record break."
