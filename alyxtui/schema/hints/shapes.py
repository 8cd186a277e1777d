"""What the fields of records mean that come in a known shape, whatever the endpoint."""

from __future__ import annotations

# Objects of quality checks by name: of a session itself, of an insertion inside its `json`.
CHECKS = ("extended_qc",)
# What a check is about, by how its name begins (ibllib 2: `_task_iti_delays`, `_videoLeft_focus`,
# `dlcRight`, `_alignment_number`); the first that fits.
CHECK_GROUPS = (
    ("task", ("task", "behavior", "experimenter_task")),
    ("video", ("video",)),
    ("dlc", ("dlc", "lightningpose")),
    ("ephys", ("ephys", "probe", "neuropixel", "alignment", "tracing", "experimenter")),
)
OTHER_CHECKS = "other"
# ibllib 2, `qc.task_metrics`: shares of trials that pass, and what they are worth.
SHARE_CHECKS = "_task_"
SHARE_PASSES, SHARE_WARNS = 0.99, 0.90
# ibllib 2: these warn where others fail.
NEVER_FAIL = frozenset(
    {
        "_task_stimOff_itiIn_delays",
        "_task_positive_feedback_stimOff_delays",
        "_task_negative_feedback_stimOff_delays",
        "_task_wheel_move_during_closed_loop",
        "_task_response_stimFreeze_delays",
        "_task_detected_wheel_moves",
        "_task_trial_length",
        "_task_goCue_delays",
        "_task_errorCue_delays",
        "_task_stimOn_delays",
        "_task_stimOff_delays",
        "_task_stimFreeze_delays",
    }
)
# ibllib 2: these are not judged.
NOT_JUDGED = frozenset({"_task_iti_delays", "_task_passed_trial_checks"})

# Fields that the items of a list have when they are datasets, file records, notes, days of water
# (Alyx 3.6.1: nested in sessions, insertions, datasets, subjects, water requirements).
DATASET_ITEM = frozenset({"name", "collection", "file_size"})
FILE_ITEM = frozenset({"data_repository", "relative_path", "exists"})
NOTE_ITEM = frozenset({"text", "date_time", "image"})
WATER_DAY = frozenset({"date", "weight", "given_water_total", "expected_water"})
WEIGHING_ITEM = frozenset({"date_time", "weight"})
WATER_ITEM = frozenset({"date_time", "water_administered"})
# Fields that a record has when it is a task, a note, or a subject on water.
TASK = frozenset({"status", "time_elapsed_secs", "log"})
NOTE = frozenset({"text", "image", "content_type"})
WATER_SUBJECT = frozenset({"expected_water", "remaining_water", "reference_weight"})
# Alyx 3.6.1: an insertion's nested datasets give their quality as the number in the database.
QC_FIELD = "qc"
