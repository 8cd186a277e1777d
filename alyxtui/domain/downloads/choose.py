"""Which of a session's files are wanted: collections, revisions, types, names, and what they come to."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from alyxtui.domain.downloads import names
from alyxtui.domain.downloads.model import Wanted
from alyxtui.errors import DownloadFailed, UsageError
from alyxtui.text import safe

_NEAR = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted; patterns as shells have them (``*`` also goes over ``/``), empty for all.

    Attributes:
        collections: patterns of collections.
        kinds: patterns of dataset types.
        names: patterns of file names.
        revisions: patterns of revisions; empty for the default one of each dataset.
    """

    collections: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.collections, self.kinds, self.names, self.revisions))


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that files are chosen by.

    Attributes:
        value: a collection, a revision, a dataset type, an object or an attribute; may be empty.
        count: how many files have it.
        size: their bytes, as far as is known.
    """

    value: str
    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Some files together.

    Attributes:
        count: how many.
        size: their bytes, as far as is known.
        unknown: how many of unknown size.
        there: how many are there already, by their size.
        to_come: bytes of those that are not.
    """

    count: int
    size: int
    unknown: int
    there: int
    to_come: int


def pick(files: Sequence[Wanted], choice: Choice) -> list[Wanted]:
    """The files that a choice names.

    Raises:
        UsageError: a pattern fits none of the files; says what there is.
    """
    tests = (
        (choice.collections, "collection", collection_of),
        (choice.kinds, "dataset type", kind_of),
        (choice.names, "file", name_of),
        (choice.revisions, "revision", revision_of),
    )
    for patterns, what, value in tests:
        for pattern in patterns:
            _check(pattern, what, files, value)
    chosen = [file for file in files if all(_fits(value(file), some) for some, _, value in tests)]
    return chosen if choice.revisions else [file for file in chosen if file.default]


def facets(files: Iterable[Wanted], value: Callable[[Wanted], str]) -> list[Facet]:
    """The values that some files have, sorted.

    Args:
        files: the files.
        value: ``collection_of``, ``revision_of``, ``kind_of``, ``object_of`` or ``attribute_of``.
    """
    groups: dict[str, list[Wanted]] = {}
    for file in files:
        groups.setdefault(value(file), []).append(file)
    return [
        Facet(name, len(some), sum(file.size or 0 for file in some))
        for name, some in sorted(groups.items())
    ]


def present(files: Iterable[Wanted], root: Path) -> set[str]:
    """The paths of the files that seem to be there: right size, or of unknown size. Reads the disk.

    Their md5 is looked at only when they are wanted.
    """
    there: set[str] = set()
    for file in files:
        try:
            size = names.inside(root, file.path).stat().st_size if file.path else -1
        except (OSError, DownloadFailed):
            continue
        if file.path and file.size in {None, size}:
            there.add(file.path)
    return there


def sum_of(files: Sequence[Wanted], there: set[str]) -> Sum:
    """What some files come to.

    Args:
        files: the files.
        there: paths of those that are there, see ``present``.
    """
    missing = [file for file in files if file.path not in there]
    return Sum(
        count=len(files),
        size=sum(file.size or 0 for file in files),
        unknown=sum(file.size is None for file in files),
        there=len(files) - len(missing),
        to_come=sum(file.size or 0 for file in missing),
    )


def collection_of(file: Wanted) -> str:
    """Its folder in the session."""
    return file.collection


def revision_of(file: Wanted) -> str:
    """Its revision, empty for none."""
    return file.revision


def kind_of(file: Wanted) -> str:
    """Its dataset type."""
    return file.kind


def name_of(file: Wanted) -> str:
    """Its name."""
    return file.name


def object_of(file: Wanted) -> str:
    """The ALF object in its name: ``spikes`` of ``spikes.times.npy``."""
    return file.name.partition(".")[0]


def attribute_of(file: Wanted) -> str:
    """The ALF attribute in its name: ``times`` of ``spikes.times.npy``."""
    return file.name.partition(".")[2].partition(".")[0]


def one_line(file: Wanted) -> str:
    """The ONE call that loads a dataset, empty for a file that is none of a session."""
    if not (file.session and file.dataset):
        return ""
    folder = f", collection={file.collection!r}" if file.collection else ""
    revision = f", revision={file.revision!r}" if file.revision else ""
    return f"one.load_dataset({file.session!r}, {file.name!r}{folder}{revision})"


def _fits(value: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(fnmatchcase(value, pattern) for pattern in patterns)


def _check(
    pattern: str, what: str, files: Sequence[Wanted], value: Callable[[Wanted], str]
) -> None:
    known = sorted({value(file) for file in files})
    if any(fnmatchcase(one, pattern) for one in known):
        return
    near = difflib.get_close_matches(pattern, known, n=3)
    meant = f"Did you mean {' or '.join(map(safe, near))}? " if near else ""
    shown = ", ".join(safe(one) or "(none)" for one in known[:_NEAR])
    more = f" and {len(known) - _NEAR} more" if len(known) > _NEAR else ""
    raise UsageError(
        f"There is no {what} {safe(pattern)!r} among these files.",
        hint=f"{meant}There are: {shown}{more}." if known else "There are no files at all.",
    )
