"""Choosing among files by hand: values switched off and on, a pattern, single files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from alyxtui.domain.downloads import choose
from alyxtui.domain.downloads.choose import Facet, facets
from alyxtui.domain.downloads.model import Wanted

REVISIONS = "revisions"
DEFAULT = "default of each dataset"
"""The value of ``REVISIONS`` that stands for every dataset's default revision."""
_BY: dict[str, Callable[[Wanted], str]] = {
    "collections": choose.collection_of,
    REVISIONS: choose.revision_of,
    "types": choose.kind_of,
    "objects": choose.object_of,
    "attributes": choose.attribute_of,
}
_WILD = frozenset("*?[")


class Selection:
    """Which of some files are wanted.

    At first all files of the default revisions are.

    Args:
        files: all there are.

    Attributes:
        files: all there are.
        pattern: words, each with shell patterns; a file has to fit one of them by its name, its
            path in the session or its dataset type. A word without patterns fits anywhere.
    """

    def __init__(self, files: Sequence[Wanted]) -> None:
        self.files = tuple(files)
        self.pattern = ""
        groups = {name: self._facets(name) for name in _BY}
        self._groups = {name: found for name, found in groups.items() if len(found) > 1}
        revisions = self._groups.get(REVISIONS, ())
        self._off = {(REVISIONS, one.value) for one in revisions if one.value != DEFAULT}
        self._single: dict[int, bool] = {}

    @property
    def groups(self) -> dict[str, tuple[Facet, ...]]:
        """What there is to choose by, and the values of each; what has one value is left out."""
        return self._groups

    def is_on(self, group: str, value: str) -> bool:
        """Whether files of a value are wanted."""
        return (group, value) not in self._off

    def switch(self, group: str, value: str) -> None:
        """Want the files of a value no longer, or again."""
        self._off ^= {(group, value)}

    def only(self, group: str, value: str) -> None:
        """Of a group want this value alone; once more: all of them."""
        others = {(group, one.value) for one in self._groups[group]} - {(group, value)}
        alone = others <= self._off and self.is_on(group, value)
        self._off -= {*others, (group, value)}
        if not alone:
            self._off |= others

    @property
    def shown(self) -> list[Wanted]:
        """The files that the values and the pattern leave."""
        return [file for file in self.files if self._fits(file)]

    def has(self, file: Wanted) -> bool:
        """Whether a file that is shown is wanted."""
        return not file.problem and self._single.get(id(file), True)

    def take(self, file: Wanted) -> None:
        """Want a single file no longer, or again."""
        self._single[id(file)] = not self._single.get(id(file), True)

    def take_all(self) -> None:
        """Want all files that are shown; when they all are wanted, none of them."""
        shown = self.shown
        wanted = not all(self.has(file) for file in shown if not file.problem)
        self._single.update((id(file), wanted) for file in shown)

    @property
    def wanted(self) -> list[Wanted]:
        """The files that are wanted."""
        return [file for file in self.shown if self.has(file)]

    def _facets(self, name: str) -> tuple[Facet, ...]:
        found = tuple(facets(self.files, _BY[name]))
        if name != REVISIONS or (len(found) < 2 and all(file.default for file in self.files)):
            return found
        default = facets((file for file in self.files if file.default), lambda file: DEFAULT)
        return (*default, *found)

    def _fits(self, file: Wanted) -> bool:
        return self._fits_values(file) and self._fits_pattern(file)

    def _fits_values(self, file: Wanted) -> bool:
        for name in self._groups:
            on = self.is_on(name, _BY[name](file))
            if name == REVISIONS:
                on = on or (file.default and self.is_on(REVISIONS, DEFAULT))
            if not on:
                return False
        return True

    def _fits_pattern(self, file: Wanted) -> bool:
        words = self.pattern.split()
        texts = (file.name, inner_path(file), file.kind)
        patterns = (word if _WILD & set(word) else f"*{word}*" for word in words)
        return not words or any(fnmatchcase(text, one) for one in patterns for text in texts)


def inner_path(file: Wanted) -> str:
    """Where a file is in its session: collection, revision, name."""
    revision = f"#{file.revision}#" if file.revision else ""
    return "/".join(filter(None, (file.collection, revision, file.name)))
