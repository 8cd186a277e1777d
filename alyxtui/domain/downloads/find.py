"""From what a person names to files: ids, addresses, paths and sessions, asked of the server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.domain.downloads import addresses, locate
from alyxtui.domain.downloads.model import Candidate, Rules, Wanted
from alyxtui.domain.downloads.selection import inner_path
from alyxtui.domain.fetch import Fetch
from alyxtui.domain.start import is_url
from alyxtui.errors import AlyxTuiError, NotFound, UsageError
from alyxtui.query.model import Query
from alyxtui.schema.model import Api, Endpoint
from alyxtui.text import safe

_SESSIONS_A_REQUEST = 40  # their uuids fit the 4,094 bytes that gunicorn reads of a request line
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_PATH = re.compile(
    r"(?:(?:.*/)?(?P<lab>[^/]+)/Subjects/)?(?P<subject>[^/]+)/(?P<date>\d{4}-\d{2}-\d{2})/"
    r"(?P<number>\d{1,3})(?:/(?P<rest>.*))?\Z"
)
_KINDS = ("datasets", "sessions", "files", "notes")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The files of something that a person named.

    Attributes:
        files: all of them.
        whole: it names a session or a folder, out of which one chooses.
    """

    files: list[Wanted]
    whole: bool = False


class Finder:
    """Finds files on one server; knows its public buckets once it has asked.

    Args:
        client: asks.
        api: what the server offers.
        data_url: address of the profile's data server, may be empty.
    """

    def __init__(self, client: AlyxClient, api: Api, data_url: str) -> None:
        self._client = client
        self._api = api
        self._data_url = data_url
        self._buckets: dict[str, str] = {}

    async def named(self, text: str) -> Found:
        """The files of a uuid, an address or a path in ONE's layout.

        Raises:
            UsageError: it is none of them.
            NotFound: the server has nothing of that name.
            AlyxTuiError: the server cannot be asked.
        """
        text = text.strip()
        if is_url(text):
            return await self._at(text)
        if _UUID.match(text):
            return await self._of_uuid(text.lower())
        found = _PATH.match(text.strip("/").replace("\\", "/"))
        if found is None:
            raise UsageError(
                f"{safe(text)!r} is no uuid, no address and no path of a session.",
                hint="Paths are as ONE has them: subject/date/number, with lab/Subjects/ before it"
                " or a collection and a name behind it.",
            )
        return await self._on_path(found.groupdict())

    async def of_sessions(self, keys: Iterable[str]) -> list[Wanted]:
        """All files of some sessions.

        Args:
            keys: uuids.

        Raises:
            NotFound: there is no such session.
            AlyxTuiError: the server cannot be asked.
        """
        wanted = list(dict.fromkeys(key.lower() for key in keys))
        for key in wanted:
            if not _UUID.match(key):
                raise UsageError(f"{safe(key)!r} is no uuid of a session.")
        files: list[Wanted] = []
        for start in range(0, len(wanted), _SESSIONS_A_REQUEST):
            some = wanted[start : start + _SESSIONS_A_REQUEST]
            sessions = await self._sessions(some)
            for key in some:
                if key not in sessions:
                    raise NotFound(f"There is no session {key}.")
            files += await self._datasets(sessions)
        return files

    async def of_datasets(self, datasets: Sequence[Record]) -> list[Wanted]:
        """The files of records of ``datasets``, as marks of a list give them.

        Raises:
            AlyxTuiError: the server cannot be asked for their sessions.
        """
        keys = dict.fromkeys(_session_key(dataset) for dataset in datasets)
        known: dict[str, Record] = {}
        wanted = [key for key in keys if key]
        for start in range(0, len(wanted), _SESSIONS_A_REQUEST):
            known |= await self._sessions(wanted[start : start + _SESSIONS_A_REQUEST])
        await self._learn_buckets(datasets)
        rules = self._rules()
        return [locate.of_dataset(one, known.get(_session_key(one)), rules) for one in datasets]

    async def of_record(self, endpoint: str, record: Record) -> Found:
        """The files of any record: a dataset, a file record, a session, a note.

        Raises:
            UsageError: records of that endpoint have no files.
            AlyxTuiError: the server cannot be asked.
        """
        if endpoint == "datasets":
            return Found(await self.of_datasets([record]))
        if endpoint == "sessions":
            key = key_of(self._endpoint(endpoint), dict(record))
            return Found(await self.of_sessions([key]), whole=True)
        if endpoint == "notes":
            return Found([locate.of_note(record)])
        if endpoint == "files":
            return Found([await self._of_file(record)])
        raise UsageError(f"Records of {safe(endpoint)} have no files of their own.")

    async def of_records(self, endpoint: str, records: Sequence[Record]) -> Found:
        """The files of several records of an endpoint, as marks of a list give them.

        Raises:
            UsageError: records of that endpoint have no files.
            AlyxTuiError: the server cannot be asked.
        """
        if endpoint == "datasets":
            return Found(await self.of_datasets(records), whole=len(records) > 1)
        if endpoint == "sessions":
            known = self._endpoint(endpoint)
            keys = [key_of(known, dict(record)) for record in records]
            return Found(await self.of_sessions(keys), whole=True)
        found = [await self.of_record(endpoint, record) for record in records]
        return Found([file for one in found for file in one.files], whole=len(found) > 1)

    async def _at(self, url: str) -> Found:
        """What an address leads to: a record of Alyx, a dataset's file, or just a file."""
        path = urlsplit(url).path
        if addresses.under(url, self._client.base_url):
            path = path[len(urlsplit(self._client.base_url).path) :]
            endpoint, _, key = path.strip("/").partition("/")
            if endpoint in _KINDS and key:
                record = await self._client.read(self._endpoint(endpoint), unquote(key))
                return await self.of_record(endpoint, record)
        file = locate.of_url(url, self._rules())
        key = addresses.uuid_in(file.url)
        if key:
            try:
                dataset = await self._client.read(self._endpoint("datasets"), key)
                (known,) = await self.of_datasets([dataset])
            except NotFound:
                return Found([file])
            others = (one for one in known.candidates if one.url != file.url)
            return Found([replace(known, candidates=(Candidate(file.url), *others), problem="")])
        return Found([file])

    async def _of_uuid(self, key: str) -> Found:
        for endpoint in _KINDS:
            try:
                record = await self._client.read(self._endpoint(endpoint), key)
            except NotFound:
                continue
            return await self.of_record(endpoint, record)
        raise NotFound(
            f"There is no dataset, session, file record or note {key}.",
            hint="Check the server that is in use: alyxtui whoami",
        )

    async def _of_file(self, file: Record) -> Wanted:
        key = str(file.get("dataset") or "").rstrip("/").rpartition("/")[2]
        dataset = await self._client.read(self._endpoint("datasets"), key)
        sessions = await self._sessions([one]) if (one := _session_key(dataset)) else {}
        await self._learn_buckets([dataset])
        return locate.of_file(file, dataset, sessions.get(one), self._rules())

    async def _on_path(self, parts: Mapping[str, str | None]) -> Found:
        day, number, rest = parts["date"] or "", int(parts["number"] or 0), parts["rest"] or ""
        _check_day(day)
        filters = {
            "subject": parts["subject"] or "",
            "date_range": f"{day},{day}",
            "number": str(number),
            "lab": parts["lab"] or "",
        }
        pairs = tuple((name, value) for name, value in filters.items() if value)
        endpoint = self._endpoint("sessions")
        found = await self._all(Query("sessions", pairs))
        sessions = {key_of(endpoint, one): one for one in found}
        if not sessions:
            raise NotFound(f"There is no session {safe(filters['subject'])}/{day}/{number:03d}.")
        files = await self._datasets(sessions)
        if not rest.strip("/"):
            return Found(files, whole=True)
        inner = rest.strip("/")
        chosen = [file for file in files if _below(file, inner)]
        if not chosen:
            raise NotFound(
                f"The session has nothing at {safe(inner)}.",
                hint="alyxtui download --dry-run with the path of the session shows what it has.",
            )
        return Found(chosen, whole=not any(inner_path(file) == inner for file in chosen))

    async def _sessions(self, keys: Sequence[str]) -> dict[str, Record]:
        """Sessions as their list has them, by uuid: light, unlike the records themselves."""
        endpoint = self._endpoint("sessions")
        listed = ", ".join(f"'{key}'" for key in keys)
        query = Query("sessions", (("django", f"pk__in,[{listed}]"),))
        return {key_of(endpoint, one): one for one in await self._all(query)}

    async def _datasets(self, sessions: Mapping[str, Record]) -> list[Wanted]:
        listed = ", ".join(f"'{key}'" for key in sessions)
        query = Query("datasets", (("django", f"session__in,[{listed}]"),))
        records = await self._all(query)
        await self._learn_buckets(records)
        rules = self._rules()
        found = [
            locate.of_dataset(one, sessions[key], rules)
            for one in records
            if (key := _session_key(one)) in sessions
        ]
        return sorted(found, key=lambda file: file.path)

    async def _all(self, query: Query) -> list[dict[str, Any]]:
        """All records of a query, each once: Alyx before 3.6.4 repeats some.

        Raises:
            Incomplete: rows moved while they were asked for, and some did not come.
            AlyxTuiError: the server cannot be asked.
        """
        fetch = Fetch(self._client, self._endpoint(query.endpoint), [query])
        found: list[dict[str, Any]] = []
        async with aclosing(fetch.batches()) as batches:
            async for batch in batches:
                found += batch.records
        if error := fetch.verdict().error("Nothing is fetched; try again."):
            raise error
        return found

    async def _learn_buckets(self, datasets: Iterable[Record]) -> None:
        """Ask for the repositories that may be public buckets, each once."""
        for dataset in datasets:
            for one in dataset.get("file_records") or ():
                name = one.get("data_repository")
                # ONE-api 3.6.1: those repositories are named so.
                if not (isinstance(name, str) and name.startswith("aws")) or name in self._buckets:
                    continue
                self._buckets[name] = ""
                try:
                    record = await self._client.read(self._endpoint("data-repository"), name)
                except AlyxTuiError:
                    continue
                self._buckets[name] = addresses.bucket_of(record)

    def _rules(self) -> Rules:
        return Rules(self._data_url, self._buckets)

    def _endpoint(self, name: str) -> Endpoint:
        found = self._api.endpoints.get(name)
        if found is None:
            raise NotFound(f"This server has no {name}.")
        return found


def _check_day(text: str) -> None:
    """Refuse what is no day: Alyx 3.6.1 answers it with a 500."""
    try:
        date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{safe(text)} is no day.", hint="Sessions have dates as 2024-01-26: year, month, day."
        ) from None


def _session_key(dataset: Record) -> str:
    url = dataset.get("session")
    return url.rstrip("/").rpartition("/")[2].lower() if isinstance(url, str) else ""


def _below(file: Wanted, folder: str) -> bool:
    inner = inner_path(file)
    return inner == addresses.without_uuid(folder) or inner.startswith(folder + "/")
