"""What people copy from elsewhere: paths of files, session references, ids, addresses. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote

from alyxtui.domain.links import UUID, Link, of_url
from alyxtui.query.model import Query
from alyxtui.schema.model import Api

# ALF, as ONE-api 3.6.1 reads it: lab/Subjects/subject/date/number/collection/#revision#/name, the
# lab and all after the number may be missing.
_SESSION_PATH = re.compile(
    r"(?:^|[/\\])(?P<subject>[^/\\]+)[/\\](?P<date>\d{4}-\d\d-\d\d)[/\\](?P<number>\d{1,3})"
    r"(?:[/\\](?P<rest>.*))?$"
)
# ONE-api 3.6.1: date_number_subject; a subject may hold underscores.
_REFERENCE = re.compile(r"(?P<date>\d{4}-\d\d-\d\d)_(?P<number>\d{1,3})_(?P<subject>\S.*)")
_LONGEST = 2_000  # characters


def read(text: str, api: Api, base_url: str) -> Link | None:
    """What a pasted text leads to.

    Args:
        text: one line, as typed or pasted.
        api: the endpoints that there are.
        base_url: normalised address of the server.

    Returns:
        None when it is none of: an id, an address of this server or of its web admin, a path that
        holds a session, a session reference such as ``2021-02-05_1_KS022``.
    """
    text = text.strip().strip("\"'")
    if not text or len(text) > _LONGEST:
        return None
    if UUID.fullmatch(text):
        return Link("", text.lower())
    link = of_url(api, base_url, text)
    if link is not None:
        return link
    found = _REFERENCE.fullmatch(text)
    if found is not None:
        return _session(api, found)
    found = _SESSION_PATH.search(text.partition("?")[0])
    if found is None:
        return None
    return _file(api, found) if found["rest"] else _session(api, found)


def _session(api: Api, found: re.Match[str]) -> Link | None:
    """The session of a subject, a day and a number."""
    if "sessions" not in api.endpoints:
        return None
    day = found["date"]
    filters = (
        ("subject", unquote(found["subject"])),
        ("date_range", f"{day},{day}"),
        ("number", str(int(found["number"]))),
    )
    query = Query("sessions", filters)
    return Link("sessions", query=query, one=True, words="the session of this path")


def _file(api: Api, found: re.Match[str]) -> Link | None:
    """The dataset of a file, or the datasets of a folder."""
    if "datasets" not in api.endpoints:
        return None
    parts = [part for part in re.split(r"[/\\]", found["rest"]) if part]
    name = parts.pop() if parts and "." in parts[-1] else ""
    own = UUID.search(name)
    if own is not None:  # the data server puts the dataset's id before the extension
        return Link("datasets", own[0].lower())
    revision = next((part.strip("#") for part in parts if re.fullmatch("#.+#", part)), "")
    collection = "/".join(part for part in parts if not re.fullmatch("#.+#", part))
    filters = [
        ("subject", unquote(found["subject"])),
        ("date", found["date"]),
        ("experiment_number", str(int(found["number"]))),
    ]
    asked = {"collection": collection, "name": name, "revision": revision}
    filters += [(key, value) for key, value in asked.items() if value]
    query = Query("datasets", tuple(filters))
    return Link("datasets", query=query, one=bool(name), words="the dataset of this path")
