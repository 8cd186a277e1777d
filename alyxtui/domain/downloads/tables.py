"""ONE's cache tables: fetched, unpacked where ONE looks for them, and nowhere else."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alyxtui.client.client import AlyxClient
from alyxtui.domain.downloads import addresses, names
from alyxtui.domain.downloads.disk import BLOCK, explained
from alyxtui.domain.downloads.item import State
from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.queue import Downloads
from alyxtui.errors import BadAnswer, DownloadFailed, NotFound
from alyxtui.text import safe

_ARCHIVE = ".alyxtui/cache.zip"
_INFO, _ZIP = "cache/info/", "cache.zip"
_MOST = 32 * 1024**3  # bytes unpacked
_PARQUET = b"PAR1"


async def fetch_tables(
    client: AlyxClient,
    downloads: Downloads,
    root: Path,
    run: Callable[[Callable[[], Any]], Awaitable[Any]],
    tag: str = "",
) -> list[Path]:
    """Fetch the cache tables that the server has now.

    ONE-api 3.6.1 looks for them in its cache directory, for those of a tag in a folder of its name.

    Args:
        client: asks what there is.
        downloads: fetches it.
        root: ONE's cache directory.
        run: runs a blocking function in a thread.
        tag: name of a release tag, empty for all.

    Returns:
        The files.

    Raises:
        NotFound: there are no tables, or no such tag.
        DownloadFailed: they cannot be fetched, or are not what they should be.
        AlyxTuiError: the server cannot be asked.
    """
    folder = root / names.relative(tag) if tag else root
    try:
        answer = await client.request("GET", _INFO + (quote(tag, safe="") + "/" if tag else ""))
    except NotFound as error:
        what = f"for the tag {safe(tag)!r}" if tag else "here"
        raise NotFound(
            f"There are no cache tables {what}.",
            hint="alyxtui list tags shows the tags." if tag else "Ask the people of the server.",
        ) from error
    if not isinstance(answer.data, dict):
        raise BadAnswer("The server does not say what its cache tables are.", url=answer.url)
    url = addresses.usable(answer.data.get("location")) or f"{client.base_url}/{_ZIP}"
    await run(lambda: _drop(root / _ARCHIVE))
    (item,) = await downloads.add([Wanted(_ARCHIVE, (Candidate(url),), name=_ZIP)], root=root)
    await downloads.settled([item])
    if item.state is not State.DONE:
        raise DownloadFailed(item.reason or "It was stopped.", hint=item.remedy)
    found: list[Path] = await run(lambda: unpack_tables(item.path, folder))
    return found


def _drop(archive: Path) -> None:
    """Delete an archive that an earlier run has left: it may be an old one, and is never unpacked."""
    with explained(archive):
        archive.unlink(missing_ok=True)


def unpack_tables(archive: Path, folder: Path) -> list[Path]:
    """Unpack an archive of tables; all of it is checked before anything of it is in its place.

    The archive is deleted. Blocks.

    Args:
        archive: a zip file.
        folder: where they go.

    Raises:
        DownloadFailed: it is no archive of tables, or would write elsewhere.
        DiskTrouble: the disk does not take it.
    """
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".alyxtui-", dir=folder))
        try:
            found = _unpacked(archive, aside)
            for path in found:
                target = names.inside(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                (aside / path).replace(target)
            archive.unlink()
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return [folder / path for path in found]


def _unpacked(archive: Path, folder: Path) -> list[str]:
    """Unpack into an empty folder; gives the paths in it."""
    try:
        with zipfile.ZipFile(archive) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            if sum(entry.file_size for entry in entries) > _MOST:
                raise DownloadFailed("The archive of tables is far too large.")
            for entry in entries:
                _unpack(packed, entry, folder)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise DownloadFailed(
            f"What came is no archive of tables ({safe(str(error))}).",
            hint="Try again; if it happens again, tell the people of the server.",
        ) from None
    paths = [entry.filename for entry in entries]
    if not any(path.endswith(".pqt") for path in paths):
        raise DownloadFailed("There is no table in the archive.")
    return paths


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise DownloadFailed(f"{safe(entry.filename)} in the archive is no plain file.")
    target = names.inside(folder, entry.filename)
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(entry) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file, BLOCK)
    if target.suffix == ".pqt" and not _is_parquet(target):
        raise DownloadFailed(f"{safe(entry.filename)} in the archive is no table.")


def _is_parquet(path: Path) -> bool:
    """Whether a file begins and ends as Parquet files do."""
    with path.open("rb") as file:
        start = file.read(len(_PARQUET))
        size = file.seek(0, 2)
        file.seek(max(size - len(_PARQUET), 0))
        return start == file.read() == _PARQUET
