"""One file from servers that misbehave: whole and right under its name, or a reason."""

from __future__ import annotations

import base64
import random
import shutil
import sys
from pathlib import Path

import pytest

from alyxtui.client.access import Access
from alyxtui.client.files import Interrupted, SignInNeeded
from alyxtui.domain.downloads import disk
from alyxtui.domain.downloads.receive import Progress
from alyxtui.domain.downloads.transfer import Mismatch
from alyxtui.errors import AlyxTuiError, BadAnswer, DownloadFailed, NotFound, Throttled, TimedOut
from tests.client.helpers import FakeClock
from tests.domain.downloads.conftest import Fetch, wanted_of
from tests.domain.downloads.data_server import DataServer, Manner, tag_of
from tests.domain.downloads.one_file import bring

DATA = random.Random(1).randbytes(1_200_017)
OTHER = random.Random(2).randbytes(1_200_017)
PATH = "/x.npy"
NO_MARKS: tuple[tuple[str, None], ...] = (("ETag", None), ("Last-Modified", None))


def left(root: Path) -> dict[str, bytes]:
    """The files under a directory, but for the locks."""
    found = (path for path in root.rglob("*") if path.is_file() and ".alyxtui" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


async def test_a_file_comes_once(fetch: Fetch, data: DataServer, root: Path) -> None:
    wanted = wanted_of(DATA, data.put(PATH, DATA))
    progress = Progress()
    outcome = await fetch(wanted, progress=progress)
    assert left(root) == {"lab/alf/x.npy": DATA}
    assert (outcome.url, outcome.size, outcome.notes) == (data.url + PATH, len(DATA), ())
    assert outcome.path.stat().st_mtime == 1576004266
    assert progress.done == progress.total == len(DATA)
    headers = data.requests[0][1]
    assert headers["accept-encoding"] == "identity"
    assert "authorization" not in headers
    again = await fetch(wanted)
    assert (again.url, again.md5, len(data.requests)) == ("", outcome.md5, 1)
    await fetch(wanted, force=True)
    assert len(data.requests) == 2
    assert set(left(root)) == {"lab/alf/x.npy"}


ONCE_WRONG: dict[str, tuple[Manner, ...]] = {
    "cut at once": (Manner(cut=0), Manner()),
    "cut twice": (Manner(cut=600_000), Manner(cut=300_000), Manner()),
    "cut, no validators": (Manner(cut=600_000, headers=NO_MARKS), Manner(headers=NO_MARKS)),
    "cut, weak tag only": (
        Manner(cut=600_000, headers=(("ETag", 'W/"x"'), ("Last-Modified", None))),
        Manner(),
    ),
    "cut, date only": (Manner(cut=9, headers=(("ETag", None),)), Manner(headers=(("ETag", None),))),
    "cut, no ranges": (Manner(cut=600_000), Manner(ranges=False)),
    "cut, range one off": (Manner(cut=600_000), Manner(ranges="shifted"), Manner()),
    "hang after headers": (Manner(hang=0), Manner()),
    "hang in the middle": (Manner(hang=600_000), Manner()),
    "chunked": (Manner(chunked=True),),
    "chunked and cut": (Manner(chunked=True, cut=600_000), Manner(chunked=True)),
    "no length, cut": (Manner(headers=(("Content-Length", None),), cut=99_000), Manner()),
    "says more than it has": (Manner(lie=1000),),
    "sends more than it said": (Manner(more=b"x" * 100_000),),
    "packed": (Manner(packed=True),),
    "packed and cut": (Manner(packed=True, cut=600_000), Manner(packed=True)),
    "packed later": (Manner(cut=600_000), Manner(packed=True)),
    "busy": (Manner(503), Manner(429, headers=(("Retry-After", "7"),)), Manner()),
    "broken for a while": (Manner(500), Manner(502), Manner()),
    "another file between ranges": (Manner(cut=600_000, body=OTHER), Manner()),
    "another file, same tag": (
        Manner(cut=600_000, body=OTHER, headers=(("ETag", tag_of(DATA)),)),
        Manner(),
    ),
    "another length between ranges": (Manner(cut=600_000), Manner(lie=5), Manner()),
}


@pytest.mark.parametrize("manners", ONCE_WRONG.values(), ids=ONCE_WRONG)
async def test_it_comes_in_the_end(
    fetch: Fetch, data: DataServer, root: Path, manners: tuple[Manner, ...]
) -> None:
    wanted = wanted_of(DATA, data.put(PATH, DATA, *manners))
    await fetch(wanted, read=0.3 if manners[0].hang >= 0 else 20)
    assert left(root) == {"lab/alf/x.npy": DATA}


async def test_what_came_is_not_asked_for_again(fetch: Fetch, data: DataServer) -> None:
    wanted = wanted_of(DATA, data.put(PATH, DATA, Manner(cut=600_000), Manner()))
    await fetch(wanted)
    whole, rest = data.asked(PATH)
    assert (whole, rest) == ("", "bytes=600000-")
    assert data.requests[1][1]["if-range"] == tag_of(DATA)


NEVER_RIGHT: dict[str, tuple[Manner, type[AlyxTuiError], str]] = {
    "page": (Manner(headers=(("Content-Type", "text/html; charset=utf-8"),)), DownloadFailed, "web page"),
    "gone": (Manner(404), NotFound, "does not have it"),
    "circle": (Manner(302, headers=(("Location", PATH),)), BadAnswer, "More than 5 redirects"),
    "elsewhere": (Manner(302, headers=(("Location", "file:///etc/passwd"),)), BadAnswer, "no address"),
    "wrong": (Manner(body=OTHER), Mismatch, "Its md5 is"),
    "hang": (Manner(hang=0), TimedOut, "Nothing came"),
    "cut": (Manner(cut=10, ranges=False), Interrupted, "stopped in the middle"),
    "busy": (Manner(503), Throttled, "busy"),
    "endless": (Manner(chunked=True, body=DATA * 4), DownloadFailed, "more than the file has"),
    "bomb": (Manner(packed=True, body=bytes(20_000_000)), DownloadFailed, "far larger unpacked"),
    "odd packing": (Manner(headers=(("Content-Encoding", "br"),), body=OTHER), DownloadFailed, r"packed the file \(br\)"),
    "broken packing": (Manner(headers=(("Content-Encoding", "gzip"),), body=OTHER), DownloadFailed, "cannot be unpacked"),
    "longer": (Manner(body=DATA + b"more"), Mismatch, "md5"),
    "shorter": (Manner(body=DATA[:-1]), Mismatch, "md5"),
    "range of nothing": (Manner(206, headers=(("Content-Range", "nonsense"),)), BadAnswer, "without a word"),
}  # fmt: skip


@pytest.mark.parametrize(("manner", "kind", "why"), NEVER_RIGHT.values(), ids=NEVER_RIGHT)
async def test_nothing_wrong_gets_the_name(
    fetch: Fetch,
    data: DataServer,
    other: DataServer,
    root: Path,
    manner: Manner,
    kind: type[AlyxTuiError],
    why: str,
) -> None:
    url, read = data.put(PATH, DATA, manner), 0.2 if manner.hang >= 0 else 20
    with pytest.raises(kind, match=why):
        await fetch(wanted_of(DATA, url), read=read)
    assert "lab/alf/x.npy" not in left(root)
    # What is good and there stays, and another address gives it.
    if kind is Mismatch:
        assert "lab/alf/x.npy.bad" in left(root)
    outcome = await fetch(wanted_of(DATA, url, other.put("/y", DATA)), read=read)
    assert outcome.url == other.url + "/y"
    assert left(root)["lab/alf/x.npy"] == DATA


def test_only_what_was_written_gets_the_name(root: Path) -> None:
    place = disk.Place.prepare(root, "lab/alf/x.npy")
    place.final.write_bytes(DATA)
    place.part.write_bytes(OTHER[:1000])
    with pytest.raises(disk.DiskTrouble, match="has 1,000 bytes, and 1,200,017 were written"):
        place.finish(None, len(DATA))
    assert left(root) == {"lab/alf/x.npy": DATA}


async def test_the_longest_name_may_come_packed(fetch: Fetch, data: DataServer, root: Path) -> None:
    name = "n" * 241 + ".npy"
    await fetch(wanted_of(DATA, data.put(PATH, DATA, Manner(packed=True)), path=name))
    assert left(root) == {name: DATA}


async def test_the_md5_decides_and_the_size_warns(
    fetch: Fetch, data: DataServer, root: Path
) -> None:
    url = data.put(PATH, DATA)
    outcome = await fetch(wanted_of(DATA, url, size=17))
    assert "not 17" in outcome.notes[0]
    assert (await fetch(wanted_of(DATA, url, size=17))).notes == outcome.notes
    by_size = wanted_of(DATA, url, path="a/b", md5="")
    assert "only the size" in (await fetch(by_size)).notes[0]
    assert "only the size" in (await fetch(by_size)).notes[0]
    with pytest.raises(DownloadFailed, match="no md5"):
        await fetch(wanted_of(DATA, url, path="a/c", md5="", size=17))
    assert "neither" in (await fetch(wanted_of(DATA, url, path="a/d", md5="", size=None))).notes[0]
    empty = wanted_of(b"", data.put("/empty", b""), path="a/e")
    assert (await fetch(empty)).size == 0
    assert left(root)["a/e"] == b""


async def test_what_is_there_is_verified(fetch: Fetch, data: DataServer, root: Path) -> None:
    final = root / "lab/alf/x.npy"
    final.parent.mkdir(parents=True)
    final.write_bytes(OTHER)
    url = data.put(PATH, DATA, Manner(404), Manner())
    with pytest.raises(NotFound, match="not what the record says either"):
        await fetch(wanted_of(DATA, url))
    assert left(root) == {"lab/alf/x.npy": OTHER}
    await fetch(wanted_of(DATA, url))
    assert left(root) == {"lab/alf/x.npy": DATA, "lab/alf/x.npy.old": OTHER}
    # What nothing is known of does not take its place, unless a person says so.
    unknown = wanted_of(DATA, url, md5="", size=None)
    data.files[PATH] = OTHER
    kept = await fetch(unknown)
    assert (kept.url, "was there and is kept" in kept.notes[0]) == ("", True)
    assert left(root)["lab/alf/x.npy"] == DATA
    await fetch(unknown, force=True)
    assert left(root) == {
        "lab/alf/x.npy": OTHER,
        "lab/alf/x.npy.old": OTHER,
        "lab/alf/x.npy.old2": DATA,
    }


async def test_what_stands_in_the_way(
    fetch: Fetch, data: DataServer, root: Path, tmp_path: Path
) -> None:
    url = data.put(PATH, DATA)
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "lab").mkdir(parents=True)
    (root / "lab" / "alf").symlink_to(outside, target_is_directory=True)
    with pytest.raises(DownloadFailed, match="symbolic link"):
        await fetch(wanted_of(DATA, url))
    (root / "file").write_bytes(b"")
    with pytest.raises(DownloadFailed, match="Something else stands"):
        await fetch(wanted_of(DATA, url, path="file/x.npy"))
    (root / "folder" / "x.npy").mkdir(parents=True)
    with pytest.raises(DownloadFailed, match="Something else stands"):
        await fetch(wanted_of(DATA, url, path="folder/x.npy"))
    with pytest.raises(DownloadFailed, match="another folder"):
        await fetch(wanted_of(DATA, url, path="../x.npy"))
    for ending in ("", ".part", ".part.json"):
        (root / f"y.npy{ending}").symlink_to(outside / f"y{ending}")
    await fetch(wanted_of(DATA, url, path="y.npy"))
    assert (root / "y.npy").read_bytes() == DATA
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that nobody can write")
@pytest.mark.parametrize("closed", ["/proc", "/sys"])
async def test_a_directory_that_cannot_be_written(data: DataServer, closed: str) -> None:
    wanted = wanted_of(DATA, data.put(PATH, DATA))
    with pytest.raises(disk.DiskTrouble, match=closed):
        await bring(wanted, Path(closed) / "alyxtui")
    assert data.requests == []


