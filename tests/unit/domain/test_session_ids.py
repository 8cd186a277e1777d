"""Which sessions a record leads to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alyxtui.domain.session_ids import leads_to_sessions, session_ids

EID = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
OTHER = "0f35e2ed-8fb1-4f94-9b1f-30ad7bb46b98"


@pytest.mark.parametrize(
    ("endpoint", "record", "ids"),
    [
        ("sessions", {"id": EID, "parent_session": f"http://x/sessions/{OTHER}"}, [EID]),
        ("sessions", {"url": f"http://x/sessions/{EID}"}, [EID]),
        ("datasets", {"session": f"http://x/sessions/{EID}/", "subject": "KS014"}, [EID]),
        ("insertions", {"session": EID, "session_info": {"id": EID}}, [EID]),
        ("trajectories", {"session": {"id": EID}, "probe_insertion": OTHER}, [EID]),
        ("imaging-stack", {"slices": [{"session": EID}, {"session": OTHER}, {}]}, [EID, OTHER]),
        ("notes", {"content_type": "actions.session", "object_id": EID}, [EID]),
        ("notes", {"content_type": "actions.ephyssession", "object_id": EID}, [EID]),
        ("notes", {"content_type": "subjects.subject", "object_id": EID}, []),
        ("tasks", {"session": None}, []),
        ("weighings", {"subject": "KS014"}, []),
        ("no-such", {"session": EID}, []),
        ("tasks", {"session": "http://["}, []),
    ],
)
def test_session_ids(endpoint: str, record: dict[str, object], ids: list[str]) -> None:
    assert session_ids(endpoint, record) == ids


def test_which_endpoints_may() -> None:
    assert all(map(leads_to_sessions, ("sessions", "datasets", "imaging-stack", "notes")))
    assert not any(map(leads_to_sessions, ("labs", "weighings", "brain-regions")))


@pytest.mark.parametrize("endpoint", ["insertions", "datasets", "trajectories", "fields-of-view"])
def test_on_recorded_answers(captured: Path, endpoint: str) -> None:
    text = (captured / "lists" / f"{endpoint}.txt").read_text(encoding="utf-8")
    answer = json.loads(text[text.index("\n{") :])
    assert any(session_ids(endpoint, record) for record in answer["results"])
