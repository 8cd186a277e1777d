"""What fields and filters refer to: the endpoint of the target, and in which form it is named.

Source of every row unless it says otherwise: Alyx 3.6.1, the related fields of its serializers and
the model paths of its filter sets, as Django itself lists them. The schema shows none of it: a
reference by name is a bare string there, one by uuid a string of format uuid.
"""

from __future__ import annotations

from collections.abc import Mapping

from alyxtui.schema.model import By, Reference

Row = Mapping[str, Reference]

# The endpoint that serves each model. Models without one cannot be opened: their rows say so.
MODELS: Mapping[str, str] = {
    "actions.ProcedureType": "procedures",
    "actions.Session": "sessions",
    "actions.Surgery": "surgeries",
    "actions.WaterAdministration": "water-administrations",
    "actions.WaterRestriction": "water-restriction",
    "actions.WaterType": "water-type",
    "actions.Weighing": "weighings",
    "data.DataFormat": "data-formats",
    "data.DataNotice": "data-notices",
    "data.DataRepository": "data-repository",
    "data.DataRepositoryType": "data-repository-type",
    "data.Dataset": "datasets",
    "data.DatasetType": "dataset-types",
    "data.Download": "downloads",
    "data.FileRecord": "files",
    "data.Revision": "revisions",
    "data.Tag": "tags",
    "experiments.BrainRegion": "brain-regions",
    "experiments.Channel": "channels",
    "experiments.ChronicInsertion": "chronic-insertions",
    "experiments.FOV": "fields-of-view",
    "experiments.FOVLocation": "fov-location",
    "experiments.ImagingStack": "imaging-stack",
    "experiments.ProbeInsertion": "insertions",
    "experiments.TrajectoryEstimate": "trajectories",
    "jobs.Task": "tasks",
    "misc.Lab": "labs",
    "misc.LabLocation": "locations",
    "misc.LabMember": "users",
    "misc.Note": "notes",
    "subjects.Project": "projects",
    "subjects.Subject": "subjects",
}
# Sessions of one kind: the same records under the same id (Alyx: proxy and child models).
SESSION_KINDS = frozenset({"actions.EphysSession", "actions.ImagingSession"})


def _slug(model: str) -> Reference:
    return Reference(MODELS.get(model, ""), By.SLUG, model)


def _uuid(model: str) -> Reference:
    return Reference(MODELS.get(model, ""), By.UUID, model)


def _number(model: str) -> Reference:
    return Reference(MODELS.get(model, ""), By.NUMBER, model)


def _url(model: str) -> Reference:
    return Reference(MODELS[model], By.URL, model)


def _nested(model: str) -> Reference:
    return Reference(MODELS.get(model, ""), By.NESTED, model)


_SUBJECT = _slug("subjects.Subject")
_LAB = _slug("misc.Lab")
_LOCATION = _slug("misc.LabLocation")
_USER = _slug("misc.LabMember")
_USER_ID = _uuid("misc.LabMember")
_PROJECT = _slug("subjects.Project")
_PROCEDURE = _slug("actions.ProcedureType")
_PROCEDURE_ID = _uuid("actions.ProcedureType")
_SESSION = _uuid("actions.Session")
_DATASET = _uuid("data.Dataset")
_INSERTION = _uuid("experiments.ProbeInsertion")
_CHRONIC = _uuid("experiments.ChronicInsertion")
_REGION = _number("experiments.BrainRegion")
_REPOSITORY = _slug("data.DataRepository")
_WATER_TYPE = _slug("actions.WaterType")
_PROBE_MODEL = _slug("experiments.ProbeModel")
_COORDINATES = _slug("experiments.CoordinateSystem")

_NO_ROW: Row = {}

