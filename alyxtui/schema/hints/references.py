"""What fields and filters refer to: the endpoint of the target, and in which form it is named.

Source of every row unless it says otherwise: Alyx 3.6.1, the related fields of its serializers and
the model paths of its filter sets, as Django itself lists them. The schema shows none of it: a
reference by name is a bare string there, one by uuid a string of format uuid.
"""

from __future__ import annotations

from collections.abc import Mapping

from alyxtui.schema.hints.targets import (
    CHRONIC,
    COORDINATES,
    DATASET,
    INSERTION,
    LAB,
    LOCATION,
    PROBE_MODEL,
    PROCEDURE,
    PROCEDURE_ID,
    PROJECT,
    REGION,
    REPOSITORY,
    SESSION,
    SUBJECT,
    USER,
    USER_ID,
    WATER_TYPE,
    nested,
    number,
    slug,
    url,
    uuid,
)
from alyxtui.schema.model import By, Reference

Row = Mapping[str, Reference]

_NO_ROW: Row = {}

# Fields by endpoint and dotted path. Below a nested record the rows of its own endpoint hold,
# unless a dotted row says otherwise.
FIELDS: Mapping[str, Row] = {
    "brain-regions": {"parent": REGION},
    "channels": {
        "trajectory_estimate": uuid("experiments.TrajectoryEstimate"),
        "brain_region": REGION,
    },
    "chronic-insertions": {
        "subject": SUBJECT,
        "lab": LAB,
        "model": PROBE_MODEL,
        # Seen in the records; the serializer computes it.
        "probe_insertion": nested("experiments.ProbeInsertion"),
    },
    "data-notices": {"created_by": USER, "datasets": DATASET},
    "data-repository": {"repository_type": slug("data.DataRepositoryType")},
    "data-repository-type": {"url": url("data.DataRepositoryType")},
    "dataset-types": {"created_by": USER},
    "datasets": {
        "url": url("data.Dataset"),
        "created_by": USER,
        "dataset_type": slug("data.DatasetType"),
        "data_format": slug("data.DataFormat"),
        "session": url("actions.Session"),
        "subject": SUBJECT,
        "revision": slug("data.Revision"),
        "tags": slug("data.Tag"),
        "file_records": nested("data.FileRecord"),
    },
    "downloads": {"user": USER, "dataset": DATASET},
    "fields-of-view": {
        "imaging_type": slug("experiments.ImagingType"),
        "location": nested("experiments.FOVLocation"),
        "session": SESSION,
        "stack": uuid("experiments.ImagingStack"),
        "datasets": DATASET,
    },
    "files": {
        "url": url("data.FileRecord"),
        "dataset": url("data.Dataset"),
        "data_repository": REPOSITORY,
    },
    "fov-location": {
        "brain_region": REGION,
        "coordinate_system": COORDINATES,
        "field_of_view": uuid("experiments.FOV"),
    },
    "imaging-stack": {"slices": nested("experiments.FOV")},
    "insertions": {
        "session": SESSION,
        "model": PROBE_MODEL,
        "session_info": nested("actions.Session"),
        "chronic_insertion": CHRONIC,
        "datasets": DATASET,
    },
    "labs": {"repositories": REPOSITORY},
    "locations": {"lab": LAB},
    "notes": {"user": USER, "content_type": slug("contenttypes.ContentType")},
    "projects": {"users": USER},
    "sessions": {
        "url": url("actions.Session"),
        "subject": SUBJECT,
        "lab": LAB,
        "projects": PROJECT,
        "users": USER,
        "location": LOCATION,
        "procedures": PROCEDURE,
        "parent_session": url("actions.Session"),
        "wateradmin_session_related": nested("actions.WaterAdministration"),
        "data_dataset_session_related": nested("data.Dataset"),
        "data_dataset_session_related.revision": uuid("data.Revision"),
        "probe_insertion": nested("experiments.ProbeInsertion"),
        "field_of_view": nested("experiments.FOV"),
        "notes": nested("misc.Note"),
    },
    "subjects": {
        "url": url("subjects.Subject"),
        "responsible_user": USER,
        "species": slug("subjects.Species"),
        "litter": slug("subjects.Litter"),
        "strain": slug("subjects.Strain"),
        "source": slug("subjects.Source"),
        "line": slug("subjects.Line"),
        "projects": PROJECT,
        # Seen in the records: names of the projects of the subject's sessions.
        "session_projects": PROJECT,
        "lab": LAB,
        "weighings": nested("actions.Weighing"),
        "water_administrations": nested("actions.WaterAdministration"),
    },
    "surgeries": {
        "subject": SUBJECT,
        "lab": uuid("misc.Lab"),
        "location": uuid("misc.LabLocation"),
        "users": USER_ID,
        "procedures": PROCEDURE_ID,
    },
    "tasks": {
        "parents": uuid("jobs.Task"),
        "session": SESSION,
        "data_repository": REPOSITORY,
    },
    "trajectories": {
        "probe_insertion": INSERTION,
        "chronic_insertion": CHRONIC,
        "session": nested("actions.Session"),
        "coordinate_system": COORDINATES,
    },
    "users": {
        "subjects_responsible": SUBJECT,
        "allowed_users": USER,
        "lab": LAB,  # seen in the records; the serializer computes it
    },
    "water-administrations": {
        "url": url("actions.WaterAdministration"),
        "subject": SUBJECT,
        "user": USER,
        "water_type": WATER_TYPE,
        "session": SESSION,
    },
    # Seen in the record: the history of one subject.
    "water-requirement": {"subject": SUBJECT},
    "water-restricted-subjects": {"url": url("subjects.Subject"), "nickname": SUBJECT},
    "water-restriction": {"subject": SUBJECT, "water_type": WATER_TYPE},
    "water-type": {"url": url("actions.WaterType")},
    "weighings": {"url": url("actions.Weighing"), "subject": SUBJECT, "user": USER},
}

