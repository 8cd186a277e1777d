"""What can be done with an endpoint that has no list: its actions, one by one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alyxtui.schema.model import Action, Endpoint
from alyxtui.text import safe


class EndpointPage(VerticalScroll):
    """The actions of an endpoint with their paths, parameters, fields and description."""

    DEFAULT_CSS = """
    EndpointPage { padding: 1 2; scrollbar-size: 1 1; & Static { width: 100%; } }
    """

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield Static("", id="page", markup=False)

    def show(self, endpoint: Endpoint) -> None:
        """Show an endpoint."""
        self.query_one("#page", Static).update(describe(endpoint))
        self.scroll_home(animate=False)


def describe(endpoint: Endpoint) -> Content:
    """An endpoint in full, for reading."""
    parts = [Content.styled(safe(endpoint.name), "bold $foreground")]
    if not endpoint.is_list:
        parts.append(Content.styled("\nThis endpoint has no list of records to browse.", "$label"))
    for action in endpoint.actions.values():
        parts += _action(action)
    return Content.assemble(*parts)


def _action(action: Action) -> list[Content]:
    name = safe(action.name).replace("_", " ")
    parts = [
        Content.styled(f"\n\n{name}", "bold $primary"),
        Content.styled(f"  {safe(action.method)} {safe(action.path)}", "$label"),
    ]
    rows = [
        (one.name, one.kind.value, one.required, one.help) for one in action.parameters.values()
    ]
    rows += [
        (one.name, one.kind.value, one.required, one.help)
        for one in action.fields.values()
        if not one.read_only
    ]
    for field, kind, required, help in rows:
        must = " required" if required else ""
        parts.append(Content.styled(f"\n  {safe(field)}", "$foreground"))
        parts.append(Content.styled(f"  {kind}{must}", "$label"))
        if help:
            parts.append(Content.styled(f"  {safe(help)}", "$whisper"))
    if action.description:
        parts.append(Content.styled("\n" + safe(action.description.strip(), lines=True), "$label"))
    return parts
