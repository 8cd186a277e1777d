"""Saved queries: the list, the form that asks for their parts, and the form that saves one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import work
from textual.content import Content

from alyxtui.domain.queries import Queries
from alyxtui.domain.saved import Library, Saved
from alyxtui.errors import QueryError, SettingsError
from alyxtui.query import render
from alyxtui.query.model import Query
from alyxtui.query.saved import fill, placeholders
from alyxtui.schema.model import Api, Endpoint
from alyxtui.text import safe
from alyxtui.ui.screens.pick import PickScreen
from alyxtui.ui.screens.small_form import Entry, SmallForm
from alyxtui.ui.widgets.pick_list import PickRow

_LONG = 400  # characters of a query that are shown


class SavedScreen(PickScreen[Saved]):
    """Finds a saved query, to be run.

    Args:
        library: the saved queries.
    """

    title_words = "saved queries"
    empty_words = "There is no saved query."

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._dropping = ""

    def load(self) -> Sequence[Saved]:
        """One's own first."""
        return self._library.load()

    def row(self, item: Saved) -> PickRow:
        """Name, endpoint and filters, where it is from."""
        filters = safe(item.filters[:_LONG]) or "everything"
        return PickRow(safe(item.name), f"{safe(item.endpoint)}  {filters}", safe(item.origin))

    def text(self, item: Saved) -> str:
        """All its words."""
        return f"{item.name} {item.endpoint} {item.filters} {item.about} {item.origin}"

    def about(self, item: Saved) -> Content:
        """The words on it, the whole query, what could not be read."""
        words = [safe(item.about)] if item.about else []
        words += [f"asks for the {safe(words_of)}" for words_of in item.asks.values()]
        parts = [Content.styled(safe(f"{item.endpoint}  {item.filters}"[:_LONG]), "$foreground")]
        if words:
            parts.append(Content.styled("\n" + " · ".join(words), "$label"))
        if self._library.problems:
            parts.append(Content.styled(f"\n▲ {safe(self._library.problems[0])}", "$warning"))
        return Content.assemble(*parts)

    def action_drop(self) -> None:
        """Delete a query of one's own, asked for twice."""
        item = self.picked
        if item is None:
            return
        if not item.is_own:
            words = f"{safe(item.name)} comes from {safe(item.origin)} and stays."
            self.notify(words, markup=False)
        elif self._dropping != item.name:
            self._dropping = item.name
            self.notify(f"{safe(item.name)}: once more deletes it.", markup=False)
        else:
            self._drop(item.name)

    @work(group="drop", thread=True, exit_on_error=False)
    def _drop(self, name: str) -> None:
        try:
            self._library.remove(name)
        except SettingsError as error:
            words = safe(f"{error.message} {error.hint}")
            self.notify(words, title="not deleted", severity="error", markup=False)
            return
        self.app.call_from_thread(self.fill)


def placeholder_form(
    saved: Saved, query: Query, queries: Queries, endpoint: Endpoint
) -> SmallForm[Query]:
    """The form that asks for the parts of a saved query; it gives the whole query.

    Args:
        saved: the query as saved.
        query: as read, with placeholders.
        queries: what is known of queries on the server.
        endpoint: whose list is asked.
    """

    def make(given: Mapping[str, str]) -> Query:
        empty = next((name for name, text in given.items() if not text), "")
        if empty:
            raise QueryError(f"{empty} is empty.")
        filled = fill(query, given, endpoint)
        queries.asked(filled, endpoint)
        return filled

    entries = [Entry(name, saved.asks.get(name, "")) for name in placeholders(query)]
    return SmallForm(saved.name, f"{saved.endpoint}  {saved.filters}", entries, make)


def keep_form(query: Query, api: Api) -> SmallForm[Saved]:
    """The form that saves a query under a name.

    Args:
        query: what is saved; its text can be changed.
        api: of the server; what is saved must be readable.
    """

    def make(given: Mapping[str, str]) -> Saved:
        if not given["name"]:
            raise QueryError("It needs a name.")
        saved = Saved(given["name"], query.endpoint, given["filters"], given["about"])
        if not all(text.isprintable() for text in given.values()):
            raise QueryError("There are characters in it that cannot be seen.")
        read = saved.query(api)
        asks = {name: name.replace("_", " ") for name in placeholders(read)}
        return Saved(saved.name, read.endpoint, saved.filters, saved.about, asks)

    entries = [
        Entry("name", "what it is to be called"),
        Entry("filters", text=render.line(query)),
        Entry("about", "a few words on it; may stay empty"),
    ]
    words = "A {name} in the filters is asked for when the query is run."
    return SmallForm(f"save a query of {query.endpoint}", words, entries, make)