# Fields by endpoint and dotted path. Below a nested record the rows of its own endpoint hold,
# unless a dotted row says otherwise.
FIELDS: Mapping[str, Row] = {
    "brain-regions": {"parent": _REGION},
    "channels": {
        "trajectory_estimate": _uuid("experiments.TrajectoryEstimate"),
        "brain_region": _REGION,
    },
    "chronic-insertions": {
        "subject": _SUBJECT,
        "lab": _LAB,
        "model": _PROBE_MODEL,
        # Seen in the records; the serializer computes it.
        "probe_insertion": _nested("experiments.ProbeInsertion"),
    },
    "data-notices": {"created_by": _USER, "datasets": _DATASET},
    "data-repository": {"repository_type": _slug("data.DataRepositoryType")},
    "data-repository-type": {"url": _url("data.DataRepositoryType")},
    "dataset-types": {"created_by": _USER},
    "datasets": {
        "url": _url("data.Dataset"),
        "created_by": _USER,
        "dataset_type": _slug("data.DatasetType"),
        "data_format": _slug("data.DataFormat"),
        "session": _url("actions.Session"),
        "subject": _SUBJECT,
        "revision": _slug("data.Revision"),
        "tags": _slug("data.Tag"),
        "file_records": _nested("data.FileRecord"),
    },
    "downloads": {"user": _USER, "dataset": _DATASET},
    "fields-of-view": {
        "imaging_type": _slug("experiments.ImagingType"),
        "location": _nested("experiments.FOVLocation"),
        "session": _SESSION,
        "stack": _uuid("experiments.ImagingStack"),
        "datasets": _DATASET,
    },
    "files": {
        "url": _url("data.FileRecord"),
        "dataset": _url("data.Dataset"),
        "data_repository": _REPOSITORY,
    },
    "fov-location": {
        "brain_region": _REGION,
        "coordinate_system": _COORDINATES,
        "field_of_view": _uuid("experiments.FOV"),
    },
    "imaging-stack": {"slices": _nested("experiments.FOV")},
    "insertions": {
        "session": _SESSION,
        "model": _PROBE_MODEL,
        "session_info": _nested("actions.Session"),
        "chronic_insertion": _CHRONIC,
        "datasets": _DATASET,
    },
    "labs": {"repositories": _REPOSITORY},
    "locations": {"lab": _LAB},
    "notes": {"user": _USER, "content_type": _slug("contenttypes.ContentType")},
    "projects": {"users": _USER},
    "sessions": {
        "url": _url("actions.Session"),
        "subject": _SUBJECT,
        "lab": _LAB,
        "projects": _PROJECT,
        "users": _USER,
        "location": _LOCATION,
        "procedures": _PROCEDURE,
        "parent_session": _url("actions.Session"),
        "wateradmin_session_related": _nested("actions.WaterAdministration"),
        "data_dataset_session_related": _nested("data.Dataset"),
        "data_dataset_session_related.revision": _uuid("data.Revision"),
        "probe_insertion": _nested("experiments.ProbeInsertion"),
        "field_of_view": _nested("experiments.FOV"),
        "notes": _nested("misc.Note"),
    },
    "subjects": {
        "url": _url("subjects.Subject"),
        "responsible_user": _USER,
        "species": _slug("subjects.Species"),
        "litter": _slug("subjects.Litter"),
        "strain": _slug("subjects.Strain"),
        "source": _slug("subjects.Source"),
        "line": _slug("subjects.Line"),
        "projects": _PROJECT,
        # Seen in the records: names of the projects of the subject's sessions.
        "session_projects": _PROJECT,
        "lab": _LAB,
        "weighings": _nested("actions.Weighing"),
        "water_administrations": _nested("actions.WaterAdministration"),
    },
    "surgeries": {
        "subject": _SUBJECT,
        "lab": _uuid("misc.Lab"),
        "location": _uuid("misc.LabLocation"),
        "users": _USER_ID,
        "procedures": _PROCEDURE_ID,
    },
    "tasks": {
        "parents": _uuid("jobs.Task"),
        "session": _SESSION,
        "data_repository": _REPOSITORY,
    },
    "trajectories": {
        "probe_insertion": _INSERTION,
        "chronic_insertion": _CHRONIC,
        "session": _nested("actions.Session"),
        "coordinate_system": _COORDINATES,
    },
    "users": {
        "subjects_responsible": _SUBJECT,
        "allowed_users": _USER,
        "lab": _LAB,  # seen in the records; the serializer computes it
    },
    "water-administrations": {
        "url": _url("actions.WaterAdministration"),
        "subject": _SUBJECT,
        "user": _USER,
        "water_type": _WATER_TYPE,
        "session": _SESSION,
    },
    # Seen in the record: the history of one subject.
    "water-requirement": {"subject": _SUBJECT},
    "water-restricted-subjects": {"url": _url("subjects.Subject"), "nickname": _SUBJECT},
    "water-restriction": {"subject": _SUBJECT, "water_type": _WATER_TYPE},
    "water-type": {"url": _url("actions.WaterType")},
    "weighings": {"url": _url("actions.Weighing"), "subject": _SUBJECT, "user": _USER},
}

# Where one record is another than the list's: a list has the datasets' ids and the genotype as
# text (the first is computed by the serializer; seen in the captured details).
READ_FIELDS: Mapping[str, Row] = {
    "insertions": {"datasets": _nested("data.Dataset")},
    "subjects": {
        "genotype": _nested("subjects.Zygosity"),
        "genotype.allele": _slug("subjects.Allele"),
    },
}

# A record of any model, named by a model field and an id (Alyx 3.6.1: notes, datasets).
GENERIC: Mapping[str, tuple[str, str]] = {"notes": ("content_type", "object_id")}

