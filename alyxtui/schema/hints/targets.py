"""What can be referred to: the models, the endpoints that serve them, and how a record is named."""

from __future__ import annotations

from collections.abc import Mapping

from alyxtui.schema.model import By, Reference

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


def slug(model: str) -> Reference:
    """A record named by its slug or name."""
    return Reference(MODELS.get(model, ""), By.SLUG, model)


def uuid(model: str) -> Reference:
    """A record named by its uuid."""
    return Reference(MODELS.get(model, ""), By.UUID, model)


def number(model: str) -> Reference:
    """A record named by its number."""
    return Reference(MODELS.get(model, ""), By.NUMBER, model)


def url(model: str) -> Reference:
    """A record named by its address."""
    return Reference(MODELS[model], By.URL, model)


def nested(model: str) -> Reference:
    """A record that stands there whole."""
    return Reference(MODELS.get(model, ""), By.NESTED, model)


SUBJECT = slug("subjects.Subject")
LAB = slug("misc.Lab")
LOCATION = slug("misc.LabLocation")
USER = slug("misc.LabMember")
USER_ID = uuid("misc.LabMember")
PROJECT = slug("subjects.Project")
PROCEDURE = slug("actions.ProcedureType")
PROCEDURE_ID = uuid("actions.ProcedureType")
SESSION = uuid("actions.Session")
DATASET = uuid("data.Dataset")
INSERTION = uuid("experiments.ProbeInsertion")
CHRONIC = uuid("experiments.ChronicInsertion")
REGION = number("experiments.BrainRegion")
REPOSITORY = slug("data.DataRepository")
WATER_TYPE = slug("actions.WaterType")
PROBE_MODEL = slug("experiments.ProbeModel")
COORDINATES = slug("experiments.CoordinateSystem")


def target_of_model(model: str) -> str:
    """The endpoint of a model as notes name it (``actions.session``), or empty.

    Alyx 3.6.1: ``content_type`` is the application and the model in lower case.
    """
    lowered = model.casefold()
    if lowered in {kind.casefold() for kind in SESSION_KINDS}:
        return MODELS["actions.Session"]
    names = {name.casefold(): endpoint for name, endpoint in MODELS.items()}
    return names.get(lowered, "")
