"""The names the data are made of."""

from __future__ import annotations

from typing import NamedTuple


class LabName(NamedTuple):
    """A lab and how it names its animals.

    Attributes:
        name: the lab.
        pattern: of a nickname, with ``{}`` for the number.
        first: the first number.
        institution: where it is.
        timezone: of where it is.
    """

    name: str
    pattern: str
    first: int
    institution: str
    timezone: str


LABS = (
    LabName("cortexlab", "KS{:03}", 22, "UCL", "Europe/London"),
    LabName("mrsicflogellab", "SWC_{:03}", 43, "SWC", "Europe/London"),
    LabName("danlab", "DY_{:03}", 3, "Berkeley", "America/Los_Angeles"),
    LabName("angelakilab", "NYU-{:02}", 11, "NYU", "America/New_York"),
    LabName("churchlandlab", "CSHL{:03}", 45, "CSHL", "America/New_York"),
    LabName("churchlandlab_ucla", "UCLA{:03}", 5, "UCLA", "America/Los_Angeles"),
    LabName("hoferlab", "SWC_NM_{:03}", 8, "SWC", "Europe/London"),
    LabName("mainenlab", "ZFM-{:05}", 1576, "Champalimaud", "Europe/Lisbon"),
    LabName("wittenlab", "ibl_witten_{:02}", 13, "Princeton", "America/New_York"),
    LabName("zadorlab", "CSH_ZAD_{:03}", 11, "CSHL", "America/New_York"),
    LabName("steinmetzlab", "NR_{:04}", 17, "UW", "America/Los_Angeles"),
    LabName("hausserlab", "PL{:03}", 15, "UCL", "Europe/London"),
)
PEOPLE = (
    "alejandro", "anne", "carolina", "charu", "eric", "fei", "georg", "guido", "hyun", "karolina",
    "kenneth", "laura", "lauren", "mayo", "michael", "miles", "nathaniel", "nick", "noam",
    "olivier", "petrina", "sebastian", "valeria", "yang", "zach",
)  # fmt: skip
PROJECTS = (
    ("ibl_neuropixel_brainwide_01", "Recordings all over the brain, one task"),
    ("ibl_neuropixel_pilots", "First probes in every lab"),
    ("ibl_behaviour_pilot_matlabrig", "Training on the first rigs"),
    ("ibl_mainenlab", "Serotonin and choice"),
    ("ibl_cortexlab", "Widefield and behaviour"),
    ("ibl_fiberfluo_pip", "Fibre photometry pipeline"),
    ("ibl_histology", "Slices and tracing"),
    ("churchlandlab_learninglifespan", "Learning across the lifespan"),
    ("danlab_behaviour", "Sleep and behaviour"),
    ("matlab_training", "Training of new experimenters"),
    ("mrsicflogel_psychedelics", "Psychedelics and priors"),
    ("steinmetzlab_openfield", "Free moving controls"),
    ("ucla_optogenetics", "Silencing during choice"),
    ("zador_les", "Lesions of auditory cortex"),
)
PROCEDURES = (
    "Behavior training/tasks", "Ephys recording with acute probe(s)", "Histology",
    "Fiber photometry", "Headplate implant", "Craniotomy", "Weighing", "Water restriction",
    "Optical stimulation", "Handling_habituation",
)  # fmt: skip
WATER_TYPES = (
    "Water", "Hydrogel", "Water 10% Sucrose", "Water 15% Sucrose", "Water 2% Citric Acid",
    "Hydrogel 5% Citric Acid",
)  # fmt: skip
TRAINING, BIASED, EPHYS = (
    "_iblrig_tasks_trainingChoiceWorld6.6.2",
    "_iblrig_tasks_biasedChoiceWorld6.6.2",
    "_iblrig_tasks_ephysChoiceWorld6.6.2",
)
PASSIVE = "_iblrig_tasks_passiveChoiceWorld8.19.0"
TAGS = (
    ("2021_Q1_IBL_et_al_Behaviour", "Behaviour of all labs", True, True),
    ("2021_Q2_PreRelease", "First look at recordings", False, False),
    ("2022_Q2_IBL_et_al_RepeatedSite", "One site, recorded everywhere", True, True),
    ("2022_Q4_IBL_et_al_BWM", "Brain-wide map, first release", True, True),
    ("2023_Q4_Findling_Hubert_et_al", "Priors everywhere", True, True),
    ("2024_Q2_IBL_et_al_RepeatedSite", "The same site again", False, True),
    ("Brainwidemap", "Brain-wide map", False, True),
)
REVISIONS = ("2021-04-21", "2022-10-31", "2023-04-21", "2024-05-06", "ks2", "test")
FORMATS = (
    ("npy", ".npy", "one.alf.io.load_file_content"),
    ("parquet", ".pqt", "pandas.read_parquet"),
    ("csv", ".csv", "pandas.read_csv"),
    ("ssv", ".ssv", "pandas.read_csv"),
    ("json", ".json", "json.load"),
    ("jsonable", ".jsonable", "one.alf.io.load_file_content"),
    ("mp4", ".mp4", ""),
    ("cbin", ".cbin", "spikeglx.Reader"),
    ("unknown", ".*", ""),
)


