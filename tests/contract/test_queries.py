"""The example queries of ONE's tutorials, and lookups that SQLite does not have by itself."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
PROBE = "b749446c-18e3-4987-820a-50649ab0f826"
DICT = "{'dlcLeft': 'PASS', 'videoLeft': 'PASS'}"


def count(client: httpx.Client, endpoint: str, **parameters: Any) -> int:
    """How many records a query finds."""
    answer = client.get(f"/{endpoint}", params=parameters | {"limit": 1})
    assert answer.status_code == 200, answer.text
    number: int = answer.json()["count"]
    return number


@pytest.mark.parametrize(
    ("endpoint", "parameters"),
    [
        ("sessions", {"atlas_acronym": "Isocortex"}),
        ("sessions", {"atlas_name": "visual"}),
        ("insertions", {"atlas_id": 997}),
        ("sessions", {"histology": True}),
        ("sessions", {"django": "subject__actions_sessions__procedures__name,Histology"}),
        ("sessions", {"django": "~projects__name__icontains,matlab"}),
        ("insertions", {"django": "json__extended_qc__alignment_resolved,True"}),
        ("trajectories", {"provenance": "ephys aligned histology track", "probe_insertion": PROBE}),
        ("insertions", {"django": "session__task_protocol__icontains,ephyschoice"}),
        ("sessions", {"task_protocol": "ephys", "django": "tasks__status,40"}),
        ("tasks", {"name": "SpikeSorting"}),
        (
            "sessions",
            {"django": "extended_qc__has_any_keys,('videoLeft', 'videoRight', 'videoBody')"},
        ),
        ("sessions", {"django": "extended_qc__has_keys,['behavior', 'videoLeft']"}),
        ("sessions", {"django": "extended_qc__has_key,dlcLeft"}),
        ("sessions", {"django": "extended_qc__task__iexact,fail"}),
        ("sessions", {"django": "extended_qc___videoLeft_pin_state__1__gt,2"}),
        ("sessions", {"extended_qc": "_videoLeft_pin_state__0,True"}),
        ("sessions", {"django": "subject__nickname__exact,KS022"}),
        ("sessions", {"django": "subject__nickname__iexact,ks022"}),
        ("sessions", {"django": "subject__nickname__in,['DY_003', 'DY_004']"}),
        ("sessions", {"django": "qc__lt,40"}),
        ("insertions", {"django": "session__start_time__date__lte,2025-07-22"}),
        ("datasets", {"session": TUTORIAL, "django": "collection__regex,.*probe.*"}),
        ("datasets", {"session": TUTORIAL, "django": "name__iregex,(right|left)camera"}),
        ("sessions", {"dataset_types": "trials.table,camera.times"}),
        ("sessions", {"performance_gte": 70, "task_protocol": "training"}),
        ("subjects", {"lab": "cortexlab", "alive": "False"}),
        ("subjects", {"django": "nickname__icontains,ks,death_date__isnull,False"}),
        ("sessions", {"django": "projects__name__icontains,ÜNÏCODE"}),
        ("weighings", {"django": "date_time__year,2026"}),
        ("brain-regions", {"ancestors": "VISp"}),
    ],
)
def test_examples_find_something(
    client: httpx.Client, endpoint: str, parameters: dict[str, Any]
) -> None:
    found = count(client, endpoint, **parameters)
    assert found > 0
    assert found != count(client, endpoint)  # else the filter was ignored


def test_the_session_of_the_tutorials(client: httpx.Client) -> None:
    record = client.get(f"/sessions/{TUTORIAL}").json()
    assert record["subject"] == "KS022"
    assert {probe["id"] for probe in record["probe_insertion"]} >= {PROBE}
    assert record["data_dataset_session_related"]


def test_case_matters_where_it_does_on_postgresql(client: httpx.Client) -> None:
    for lookup in ("contains", "startswith", "regex"):
        assert count(client, "subjects", django=f"nickname__{lookup},KS") > 0
        assert count(client, "subjects", django=f"nickname__{lookup},ks") == 0
    assert count(client, "subjects", django="nickname__istartswith,ks") > 0


def test_json_contains_and_contained_by(client: httpx.Client) -> None:
    both = count(client, "sessions", django=f"extended_qc__contains,({DICT})")
    each = count(client, "sessions", extended_qc="dlcLeft,PASS,videoLeft,PASS")
    assert both == each > 0
    assert count(client, "sessions", django="extended_qc__contained_by,({})") == 0
    assert count(client, "sessions", django="json__contains,[1]", subject="hostile") == 1


def test_timeouts_are_found_by_their_text(client: httpx.Client) -> None:
    text = "log__icontains,TimeoutError: [Errno 110]"
    assert count(client, "tasks", django=text) > 0
    assert count(client, "tasks", name="EphysDLC", status="Errored") == count(
        client, "tasks", name="EphysDLC", django=f"{text},status,40"
    )


def test_a_brace_without_brackets_is_split(client: httpx.Client) -> None:
    answer = client.get("/sessions", params={"django": f"extended_qc__contains,{DICT}"})
    assert answer.status_code == 500
    assert answer.json()["detail"] == "list index out of range"


def test_every_status_and_quality_is_there(client: httpx.Client) -> None:
    for label in ("CRITICAL", "FAIL", "WARNING", "NOT_SET", "PASS"):
        assert count(client, "sessions", qc=label) > 0
    answer = client.get("/tasks?status=?").json()["detail"]
    labels = answer.partition(": ")[2].split(", ")
    assert len(labels) == 8
    found = {label: count(client, "tasks", status=label) for label in labels}
    assert all(found.values()), found


def test_a_bad_label_lists_the_good_ones(client: httpx.Client) -> None:
    answer = client.get("/trajectories?provenance=bogus")
    assert answer.status_code == 500
    assert answer.json()["detail"].startswith("Invalidprovenance, choices are: Ephys aligned")


def test_repeated_rows(client: httpx.Client) -> None:
    repeated = count(client, "sessions", dataset_qc_lte="PASS")
    assert repeated > count(client, "sessions", dataset_qc_lte="PASS", django="pk__isnull,False")
