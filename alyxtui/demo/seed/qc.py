"""``extended_qc`` of a session, in the keys and kinds of value of a real one (seed 000)."""

from __future__ import annotations

import random
from typing import Any

_CAMERAS = ("Body", "Left", "Right")
_RATES = {"Body": 30, "Left": 60, "Right": 150}
_TASK = (
    "audio_pre_trial", "correct_trial_event_sequence", "detected_wheel_moves", "errorCue_delays",
    "error_trial_event_sequence", "goCue_delays", "iti_delays", "n_trial_events",
    "negative_feedback_stimOff_delays", "passed_trial_checks", "positive_feedback_stimOff_delays",
    "response_feedback_delays", "response_stimFreeze_delays", "reward_volume_set",
    "reward_volumes", "stimFreeze_delays", "stimOff_delays", "stimOff_itiIn_delays",
    "stimOn_delays", "stimOn_goCue_delays", "stimulus_move_before_goCue", "trial_length",
    "wheel_freeze_during_quiescence", "wheel_integrity", "wheel_move_before_feedback",
)  # fmt: skip
_LABELS = ("PASS", "PASS", "PASS", "WARNING", "FAIL")


def task(rng: random.Random) -> dict[str, Any]:
    """The checks of a training session: numbers from 0 to 1, and their sum in a word."""
    numbers: dict[str, Any] = {f"_task_{name}": _share(rng) for name in _TASK}
    return numbers | {"task": rng.choice(_LABELS), "behavior": rng.randint(0, 1)}


def video(rng: random.Random) -> dict[str, Any]:
    """The checks of three cameras: true, false, null, words and lists of several kinds."""
    found: dict[str, Any] = {"ephys": rng.choice(_LABELS)}
    for camera in _CAMERAS:
        key = f"_video{camera}_"
        found |= {
            f"{key}brightness": rng.random() < 0.9,
            f"{key}camera_times": [True, rng.randint(0, 3)],
            f"{key}dropped_frames": [True, rng.randint(0, 30), 0],
            f"{key}focus": rng.random() < 0.95,
            f"{key}framerate": [True, round(rng.gauss(_RATES[camera], 0.2), 3)],
            f"{key}pin_state": [True, rng.randint(0, 10), 0],
            f"{key}position": rng.choice((True, True, False, None)),
            f"{key}timestamps": True,
            f"{key}wheel_alignment": rng.choice((None, [True, 0], [False, 12])),
            f"video{camera}": rng.choice(_LABELS),
            f"_dlc{camera}_mean_in_bbox": True,
            f"_dlc{camera}_pupil_diameter_snr": [True, round(rng.uniform(4, 50), 3)],
            f"_dlc{camera}_lick_detection": rng.choice((True, None)),
            f"dlc{camera}": rng.choice(_LABELS),
        }
    return found


def _share(rng: random.Random) -> float:
    return 1.0 if rng.random() < 0.3 else round(1 - rng.random() ** 4, 6)
