"""The choices of fields and filters, and what state a value stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Rank = Literal["good", "warning", "bad", "busy", "unset"]

# Alyx 3.6.1: quality labels of sessions and datasets; read and written as exact labels.
QC = ("CRITICAL", "FAIL", "WARNING", "NOT_SET", "PASS")
# Alyx 3.6.1: states of a task; ONE-api and the pipelines write the same labels.
TASK_STATUS = (
    "Waiting",
    "Held",
    "Started",
    "Errored",
    "Abandoned",
    "Empty",
    "Incomplete",
    "Complete",
)
# Alyx 3.6.1: where a trajectory comes from.
TRAJECTORY_PROVENANCE = (
    "Ephys aligned histology track",
    "Histology track",
    "Micro-manipulator",
    "Planned",
)
# Alyx 3.6.1: the record of a field of view's location holds the letter, its filter wants the word.
FOV_PROVENANCE: Mapping[str, str] = {
    "E": "Estimate",
    "F": "Functional",
    "L": "Landmark",
    "H": "Histology",
}
# Alyx 3.6.1: ``importance`` of a notice is the number, in records and in the filter.
IMPORTANCE: Mapping[str, str] = {
    "50": "Critical",
    "40": "Major",
    "30": "Minor",
    "20": "Insignificant",
}
# Alyx 3.6.1: the letter is what is read, written and filtered.
SEX: Mapping[str, str] = {"M": "Male", "F": "Female", "U": "Unknown"}
OUTCOME_TYPE: Mapping[str, str] = {"a": "Acute", "r": "Recovery", "n": "Non-recovery"}
ZYGOSITY: Mapping[str, str] = {
    "0": "Absent",
    "1": "Heterozygous",
    "2": "Homozygous",
    "3": "Present",
}

# Fields by endpoint and dotted path. The schema has those of the last group itself; they are here
# for servers that lack them (the older document has no notices).
FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sessions": {"qc": QC, "data_dataset_session_related.qc": QC},
    "datasets": {"qc": QC},
    "tasks": {"status": TASK_STATUS},
    "trajectories": {"provenance": TRAJECTORY_PROVENANCE},
    "fov-location": {"provenance": tuple(FOV_PROVENANCE)},
    "fields-of-view": {"location.provenance": tuple(FOV_PROVENANCE)},
    "data-notices": {"importance": tuple(IMPORTANCE)},
    "subjects": {"sex": tuple(SEX), "genotype.zygosity": tuple(ZYGOSITY)},
    "surgeries": {"outcome_type": tuple(OUTCOME_TYPE)},
}

# Alyx 3.6.1: in these filters the label's case does not matter; a number, or a label that is not
# there, is a server error (500) whose text lists the choices.
PARAMETERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sessions": {"qc": QC, "dataset_qc_lte": QC},
    "insertions": {"dataset_qc_lte": QC},
    "datasets": {"qc": QC},
    "tasks": {"status": TASK_STATUS},
    "trajectories": {"provenance": TRAJECTORY_PROVENANCE},
    "fov-location": {"provenance": tuple(FOV_PROVENANCE.values())},
    "data-notices": {"importance": tuple(IMPORTANCE)},
    "subjects": {"sex": tuple(SEX)},
    "surgeries": {"outcome_type": tuple(OUTCOME_TYPE)},
}

# What a choice stands for, where the value itself is a letter or a number.
LABELS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("fov-location", "provenance"): FOV_PROVENANCE,
    ("fields-of-view", "location.provenance"): FOV_PROVENANCE,
    ("data-notices", "importance"): IMPORTANCE,
    ("subjects", "sex"): SEX,
    ("subjects", "genotype.zygosity"): ZYGOSITY,
    ("surgeries", "outcome_type"): OUTCOME_TYPE,
}

# What the database holds for each label, by model and field: ``django=`` compares with these, while
# records and plain filters have the labels (Alyx 3.6.1: seed 000 asks for ``tasks__status,40``).
_QC_CODES: Mapping[str, str] = {
    "50": "CRITICAL",
    "40": "FAIL",
    "30": "WARNING",
    "0": "NOT_SET",
    "10": "PASS",
}
_CYCLE: Mapping[str, str] = {"0": "Normal", "1": "Inverted"}
CODES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("actions.Session", "qc"): _QC_CODES,
    ("actions.Surgery", "outcome_type"): OUTCOME_TYPE,
    ("data.DataNotice", "importance"): IMPORTANCE,
    ("data.Dataset", "qc"): _QC_CODES,
    ("experiments.FOVLocation", "provenance"): FOV_PROVENANCE,
    ("experiments.TrajectoryEstimate", "provenance"): {
        "70": "Ephys aligned histology track",
        "50": "Histology track",
        "30": "Micro-manipulator",
        "10": "Planned",
    },
    ("jobs.Task", "status"): {
        "20": "Waiting",
        "25": "Held",
        "30": "Started",
        "40": "Errored",
        "45": "Abandoned",
        "50": "Empty",
        "55": "Incomplete",
        "60": "Complete",
    },
    ("misc.Housing", "light_cycle"): _CYCLE,
    ("misc.Lab", "light_cycle"): _CYCLE,
    ("subjects.Subject", "sex"): SEX,
    ("subjects.Zygosity", "zygosity"): ZYGOSITY,
}

# A filter that wants another text than the record shows (Alyx 3.6.1: "E" there is a 500).
FILTER_VALUES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("fov-location", "provenance"): FOV_PROVENANCE,
}

# Fields that show a state, by endpoint; dotted for those inside nested records.
STATUS_FIELDS: Mapping[str, tuple[str, ...]] = {
    "sessions": ("qc", "data_dataset_session_related.qc"),
    "datasets": ("qc",),
    "tasks": ("status",),
}

# Alyx 3.6.1 task states and quality labels; ibllib writes the quality labels into extended_qc too.
_RANKS: Mapping[str, Rank] = {
    "pass": "good",
    "complete": "good",
    "warning": "warning",
    "incomplete": "warning",
    "held": "warning",
    "fail": "bad",
    "critical": "bad",
    "errored": "bad",
    "abandoned": "bad",
    "started": "busy",
    "not_set": "unset",
    "waiting": "unset",
    "empty": "unset",
}


def status_rank(value: object) -> Rank | None:
    """What state a quality label or a task's state stands for; None for anything else."""
    return _RANKS.get(value.casefold()) if isinstance(value, str) else None
