"""The two lists of the chooser of files: what they are chosen by, and the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.filesize import decimal
from rich.segment import Segment
from textual.message import Message

from alyxtui.domain.cells import Role
from alyxtui.domain.downloads.choose import Facet
from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.selection import Selection, inner_path
from alyxtui.text import elide, fit, safe
from alyxtui.ui.commands import Scope
from alyxtui.ui.widgets.lines import Lines

_SIZE = 9  # cells
_WORD = 7  # cells
_ROOMY = 50  # cells from which on there is room for a word on a file
_WIDE = 36  # cells from which on the size of a kind has room
_TICKS = {True: " ✓ ", False: "   "}


@dataclass(frozen=True, slots=True)
class Kind:
    """A line of the left list.

    Attributes:
        group: what it is a value of.
        facet: the value, None for the heading of the group.
    """

    group: str
    facet: Facet | None = None


class KindList(Lines):
    """Collections, revisions, types and the parts of names, each on or off."""

    scope = Scope.CHOOSER
    DEFAULT_CSS = """
    KindList { background: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.kinds: Sequence[Kind] = ()
        self._is_on: Callable[[str, str], bool] = lambda group, value: True

    def show(self, selection: Selection) -> None:
        """Show what there is to choose by, the cursor on the first value."""
        self._is_on = selection.is_on
        self.kinds = [
            kind
            for group, found in selection.groups.items()
            for kind in (Kind(group), *(Kind(group, facet) for facet in found))
        ]
        self.lines_changed()
        self.move_to(0)

    @property
    def current(self) -> Kind | None:
        """The value under the cursor."""
        return self.kinds[self.cursor] if self.cursor < len(self.kinds) else None

    def line_count(self) -> int:
        """Headings and values."""
        return len(self.kinds)

    def can_rest(self, index: int) -> bool:
        """On values."""
        return self.kinds[index].facet is not None

    def draw(self, index: int) -> list[Segment]:
        """A heading; or whether it is on, the value, how many files and how large."""
        kind = self.kinds[index]
        room = self.scrollable_content_region.width - 1
        if kind.facet is None:
            heading = self.get_component_rich_style("lines--heading", partial=True)
            return [Segment(fit(kind.group, room), heading)]
        facet = kind.facet
        is_on = self._is_on(kind.group, facet.value)
        remark = f" {facet.count:>5,} "
        if room >= _WIDE:
            remark += f"{decimal(facet.size):>{_SIZE}} "
        name = _end_of(safe(facet.value) or "(none)", max(room - 3 - len(remark), 4))
        return [
            Segment(_TICKS[is_on], self.styled(Role.LINK)),
            Segment(name, self.styled(Role.TEXT if is_on else Role.LABEL)),
            Segment(remark, self.styled(Role.WHISPER)),
        ]


class FileList(Lines):
    """The files that are left, each wanted or not."""

    scope = Scope.CHOOSER
    DEFAULT_CSS = """
    FileList { background: $panel; }
    """

    class Moved(Message):
        """The cursor is on another file."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.files: Sequence[Wanted] = ()
        self.there: set[str] = set()
        self._has: Callable[[Wanted], bool] = lambda file: True

    def show(self, selection: Selection, there: set[str]) -> None:
        """Show the files that are left.

        Args:
            selection: which they are.
            there: paths of those that are on the disk.
        """
        self._has, self.there = selection.has, there
        self.files = selection.shown
        self.cursor = min(self.cursor, max(len(self.files) - 1, 0))
        self.lines_changed()
        self.post_message(self.Moved())

    @property
    def current(self) -> Wanted | None:
        """The file under the cursor."""
        return self.files[self.cursor] if self.cursor < len(self.files) else None

    def line_count(self) -> int:
        """The files."""
        return len(self.files)

    def watch_cursor(self, old: int, new: int) -> None:
        """Say that another file is under the cursor."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved())

    def draw(self, index: int) -> list[Segment]:
        """Whether it is wanted, where it is in the session, whether it is here, its size."""
        file = self.files[index]
        has = self._has(file)
        size = "size ?" if file.size is None else decimal(file.size)
        room = self.scrollable_content_region.width - 1
        words = _WORD if room >= _ROOMY else 1
        name = max(room - 3 - _SIZE - words - 3, 8)
        word, role = ("● there", Role.GOOD) if file.path in self.there else ("", Role.LABEL)
        if file.problem:
            word, role = "✕ none", Role.BAD
        path = safe(inner_path(file) or file.path)
        return [
            Segment(_TICKS[has], self.styled(Role.LINK)),
            Segment(_end_of(path, name), self.styled(Role.TEXT if has else Role.LABEL)),
            Segment(f" {fit(word[:words], words)}", self.styled(role)),
            Segment(f" {elide(size, _SIZE):>{_SIZE}} ", self.styled(Role.LABEL)),
        ]


def _end_of(path: str, cells: int) -> str:
    """A path in some cells; its end says more than its beginning."""
    return fit(path if len(path) <= cells else f"…{path[-(cells - 1) :]}", cells)
