"""A query's records into a file: page by page, resumable, and never half of it under its name.

What comes is kept in a file beside the wanted one (``.NAME.part``, a record a line) with a ledger
(``.NAME.part.db``). When everything is there it is written in the wanted format and takes the name;
until then, or when pages failed, whatever had the name before stays.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from alyxtui.client.client import AlyxClient
from alyxtui.domain import formats, parquet
from alyxtui.domain.fetch import Batch, Fetch
from alyxtui.domain.formats import Format
from alyxtui.domain.ledger import Ledger
from alyxtui.domain.marks import Marks
from alyxtui.domain.verdict import Verdict
from alyxtui.errors import AlyxTuiError, UsageError
from alyxtui.query.model import Query
from alyxtui.query.render import query_string
from alyxtui.schema.model import Endpoint

T = TypeVar("T")

FILE_FORMATS = (Format.JSONL, Format.JSON, Format.CSV, Format.PARQUET)
"""What a file can be."""
_SUFFIXES = {f".{one.value}": one for one in FILE_FORMATS} | {
    ".ndjson": Format.JSONL,
    ".pqt": Format.PARQUET,  # as the files of IBL are called
}
OTHER_SUFFIXES = frozenset(
    {".txt", ".tsv", ".md", ".html", ".xml", ".yaml", ".yml", ".toml", ".xlsx", ".xls", ".ods"}
    | {".npy", ".pkl", ".feather", ".h5", ".db", ".sqlite", ".gz", ".bz2", ".xz", ".zst", ".zip"}
)
"""Endings of a file's name that promise what no export writes."""


