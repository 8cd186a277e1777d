"""What was fetched from a server: which file, when, from where."""

from __future__ import annotations

from collections.abc import Sequence

from rich.filesize import decimal
from textual.content import Content

from alyxtui.domain.downloads.store import Fetched
from alyxtui.text import elide, safe
from alyxtui.ui import status
from alyxtui.ui.peeking import peek_at
from alyxtui.ui.screens.pick import PickScreen
from alyxtui.ui.widgets.pick_list import PickRow

_LONG = 400  # characters of an address that are shown
_FOLDERS = 6  # the last ones of a path, which tell the session and the collection
_SUBJECTS = "Subjects"


class FetchedScreen(PickScreen[Fetched]):
    """Finds a file that was fetched, to be looked into.

    Args:
        lines: of the log, the last first.
    """

    DEFAULT_CSS = """
    FetchedScreen { & #about { height: 6; } }
    """
    title_words = "fetched files"
    empty_words = "Nothing was fetched from this server yet."
    nouns = ("file", "files")
    labels = {"pick": "look into"}
    hidden = frozenset({"keep-query", "drop-query"})

    def __init__(self, lines: Sequence[Fetched]) -> None:
        super().__init__()
        self._lines = lines

    def load(self) -> Sequence[Fetched]:
        """The last ones first."""
        return self._lines

    def row(self, item: Fetched) -> PickRow:
        """Name, folder, size and when."""
        remark = f"{decimal(item.size):>9}  {status.moment(item.at)}"
        folders = item.path.parts[-_FOLDERS - 1 : -1]
        if _SUBJECTS in folders:  # ONE's layout; what comes before it says little
            folders = folders[folders.index(_SUBJECTS) + 1 :]
        folder = "/".join(folders)
        return PickRow(safe(item.path.name), safe(folder), remark)

    def text(self, item: Fetched) -> str:
        """The whole path and the address."""
        return f"{item.path} {item.url} {item.user}"

    def about(self, item: Fetched) -> Content:
        """Where it is, where it came from, its md5."""
        owner = f"by {safe(item.user)} · " if item.user else ""
        return Content.assemble(
            (elide(status.place(item.path), _LONG), "$foreground"),
            (f"\n{owner}md5 {safe(item.md5)}", "$label"),
            (f"\n{elide(safe(item.url), _LONG)}", "$label"),
        )

    def action_choose(self) -> None:
        """Look into the file under the cursor."""
        if self.picked is not None:
            peek_at(self.app, self.picked.path)

    def action_keep(self) -> None:
        """Nothing: a log is no query."""
