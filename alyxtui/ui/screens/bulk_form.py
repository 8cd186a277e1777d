"""What is to be done to many records: fields, what is done to them, under which conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.client.client import AlyxClient
from alyxtui.domain.writes.candidates import candidates, target_of
from alyxtui.domain.writes.conditions import Condition, conditions_of
from alyxtui.domain.writes.deeds import (
    ABOUT,
    Doing,
    ManyPlace,
    Wanted,
    cleared,
    doings,
    wanted,
    words,
)
from alyxtui.domain.writes.record_text import facts
from alyxtui.domain.writes.target import Target
from alyxtui.schema.model import Api
from alyxtui.text import safe
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.pick import PickScreen
from alyxtui.ui.screens.small_form import Entry, SmallForm
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.pick_list import PickList, PickRow


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """What was chosen.

    Attributes:
        wanted: what is to be done to which field, by its name.
        conditions: what a record must be like, all of them, by their text.
    """

    wanted: Mapping[str, Wanted]
    conditions: Mapping[str, Condition]

    @property
    def words(self) -> str:
        """What is to be done, in one line."""
        parts = [f"{name} {words(one)}" for name, one in self.wanted.items()]
        parts += [f"if {text}" for text in self.conditions]
        return ", ".join(parts)


class DoingScreen(PickScreen[Doing]):
    """Gives a field and what is to be done to it.

    Args:
        target: the records.
    """

    title_words = "what is to be changed"
    empty_words = "The server lets nothing of these records be changed."
    nouns = ("way", "ways")
    labels: Mapping[str, str] = {"pick": "choose"}
    hidden = frozenset({"keep-query", "drop-query"})

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target

    def load(self) -> Sequence[Doing]:
        """All fields that can be changed, each as often as there are ways to."""
        return doings(self._target.endpoint)

    def row(self, item: Doing) -> PickRow:
        """Field, way, what the field holds."""
        kind = "list" if item.field.many else item.field.kind.value
        return PickRow(safe(item.field.name), item.deed.value, kind)

    def text(self, item: Doing) -> str:
        """Field and way."""
        return f"{item.field.name} {item.deed.value}"

    def about(self, item: Doing) -> Content:
        """What it does, and what there is to know of the field."""
        known = "\n".join(facts(item.field))
        return Content.assemble((ABOUT[item.deed], "$foreground"), (f"\n{known}", "$label"))


class BulkForm(ModalScreen["BulkDraft | None"]):
    """Gives what is to be done; None when it was left.

    Args:
        client: where references are searched.
        api: what the server offers.
        target: the records.
        where: user and server.
    """

    BINDINGS = bindings(Scope.BULK_FORM)
    DEFAULT_CSS = """
    BulkForm {
        align: center middle;
        background: $background 60%;
        & #form {
            width: 90; max-width: 96%; height: auto; max-height: 96%;
            background: $panel; padding: 1 2 0 2;
        }
        & #heading { height: auto; margin-bottom: 1; }
        & PickList { height: 8; }
        & #said { height: auto; min-height: 1; margin-top: 1; color: $label; }
        & HintLine { padding: 0; margin-top: 1; }
    }
    """

    def __init__(self, client: AlyxClient, api: Api, target: Target, where: str) -> None:
        super().__init__()
        self._client, self._api, self._target, self._where = client, api, target, where
        self._wanted: dict[str, Wanted] = {}
        self._conditions: dict[str, Condition] = {}

    def compose(self) -> ComposeResult:
        """Which records, what is to be done, keys."""
        head = Content.assemble(
            ("change ", "$label"),
            (safe(self._target.words), "bold $foreground"),
            (f"\n{safe(self._where)}", "$primary"),
        )
        with Vertical(id="form"):
            yield Static(head, id="heading", markup=False)
            yield PickList(id="rows")
            yield Static("Nothing is sent before the dry run was seen.", id="said", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Ask for the first field."""
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.BULK_FORM,))
        keys.redraw()
        self.query_one(PickList).focus()
        self.action_add()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    def _show(self) -> None:
        rows = [PickRow(safe(name), safe(words(one)), "") for name, one in self._wanted.items()]
        rows += [PickRow("only if", safe(text), "") for text in self._conditions]
        self.query_one(PickList).show(rows)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_add(self) -> None:
        """Choose a field, what is done to it, and the value."""
        picked = await self.app.push_screen_wait(DoingScreen(self._target))
        if picked is not None and picked.item is not None:
            await self._ask_value(picked.item, "")
        if not self._wanted:
            self.dismiss(None)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_choose(self) -> None:
        """Change the value under the cursor."""
        name = self._chosen
        if name in self._wanted:
            await self._ask_value(self._wanted[name].doing, self._wanted[name].text)

    async def _ask_value(self, doing: Doing, text: str) -> None:
        if not doing.needs_value:
            self._wanted[doing.field.name] = cleared(doing)
            self._show()
            return
        strict = self._api.dialect == "openapi"
        place = ManyPlace(
            self._target.endpoint, "", {}, doing.field, (doing.field.name,), doing.deed, strict
        )
        target = target_of(self._api, doing.field)
        search = None if target is None else partial(candidates, self._client, doing.field, target)
        heading = safe(self._target.words)
        form = FieldForm(heading, place, text=text or None, search=search)
        draft = await self.app.push_screen_wait(form)
        if draft is not None:
            self._wanted[doing.field.name] = wanted(place, draft.text, draft.change)
            self._show()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_condition(self) -> None:
        """Ask for a condition."""
        endpoint = self._target.endpoint

        def make(texts: Mapping[str, str]) -> tuple[str, Condition]:
            text = texts["only if"]
            return text, conditions_of([text], endpoint)[0]

        form = SmallForm(
            "a condition",
            "Records that do not meet it when their turn comes are passed over and listed.",
            [Entry("only if", "status=Errored")],
            make,
        )
        given = await self.app.push_screen_wait(form)
        if given is not None:
            self._conditions[given[0]] = given[1]
            self._show()

    def action_remove(self) -> None:
        """Take away what is under the cursor."""
        name = self._chosen
        self._wanted.pop(name, None)
        self._conditions.pop(name, None)
        self._show()

    @property
    def _chosen(self) -> str:
        """The field, or the condition, under the cursor; empty when there is none."""
        names = [*self._wanted, *self._conditions]
        cursor = self.query_one(PickList).cursor
        return names[cursor] if cursor < len(names) else ""

    def action_apply(self) -> None:
        """Go on to the dry run."""
        if self._wanted:
            self.dismiss(BulkDraft(dict(self._wanted), dict(self._conditions)))

    def action_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(None)