class ExportError(AlyxTuiError):
    """A file that cannot be written, or not gone on with."""

    title = "The file cannot be written"


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be made.

    Attributes:
        path: the file.
        format: one of ``FILE_FORMATS``.
        fields: paths of the columns, all fields when empty.
        keep_formulas: leave texts in CSV as they are, though a spreadsheet would run them.
    """

    path: Path
    format: Format
    fields: tuple[str, ...] = ()
    keep_formulas: bool = False

    @property
    def file(self) -> Path:
        """What is written: the path, or what it is a link to."""
        return Path(os.path.realpath(self.path)) if self.path.is_symlink() else self.path

    @property
    def part(self) -> Path:
        """Where records are kept until all are there."""
        return self.file.with_name(f".{self.file.name}.part")

    @property
    def ledger(self) -> Path:
        """What tells how far it came; who has it open has the file to himself."""
        return self.file.with_name(f".{self.file.name}.part.db")


def format_of(path: Path) -> Format:
    """The format that a file's name asks for; JSON lines when it asks for none."""
    return _SUFFIXES.get(path.suffix.lower(), Format.JSONL)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an export is.

    Attributes:
        done: records here.
        total: rows that are to come, None while unknown.
        left: seconds that it will take yet, None while nobody can know.
        writing: all are here and are being written in their format.
    """

    done: int
    total: int | None
    left: float | None
    writing: bool = False


class Export:
    """One export, run once.

    Args:
        client: the server.
        endpoint: one with a paginated list.
        parts: the query, see ``Fetch``.
        target: what is to be made.
        limit: at most so many rows, None for all.
        resume: go on with what an earlier run has left; without it that is dropped.
        page_size: rows a page, None to choose it.
        marks: only the records that are marked; None for all.

    Attributes:
        target: as given.
        resume: as given; may be set before the run.
        begun: whether what is kept beside the file is of this export.
    """

    def __init__(
        self,
        client: AlyxClient,
        endpoint: Endpoint,
        parts: Sequence[Query],
        target: Target,
        *,
        limit: int | None = None,
        resume: bool = False,
        page_size: int | None = None,
        marks: Marks | None = None,
    ) -> None:
        self.target = target
        self.begun = False
        self._ledger: Ledger | None = None
        self._marks = marks
        self._client, self._endpoint, self._parts = client, endpoint, tuple(parts)
        self._limit, self.resume, self._page_size = limit, resume, page_size
        self._fields: dict[str, None] = {}
        self._stop = threading.Event()
        self._began, self._had = 0.0, 0
        self._left_out = 0  # records that are not marked

    async def run(self, on_progress: Callable[[Progress], None] = lambda _: None) -> Verdict:
        """Fetch and write.

        Cancelling leaves what came so far for another run; ``discard`` removes it.

        Args:
            on_progress: called in the event loop as it goes on.

        Returns:
            What came. The file is written unless pages are missing.

        Raises:
            UsageError: pyarrow is missing, what is there belongs to another export, or the path is
                that of no plain file.
            ExportError: a file cannot be written, or another export is writing it.
            AlyxTuiError: nothing came at all.
        """
        if self.target.format is Format.PARQUET:
            parquet.require()
        with _said(self.target.path):
            complete = False
            try:
                ledger = await self._in_thread(self._begin)
                if self._marks is not None and not self._marks.everything:
                    verdict = await self._take(ledger, self._marks.records)
                else:
                    verdict = await self._fetch(ledger, on_progress)
                if not verdict.missing:
                    on_progress(Progress(verdict.held, verdict.held, None, writing=True))
                    await self._in_thread(self._write)
                    self.target.part.unlink(missing_ok=True)
                    complete = True
            finally:
                if self._ledger is not None:
                    self._ledger.close(remove=complete)
        return verdict

    def discard(self) -> None:
        """Remove what was kept for another run, unless another export has taken it over."""
        if not self.begun:
            return
        try:
            ledger = Ledger(self.target.ledger)
        except BlockingIOError:
            return
        self.target.part.unlink(missing_ok=True)
        ledger.close(remove=True)

    @property
    def job(self) -> dict[str, object]:
        """What must be the same for a run to go on with what another has left."""
        texts = [query_string(self._endpoint, part) for part in self._parts]
        return {
            "server": self._client.base_url,
            "endpoint": self._endpoint.name,
            "queries": texts,
            "limit": self._limit,
            "marks": None if self._marks is None else list(self._marks.names),
        }

    def _begin(self) -> Ledger:
        """Take the file for this export alone, with what an earlier run left or empty-handed."""
        path = self.target.path
        if path.is_dir():
            raise ExportError(f"{path} is a directory.")
        if path.exists() and not path.is_file():
            raise UsageError(
                f"{path} is no plain file, and one would take its place.",
                hint="Without a file records go to stdout, which can be led there.",
            )
        if not self.target.file.parent.is_dir():
            raise ExportError(f"There is no directory {self.target.file.parent}.")
        goes_on = self.target.part.exists() and self.resume
        ledger = self._ledger = Ledger(self.target.ledger)
        if not goes_on:
            ledger.clear()
        job = ledger.facts().get("job")
        if job is None:
            ledger.keep({"job": self.job, "size": 0, "fields": []})
        elif job != self.job:
            raise UsageError(
                f"What was begun for {path} is another query.",
                hint="Leave --resume out to begin anew, or write to another file.",
            )
        self.begun = True
        return ledger

    # Fetching.

    async def _fetch(self, ledger: Ledger, on_progress: Callable[[Progress], None]) -> Verdict:
        fetch = Fetch(
            self._client,
            self._endpoint,
            self._parts,
            limit=self._limit,
            page_size=self._page_size,
            ledger=ledger,
        )
        part = await self._in_thread(self._open_part, ledger)
        self._began, self._had = time.monotonic(), fetch.tally.held
        try:
            on_progress(Progress(self._had, fetch.total, None))
            async with aclosing(fetch.batches()) as batches:
                async for batch in batches:
                    await self._in_thread(self._keep, part, ledger, batch)
                    done = fetch.tally.held
                    on_progress(Progress(done, fetch.total, self._left(done, fetch.total)))
        finally:
            part.close()
        verdict = fetch.verdict()
        return replace(verdict, held=verdict.held - self._left_out)

    async def _take(self, ledger: Ledger, records: Sequence[formats.Record]) -> Verdict:
        """Take over records that are here."""
        part = await self._in_thread(self._open_part, ledger)
        try:
            part.truncate(0)
            await self._in_thread(self._put, part, ledger, records)
        finally:
            part.close()
        return Verdict(len(records), len(records), len(records))

    def _open_part(self, ledger: Ledger) -> BinaryIO:
        """The kept records, cut to what the ledger vouches for."""
        facts = ledger.facts()
        size, fields, left_out = facts.get("size"), facts.get("fields"), facts.get("left_out")
        part = self.target.part.open("ab")
        try:
            if not isinstance(size, int) or part.tell() < size:
                raise ExportError(
                    f"{self.target.part} is shorter than it was.",
                    hint="Leave --resume out to begin anew.",
                )
            part.truncate(size)
        except BaseException:
            part.close()
            raise
        self._left_out = left_out if isinstance(left_out, int) else 0
        self._fields = dict.fromkeys(map(str, fields if isinstance(fields, list) else ()))
        return part

    def _keep(self, part: BinaryIO, ledger: Ledger, batch: Batch) -> None:
        """Write records down; the ledger vouches for them with its next word."""
        records = batch.records
        if self._marks is not None:
            records = tuple(record for record in records if self._marks.holds(record))
            self._left_out += len(batch.records) - len(records)
            ledger.note("left_out", self._left_out)
        self._put(part, ledger, records)

    def _put(self, part: BinaryIO, ledger: Ledger, records: Sequence[formats.Record]) -> None:
        part.write(formats.encoded("".join(formats.json_lines(records))))
        part.flush()
        before = len(self._fields)
        self._fields.update(dict.fromkeys(name for record in records for name in record))
        ledger.note("size", part.tell())
        if len(self._fields) != before:
            ledger.note("fields", list(self._fields))

    def _left(self, done: int, total: int | None) -> float | None:
        came = done - self._had
        if total is None or came <= 0:
            return None
        return (time.monotonic() - self._began) / came * max(total - done, 0)

    # Writing.

    def _write(self) -> None:
        """Bring the records into their format and give the file its name."""
        target = self.target
        if target.format is Format.JSONL and not target.fields:
            with target.part.open("rb+") as part:
                os.fsync(part.fileno())
            target.part.replace(target.file)
            return
        temporary = target.file.with_name(f".{target.file.name}.writing")
        try:
            if target.format is Format.PARQUET:
                types = parquet.Types(self._columns)
                for record in self._records():
                    types.look(record)
                parquet.write(temporary, types, self._records())
            else:
                self._write_text(temporary)
            if not self._stop.is_set():
                temporary.replace(target.file)
        finally:
            temporary.unlink(missing_ok=True)

    def _write_text(self, path: Path) -> None:
        with path.open("wb") as file:
            for text in self._texts():
                file.write(formats.encoded(text))
            file.flush()
            os.fsync(file.fileno())

    def _texts(self) -> Iterable[str]:
        if self.target.format is Format.JSON:
            return formats.json_document(self._records())
        if self.target.format is Format.CSV:
            return formats.csv_lines(
                self._columns, self._records(), keep_formulas=self.target.keep_formulas
            )
        return formats.json_lines(self._records())

    @property
    def _columns(self) -> Sequence[str]:
        known = self._endpoint.actions["list"].record
        return self.target.fields or tuple(self._fields) or tuple(known)

    def _records(self) -> Iterator[formats.Record]:
        """The kept records with their chosen fields; ends early when nobody waits any more."""
        with self.target.part.open(encoding="utf-8", newline="\n") as part:
            for line in part:
                if self._stop.is_set():
                    return
                yield formats.picked(json.loads(line), self.target.fields)

    async def _in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """Do what waits for the disk in a thread, and leave none of it behind when cancelled."""
        task = asyncio.ensure_future(asyncio.to_thread(work, *arguments))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._stop.set()
            await asyncio.wait({task})
            raise


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Errors of the disk in words."""
    try:
        yield
    except BlockingIOError as error:
        raise ExportError(
            f"Another export is writing {path}.", hint="Wait for it, or write to another file."
        ) from error
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error
    except sqlite3.Error as error:
        raise ExportError(f"{path}: {error}") from error
