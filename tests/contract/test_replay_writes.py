"""The captured mistakes and writes of a real server, sent to the demo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.contract import traffic
from tests.contract.files import files

_OWN_TEST = "has a test of its own"
_MADE_FOR_IT = "the real record was made for the occasion"
EXPLAINED = {
    "200_subject_combining": "no such nickname in the demo",
    "400_malformed_json": "the captured body lost its last blank, so the column differs",
    "429_docs": "a page that nobody asks for twenty times a minute",
    "429_throttled": _OWN_TEST,
    "500_duplicate_location": "the room is called otherwise; has a test of its own",
    "500_json_nan": _OWN_TEST,
    "500_task_list_with_status10_record": _OWN_TEST,
    "500_task_post_no_status": _OWN_TEST,
    "auth_bad_token": _OWN_TEST,
    "auth_basic": _OWN_TEST,
    "auth_bearer": _OWN_TEST,
    "auth_malformed_token": _OWN_TEST,
    "auth_no_token": _OWN_TEST,
    "auth_noauth_schema": _OWN_TEST,
    "auth_public_get": _OWN_TEST,
    "auth_public_options": _OWN_TEST,
    "auth_public_patch": _OWN_TEST,
    "auth_public_post": _OWN_TEST,
    "dataset_delete_protected": _OWN_TEST,
    "delete_200k_guard": _MADE_FOR_IT,
    "new_download": _OWN_TEST,
    "note_post_image": _OWN_TEST,
    "note_post_image_orig": _OWN_TEST,
    "note_post_image_width": _OWN_TEST,
    "note_post_not_an_image": _OWN_TEST,
    "register_file": _OWN_TEST,
    "subject_delete": _MADE_FOR_IT,
    "task_post_duplicate2": _OWN_TEST,
    "user_patch_escalate": "would change the user that other tests sign in as",
    "weighing_get_after_delete": _MADE_FOR_IT,
    "user_patch_self": "would change the user that other tests sign in as",
}
_SESSION = "7dad358c-e18b-4628-bdc6-6ce09aa6420c"
# Records of the real server by endpoint; each is replaced by a fresh one of the demo.
RECORDS = {
    "datasets": {"c8d69c1c-1c89-437a-87c6-cc5db959eaf8"},
    "notes": {
        "e84f7358-64c9-4692-a806-4c067de6b938",
        "0ec23a59-2ffa-4acb-b38c-08b8dae5da18",
        "7a6f9795-ae79-40c0-9224-ad83f2df28f9",
        "dc44b9b2-8d5a-4329-b2dd-8a2e417cddfd",
    },
    "tasks": {"4b695004-9660-4331-9e01-deed34a069bd"},
    "trajectories": {
        "9ba9d57d-ae18-4dfb-92e6-f4b344f3097a",
        "7bf41988-0d86-411c-9f4a-a79ef3af0f72",
    },
    "weighings": {
        "252dcf91-d15b-4f99-93c3-bc39fbda1716",
        "5146a862-e80c-432f-ac47-a50f2ce91a2f",
        "b3bea994-f14e-47d0-a8a5-ce11b0ed920f",
        "de3e6e8a-9342-4186-bf14-a82c185105af",
    },
    "water-administrations": {"50a9bcf6-8314-417c-8b33-eb37163808b4"},
    "sessions": {_SESSION, "c7a9b258-eff8-4770-b353-55cd05b48f22"},
    "surgeries": {"0d59f20e-f431-4c22-b67d-8464ac5084b6"},
}


class StandIns:
    """Replaces what only the real server has by what the demo has."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self._client = client
        self._session = session
        self._known = {
            _SESSION: session,
            "c7a9b258-eff8-4770-b353-55cd05b48f22": session,
            "http://127.0.0.1:8000": str(client.base_url).rstrip("/"),
            "KS_060": "KS022",
            "NR_177": "KS022",
        }

    def swap(self, text: str) -> str:
        """The text with every known name replaced; fresh records are made when they are met."""
        for endpoint, keys in RECORDS.items():
            for key in keys - self._known.keys():
                if key in text:
                    self._known[key] = self._make(endpoint)
        for real, mine in self._known.items():
            text = text.replace(real, mine)
        return text

    def target(self, target: str) -> str:
        """A path with its record made, if it is of one."""
        if target.startswith("/subjects/tmp_subj"):
            self._make("subjects")
        return self.swap(target)

    def _make(self, endpoint: str) -> str:
        if endpoint in {"trajectories", "surgeries", "tasks"}:
            records = self._client.get(f"/{endpoint}?limit=1").json()["results"]
            return str(records[0]["id"])
        url = f"{self._client.base_url}/sessions/{self._session}"
        bodies: dict[str, dict[str, Any]] = {
            "notes": {
                "user": "test_user",
                "content_type": "session",
                "object_id": self._session,
                "text": "made by a test",
            },
            "datasets": {
                "name": "a.b.npy",
                "dataset_type": "spikes.times",
                "data_format": "npy",
                "session": url.replace("//sessions", "/sessions"),
                "collection": "alf",
            },
            "weighings": {"subject": "KS022", "weight": 20.0},
            "water-administrations": {
                "subject": "KS022",
                "water_administered": 1.0,
                "date_time": "2021-01-01T10:00:00",
            },
            "subjects": {"nickname": "tmp_subj", "lab": "cortexlab"},
        }
        made = self._client.post(f"/{endpoint}", json=bodies[endpoint])
        record = made.raise_for_status().json()
        return str(record.get("id") or urlsplit(record["url"]).path.rpartition("/")[2])


@pytest.fixture
def stand_ins(client: httpx.Client, scratch: dict[str, Any]) -> Iterator[StandIns]:
    """The demo's records for the real server's; what was made is deleted with the session."""
    yield StandIns(client, scratch["id"])
    for name in ("tmp_subj", "tmp_subj2"):
        client.delete(f"/subjects/{name}")


@pytest.mark.parametrize("path", files("errors") + files("writes"))
def test_same_status_and_same_words(path: Path, client: httpx.Client, stand_ins: StandIns) -> None:
    if path.stem in EXPLAINED:
        pytest.skip(EXPLAINED[path.stem])
    exchange = traffic.read(path)
    target, body = stand_ins.target(exchange.target), exchange.body
    if body is not traffic.UNREAD:
        body = json.loads(stand_ins.swap(json.dumps(body)))
    answer = traffic.send(client, exchange, target, body)
    assert answer.status_code == exchange.status, answer.text
    if "json" in exchange.kind and isinstance(exchange.answer, dict):
        assert answer.headers["Content-Type"] == exchange.kind
        wanted = json.loads(stand_ins.swap(json.dumps(exchange.answer)))
        if exchange.status >= 400:
            assert answer.json() == wanted
        else:
            assert list(answer.json()) == list(wanted)
