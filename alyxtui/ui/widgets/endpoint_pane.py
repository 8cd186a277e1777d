"""The left pane: the tree of endpoints, a line to narrow it, and what the selected one can do."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from alyxtui.domain.counts import Counts
from alyxtui.schema.model import Api, Endpoint
from alyxtui.text import plural, safe
from alyxtui.ui.messages import EndpointHighlighted, FindWanted
from alyxtui.ui.widgets.endpoint_tree import EndpointTree
from alyxtui.ui.widgets.field import Field


class FindInput(Field):
    """The line that narrows the tree; escape clears it, enter goes to the tree."""

    BINDINGS = [("escape", "clear_all", "")]

    def action_clear_all(self) -> None:
        """Empty the line, hide it, and go back to the tree."""
        self.value = ""
        self.display = False
        self.screen.query_one(EndpointTree).focus()


class EndpointPane(Vertical):
    """Tree, narrowing line, description."""

    DEFAULT_CSS = """
    EndpointPane {
        & #find { display: none; }
        & EndpointTree { height: 1fr; }
        & #about { height: auto; max-height: 8; padding: 1 1 0 1; color: $label; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._counts: Counts | None = None
        self._counting = False

    def compose(self) -> ComposeResult:
        """Narrowing line, tree, description."""
        yield FindInput(
            placeholder="endpoint", id="find", select_on_focus=False, on_enter=self._found
        )
        yield EndpointTree(id="tree")
        yield Static("", id="about", markup=False)

    @property
    def endpoint_tree(self) -> EndpointTree:
        """The tree."""
        return self.query_one(EndpointTree)

    def show(self, api: Api) -> None:
        """Show the endpoints of a server."""
        self.endpoint_tree.show(api)

    # Counts.

    @property
    def is_counting(self) -> bool:
        """Whether the server is being asked how many records the lists in sight hold."""
        return self._counting

    def count(self, counts: Counts) -> None:
        """Show these counts, and ask for those in sight that are not known.

        Args:
            counts: of the server and the user; others than before after a sign-in.
        """
        if counts is not self._counts:
            self._counts = counts
            self.endpoint_tree.count_of = counts.get
            self.endpoint_tree.refresh()
        counts.resume()
        self._ask()

    @on(EndpointTree.Seen)
    def _ask(self) -> None:
        if not self._counting and self._next_to_count() is not None:
            self._counting = True
            self._ask_counts()

    @work(group="counts", exit_on_error=False)
    async def _ask_counts(self) -> None:
        try:
            if self._counts is not None:
                await self._counts.ask(self._next_to_count, self.endpoint_tree.count_came)
        finally:
            self._counting = False
        self._ask()  # for what came into sight in the meantime

    def _next_to_count(self) -> Endpoint | None:
        tree, counts = self.endpoint_tree, self._counts
        if counts is None:
            return None
        seen = (tree.api.endpoints.get(name) for name in tree.in_sight)
        return next((one for one in seen if one is not None and counts.is_wanted(one)), None)

    # Narrowing.

    @on(FindWanted)
    def _find(self) -> None:
        find = self.query_one(FindInput)
        find.display = True
        find.focus()

    @on(Input.Changed, "#find")
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self.endpoint_tree.narrow(event.value)

    def _found(self) -> None:
        self.endpoint_tree.narrow(self.query_one(FindInput).value)
        self.screen.set_focus(self.endpoint_tree)

    @on(EndpointHighlighted)
    def _describe(self, event: EndpointHighlighted) -> None:
        endpoint = self.endpoint_tree.api.endpoints.get(event.name)
        self.query_one("#about", Static).update(about(endpoint) if endpoint else "")


def about(endpoint: Endpoint) -> Content:
    """An endpoint in a few lines: its actions, its filters, the first words said of it."""
    actions = ", ".join(name.replace("_", " ") for name in endpoint.actions)
    listing = endpoint.actions.get("list")
    filters = len(listing.parameters) - 2 if listing and endpoint.is_list else 0
    words = summary(endpoint)
    return Content.assemble(
        (safe(endpoint.name), "bold $foreground"),
        ("\n" + safe(actions), "$label"),
        (f"\n{plural(filters, 'filter')}" if filters > 0 else "", "$label"),
        ("\n" + words if words else "", "$whisper"),
    )


def summary(endpoint: Endpoint) -> str:
    """The first line that an endpoint's actions say of it, safe; empty when none does."""
    for action in endpoint.actions.values():
        # Alyx 3.6.1 begins with "get: **FILTERS**" where it only lists filters.
        words = action.description.strip().removeprefix("get:").strip()
        if words and not words.startswith(("**", "-", "[")):
            return safe(words.splitlines()[0])
    return ""
