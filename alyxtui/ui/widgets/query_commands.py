"""The commands on queries: filter, by cell, mine, as typed, history, saved ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import on, work

from alyxtui.domain import cell_filter
from alyxtui.domain.connection import Connection
from alyxtui.domain.knowledge import Knowledge
from alyxtui.domain.saved import Saved
from alyxtui.errors import QueryError, SettingsError
from alyxtui.query import cell
from alyxtui.query.cell import Relation
from alyxtui.query.model import Query
from alyxtui.query.saved import placeholders
from alyxtui.schema.model import Endpoint
from alyxtui.text import safe
from alyxtui.ui import screens
from alyxtui.ui.messages import ByCellWanted, FilterWanted, QueryWanted, RecordsWanted
from alyxtui.ui.widgets.panes import Panes


class QueryCommands(Panes):
    """The panes, and what changes or recalls the query shown in them.

    Args:
        connection: the server and the user.
    """

    def __init__(self, connection: Connection, *, id: str | None = None) -> None:
        super().__init__(connection, id=id)
        self._knowledge: Knowledge | None = None

    @property
    def as_typed(self) -> bool:
        """Whether the query shown is sent unchecked and unchanged."""
        return self.listing.as_typed

    def open_query(self, query: Query, *, as_typed: bool | None = None) -> None:
        """Run a query and show its records.

        Args:
            query: as a person made it; conditions may still be text.
            as_typed: send it unchecked and unchanged; None for as the present one.
        """
        raise NotImplementedError

    def stay(self) -> None:
        """Show the present place again, after it was left for nothing."""
        raise NotImplementedError

    def _present(self) -> tuple[Endpoint, Query] | None:
        """The endpoint and the query in the middle pane, None when there is no list."""
        endpoint, query = self.listing.endpoint, self.listing.query_shown
        if endpoint is None or query is None or self.screen.has_class("-page"):
            return None
        return endpoint, query

    def _hint(self, words: str) -> None:
        self.notify(words, markup=False)

    @on(QueryWanted)
    def _query_wanted(self, event: QueryWanted) -> None:
        self.open_query(event.query)

    # Filters.

    @on(FilterWanted)
    def _filter_wanted(self) -> None:
        self.action_filter()

    def action_filter(self) -> None:
        """Edit the filters and ask anew."""
        present, knowledge = self._present(), self._known()
        if present is None or knowledge is None:
            return
        endpoint, query = present
        # Not awaited: keys that were typed behind this one must find the editor on top.
        editor = screens.FilterEditor(endpoint, query, knowledge, as_typed=self.as_typed)
        self.app.push_screen(editor, self._filtered)

    def _known(self) -> Knowledge | None:
        """What is known of the server; what was known of another schema is forgotten."""
        connection = self.connection
        if connection.api is None:
            return None
        if self._knowledge is None or self._knowledge.api is not connection.api:
            self._knowledge = Knowledge(connection.client, connection.api, connection.queries)
        return self._knowledge

    def _filtered(self, query: Query | None) -> None:
        if query is not None and query != self.listing.query_shown:
            self.open_query(query)

    def action_chips(self) -> None:
        """Go to the active filters."""
        if self._present() is None or not self.listing.chips.chips:
            self._hint("There is no active filter; f adds one.")
            return
        self.listing.chips.enter()

    @on(RecordsWanted)
    def _records_wanted(self) -> None:
        self.focus_records()

    def action_mine(self) -> None:
        """Only the user's own records, or all again."""
        present = self._present()
        if present is None:
            return
        endpoint, query = present
        user = self.connection.user
        if not user:
            self._hint("Whose token this is is not known; sign in with a user name.")
            return
        found = cell.mine(query, endpoint, user)
        if found is None:
            self._hint(f"Nothing tells whose the records of {safe(endpoint.name)} are.")
            return
        self.open_query(found)

    def action_as_typed(self) -> None:
        """Send the query as typed, or put right what is beyond doubt."""
        present = self._present()
        if present is None:
            return
        before = self.listing.asked
        notes = before.notes if before is not None else ()
        as_typed = not self.as_typed
        self.open_query(present[1], as_typed=as_typed)
        self._say_change(as_typed, notes)

    def _say_change(self, as_typed: bool, notes: Sequence[str]) -> None:
        """What is no longer put right, or what now is; the status line says the rest."""
        if as_typed:
            words = [f"no longer: {note}" for note in notes]
        else:
            asked = self.listing.asked
            words = [*asked.notes, *asked.warnings] if asked is not None else []
        if words:
            title = "sent as typed" if as_typed else "checked and mended"
            self.notify(safe("\n".join(words), lines=True), title=title, markup=False)

    # Cells.

    @on(ByCellWanted)
    def _by_cell_wanted(self, event: ByCellWanted) -> None:
        if event.relation is None:
            self._ask_relation()
        else:
            self._by_cell(event.relation)

    def _by_cell(self, relation: Relation, value: object = None, *, typed: bool = False) -> None:
        present, under = self._present(), self.listing.cell()
        if present is None or under is None:
            self._hint("There is no cell under the cursor.")
            return
        endpoint, query = present
        column, shown = under
        value = value if typed else shown
        learned = self.connection.queries.learned
        try:
            found = cell_filter.by_cell(query, endpoint, column, value, relation, learned)
        except QueryError as error:
            words = f"{error.message} {error.hint}".strip()
            self.notify(safe(words), title="this cell is no filter", markup=False)
            return
        self.open_query(found)

    @work(group="filter", exclusive=True, exit_on_error=False)
    async def _ask_relation(self) -> None:
        present, under = self._present(), self.listing.cell()
        if present is None or under is None:
            self._hint("There is no cell under the cursor.")
            return
        endpoint, query = present
        column, value = under
        learned = self.connection.queries.learned
        offered = cell_filter.relations(query, endpoint, column, value, learned)
        if not offered:
            self._by_cell(Relation.IS)  # which says why not
            return
        chosen = await self.app.push_screen_wait(screens.CellMenu(column, value, offered))
        if chosen is not None:
            self._by_cell(chosen.relation, chosen.value, typed=True)

    # History and saved queries.

    def action_journal(self) -> None:
        """Look at the writes that were made."""
        raise NotImplementedError

    @work(group="pick", exclusive=True, exit_on_error=False)
    async def action_history(self) -> None:
        """Choose one of the queries that were run."""
        queries = self.connection.queries
        picked = await self.app.push_screen_wait(screens.HistoryScreen(queries.history))
        if picked is not None and picked.other:
            self.action_journal()
            return
        run = picked.item if picked is not None else None
        if picked is None or run is None:
            return
        if picked.keep:
            await self._keep(run.query)
        else:
            self.open_query(run.query, as_typed=run.as_typed)

    @work(group="pick", exclusive=True, exit_on_error=False)
    async def action_saved(self) -> None:
        """Choose a saved query."""
        picked = await self.app.push_screen_wait(
            screens.SavedScreen(self.connection.queries.library)
        )
        if picked is not None and picked.keep:
            await self._keep_present()
        elif picked is not None and picked.item is not None:
            await self._run_saved(picked.item)

    @work(group="pick", exclusive=True, exit_on_error=False)
    async def action_save(self) -> None:
        """Save the present query under a name."""
        await self._keep_present()

    @work(group="pick", exclusive=True, exit_on_error=False)
    async def run_saved(self, saved: Saved) -> None:
        """Run a saved query; what it asks for is asked for."""
        await self._run_saved(saved)

    async def _run_saved(self, saved: Saved) -> None:
        api, queries = self.connection.api, self.connection.queries
        if api is None:
            return
        try:
            query: Query | None = saved.query(api, queries.learned)
        except QueryError as error:
            self._say_unusable(saved.name, error)
            self.stay()
            return
        if query is not None and placeholders(query):
            form = screens.placeholder_form(saved, query, queries, api.endpoints[query.endpoint])
            query = await self.app.push_screen_wait(form)
        if query is not None:
            self.open_query(query, as_typed=False)
        else:
            self.stay()

    def _say_unusable(self, name: str, error: QueryError) -> None:
        words = f"{error.message} {error.hint}".strip()
        self.notify(
            safe(words), title=f"{safe(name)}: cannot be used", severity="warning", markup=False
        )

    async def _keep_present(self) -> None:
        present = self._present()
        if present is None:
            self._hint("There is no query to save here.")
        else:
            await self._keep(present[1])

    async def _may_replace(self, saved: Saved) -> bool:
        """Ask before an own query of the same name makes way for another."""
        known = await asyncio.to_thread(self.connection.queries.library.load)
        same = (one for one in known if one.is_own and one.name == saved.name and one != saved)
        former = next(same, None)
        if former is None:
            return True
        words = f"{former.name}: {former.endpoint}  {former.filters}".rstrip()
        question = screens.QuestionScreen(
            "▲ there is one of that name", safe(words), yes="replace it", no="save nothing"
        )
        return await self.app.push_screen_wait(question)

    async def _keep(self, query: Query) -> None:
        api, library = self.connection.api, self.connection.queries.library
        if api is None:
            return
        saved = await self.app.push_screen_wait(screens.keep_form(query, api))
        if saved is None or not await self._may_replace(saved):
            return
        try:
            await asyncio.to_thread(library.keep, saved)
        except SettingsError as error:
            self.notify(
                f"{error.message} {error.hint}", title="not saved", severity="error", markup=False
            )
            return
        self.notify(f"{safe(saved.name)}: b finds it.", title="saved", markup=False)