PARAMETERS: Mapping[str, Row] = {
    "brain-regions": {"parent": _REGION},
    "channels": {
        "brain_region": _REGION,
        "trajectory_estimate": _uuid("experiments.TrajectoryEstimate"),
        "session": _SESSION,
        "probe_insertion": _INSERTION,
        "subject": _SUBJECT,
        "lab": _LAB,
    },
    "chronic-insertions": {
        "users": _USER_ID,
        "subject": _SUBJECT,
        "location": _uuid("misc.LabLocation"),
        "lab": _LAB,
        "procedures": _PROCEDURE_ID,
        "model": _PROBE_MODEL,
        "probe": _INSERTION,
        "session": _SESSION,
        "atlas_id": _REGION,
    },
    "data-notices": {"created_by": _USER_ID, "datasets": _DATASET},
    "datasets": {
        "session": _SESSION,
        "created_by": _USER,
        "provenance_directory": _DATASET,
        "content_type": _number("contenttypes.ContentType"),
        "dataset_type": _slug("data.DatasetType"),
        "data_format": _uuid("data.DataFormat"),
        "revision": _slug("data.Revision"),
        "tags": _uuid("data.Tag"),
        "subject": _SUBJECT,
        "lab": _LAB,
        "probe_insertion": _INSERTION,
        "tag": _slug("data.Tag"),
    },
    "downloads": {"user": _USER, "dataset_type": _slug("data.DatasetType")},
    "fields-of-view": {
        "session": _SESSION,
        "imaging_type": _slug("experiments.ImagingType"),
        "stack": _uuid("experiments.ImagingStack"),
        "subject": _SUBJECT,
        "lab": _LAB,
        "project": _PROJECT,
        "dataset_types": _slug("data.DatasetType"),
        "atlas_id": _REGION,
    },
    "files": {"dataset": _DATASET, "data_repository": _REPOSITORY, "lab": _LAB},
    "fov-location": {
        "field_of_view": _uuid("experiments.FOV"),
        "coordinate_system": _COORDINATES,
        "brain_region": _REGION,
    },
    "imaging-stack": {"atlas_id": _REGION},
    "insertions": {
        "session": _SESSION,
        "model": _PROBE_MODEL,
        "chronic_insertion": _CHRONIC,
        "subject": _SUBJECT,
        "lab": _LAB,
        "project": _PROJECT,
        "dataset_types": _slug("data.DatasetType"),
        "tag": _slug("data.Tag"),
        "atlas_id": _REGION,
    },
    "labs": {
        "cage_type": _uuid("misc.CageType"),
        "enrichment": _uuid("misc.Enrichment"),
        "food": _uuid("misc.Food"),
        "repositories": _uuid("data.DataRepository"),
    },
    "sessions": {
        "users": _USER,
        "subject": _SUBJECT,
        "location": _LOCATION,
        "lab": _LAB,
        "procedures": _PROCEDURE,
        "parent_session": _SESSION,
        "projects": _PROJECT,
        "nickname": _SUBJECT,
        "project": _PROJECT,
        "dataset_types": _slug("data.DatasetType"),
        "tag": _slug("data.Tag"),
        "atlas_id": _REGION,
    },
    "subjects": {
        "species": _uuid("subjects.Species"),
        "litter": _uuid("subjects.Litter"),
        "strain": _uuid("subjects.Strain"),
        "genotype": _uuid("subjects.Allele"),
        "genotype_test": _uuid("subjects.Sequence"),
        "source": _uuid("subjects.Source"),
        "line": _uuid("subjects.Line"),
        "responsible_user": _USER,
        "lab": _LAB,
        "projects": _uuid("subjects.Project"),
        "request": _uuid("subjects.SubjectRequest"),
        "project": _PROJECT,
    },
    "surgeries": {
        "users": _USER,
        "subject": _SUBJECT,
        "lab": _LAB,
        "procedures": _PROCEDURE_ID,
        "location": _LOCATION,
        "nickname": _SUBJECT,
        "procedure": _PROCEDURE,
    },
    "tasks": {
        "session": _SESSION,
        "parents": _uuid("jobs.Task"),
        "data_repository": _uuid("data.DataRepository"),
        "lab": _LAB,
    },
    "trajectories": {
        "probe_insertion": _INSERTION,
        "chronic_insertion": _CHRONIC,
        "coordinate_system": _uuid("experiments.CoordinateSystem"),
        "subject": _SUBJECT,
        "project": _PROJECT,
        "session": _SESSION,
    },
    "users": {
        "groups": _number("auth.Group"),
        "user_permissions": _number("auth.Permission"),
        "allowed_users": _USER_ID,
    },
    "water-administrations": {
        "user": _USER_ID,
        "subject": _SUBJECT,
        "session": _SESSION,
        "water_type": _uuid("actions.WaterType"),
        "nickname": _SUBJECT,
    },
    "water-restriction": {
        "users": _USER,
        "subject": _SUBJECT,
        "location": _LOCATION,
        "lab": _LAB,
        "procedures": _PROCEDURE_ID,
        "water_type": _uuid("actions.WaterType"),
        "nickname": _SUBJECT,
    },
    "weighings": {"user": _USER_ID, "subject": _SUBJECT, "nickname": _SUBJECT},
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


def target_of_model(model: str) -> str:
    """The endpoint of a model as notes name it (``actions.session``), or empty.

    Alyx 3.6.1: ``content_type`` is the application and the model in lower case.
    """
    lowered = model.casefold()
    if lowered in {kind.casefold() for kind in SESSION_KINDS}:
        return MODELS["actions.Session"]
    names = {name.casefold(): endpoint for name, endpoint in MODELS.items()}
    return names.get(lowered, "")
