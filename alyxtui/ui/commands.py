"""The one table of commands: keys, footer, help screen and palette are all made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding, BindingType


class Scope(str, Enum):
    """Where a command works; the value is its heading in the help."""

    APP = "everywhere"
    MAIN = "browser"
    LINES = "moving"
    TREE = "endpoints"
    TABLE = "records"
    DETAIL = "one record"
    CHIPS = "active filters"
    PICK = "history and saved queries"
    REQUEST = "one request"
    CHOICE = "choices"
    FORM = "forms"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a user can do.

    Attributes:
        name: unique name; also the id under which its key can be changed.
        scope: where it works.
        keys: Textual's key names, comma-separated, the first one shown; empty for none.
        action: Textual's action.
        label: one or two words for the footer and the palette.
        help: one line.
        footer: rank in the footer, 0 for not there; low ranks survive in narrow terminals.
        palette: whether the palette offers it.
        shown: how the keys are written, when Textual's names are no good.
    """

    name: str
    scope: Scope
    keys: str
    action: str
    label: str
    help: str
    footer: int = 0
    palette: bool = False
    shown: str = ""

    @property
    def key_text(self) -> str:
        """The keys as a person reads them."""
        return self.shown or self.keys.replace(",", " ")


_APP, _MAIN, _LINES = Scope.APP, Scope.MAIN, Scope.LINES
_TREE, _TABLE, _DETAIL, _FORM = Scope.TREE, Scope.TABLE, Scope.DETAIL, Scope.FORM
_CHOICE, _REQUEST = Scope.CHOICE, Scope.REQUEST
_CHIPS, _PICK = Scope.CHIPS, Scope.PICK
_BACK, _FORWARD = "left_square_bracket,alt+left,backspace", "right_square_bracket,alt+right"

# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command("help", _APP, "question_mark", "app.help", "help", "help for where you are", 3, True, "?"),
    Command("palette", _APP, "colon,ctrl+p", "app.palette", "palette", "any command or endpoint by name", 4, shown=": ctrl+p"),
    Command("quit", _APP, "ctrl+q", "app.quit", "quit", "leave alyxtui", palette=True),
    Command("theme", _APP, "", "app.next_theme", "next theme", "change the colours", palette=True),
    Command("sign-in", _APP, "", "app.sign_in", "sign in as somebody else", "with a password or a token", palette=True),
    Command("sign-out", _APP, "", "app.sign_out", "sign out", "forget the token and what was cached for you", palette=True),
    Command("lock", _APP, "", "app.lock", "lock now", "hide the screen until the password is given", palette=True),
    Command("set-up", _APP, "", "app.set_up", "set up a server", "the public database, one of your own, or the demo", palette=True),
    Command("requests", _APP, "L", "app.requests", "requests", "what went over the wire", palette=True),
    Command("next-pane", _MAIN, "tab", "pane_by(1)", "panes", "to the next pane", 6),
    Command("previous-pane", _MAIN, "shift+tab", "pane_by(-1)", "previous pane", "to the previous pane"),
    Command("leave", _MAIN, "escape", "leave", "back", "leave what one waits for; else go back", 5, shown="esc"),
    Command("filter", _MAIN, "f", "filter", "filter", "filter the records", 2, True),
    Command("mine", _MAIN, "m", "mine", "mine only", "only records of the user; again: all", palette=True),
    Command("active-filters", _MAIN, "C", "chips", "active filters", "to the filters above the table", palette=True),
    Command("as-typed", _MAIN, "M", "as_typed", "as typed / mended", "send the query as typed, or mended", palette=True),
    Command("saved", _MAIN, "b", "saved", "saved queries", "run a saved query", palette=True),
    Command("save", _MAIN, "", "save", "save this query", "save the present query under a name", palette=True),
    Command("history", _MAIN, "H", "history", "history", "the queries that were run", palette=True),
    Command("reload", _MAIN, "ctrl+r", "reload", "reload", "ask the server again", 7, True),
    Command("back", _MAIN, _BACK, "back", "go back", "back on the trail", palette=True, shown="[ alt+← backspace"),
    Command("forward", _MAIN, _FORWARD, "forward", "go forward", "forward on the trail", palette=True, shown="] alt+→"),
    Command("links", _MAIN, "o", "links", "links", "what the record refers to, and what refers to it", palette=True),
    Command("web-admin", _MAIN, "W", "web_admin", "web admin", "the record's page of the web admin", palette=True),
    Command("last", _MAIN, "minus", "last", "last view", "to the last view, and back again", palette=True, shown="-"),
    Command("close", _MAIN, "q", "close_view", "close", "close this view; never quits"),
    Command("refresh-schema", _MAIN, "", "refresh_schema", "look for changes", "ask the server anew what it offers", palette=True),
    Command("down", _LINES, "j,down", "cursor_by(1)", "down", "one line down", shown="j ↓"),
    Command("up", _LINES, "k,up", "cursor_by(-1)", "up", "one line up", shown="k ↑"),
    Command("page-down", _LINES, "ctrl+d,pagedown", "page_by(1)", "page down", "one page down", shown="ctrl+d pgdn"),
    Command("page-up", _LINES, "ctrl+u,pageup", "page_by(-1)", "page up", "one page up", shown="ctrl+u pgup"),
    Command("first", _LINES, "g,home", "cursor_to_start", "first", "to the first line", shown="g home"),
    Command("end", _LINES, "G,end", "cursor_to_end", "last", "to the last line", shown="G end"),
    Command("open-endpoint", _TREE, "enter", "choose", "open", "open the records of the endpoint", 1),
    Command("find-endpoint", _TREE, "slash", "find", "find", "narrow the endpoints by typing", 2, shown="/"),
    Command("open-record", _TABLE, "enter", "choose", "open", "open the record", 1),
    Command("column-left", _TABLE, "h,left", "column_by(-1)", "column left", "one column to the left", shown="h ←"),
    Command("column-right", _TABLE, "l,right", "column_by(1)", "column right", "one column to the right", shown="l →"),
    Command("by-cell", _TABLE, "equals_sign", "by_cell('is')", "filter by this cell", "only records with the cell's value", palette=True, shown="="),
    Command("not-by-cell", _TABLE, "exclamation_mark", "by_cell('is not')", "exclude this cell", "no records with the cell's value", palette=True, shown="!"),
    Command("cell-menu", _TABLE, "plus", "cell_menu", "compare with this cell", "contains, before, after, is not", palette=True, shown="+"),
    Command("open-value", _DETAIL, "enter", "choose", "open", "open or close the value; open what it refers to", 1),
    Command("fold", _DETAIL, "h,left", "fold", "close", "close the value, or go to what holds it", shown="h ←"),
    Command("unfold", _DETAIL, "l,right", "unfold", "open", "open the value", shown="l →"),
    Command("chip-left", _CHIPS, "h,left", "chip_by(-1)", "left", "one filter to the left", shown="h ←"),
    Command("chip-right", _CHIPS, "l,right", "chip_by(1)", "right", "one filter to the right", shown="l →"),
    Command("remove-chip", _CHIPS, "delete,backspace,d", "remove", "remove", "remove the filter", 2, shown="del backspace d"),
    Command("remove-chips", _CHIPS, "X", "remove_all", "remove all", "remove all filters", 4),
    Command("edit-chip", _CHIPS, "enter", "edit", "change", "change it in the filter editor", 1),
    Command("switch-chip", _CHIPS, "space", "switch", "on/off", "switch a condition off, and on again", 3),
    Command("leave-chips", _CHIPS, "escape,j,down", "leave", "records", "back to the records", 5, shown="esc j ↓"),
    Command("pick", _PICK, "enter", "choose", "run", "run the query", 1),
    Command("pick-down", _PICK, "down", "pick_by(1)", "down", "one line down", shown="↓"),
    Command("pick-up", _PICK, "up", "pick_by(-1)", "up", "one line up", shown="↑"),
    Command("pick-page-down", _PICK, "pagedown", "pick_page(1)", "page down", "one page down", shown="pgdn"),
    Command("pick-page-up", _PICK, "pageup", "pick_page(-1)", "page up", "one page up", shown="pgup"),
    Command("keep-query", _PICK, "ctrl+s,f2", "keep", "save", "save the query under a name", 2, shown="ctrl+s F2"),
    Command("drop-query", _PICK, "f8,delete", "drop", "delete", "delete a saved query of your own", 3, shown="F8 del"),
    Command("leave-pick", _PICK, "escape", "leave", "close", "close, nothing changed", 4, shown="esc"),
    Command("copy-curl", _REQUEST, "c", "copy_curl", "copy as curl", "a curl command that asks the same", 1),
    Command("copy-one", _REQUEST, "o", "copy_one", "copy as ONE", "a call of ONE that asks the same", 2),
    Command("leave-request", _REQUEST, "escape,q", "leave", "close", "back to the requests", 3, shown="esc q"),
    Command("choose", _CHOICE, "enter", "choose", "choose", "take this one", 1),
    Command("apply", _FORM, "ctrl+s,f2", "apply", "apply", "apply the form", 1, shown="ctrl+s F2"),
    Command("cancel", _FORM, "escape", "cancel", "cancel", "close the form, nothing changed", 2, shown="esc"),
)
# fmt: on


def bindings(*scopes: Scope) -> list[BindingType]:
    """The key bindings of one or more scopes, for a class's ``BINDINGS``."""
    return [
        Binding(command.keys, command.action, command.label, show=False, id=command.name)
        for command in commands(*scopes)
        if command.keys
    ]


def commands(*scopes: Scope) -> list[Command]:
    """The commands of some scopes, in the table's order."""
    return [command for command in COMMANDS if command.scope in scopes]


def footer(scopes: Iterable[Scope]) -> list[Command]:
    """The commands that the footer names for some scopes, the most wanted first."""
    known = [command for command in commands(*scopes) if command.footer]
    return sorted(known, key=lambda command: command.footer)