class DatasetName(NamedTuple):
    """A dataset that sessions have.

    Attributes:
        collection: its folder; ``{probe}`` stands for the probe.
        name: its file.
        kind: its dataset type.
        size: a usual size in bytes.
    """

    collection: str
    name: str
    kind: str
    size: int


BEHAVIOUR = (
    DatasetName("alf", "_ibl_trials.table.pqt", "trials.table", 90_000),
    DatasetName("alf", "_ibl_wheel.position.npy", "wheel.position", 3_000_000),
    DatasetName("alf", "_ibl_wheel.timestamps.npy", "wheel.timestamps", 3_000_000),
    DatasetName("alf", "_ibl_wheelMoves.intervals.npy", "wheelMoves.intervals", 16_000),
    DatasetName("alf", "_ibl_wheelMoves.peakAmplitude.npy", "wheelMoves.peakAmplitude", 8_000),
    DatasetName(
        "raw_behavior_data", "_iblrig_encoderEvents.raw.ssv", "_iblrig_encoderEvents.raw", 400_000
    ),
    DatasetName(
        "raw_behavior_data",
        "_iblrig_encoderPositions.raw.ssv",
        "_iblrig_encoderPositions.raw",
        6_000_000,
    ),
    DatasetName(
        "raw_behavior_data", "_iblrig_taskData.raw.jsonable", "_iblrig_taskData.raw", 7_000_000
    ),
    DatasetName(
        "raw_behavior_data", "_iblrig_taskSettings.raw.json", "_iblrig_taskSettings.raw", 9_000
    ),
)
VIDEO = (
    DatasetName("raw_video_data", "_iblrig_leftCamera.raw.mp4", "_iblrig_Camera.raw", 400_000_000),
    DatasetName("raw_video_data", "_iblrig_rightCamera.raw.mp4", "_iblrig_Camera.raw", 300_000_000),
    DatasetName("alf", "_ibl_leftCamera.times.npy", "camera.times", 2_500_000),
    DatasetName("alf", "_ibl_rightCamera.times.npy", "camera.times", 6_000_000),
    DatasetName("alf", "_ibl_leftCamera.dlc.pqt", "camera.dlc", 40_000_000),
)
PROBE = (
    DatasetName("alf/{probe}/pykilosort", "spikes.times.npy", "spikes.times", 120_000_000),
    DatasetName("alf/{probe}/pykilosort", "spikes.clusters.npy", "spikes.clusters", 60_000_000),
    DatasetName("alf/{probe}/pykilosort", "spikes.depths.npy", "spikes.depths", 60_000_000),
    DatasetName("alf/{probe}/pykilosort", "spikes.amps.npy", "spikes.amps", 60_000_000),
    DatasetName("alf/{probe}/pykilosort", "clusters.metrics.pqt", "clusters.metrics", 80_000),
    DatasetName("alf/{probe}/pykilosort", "clusters.channels.npy", "clusters.channels", 6_000),
    DatasetName("alf/{probe}", "channels.mlapdv.npy", "channels.mlapdv", 9_000),
    DatasetName(
        "raw_ephys_data/{probe}",
        "_spikeglx_ephysData_g0_t0.imec0.ap.cbin",
        "ephysData.raw.ap",
        30_000_000_000,
    ),
)
HISTOLOGY = (DatasetName("histology", "_ibl_histology.stack.npy", "histology.stack", 80_000_000),)
NARRATIVES = (
    "",
    "",
    "Good session, engaged until the end.",
    "Left spout was dripping, fixed after 10 minutes.",
    "Mouse slow to start; 80 trials without a response.",
    "probe00 in left VISp, probe01 in right VPM; saline dried out at the end.",
    "Camera froze twice, right side view lost from minute 23.",
    "Bpod disconnected, session restarted as number 2.",
    "Weight low this morning, gave a supplement after the session.",
)
NOTE_TEXTS = (
    "Aligned by eye, please check the first 500 um.",
    "Trace ends below the brain; drop the lowest 40 channels.",
    "Extraction repeated with the fixed wheel.",
    "Photodiode noisy, stimulus onsets taken from the Bpod.",
    "=== EXPERIMENTER REASON(S) FOR MARKING THE SESSION AS CRITICAL ===\nRestless, stopped early.",
)
