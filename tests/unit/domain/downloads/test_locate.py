"""Records become files with places in ONE's layout and addresses in order of preference."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.domain.downloads import addresses, locate
from alyxtui.domain.downloads.model import Rules, Wanted

KEY = "fedaf207-3a87-4e9b-a7e6-f987bd340b6c"
DATA = "https://data.org/public"
RULES = Rules(DATA, {"aws_lab": "https://ibl-public.s3.us-east-1.amazonaws.com"})
SESSION: dict[str, Any] = {
    "url": "https://a.org/sessions/70ab054c-eb80-4f7e-b7e3-24d38f831ea2",
    "lab": "lab",
    "subject": "KS 022",
    "start_time": "2019-12-10T18:57:46",
    "number": 1,
}


def file(repository: str, url: str | None, **more: Any) -> dict[str, Any]:
    return {
        "data_repository": repository,
        "data_repository_path": "/data/lab/Subjects/",
        "relative_path": "KS 022/2019-12-10/001/alf/#r1#/spikes.times.npy",
        "data_url": url,
        "exists": True,
        **more,
    }


def dataset(*files: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://a.org/datasets/{KEY}",
        "name": "spikes.times.npy",
        "collection": "alf",
        "revision": "r1",
        "default_dataset": False,
        "dataset_type": "spikes.times",
        "file_size": 10240,
        "hash": "71469bc8-3b1d-fbdb-0d72-cdb81e5e985e",
        "session": SESSION["url"],
        "file_records": list(files),
        **more,
    }


def test_a_dataset() -> None:
    wanted = locate.of_dataset(
        dataset(
            file("gone", f"{DATA}/gone", exists=False),
            file("aws_lab", None),
            file("other", "https://other.org/x/spikes.times.npy"),
            file("local", None),
            file("flatiron", f"{DATA}/lab/Subjects/KS 022/alf/#r1#/spikes.times.{KEY}.npy"),
        ),
        SESSION,
        RULES,
    )
    assert wanted.path == "lab/Subjects/KS 022/2019-12-10/001/alf/#r1#/spikes.times.npy"
    assert (wanted.size, wanted.md5) == (10240, "71469bc83b1dfbdb0d72cdb81e5e985e")
    assert (wanted.dataset, wanted.session) == (KEY, SESSION["url"][-36:])
    assert (wanted.kind, wanted.revision, wanted.default) == ("spikes.times", "r1", False)
    assert [one.repository for one in wanted.candidates] == ["flatiron", "other", "aws_lab", "gone"]
    assert wanted.url == f"{DATA}/lab/Subjects/KS%20022/alf/%23r1%23/spikes.times.{KEY}.npy"
    assert wanted.candidates[2].url == (
        "https://ibl-public.s3.us-east-1.amazonaws.com/data/lab/Subjects/KS%20022/2019-12-10/001"
        f"/alf/%23r1%23/spikes.times.{KEY}.npy"
    )
    assert Wanted.from_json(json.loads(json.dumps(wanted.as_json()))) == wanted


def test_a_dataset_as_a_session_holds_it() -> None:
    nested = {
        "id": KEY,
        "name": "spikes.times.npy",
        "data_url": f"{DATA}/lab/Subjects/x.{KEY}.npy",
        "collection": "",
        "revision": "",
        "default_revision": "True",
        "file_size": None,
        "hash": "",
    }
    wanted = locate.of_dataset(nested, SESSION, RULES)
    assert wanted.path == "lab/Subjects/KS 022/2019-12-10/001/spikes.times.npy"
    assert (wanted.dataset, wanted.size, wanted.md5, wanted.default) == (KEY, None, "", True)
    assert not locate.of_dataset({**nested, "default_revision": "False"}, SESSION, RULES).default


@pytest.mark.parametrize(
    ("record", "session", "problem"),
    [
        (dataset(), SESSION, "no repository has it"),
        (dataset(file("lab_SR", None)), SESSION, "only lab_SR has it"),
        (dataset(file("x", DATA)), {**SESSION, "lab": None}, "no lab"),
        (dataset(file("x", DATA)), {**SESSION, "lab": ".."}, "another folder"),
        (dataset(file("x", DATA), name="../../../x.npy"), SESSION, "another folder"),
        (dataset(file("x", DATA), name=""), SESSION, "no name"),
        (dataset(file("x", DATA), name="n" * 300), SESSION, "longer"),
        (dataset(file("x", DATA), collection="C:/x"), SESSION, "Windows"),
        (dataset(file("x", "ftp://h/x")), SESSION, "only x has it"),
        (dataset(file("x", "https://me:secret@h/x")), SESSION, "only x has it"),
        (dataset(file("x", "javascript:alert(1)")), SESSION, "only x has it"),
    ],
)
def test_what_cannot_be_fetched(
    record: dict[str, Any], session: dict[str, Any], problem: str
) -> None:
    wanted = locate.of_dataset(record, session, RULES)
    assert problem in wanted.problem
    assert "secret" not in wanted.problem


def test_a_file_record_has_its_own_repository_first() -> None:
    files = (file("one", f"{DATA}/1"), file("two", "https://other.org/2"))
    chosen = locate.of_file({"data_repository": "two"}, dataset(*files), SESSION, RULES)
    assert [one.repository for one in chosen.candidates] == ["two", "one"]


def test_an_aggregate_has_no_session() -> None:
    url = f"{DATA}/aggregates/Subjects/lab/KS022/_ibl_subjectTrials.table.{KEY}.pqt"
    record = dataset(file("x", url), name="_ibl_subjectTrials.table.pqt", session=None)
    wanted = locate.of_dataset(record, None, RULES)
    assert wanted.path == "aggregates/Subjects/lab/KS022/_ibl_subjectTrials.table.pqt"


def test_a_picture_of_a_note() -> None:
    note = {"image": "https://a.org/alyx/uploaded/2026/07/01/figure_0.png"}
    wanted = locate.of_note(note)
    assert (wanted.path, wanted.url) == ("uploaded/2026/07/01/figure_0.png", note["image"])
    assert locate.of_note({"image": None}).problem == "This note has no picture."


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (
            f"{DATA}/lab/Subjects/s/2020-01-02/1/alf/a.b.{KEY}.npy",
            "lab/Subjects/s/2020-01-02/001/alf/a.b.npy",
        ),
        (
            f"{DATA}/lab/Subjects/s/2020-01-02/001/#r#/a.b.npy",
            "lab/Subjects/s/2020-01-02/001/#r#/a.b.npy",
        ),
        (f"{DATA}/resources/x%20y.zip?version=2", "resources/x y.zip"),
        ("https://elsewhere.org/a/b.zip", "a/b.zip"),
        ("https://a.org/cache.zip", "cache.zip"),
        (f"{DATA}/a/b.{KEY}", "a/b"),
    ],
)
def test_an_address(url: str, path: str) -> None:
    wanted = locate.of_url(url, RULES)
    assert (wanted.path, wanted.problem) == (path, "")


@pytest.mark.parametrize(
    "url", ["", "https://a.org", "https://a.org/..%2f..%2fx", "x", "ftp://a/b"]
)
def test_an_address_of_no_file(url: str) -> None:
    assert locate.of_url(url, RULES).problem


def test_public_buckets() -> None:
    base = "https://{}.s3.us-east-1.amazonaws.com"
    assert addresses.bucket_of({"name": "aws_cortexlab", "json": None}) == base.format(
        "ibl-brain-wide-map-public"
    )
    named = {"name": "x", "json": {"bucket_name": "my-public-data", "region_name": "eu-west-2"}}
    assert addresses.bucket_of(named) == "https://my-public-data.s3.eu-west-2.amazonaws.com"
    refused: list[Any] = [
        {"bucket_name": "ibl-brain-wide-map-private", "Secret access key": "x"},
        {"bucket_name": "evil.org/public"},
        {"bucket_name": "public", "region_name": "evil.org/"},
        {"bucket_name": 3},
        [],
    ]
    for values in refused:
        assert addresses.bucket_of({"name": "x", "json": values}) == ""


_TEXT = st.one_of(
    st.none(), st.integers(), st.text(max_size=12), st.text("./#\\:\0%~\ud800a", max_size=12)
)


@settings(max_examples=100)
@given(
    record=st.fixed_dictionaries(
        dict.fromkeys(("name", "collection", "revision", "hash", "file_size", "id"), _TEXT),
        optional={"data_url": _TEXT, "url": _TEXT},
    ),
    session=st.one_of(
        st.none(),
        st.fixed_dictionaries(dict.fromkeys(SESSION, _TEXT)),
        _TEXT.map(lambda subject: {**SESSION, "subject": subject}),
    ),
    url=st.one_of(_TEXT, st.text("./#\\:\0%~a?", max_size=20).map("https://h.org/{}".format)),
)
def test_whatever_a_record_says_nothing_leads_out(
    record: dict[str, Any], session: dict[str, Any] | None, url: Any
) -> None:
    record["file_records"] = [file("aws_lab", url), "nonsense"]
    for wanted in (
        locate.of_dataset(record, session, RULES),
        locate.of_note({"image": url}),
        locate.of_url(str(url), RULES),
    ):
        assert wanted.path or wanted.problem
        parts = PurePosixPath(wanted.path).parts
        assert not {"..", "/"} & set(parts)
        for one in wanted.candidates:
            assert re.match(r"https?://[^/@\s]+/", one.url)
            assert one.url.isascii()
        json.dumps(wanted.as_json())


def test_the_records_of_a_real_server(captured: Path) -> None:
    text = (captured / "details" / "dataset_private.txt").read_text()
    record = json.loads(text[text.index("\n{\n") :])
    session = {**SESSION, "lab": "churchlandlab_ucla", "subject": "UCLA_166"}
    wanted = locate.of_dataset(record, session, Rules("http://127.0.0.1:8001/public"))
    assert unquote(wanted.url).endswith(f"spikes.priv0.{wanted.dataset}.npy")
    assert wanted.path == (
        "churchlandlab_ucla/Subjects/UCLA_166/2019-12-10/001/alf/probe00/pykilosort/"
        "spikes.priv0.npy"
    )
