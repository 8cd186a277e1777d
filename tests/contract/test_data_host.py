"""The data host: real files with true sizes and md5, ranges, validators, a closed area."""

from __future__ import annotations

import ast
import hashlib
import struct
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
ACCOUNT = ("iblmember", "GrayMatter19")
RECORDING = "_spikeglx_ephysData_g0_t0.imec0.ap.cbin"
ODD = {"wrongHash", "wrongSize", "gone", "busy", "empty"}


@pytest.fixture(scope="session")
def records(client: httpx.Client) -> list[dict[str, Any]]:
    """The tutorial session's datasets."""
    answer = client.get("/datasets", params={"session": TUTORIAL, "limit": 1000})
    found: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
    return found


@pytest.fixture(scope="session")
def data() -> Iterator[httpx.Client]:
    """A client that has no token, and asks for no compression."""
    with httpx.Client(timeout=60, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def url_of(records: list[dict[str, Any]], name: str) -> str:
    found = [record for record in records if record["name"] == name]
    assert len(found) == 1
    return str(found[0]["file_records"][0]["data_url"])


def is_real(record: dict[str, Any]) -> bool:
    """Whether its file can be had; uuids of those are made from names."""
    return str(record["url"]).rpartition("/")[2][14] == "5"


def test_the_good_ones_are_what_their_records_say(
    records: list[dict[str, Any]], data: httpx.Client
) -> None:
    good = [one for one in records if is_real(one) and not any(x in one["name"] for x in ODD)]
    closed = [one for one in good if "/private/" in one["file_records"][0]["data_url"]]
    assert len(good) >= 20
    assert len(closed) == 5
    for record in good:
        url = record["file_records"][0]["data_url"]
        stem, _, extension = record["name"].rpartition(".")
        uuid = record["url"].rpartition("/")[2]
        assert url.endswith(f"/{record['collection']}/{stem}.{uuid}.{extension}")
        assert url.startswith("http://127.0.0.1:")
        auth = ACCOUNT if record in closed else None
        digest, size = hashlib.md5(), 0
        with data.stream("GET", url, auth=auth, follow_redirects=True) as answer:
            assert answer.status_code == 200, url
            for block in answer.iter_bytes():
                digest.update(block)
                size += len(block)
        assert (size, digest.hexdigest()) == (record["file_size"], record["hash"]), url
        assert int(answer.headers["Content-Length"]) == size


@pytest.mark.parametrize(
    ("name", "status", "same_size", "same_hash"),
    [
        ("wrongHash", 200, True, False),
        ("wrongSize", 200, False, True),
        ("gone", 404, False, False),
        ("busy", 503, False, False),
        ("empty", 200, True, True),
    ],
)
def test_the_odd_ones(
    records: list[dict[str, Any]],
    data: httpx.Client,
    name: str,
    status: int,
    same_size: bool,
    same_hash: bool,
) -> None:
    record = next(one for one in records if one["name"] == f"_demo_{name}.values.npy")
    answer = data.get(url_of(records, record["name"]))
    assert answer.status_code == status
    assert (len(answer.content) == record["file_size"]) is same_size
    assert (hashlib.md5(answer.content).hexdigest() == record["hash"]) is same_hash
    assert record["file_records"][0]["exists"] is True


def test_other_datasets_have_no_file(client: httpx.Client, data: httpx.Client) -> None:
    record = client.get("/datasets", params={"limit": 1, "exists": "True"}).json()["results"][0]
    url = next(one["data_url"] for one in record["file_records"] if one["data_url"])
    assert data.get(url).status_code == 404


def test_the_session_shows_the_same_addresses(
    client: httpx.Client, records: list[dict[str, Any]]
) -> None:
    session = client.get(f"/sessions/{TUTORIAL}").json()
    nested = {one["name"]: one["data_url"] for one in session["data_dataset_session_related"]}
    assert nested["_ibl_wheel.position.npy"] == url_of(records, "_ibl_wheel.position.npy")


@pytest.mark.parametrize(
    ("asked", "status", "first", "stop"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=1000-1999", 206, 1000, 2000),
        ("bytes=11000-", 206, 11000, 11328),
        ("bytes=-28", 206, 11300, 11328),
        ("bytes=-999999", 206, 0, 11328),
        ("bytes=11327-99999", 206, 11327, 11328),
        ("bytes=11328-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=5-4", 200, 0, 11328),
        ("bytes=0-1,3-4", 200, 0, 11328),
        ("bytes=-", 200, 0, 11328),
        ("lines=1-2", 200, 0, 11328),
    ],
)
def test_ranges(
    records: list[dict[str, Any]],
    data: httpx.Client,
    asked: str,
    status: int,
    first: int,
    stop: int,
) -> None:
    url = url_of(records, "_ibl_wheelMoves.intervals.npy")
    whole = data.get(url).content
    answer = data.get(url, headers={"Range": asked})
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["Content-Range"] == "bytes */11328"
        return
    assert answer.content == whole[first:stop]
    wanted = f"bytes {first}-{stop - 1}/11328" if status == 206 else None
    assert answer.headers.get("Content-Range") == wanted


def test_the_large_one_can_be_resumed_anywhere(
    records: list[dict[str, Any]], data: httpx.Client
) -> None:
    url = url_of(records, RECORDING)
    head = data.head(url)
    assert (head.content, head.headers["Content-Length"]) == (b"", "209715200")
    assert head.headers["Accept-Ranges"] == "bytes"
    around = data.get(url, headers={"Range": "bytes=1000000-1000009"}).content
    start = data.get(url, headers={"Range": "bytes=0-6"}).content
    assert around[3:] == start
    end = data.get(url, headers={"Range": "bytes=209715199-"})
    assert (end.status_code, len(end.content)) == (206, 1)


def test_validators(records: list[dict[str, Any]], data: httpx.Client) -> None:
    url = url_of(records, "channels.mlapdv.npy")
    first = data.get(url)
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for known in ({"If-None-Match": f'"other", {tag}'}, {"If-Modified-Since": date}):
        answer = data.get(url, headers=known)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    assert data.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    old = {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}
    assert data.get(url, headers=old).status_code == 200
    for condition, status in ((tag, 206), (date, 206), ('"other"', 200), ("nonsense", 200)):
        asked = {"Range": "bytes=0-9", "If-Range": condition}
        assert data.get(url, headers=asked).status_code == status


def test_the_closed_area(records: list[dict[str, Any]], data: httpx.Client) -> None:
    url = url_of(records, "clusters.channels.npy")
    for auth in (None, ("iblmember", "wrong")):
        answer = data.get(url, auth=auth)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="IBL data server"'
    for header in ("Basic !!", "Bearer x", "Basic"):
        assert data.get(url, headers={"Authorization": header}).status_code == 401
    part = data.get(url, auth=ACCOUNT, headers={"Range": "bytes=0-5"})
    assert (part.status_code, part.content) == (206, b"\x93NUMPY")


def test_the_area_without_ranges(records: list[dict[str, Any]], data: httpx.Client) -> None:
    answer = data.get(url_of(records, "_demo_noRange.values.npy"), headers={"Range": "bytes=0-9"})
    assert (answer.status_code, len(answer.content)) == (200, 180_128)
    assert answer.headers["Accept-Ranges"] == "none"
    assert "ETag" not in answer.headers


def test_what_has_moved(records: list[dict[str, Any]], data: httpx.Client) -> None:
    url = url_of(records, "_demo_moved.values.npy")
    answer = data.get(url)
    assert answer.status_code == 302
    assert "/public/" in answer.headers["Location"]
    assert data.get(answer.headers["Location"]).content.startswith(b"\x93NUMPY")


def test_the_slow_area_keeps_its_rate(records: list[dict[str, Any]], data: httpx.Client) -> None:
    answer = data.get(url_of(records, "_demo_slow.values.npy"), headers={"Range": "bytes=0-99999"})
    assert len(answer.content) == 100_000
    assert answer.elapsed.total_seconds() > 0.15


def test_files_are_of_their_kinds(records: list[dict[str, Any]], data: httpx.Client) -> None:
    array = data.get(url_of(records, "_ibl_wheel.timestamps.npy")).content
    (length,) = struct.unpack("<H", array[8:10])
    head = ast.literal_eval(array[10 : 10 + length].decode())
    assert head == {"descr": "<f8", "fortran_order": False, "shape": (60_000,)}
    assert (10 + length) % 64 == 0
    assert len(array) == 10 + length + 8 * 60_000
    assert struct.unpack("<2d", array[10 + length :][:16]) == (0.0, 1 / 30)
    picture = data.get(url_of(records, "_demo_raster.image.png"))
    assert picture.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert picture.headers["Content-Type"] == "image/png"
    settings = data.get(url_of(records, "_iblrig_taskSettings.raw.json"))
    assert settings.json()["IBLRIG_VERSION"] == "8.24.1"
    assert data.get(url_of(records, "_iblrig_leftCamera.raw.mp4")).content[4:8] == b"ftyp"
    rows = data.get(url_of(records, "cluster_group.tsv")).text.splitlines()
    assert {row.count("\t") for row in rows} == {2}


@pytest.mark.parametrize(
    "path", ["/", "/public", "/public/x/../../etc/passwd", "/nowhere/x", "/%ff"]
)
def test_other_addresses_hold_nothing(
    records: list[dict[str, Any]], data: httpx.Client, path: str
) -> None:
    base = url_of(records, RECORDING).split("/public/")[0]
    assert data.get(base + path).status_code == 404
    assert data.post(base + path).status_code == 405


def test_a_repository_keeps_its_address_when_it_is_written(client: httpx.Client) -> None:
    before = client.get("/data-repository/demo_slow").json()
    answer = client.patch("/data-repository/demo_slow", json={"data_url": before["data_url"]})
    assert answer.status_code == 200
    assert answer.json()["data_url"] == before["data_url"]
    other = client.patch("/data-repository/demo_slow", json={"data_url": "https://x.org/a"})
    assert other.json()["data_url"] == "https://x.org/a"
    client.patch("/data-repository/demo_slow", json={"data_url": before["data_url"]})
