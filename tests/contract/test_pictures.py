"""Notes with pictures, and the addresses of these."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from PIL import Image

from tests.contract.conftest import sign_in
from tests.demo_server import SIZE, start_demo


def picture(width: int = 1600, height: int = 400) -> bytes:
    """A PNG."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(stream, format="PNG")
    return stream.getvalue()


def post(client: httpx.Client, session: str, content: bytes, **form: str) -> httpx.Response:
    """A note about a session, with a picture."""
    form |= {"user": "test_user", "content_type": "session", "object_id": session}
    return client.post("/notes", data=form, files={"image": ("my fig é.png", content)})


@pytest.mark.parametrize(
    ("width", "size", "times"), [(None, 800, 2), ("200", 200, 2), ("orig", 1600, 1)]
)
def test_a_picture_is_brought_to_its_width(
    client: httpx.Client, scratch: dict[str, Any], width: str | None, size: int, times: int
) -> None:
    form = {"text": "with image", "json": '{"a": [1, 2]}'} | ({"width": width} if width else {})
    made = post(client, scratch["id"], picture(), **form)
    assert made.status_code == 201, made.text
    record = made.json()
    assert list(record) == [
        "id", "user", "date_time", "content_type", "object_id", "text", "image", "json",
    ]  # fmt: skip
    assert record["json"] == {"a": [1, 2]}
    address = urlsplit(record["image"])
    assert f"{address.scheme}://{address.netloc}" == str(client.base_url).rstrip("/")
    day = record["date_time"][:10].replace("-", "/")
    assert address.path.startswith(f"/uploaded/{day}/my_fig_%C3%A9")
    assert address.path.count(scratch["id"]) == times
    told = client.get(address.path, headers={"Accept": "*/*"})
    assert told.headers["Content-Type"] == "text/html; charset=utf-8"
    assert told.text.endswith(unquote(address.path).removeprefix("/uploaded"))
    with Image.open(told.text) as image:
        assert image.size == (size, size // 4)
    assert client.get(f"/notes/{record['id']}").json()["image"] == record["image"]


def test_any_change_of_a_note_makes_its_picture_anew(
    client: httpx.Client, scratch: dict[str, Any]
) -> None:
    note = post(client, scratch["id"], picture(), width="orig").json()
    about = {"content_type": "session", "object_id": scratch["id"]}
    after = client.patch(f"/notes/{note['id']}", json={**about, "text": "x"}).json()
    files = [
        Path(client.get(urlsplit(one["image"]).path, headers={"Accept": "*/*"}).text)
        for one in (note, after)
    ]
    assert [file.exists() for file in files] == [False, True]
    with Image.open(files[1]) as image:
        assert image.size == (800, 200)


def test_not_a_picture(client: httpx.Client, scratch: dict[str, Any]) -> None:
    answer = post(client, scratch["id"], b"text")
    words = (
        "Upload a valid image. The file you uploaded was either not an image or a corrupted image."
    )
    assert answer.status_code == 400
    assert answer.json() == {"image": [words], "status_code": 400}


def test_pictures_need_a_token(stranger: httpx.Client) -> None:
    answer = stranger.get("/uploaded/2026/07/01/figure_0.png", headers={"Accept": "*/*"})
    assert answer.status_code == 403
    words = "Authentication credentials were not provided."
    assert answer.json() == {"detail": words, "status_code": 403}


def test_a_server_in_front_serves_pictures(tmp_path: Path) -> None:
    content = picture(40, 10)
    with start_demo(tmp_path, SIZE, "--serve-pictures") as url:
        with httpx.Client(base_url=url) as client:
            sign_in(client, "test_user", "TapetesBloc18")
            session = client.get("/sessions?limit=1").json()["results"][0]["id"]
            image = post(client, session, content, width="orig").json()["image"]
        answer = httpx.get(image)
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content == content
        assert httpx.get(f"{url}/uploaded/../demo.lock").status_code == 404
