"""Data servers and single transfers for the tests of downloads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.transfer import Outcome
from tests.domain.downloads import one_file
from tests.domain.downloads.data_server import DataServer, serving

Fetch = Callable[..., Coroutine[Any, Any, Outcome]]


@pytest.fixture
def data() -> Iterator[DataServer]:
    """A data server."""
    with serving() as server:
        yield server


@pytest.fixture
def other() -> Iterator[DataServer]:
    """Another one, on a port of its own."""
    with serving() as server:
        yield server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty cache directory."""
    return tmp_path / "one"


@pytest.fixture
def fetch(root: Path) -> Fetch:
    """Bring one file, without waits."""

    async def bring(wanted: Wanted, **options: Any) -> Outcome:
        return await one_file.bring(wanted, root, **options)

    return bring


def wanted_of(data: bytes, *urls: str, path: str = "lab/alf/x.npy", **more: Any) -> Wanted:
    """A file whose record is right."""
    known = {"size": len(data), "md5": hashlib.md5(data).hexdigest(), **more}
    return Wanted(path, tuple(map(Candidate, urls)), name=path.rpartition("/")[2], **known)
