"""Every example query of ONE's tutorials, with the status that a real server gives.

The addresses are those that ONE-api 3.6.1 makes of the tutorials' lines.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
PROBE = "b749446c-18e3-4987-820a-50649ab0f826"
PASSED = "{%27dlcLeft%27%3A+%27PASS%27%2C+%27videoLeft%27%3A+%27PASS%27}"
CAMERAS = "%28%27videoLeft%27%2C+%27videoRight%27%2C+%27videoBody%27%29"
TRACK = "provenance=Ephys+aligned+histology+track"

# Address below the root, status, and whether the real tutorials' text finds something here too.
USEFUL_REST_QUERIES = [
    ("sessions?histology=True", 200, True),
    ("sessions?django=subject__actions_sessions__procedures__name%2CHistology", 200, True),
    ("sessions?atlas_id=500", 200, True),
    ("sessions?atlas_acronym=MO", 200, True),
    ("sessions?atlas_name=Somatomotor+areas", 200, True),
    ("insertions?atlas_id=500", 200, True),
    ("insertions?atlas_acronym=MO", 200, True),
    ("insertions?atlas_name=Somatomotor+areas", 200, True),
    ("sessions?django=~projects__name__icontains%2Cmatlab", 200, True),
    ("insertions?django=json__extended_qc__alignment_resolved%2CTrue", 200, True),
    (f"trajectories?{TRACK}&probe_insertion={PROBE}", 200, True),
    (f"trajectories?{TRACK}&probe_insertion={TUTORIAL}", 400, False),
    ("insertions?django=session__task_protocol__icontains%2Cchoiceworld", 200, True),
    ("tasks?status=Errored&lab=angelakilab&name=SpikeSorting", 200, True),
    ("sessions?task_protocol=ephys&django=tasks__status%2C40", 200, True),
    ("tasks?name=EphysDLC&status=Errored", 200, True),
    (
        "tasks?name=EphysDLC&django=log__icontains%2CTimeoutError%3A+%5BErrno+110%5D",
        200,
        True,
    ),
    (f"sessions?django=extended_qc__has_any_keys%2C{CAMERAS}", 200, True),
    (
        "sessions?django=data_dataset_session_related__tags__name%2C2021_Q1_IBL_et_al_Behaviour",
        200,
        True,
    ),
    ("subjects?django=nickname__icontains%2Cks%2Cdeath_date__isnull%2CTrue", 200, True),
    ("subjects?django=nickname__icontains%2Cks%2C+death_date__isnull%2CTrue", 500, False),
    ("sessions?django=extended_qc__task__iexact%2Cfail", 200, True),
    ("sessions?django=extended_qc___videoLeft_pin_state__0__gt%2C5", 200, True),
    ("sessions?django=extended_qc___videoLeft_pin_state__1__gt%2C5", 200, True),
    (f"sessions?django=extended_qc__contains%2C{PASSED}", 500, False),
    (f"sessions?django=extended_qc__contains%2C({PASSED})", 200, True),
    (f"sessions?django=extended_qc__contained_by%2C{PASSED}", 500, False),
    (f"sessions?django=extended_qc__contained_by%2C({PASSED})", 200, True),
    ("sessions?django=extended_qc__has_key%2CdlcLeft", 200, True),
    ("sessions?django=extended_qc__has_keys%2C%5B%27behavior%27%2C+%27ephys%27%5D", 200, True),
    ("sessions?django=subject__nickname__exact%2CKS022", 200, True),
    ("sessions?django=subject__nickname%2CKS022", 200, True),
    ("sessions?django=subject__nickname__exact%2Cks022", 200, False),
    ("sessions?django=subject__nickname__iexact%2Cks022", 200, True),
    ("sessions?django=subject__nickname__in%2C%5B%27DY_003%27%2C+%27DY_006%27%5D", 200, True),
    ("sessions?django=session__qc__lt%2C40", 200, True),
    ("sessions?django=qc__lt%2C40", 200, True),
    ("insertions?django=session__qc__lt%2C40", 200, True),
    ("insertions?django=session__start_time__date__lte%2C2021-07-22", 200, True),
    ("weighings?django=date_time__date%2C2021-02-05", 200, True),
    (
        f"datasets?session={TUTORIAL}&django=collection__regex%2C.%2Aprobe.%2A&exists=True",
        200,
        True,
    ),
    (f"datasets?session={PROBE}&django=collection__regex%2C.%2Aprobe.%2A&exists=True", 400, False),
    (
        f"datasets?session={TUTORIAL}&django=name__iregex%2C%28right%7Cleft%29camera&exists=True",
        200,
        True,
    ),
    ("sessions?dataset_types=trials.table%2Ccamera.times", 200, True),
    ("sessions?datasets=_ibl_leftCamera.times.npy", 200, True),
    ("sessions?date_range=2020-01-12%2C2020-01-16", 200, True),
    ("sessions?qc=CRITICAL", 200, True),
    ("sessions?extended_qc=tutu%2CTrue", 200, False),
    ("sessions?extended_qc=qc_pct__gte%3B0.5%3Bqc_bool%3BTrue", 500, False),
    ("sessions?extended_qc=qc_pct__gte%2C0.5%2Cqc_bool%2CTrue", 200, False),
    ("sessions?django=project__name__icontains%2Cmatlab", 500, False),
    ("sessions?qc=ERROR", 500, False),
]
DATA_STRUCTURES = [
    ("sessions?performance_gte=70&task_protocol=ephys", 200, True),
    ("trajectories?x=953.7&y=-1533.4", 200, True),
    ("subjects?lab=cortexlab&sex=F&alive=True", 200, True),
    ("subjects?stock=True", 200, True),
    ("subjects?stock=False", 200, True),
    ("subjects?water_restricted=True", 200, True),
    ("subjects?responsible_user=charu", 200, True),
]
ONE_LIGHT = [
    ("sessions?date_range=2018-08-24%2C2018-08-24&users=olivier", 200, True),
    ("sessions?users=test_user%2Colivier", 200, True),
    ("sessions?subject=flowers", 200, True),
    ("dataset-types", 200, True),
    ("users", 200, True),
    ("subjects", 200, True),
    ("labs", 200, True),
]
# Ignored in silence: every record comes.
IGNORED = [
    "sessions?brain_region=visual+cortex",
    "sessions?start_date=2020-01-01",
    "sessions?starts_before=2020-01-01",
    "datasets?created_datetime_gte=2020-01-01",
]
WORDS = {
    "subjects?django=nickname__icontains%2Cks%2C+death_date__isnull%2CTrue": (
        "Cannot resolve keyword ' death_date'"
    ),
    f"sessions?django=extended_qc__contains%2C{PASSED}": "list index out of range",
    f"sessions?django=extended_qc__contained_by%2C{PASSED}": "list index out of range",
    "sessions?qc=ERROR": "Invalidqc, choices are: CRITICAL, FAIL, WARNING, NOT_SET, PASS",
    "sessions?django=project__name__icontains%2Cmatlab": (
        "Cannot resolve keyword 'project' into field. Choices are: "
    ),
}


@pytest.mark.parametrize(
    ("address", "status", "finds"), USEFUL_REST_QUERIES + DATA_STRUCTURES + ONE_LIGHT
)
def test_examples(client: httpx.Client, address: str, status: int, finds: bool) -> None:
    answer = client.get(f"/{address}")
    assert answer.status_code == status, answer.text
    told = answer.json()
    if status == 200:
        assert bool(told["count"]) is finds
    assert str(told.get("detail", "")).startswith(WORDS.get(address, ""))


@pytest.mark.parametrize("address", IGNORED)
def test_unknown_filters_are_ignored(client: httpx.Client, address: str) -> None:
    endpoint = address.partition("?")[0]
    everything = client.get(f"/{endpoint}?limit=1").json()["count"]
    assert client.get(f"/{address}&limit=1").json()["count"] == everything


def test_the_session_of_the_tutorials(client: httpx.Client) -> None:
    record = client.get(f"/sessions/{TUTORIAL}").json()
    assert record["subject"] == "KS022"
    assert {probe["id"] for probe in record["probe_insertion"]} >= {PROBE}
    files = record["data_dataset_session_related"]
    wanted = [one["data_url"] for one in files if one["dataset_type"] == "trials.table"]
    assert wanted
    assert client.get(f"/sessions/{TUTORIAL[:-1]}b").status_code == 404


def test_who_aligned_the_probe(client: httpx.Client) -> None:
    found = client.get(f"/trajectories?{TRACK}&probe_insertion={PROBE}").json()
    assert [key[:19] for key in found["results"][0]["json"]]


def test_setting_failed_tasks_to_waiting(client: httpx.Client) -> None:
    session = client.get("/sessions?limit=1").json()["results"][0]["id"]
    body: dict[str, Any] = {"name": "again", "session": session, "status": "Errored", "log": "x"}
    task = client.post("/tasks", json=body).raise_for_status().json()
    patch = {"log": "", "status": "Waiting"}
    told = client.patch(f"/tasks/{task['id']}", json=patch).raise_for_status().json()
    assert (told["log"], told["status"]) == ("", "Waiting")
    client.delete(f"/tasks/{task['id']}")


def test_the_water_of_an_animal(client: httpx.Client) -> None:
    assert client.get("/water-requirement").status_code == 404
    days = client.get("/water-requirement/KS022?start_date=2026-01-05&end_date=2026-01-07")
    assert [day["date"] for day in days.json()["records"]] == [
        "2026-01-05",
        "2026-01-06",
        "2026-01-07",
    ]