# Where one record is another than the list's: a list has the datasets' ids and the genotype as
# text (the first is computed by the serializer; seen in the captured details).
READ_FIELDS: Mapping[str, Row] = {
    "insertions": {"datasets": nested("data.Dataset")},
    "subjects": {
        "genotype": nested("subjects.Zygosity"),
        "genotype.allele": slug("subjects.Allele"),
    },
}

# A record of any model, named by a model field and an id (Alyx 3.6.1: notes, datasets).
GENERIC: Mapping[str, tuple[str, str]] = {"notes": ("content_type", "object_id")}

PARAMETERS: Mapping[str, Row] = {
    "brain-regions": {"parent": REGION},
    "channels": {
        "brain_region": REGION,
        "trajectory_estimate": uuid("experiments.TrajectoryEstimate"),
        "session": SESSION,
        "probe_insertion": INSERTION,
        "subject": SUBJECT,
        "lab": LAB,
    },
    "chronic-insertions": {
        "users": USER_ID,
        "subject": SUBJECT,
        "location": uuid("misc.LabLocation"),
        "lab": LAB,
        "procedures": PROCEDURE_ID,
        "model": PROBE_MODEL,
        "probe": INSERTION,
        "session": SESSION,
        "atlas_id": REGION,
    },
    "data-notices": {"created_by": USER_ID, "datasets": DATASET},
    "datasets": {
        "session": SESSION,
        "created_by": USER,
        "provenance_directory": DATASET,
        "content_type": number("contenttypes.ContentType"),
        "dataset_type": slug("data.DatasetType"),
        "data_format": uuid("data.DataFormat"),
        "revision": slug("data.Revision"),
        "tags": uuid("data.Tag"),
        "subject": SUBJECT,
        "lab": LAB,
        "probe_insertion": INSERTION,
        "tag": slug("data.Tag"),
    },
    "downloads": {"user": USER, "dataset_type": slug("data.DatasetType")},
    "fields-of-view": {
        "session": SESSION,
        "imaging_type": slug("experiments.ImagingType"),
        "stack": uuid("experiments.ImagingStack"),
        "subject": SUBJECT,
        "lab": LAB,
        "project": PROJECT,
        "dataset_types": slug("data.DatasetType"),
        "atlas_id": REGION,
    },
    "files": {"dataset": DATASET, "data_repository": REPOSITORY, "lab": LAB},
    "fov-location": {
        "field_of_view": uuid("experiments.FOV"),
        "coordinate_system": COORDINATES,
        "brain_region": REGION,
    },
    "imaging-stack": {"atlas_id": REGION},
    "insertions": {
        "session": SESSION,
        "model": PROBE_MODEL,
        "chronic_insertion": CHRONIC,
        "subject": SUBJECT,
        "lab": LAB,
        "project": PROJECT,
        "dataset_types": slug("data.DatasetType"),
        "tag": slug("data.Tag"),
        "atlas_id": REGION,
    },
    "labs": {
        "cage_type": uuid("misc.CageType"),
        "enrichment": uuid("misc.Enrichment"),
        "food": uuid("misc.Food"),
        "repositories": uuid("data.DataRepository"),
    },
    "sessions": {
        "users": USER,
        "subject": SUBJECT,
        "location": LOCATION,
        "lab": LAB,
        "procedures": PROCEDURE,
        "parent_session": SESSION,
        "projects": PROJECT,
        "nickname": SUBJECT,
        "project": PROJECT,
        "dataset_types": slug("data.DatasetType"),
        "tag": slug("data.Tag"),
        "atlas_id": REGION,
    },
    "subjects": {
        "species": uuid("subjects.Species"),
        "litter": uuid("subjects.Litter"),
        "strain": uuid("subjects.Strain"),
        "genotype": uuid("subjects.Allele"),
        "genotype_test": uuid("subjects.Sequence"),
        "source": uuid("subjects.Source"),
        "line": uuid("subjects.Line"),
        "responsible_user": USER,
        "lab": LAB,
        "projects": uuid("subjects.Project"),
        "request": uuid("subjects.SubjectRequest"),
        "project": PROJECT,
    },
    "surgeries": {
        "users": USER,
        "subject": SUBJECT,
        "lab": LAB,
        "procedures": PROCEDURE_ID,
        "location": LOCATION,
        "nickname": SUBJECT,
        "procedure": PROCEDURE,
    },
    "tasks": {
        "session": SESSION,
        "parents": uuid("jobs.Task"),
        "data_repository": uuid("data.DataRepository"),
        "lab": LAB,
    },
    "trajectories": {
        "probe_insertion": INSERTION,
        "chronic_insertion": CHRONIC,
        "coordinate_system": uuid("experiments.CoordinateSystem"),
        "subject": SUBJECT,
        "project": PROJECT,
        "session": SESSION,
    },
    "users": {
        "groups": number("auth.Group"),
        "user_permissions": number("auth.Permission"),
        "allowed_users": USER_ID,
    },
    "water-administrations": {
        "user": USER_ID,
        "subject": SUBJECT,
        "session": SESSION,
        "water_type": uuid("actions.WaterType"),
        "nickname": SUBJECT,
    },
    "water-restriction": {
        "users": USER,
        "subject": SUBJECT,
        "location": LOCATION,
        "lab": LAB,
        "procedures": PROCEDURE_ID,
        "water_type": uuid("actions.WaterType"),
        "nickname": SUBJECT,
    },
    "weighings": {"user": USER_ID, "subject": SUBJECT, "nickname": SUBJECT},
}


def reference_of(endpoint: str, path: str, action: str = "list") -> Reference | None:
    """What a field refers to.

    Args:
        endpoint: name of the endpoint whose record holds the field.
        path: dotted path in the record; positions in lists (``notes.0.user``) are passed over.
        action: ``list`` or ``read``: some fields differ between the two.

    Returns:
        The reference, or None when the field is no reference or nothing is known of it.
    """
    own = READ_FIELDS.get(endpoint, _NO_ROW) if action == "read" else _NO_ROW
    rows = FIELDS.get(endpoint, _NO_ROW)
    if "." not in path:
        return own.get(path) or rows.get(path)
    parts = [part for part in path.split(".") if not part.isdigit()]
    for end in range(len(parts), 0, -1):
        outer = ".".join(parts[:end])
        found = own.get(outer) or rows.get(outer)
        if found is None:
            continue
        if end == len(parts):
            return found
        inside = found.by is By.NESTED and found.endpoint
        return reference_of(found.endpoint, ".".join(parts[end:])) if inside else None
    return None
