"""Help: every command that works here, made from the command table."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from alyxtui.text import fit, width
from alyxtui.ui.commands import COMMANDS, Command, Scope, commands, does, scopes_of

_ELSEWHERE = (Scope.LINES, Scope.MAIN, Scope.APP, Scope.FORM, Scope.EDITOR)


class HelpScreen(ModalScreen[None]):
    """The commands of some scopes with their keys.

    Args:
        scopes: where the user is, the nearest first.
        without: commands that do not work there.
    """

    BINDINGS = [("escape,q,question_mark,enter", "dismiss", "")]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        & #help {
            width: 72;
            max-width: 96%;
            height: auto;
            max-height: 92%;
            background: $panel;
            padding: 1 2;
            scrollbar-size: 1 1;
            scrollbar-background: $panel;
        }
        & Static { height: auto; }
    }
    """

    def __init__(self, scopes: Sequence[Scope], *, without: Sequence[Command] = ()) -> None:
        super().__init__()
        self.scopes = scopes
        self.without = without

    def compose(self) -> ComposeResult:
        """One block a scope."""
        with VerticalScroll(id="help"):
            yield Static(help_text(self.scopes, self.without), markup=False)

    def on_mount(self) -> None:
        """The text scrolls by the arrow keys."""
        self.query_one(VerticalScroll).focus()


def help_for(screen: Screen[object]) -> HelpScreen | None:
    """The help for a screen and what has the focus there; None where no command is bound."""
    around = (screen.focused or screen).ancestors_with_self
    here = [one for one in around if not isinstance(one, App)]
    if not screen.is_modal:
        gone = [one for one in commands(Scope.MAIN) if not any(does(node, one) for node in here)]
        return HelpScreen([*scopes_of(screen.focused), *_ELSEWHERE], without=gone)
    bound = {one.id for node in here for _, one in node._bindings}
    scopes = list(dict.fromkeys(one.scope for one in COMMANDS if one.name in bound))
    gone = [one for one in commands(*scopes) if one.name not in bound]
    return HelpScreen(scopes, without=gone) if scopes else None


def help_text(scopes: Sequence[Scope], without: Sequence[Command] = ()) -> Content:
    """The commands of some scopes as text, with headings."""
    known = [one for one in commands(*scopes) if one.keys and one not in without]
    widest = max((width(command.key_text) for command in known), default=0)
    close = Content.assemble(("esc", "$primary"), ("  closes this help", "$label"))
    lines: list[Content] = [close]
    for scope in [one for one in scopes if any(command.scope is one for command in known)]:
        lines += [Content(""), Content.styled(scope.value, "bold $foreground")]
        lines += [
            Content.assemble(
                (fit(command.key_text, widest), "$primary"), "   ", (command.help, "$label")
            )
            for command in known
            if command.scope is scope
        ]
    return Content("\n").join(lines)
