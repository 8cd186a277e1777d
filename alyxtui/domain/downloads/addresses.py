"""Addresses of files: as records hold them, of public buckets, and the paths that are in them.

Alyx 3.6.1 puts a ``data_url`` together from the repository's and the file's path and encodes
nothing: a revision's ``#`` stands in it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from alyxtui.errors import SettingsError
from alyxtui.settings.urls import normalise

# ONE-api 3.6.1: the repository of the bucket that needs no keys, its name, and where it is.
_PUBLIC_REPOSITORY = "aws_cortexlab"
_PUBLIC_BUCKET, _REGION = "ibl-brain-wide-map-public", "us-east-1"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\Z")
_PLACE = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]\Z")

_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_UUID_PART = re.compile(rf"\.({_UUID})(?=\.[^./]*\Z|\Z)")
_SESSION = re.compile(
    r"(?:\A|/)(?P<lab>[^/]+)/Subjects/(?P<subject>[^/]+)/(?P<date>\d{4}-\d{2}-\d{2})/"
    r"(?P<number>\d{1,3})/(?P<rest>.+)\Z"
)
_AGGREGATES = re.compile(r"(?:\A|/)(aggregates/.+)\Z")


def usable(url: object) -> str:
    """A record's address as it can be asked for, percent-encoded; empty when it is none.

    Only http and https are; a user or a password in it makes it none.
    """
    if not isinstance(url, str) or "\\" in url:
        return ""
    found = re.match(r"(https?://[^/?#]+)(/[^?]*)?(\?.*)?\Z", url.strip())
    if found is None:
        return ""
    try:
        base = normalise(found[1])
        path = quote(
            re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", found[2] or "/"), safe="/%~!$&'()*+,;=:@"
        )
        query = quote(found[3] or "", safe="?/%~!$&'()*+,;=:@-._")
    except (SettingsError, UnicodeEncodeError):
        return ""
    return base + path + query


def under(url: str, base: str) -> bool:
    """Whether an address lies at or below a base address."""
    return bool(base) and (url == base or url.startswith(base.rstrip("/") + "/"))


def bucket_of(repository: Mapping[str, Any]) -> str:
    """The address of a data repository's public bucket, empty when it has none.

    ONE-api 3.6.1 asks a bucket without keys when it is the public one or has ``public`` in its
    name. Keys in the record are never used.

    Args:
        repository: a record of ``data-repository``.
    """
    found = repository.get("json")
    values = found if isinstance(found, dict) else {}
    default = _PUBLIC_BUCKET if repository.get("name") == _PUBLIC_REPOSITORY else ""
    bucket, region = values.get("bucket_name", default), values.get("region_name", _REGION)
    if not (isinstance(bucket, str) and isinstance(region, str) and "public" in bucket):
        return ""
    if not (_BUCKET.match(bucket) and _PLACE.match(region)):
        return ""
    return f"https://{bucket}.s3.{region}.amazonaws.com"


def with_uuid(name: str, dataset: str) -> str:
    """A file name with the dataset's uuid before its extension, as data servers have it."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem}.{dataset}.{extension}" if dot else f"{name}.{dataset}"


def without_uuid(name: str) -> str:
    """A file name without the uuid that data servers put before its extension."""
    return _UUID_PART.sub("", name)


def uuid_in(url: str) -> str:
    """The dataset's uuid in the file name of an address, empty when it has none."""
    found = _UUID_PART.search(unquote(urlsplit(url).path))
    return found[1].lower() if found else ""


def folder_of(lab: str, subject: str, date: str, number: int) -> str:
    """The folder of a session in ONE's layout."""
    return f"{lab}/Subjects/{subject}/{date}/{number:03d}"


def path_in(url: str, data_url: str) -> str:
    """Where the file of an address goes, below the cache directory.

    A session's path and an aggregate's are found anywhere in it, as ONE-api 3.6.1 does; else it is
    what follows the data server's address, else the whole path.

    Args:
        url: percent-encoded.
        data_url: address of the data server, may be empty.
    """
    path = unquote(urlsplit(url).path).lstrip("/")
    folder, slash, name = path.rpartition("/")
    path = folder + slash + without_uuid(name)
    if found := _SESSION.search(path):
        rest = found["rest"]
        number = int(found["number"])
        return f"{folder_of(found['lab'], found['subject'], found['date'], number)}/{rest}"
    if found := _AGGREGATES.search(path):
        return found[1]
    if under(url, data_url):
        return path[len(unquote(urlsplit(data_url).path)) :].lstrip("/")
    return path
