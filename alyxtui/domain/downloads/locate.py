"""Records turned into files: where each may be had, and where it goes in ONE's layout.

ONE-api 3.6.1 finds a file at ``<lab>/Subjects/<subject>/<date>/<number in 3 digits>/<collection>/
#<revision>#/<name>`` below its cache directory. Nothing here asks a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from alyxtui.domain.downloads import addresses, names
from alyxtui.domain.downloads.model import Candidate, Rules, Wanted
from alyxtui.errors import DownloadFailed

Record = Mapping[str, Any]

EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e"
_PICTURE = "uploaded/"


def of_dataset(dataset: Record, session: Record | None, rules: Rules) -> Wanted:
    """A dataset's file.

    Args:
        dataset: a record of ``datasets``, or one of a session's ``data_dataset_session_related``.
        session: a record of ``sessions``, None when the dataset has none (an aggregate).
        rules: the data server and the public buckets.
    """
    key = _uuid(dataset.get("id")) or _last(dataset.get("url"))
    name = addresses.without_uuid(_text(dataset, "name"))
    size, md5 = _size_and_md5(dataset)
    wanted = Wanted(
        path="",
        candidates=tuple(dict.fromkeys(_candidates(dataset, key, rules))),
        size=size,
        md5=md5,
        dataset=key,
        session=_key_of_session(dataset, session),
        name=name,
        collection=_text(dataset, "collection").strip("/"),
        revision=_text(dataset, "revision"),
        default=str(dataset.get("default_dataset", dataset.get("default_revision"))) != "False",
        kind=_text(dataset, "dataset_type"),
    )
    return _placed(wanted, lambda: _dataset_path(wanted, dataset, session, rules), dataset)


def of_file(file: Record, dataset: Record, session: Record | None, rules: Rules) -> Wanted:
    """The file of a file record: its dataset's, from that repository before all others.

    Args:
        file: a record of ``files``.
        dataset: the record of its dataset.
        session: that of its session, None when there is none.
        rules: the data server and the public buckets.
    """
    wanted = of_dataset(dataset, session, rules)
    own = _text(file, "data_repository")
    order = sorted(wanted.candidates, key=lambda one: one.repository != own)
    return replace(wanted, candidates=tuple(order))


def of_note(note: Record) -> Wanted:
    """A note's picture; problem says so when it has none.

    Alyx 3.6.1 keeps it at ``/uploaded/YYYY/MM/DD/<name>``.
    """
    url = addresses.usable(note.get("image"))
    if not url:
        return Wanted("", problem="This note has no picture.")
    path = addresses.path_in(url, "")
    found = path.find(_PICTURE)
    path = path[found:] if found >= 0 else _PICTURE + path.rpartition("/")[2]
    return _placed(Wanted("", (Candidate(url),), name=_name(path)), lambda: path, note)


def of_url(url: str, rules: Rules) -> Wanted:
    """The file at an address, of which nothing else is known."""
    address = addresses.usable(url)
    if not address:
        return Wanted("", problem="That is no http or https address of a file.")
    path = addresses.path_in(address, rules.data_url)
    wanted = Wanted("", (Candidate(address),), name=_name(path))
    return _placed(wanted, lambda: path, {"url": url})


def folder_of(session: Record) -> str:
    """A session's folder in ONE's layout.

    Raises:
        DownloadFailed: the record lacks a part of it.
    """
    lab, subject = _text(session, "lab"), _text(session, "subject")
    date = _text(session, "start_time")[:10]
    number = session.get("number")
    if not (lab and subject and re.fullmatch(r"\d{4}-\d{2}-\d{2}", date)):
        raise DownloadFailed(
            "The session's record has no lab, subject or date, so its files have no place."
        )
    # Alyx 3.6.1: a session may have no number; ONE's tables have 0 for it.
    return addresses.folder_of(lab, subject, date, number if isinstance(number, int) else 0)


def _placed(wanted: Wanted, path: Any, record: Record) -> Wanted:
    """With its path, or with the reason why it has none."""
    try:
        placed = replace(wanted, path=names.relative(path()))
    except DownloadFailed as error:
        return replace(wanted, problem=error.message)
    if placed.candidates:
        return placed
    kept = ", ".join(dict.fromkeys(_text(one, "data_repository") for one in _files(record)))
    where = f"only {kept} has it, which gives no address" if kept else "no repository has it"
    return replace(placed, problem=f"It cannot be fetched over the network: {where}.")


def _dataset_path(wanted: Wanted, dataset: Record, session: Record | None, rules: Rules) -> str:
    if not wanted.name:
        raise DownloadFailed("The dataset's record has no name.")
    if session is not None:
        revision = f"#{wanted.revision}#" if wanted.revision else ""
        parts = (folder_of(session), wanted.collection, revision, wanted.name)
        return "/".join(filter(None, parts))
    if wanted.candidates:
        return addresses.path_in(wanted.url, rules.data_url)
    for one in _files(dataset):
        folder = _text(one, "data_repository_path").strip("/")
        return "/".join(filter(None, (folder, _text(one, "relative_path"))))
    return wanted.name


def _candidates(dataset: Record, key: str, rules: Rules) -> Iterator[Candidate]:
    """Where a dataset may be had: data server, other servers, buckets, then what may be gone."""
    records = list(_files(dataset))
    there = [one for one in records if one.get("exists") is not False]
    gone = [one for one in records if one.get("exists") is False]
    for group in (there, gone):
        found = [*_of_records(group)]
        if group is there:
            found += _of_records([{"data_url": dataset.get("data_url")}])
        yield from sorted(found, key=lambda one: not addresses.under(one.url, rules.data_url))
        for one in group:
            yield from _in_bucket(one, key, rules)


def _of_records(records: list[Record]) -> Iterator[Candidate]:
    for one in records:
        url = addresses.usable(one.get("data_url"))
        if url:
            yield Candidate(url, _text(one, "data_repository"))


def _in_bucket(record: Record, key: str, rules: Rules) -> Iterator[Candidate]:
    repository = _text(record, "data_repository")
    base = rules.buckets.get(repository, "")
    path = _text(record, "relative_path")
    if base and path:
        folder, slash, name = path.rpartition("/")
        whole = f"{_text(record, 'data_repository_path').strip('/')}/{folder}{slash}"
        file = addresses.with_uuid(addresses.without_uuid(name), key)
        yield Candidate(f"{base}/{quote((whole + file).lstrip('/'), errors='replace')}", repository)


def _files(dataset: Record) -> Iterator[Record]:
    found = dataset.get("file_records")
    yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def _size_and_md5(dataset: Record) -> tuple[int | None, str]:
    """Size and md5 as far as the record knows them.

    Alyx 3.6.1: the hash is 32 hex digits, the same with dashes, or empty; a size of 0 may mean
    that nobody knows it.
    """
    md5 = _text(dataset, "hash").replace("-", "").strip().lower()
    if not re.fullmatch(r"[0-9a-f]{32}", md5):
        md5 = ""
    size = dataset.get("file_size")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        return None, md5
    return (size if size or md5 == EMPTY_MD5 else None), md5


def _key_of_session(dataset: Record, session: Record | None) -> str:
    if session is None:
        return _last(dataset.get("session"))
    return _uuid(session.get("id")) or _last(session.get("url"))


def _uuid(value: object) -> str:
    return value.lower() if isinstance(value, str) else ""


def _last(url: object) -> str:
    """The last segment of a record's address."""
    return url.rstrip("/").rpartition("/")[2].lower() if isinstance(url, str) else ""


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _text(record: Record, field: str) -> str:
    value = record.get(field)
    return value if isinstance(value, str) else ""
