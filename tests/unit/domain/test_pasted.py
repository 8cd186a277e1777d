"""What is pasted into the palette leads somewhere, or nowhere, and never raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from alyxtui.domain.links import Link
from alyxtui.domain.pasted import read
from alyxtui.query.model import Query
from alyxtui.schema.model import Action, Api, Endpoint, Kind

BASE = "https://alyx.example.org"
OWN = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
LIST = {"list": Action("list", "GET", "/x", paginated=True)}
API = Api({name: Endpoint(name, "id", Kind.UUID, LIST) for name in ("sessions", "datasets")})
SESSION = (("subject", "KS_022"), ("date_range", "2021-02-05,2021-02-05"), ("number", "1"))
FILE = (("subject", "KS_022"), ("date", "2021-02-05"), ("experiment_number", "1"))


@pytest.mark.parametrize(
    "text",
    [
        "2021-02-05_1_KS_022",
        " '2021-02-05_001_KS_022' ",
        "KS_022/2021-02-05/001",
        "/mnt/data/cortexlab/Subjects/KS_022/2021-02-05/1/",
        r"D:\data\cortexlab\Subjects\KS_022\2021-02-05\001",
    ],
)
def test_a_session(text: str) -> None:
    link = read(text, API, BASE)
    assert link is not None
    assert (link.endpoint, link.query, link.one) == ("sessions", Query("sessions", SESSION), True)


@pytest.mark.parametrize(
    ("rest", "asked", "is_one"),
    [
        ("alf/spikes.times.npy", {"collection": "alf", "name": "spikes.times.npy"}, True),
        ("alf/probe00", {"collection": "alf/probe00"}, False),
        (
            "alf/#2022-01-01#/spikes.times.npy",
            {"collection": "alf", "name": "spikes.times.npy", "revision": "2022-01-01"},
            True,
        ),
    ],
)
def test_a_file(rest: str, asked: dict[str, str], is_one: bool) -> None:
    for separator in ("/", "\\"):
        path = f"cortexlab/Subjects/KS_022/2021-02-05/001/{rest}".replace("/", separator)
        link = read(path, API, BASE)
        assert link is not None
        assert link.query == Query("datasets", (*FILE, *asked.items()))
        assert link.one is is_one


def test_what_names_a_record_itself() -> None:
    data = f"https://data.example.org/public/lab/Subjects/KS_022/2021-02-05/001/alf/a.b.{OWN}.npy"
    assert read(data, API, BASE) == Link("datasets", OWN)
    assert read(OWN.upper(), API, BASE) == Link("", OWN)
    assert read(f"{BASE}/sessions/{OWN}", API, BASE) == Link("sessions", OWN)
    assert read(f"{BASE}/admin/actions/session/{OWN}/change/", API, BASE) == Link("sessions", OWN)
    for nothing in ("", "sessions", "2021-02-05", "https://elsewhere.org/x", "x" * 5000):
        assert read(nothing, API, BASE) is None


@hypothesis_settings(max_examples=100)
@given(st.text(alphabet=st.sampled_from("ab0123456789-_/\\#.:% é\x1b'"), max_size=60))
def test_anything(text: str) -> None:
    read(text, API, BASE)
    read(f"{BASE}/{text}", API, BASE)
