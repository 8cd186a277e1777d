"""What is to be fetched: a file, where it may be had, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a file may be had from.

    Attributes:
        url: absolute http or https address, percent-encoded.
        repository: name of the data repository, empty when not known.
    """

    url: str
    repository: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file.

    Attributes:
        path: where it goes, below the cache directory, parts divided by ``/``; empty when its
            names cannot be used.
        candidates: where it may be had, the most preferred first.
        size: bytes as the record says, None when it does not.
        md5: 32 hex digits as the record says, empty when it does not.
        dataset: uuid of the dataset, empty when it is none.
        session: uuid of its session, empty when it has none.
        name: file name without the dataset's uuid.
        collection: folder in the session, empty for the session's own.
        revision: name of the revision, empty for none.
        default: whether it is of the default revision.
        kind: name of the dataset type, empty when not known.
        problem: why it cannot be fetched, empty when it can.
    """

    path: str
    candidates: tuple[Candidate, ...] = ()
    size: int | None = None
    md5: str = ""
    dataset: str = ""
    session: str = ""
    name: str = ""
    collection: str = ""
    revision: str = ""
    default: bool = True
    kind: str = ""
    problem: str = ""

    @property
    def url(self) -> str:
        """The address that is asked first, empty when there is none."""
        return self.candidates[0].url if self.candidates else ""

    def as_json(self) -> dict[str, Any]:
        """As values that JSON takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Wanted:
        """What ``as_json`` gave.

        Raises:
            TypeError, KeyError: it is something else.
        """
        places = tuple(Candidate(**one) for one in values["candidates"])
        return cls(**{**values, "candidates": places})


@dataclass(frozen=True, slots=True)
class Rules:
    """How records are turned into files.

    Attributes:
        data_url: address of the profile's data server, whose files are preferred; may be empty.
        buckets: addresses of public buckets, without a slash at the end, by data repository.
    """

    data_url: str = ""
    buckets: Mapping[str, str] = field(default_factory=dict)