async def test_a_full_disk(
    fetch: Fetch, data: DataServer, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type(usage)(usage.total, 0, 3_100_000))
    said = "1.2 MB are to come, and 3.1 MB are free on the disk of .*, of which 4.2 MB stay free"
    with pytest.raises(disk.DiskTrouble, match=said):
        await fetch(wanted_of(DATA, data.put(PATH, DATA)))
    assert left(root) == {}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
async def test_a_disk_that_is_full_suddenly(
    fetch: Fetch, data: DataServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alyxtui.domain.downloads.part import Part

    def full(self: Part, *args: object) -> None:
        self._file = open("/dev/full", "ab", buffering=0)  # noqa: PTH123, SIM115
        self.origin = args[0]  # type: ignore[assignment]

    monkeypatch.setattr(Part, "begin", full)
    with pytest.raises(disk.DiskTrouble, match="is full"):
        await fetch(wanted_of(DATA, data.put(PATH, DATA)))


async def test_a_wait_that_the_server_asks_for(fetch: Fetch, data: DataServer) -> None:
    busy = Manner(503, headers=(("Retry-After", "7"),))
    clock = FakeClock(jumps=True)
    await fetch(wanted_of(DATA, data.put(PATH, DATA, busy, busy, Manner())), clock=clock)
    assert clock.slept == [7.0, 7.0]


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


async def test_proofs_go_where_they_belong(
    fetch: Fetch, data: DataServer, other: DataServer
) -> None:
    """The demo's own data server, Alyx and a third one redirect to one another."""
    alyx, files = data, other
    alyx.put("/uploaded/a.png", DATA, Manner(302, headers=(("Location", f"{files.url}/x"),)))
    files.put("/x", DATA, Manner(302, headers=(("Location", f"{alyx.url}/back"),)))
    alyx.put("/back", DATA)
    access = Access(
        alyx.url, lambda: "s3cret", data_url=f"{files.url}/p", data_user="u", data_password="pw"
    )
    await fetch(wanted_of(DATA, f"{alyx.url}/uploaded/a.png"), access=access)
    assert [h["authorization"] for _, h in alyx.requests] == ["Token s3cret", "Token s3cret"]
    assert [h["authorization"] for _, h in files.requests] == [basic("u", "pw")]


async def test_no_proof_goes_to_a_stranger(
    fetch: Fetch, data: DataServer, other: DataServer
) -> None:
    data.put(PATH, DATA, Manner(302, headers=(("Location", f"{other.url}/y"),)))
    other.put("/y", DATA)
    for access in (
        Access(data.url, lambda: "s3cret"),
        Access("http://a.invalid", str, data_url=data.url, data_user="u", data_password="pw"),
    ):
        await fetch(wanted_of(DATA, data.url + PATH), access=access, force=True)
    assert all("authorization" not in headers for _, headers in other.requests)
    assert len(other.requests) == 2


async def test_a_closed_area_asks_for_a_sign_in(fetch: Fetch, data: DataServer) -> None:
    data.authorization = basic("u", "pä")
    access = Access("http://a.invalid", str)
    wanted = wanted_of(DATA, data.put(PATH, DATA))
    with pytest.raises(SignInNeeded) as caught:
        await fetch(wanted, access=access)
    assert caught.value.origin == data.url
    access.give(caught.value.origin, "u", "wrong")
    with pytest.raises(SignInNeeded):
        await fetch(wanted, access=access)
    access.give(caught.value.origin, "u", "pä")
    await fetch(wanted, access=access)
    assert "pä" in access.secrets


def test_one_origin_for_alyx_and_its_files() -> None:
    access = Access(
        "https://lab.org",
        lambda: "t",
        data_url="https://lab.org/data",
        data_user="u",
        data_password="p",
    )
    assert access.header("https://lab.org/uploaded/x") == "Token t"
    assert access.header("https://lab.org/data/x") == basic("u", "p")
    assert access.header("https://lab.org/database") == "Token t"
    assert access.header("https://lab.org:444/data/x") == ""
    assert access.header("http://lab.org/data/x") == ""
    assert "p" not in repr(access).replace("https", "").replace("Access", "")


async def test_a_part_of_another_version_starts_anew(
    fetch: Fetch, data: DataServer, root: Path
) -> None:
    place = disk.Place.prepare(root, "lab/alf/x.npy")
    url = data.put(PATH, DATA)
    for sidecar in (b"", b"[]", b'{"version": 9}', b'{"version": 1, "url": "x", "odd": 1}'):
        place.part.write_bytes(OTHER[:1000])
        place.sidecar.write_bytes(sidecar)
        await fetch(wanted_of(DATA, url), force=True)
        assert left(root) == {"lab/alf/x.npy": DATA}
    assert data.asked(PATH) == ["", "", "", ""]
