"""The one table of commands: keys, footer, help screen and palette are all made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding, BindingType
from textual.dom import DOMNode


class Scope(str, Enum):
    """Where a command works; the value is its heading in the help."""

    APP = "everywhere"
    MAIN = "browser"
    LINES = "moving"
    TREE = "endpoints"
    TABLE = "records"
    ROWS = "rows and columns"
    COLUMNS = "choosing columns"
    VALUES = "values of a column"
    TRANSPOSED = "one row down"
    DETAIL = "one record"
    JSON = "in a record"
    PAGER = "a long text"
    COMPARE = "two records compared"
    CHIPS = "active filters"
    PICK = "history and saved queries"
    REQUEST = "one request"
    CHOICE = "choices"
    FORM = "forms"
    CREATE = "a new record"
    DRAFT = "forms of records"
    EDITOR = "filter editor"
    CALENDAR = "choosing days"
    CHOOSER = "choosing files"
    QUEUE = "downloads"
    HISTORY = "history"
    REVIEW = "before a write"
    CONFLICT = "changed by two"
    BULK_FORM = "what is done to many"
    BULK = "many records"
    WAIT = "while a write is under way"
    ASK = "a line to type in"


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
        always: whether the keys work over everything, modal screens and inputs too.
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
    always: bool = False

    @property
    def key_text(self) -> str:
        """The keys as a person reads them."""
        return self.shown or self.keys.replace(",", " ")


_APP, _MAIN, _LINES = Scope.APP, Scope.MAIN, Scope.LINES
_TREE, _TABLE, _DETAIL, _FORM = Scope.TREE, Scope.TABLE, Scope.DETAIL, Scope.FORM
_CHOICE, _JSON, _PAGER, _COMPARE = Scope.CHOICE, Scope.JSON, Scope.PAGER, Scope.COMPARE
_CHIPS, _PICK, _EDITOR, _REQUEST = Scope.CHIPS, Scope.PICK, Scope.EDITOR, Scope.REQUEST
_ROWS, _COLUMNS = Scope.ROWS, Scope.COLUMNS
_VALUES, _TRANSPOSED = Scope.VALUES, Scope.TRANSPOSED
_CHOOSER, _QUEUE, _CALENDAR = Scope.CHOOSER, Scope.QUEUE, Scope.CALENDAR
_BACK, _FORWARD = "left_square_bracket,alt+left,backspace", "right_square_bracket,alt+right"

# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command("help", _APP, "question_mark", "app.help", "help", "help for where you are", 3, True, "?"),
    Command("palette", _APP, "colon,ctrl+p", "app.palette", "palette", "any command or endpoint by name", 4, shown=": ctrl+p"),
    Command("quit", _APP, "ctrl+q", "app.quit", "quit", "leave alyxtui", palette=True, always=True),
    Command("redraw", _APP, "", "app.redraw", "redraw", "draw all anew, when something else has written on the terminal", palette=True),
    Command("theme", _APP, "", "app.next_theme", "next theme", "change the colours", palette=True),
    Command("sign-in", _APP, "", "app.sign_in", "sign in as somebody else", "with a password or a token", palette=True),
    Command("sign-out", _APP, "", "app.sign_out", "sign out", "forget the token and what was cached for you", palette=True),
    Command("lock", _APP, "", "app.lock", "lock now", "hide the screen until the password is given", palette=True),
    Command("set-up", _APP, "", "app.set_up", "set up a server", "the public database, one of your own, or the demo", palette=True),
    Command("requests", _APP, "L", "app.requests", "requests", "what went over the wire", palette=True),
    Command("downloads", _APP, "Q", "app.downloads", "downloads", "the files that come, and those that came", palette=True),
    Command("next-pane", _MAIN, "tab", "pane_by(1)", "panes", "to the next pane", 6),
    Command("previous-pane", _MAIN, "shift+tab", "pane_by(-1)", "previous pane", "to the previous pane"),
    Command("leave", _MAIN, "escape", "leave", "back", "leave what one waits for; else go back", 5, shown="esc"),
    Command("filter", _MAIN, "f", "filter", "filter", "filter the records", 2, True),
    Command("mine", _MAIN, "m", "mine", "mine only", "only records of the user; again: all", palette=True),
    Command("active-filters", _MAIN, "C", "chips", "active filters", "to the filters above the table", palette=True),
    Command("as-typed", _MAIN, "M", "as_typed", "as typed / mended", "send the query as typed, or mended", palette=True),
    Command("saved", _MAIN, "b", "saved", "saved queries", "run a saved query", palette=True),
    Command("save", _MAIN, "", "save", "save this query", "save the present query under a name", palette=True),
    Command("history", _MAIN, "H", "history", "history", "the queries that were run, and the writes", palette=True),
    Command("reload", _MAIN, "ctrl+r", "reload", "reload", "ask the server again", 7, True),
    Command("copy", _MAIN, "y", "copy", "copy", "copy a value, a record, an id, a URL, a ONE call", 8, True),
    Command("export", _MAIN, "x", "export", "export", "the marked records, or all, into a file", 9, True),
    Command("compare-marked", _MAIN, "V", "compare_marked", "compare marked", "the two marked records, or the marked and this", palette=True),
    Command("download", _MAIN, "d", "download", "download", "the files of the record, or of the marked ones", 11, True),
    Command("download-named", _MAIN, "", "download_named", "download by name", "the files of an id, a path or an address", palette=True),
    Command("cache-tables", _MAIN, "", "cache_tables", "fetch cache tables", "ONE's cache tables, to where ONE looks for them", palette=True),
    Command("back", _MAIN, _BACK, "back", "go back", "back on the trail", palette=True, shown="[ alt+← backspace"),
    Command("forward", _MAIN, _FORWARD, "forward", "go forward", "forward on the trail", palette=True, shown="] alt+→"),
    Command("links", _MAIN, "o", "links", "links", "what the record refers to, and what refers to it", palette=True),
    Command("edit", _MAIN, "e", "edit", "edit", "edit the field under the cursor", 10, True),
    Command("delete", _MAIN, "D", "delete", "delete", "delete the record", palette=True),
    Command("edit-record", _MAIN, "E", "edit_record", "edit the record", "the whole record in $EDITOR", palette=True),
    Command("create", _MAIN, "a", "create", "create", "a new record, in a form", palette=True),
    Command("duplicate", _MAIN, "", "duplicate", "duplicate", "a new record that begins as this one", palette=True),
    Command("bulk", _MAIN, "B", "bulk", "bulk edit", "change the marked records, or all of the query", palette=True),
    Command("undo", _MAIN, "U", "undo", "undo", "take back the last write of this run", palette=True),
    Command("journal", _MAIN, "", "journal", "writes", "the writes that were made", palette=True),
    Command("outbox", _MAIN, "O", "outbox", "outbox", "writes that were not sent", palette=True),
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
    Command("mark", _ROWS, "space", "mark", "mark", "mark the row or take its mark away, go on", palette=True),
    Command("mark-range", _ROWS, "v", "mark_range", "mark a range", "mark from here to where v comes again", palette=True),
    Command("mark-all", _ROWS, "asterisk", "mark_all", "mark all", "mark the rows here; again: all; again: none", palette=True, shown="*"),
    Command("invert-marks", _ROWS, "i", "invert_marks", "invert marks", "mark the rows here that are not marked", palette=True),
    Command("sort", _ROWS, "s", "sort", "sort", "sort by the column too: up, down, not", 8, True),
    Command("sort-all", _ROWS, "S", "fetch_all", "fetch all rows", "fetch all rows: sort, search, values of all", palette=True),
    Command("look-for", _ROWS, "slash", "look", "search", "search in the rows that are here", 9, True, "/"),
    Command("next-match", _ROWS, "n", "look_on(1)", "next match", "to the next row that matches"),
    Command("previous-match", _ROWS, "N", "look_on(-1)", "previous match", "to the previous row that matches"),
    Command("narrow", _ROWS, "ampersand", "narrow", "only matches", "only the rows that match; again: all rows", palette=True, shown="&"),
    Command("ask-server", _ROWS, "ctrl+f", "ask_server", "search at the server", "the server's records whose column holds it", palette=True),
    Command("columns", _ROWS, "c", "columns", "columns", "columns: show, hide, order, width, pin", 10, True),
    Command("values", _ROWS, "F", "values", "values", "values of the column and how often they come", palette=True),
    Command("transpose", _ROWS, "T", "transpose", "one row down", "the fields of a row one below the other", palette=True),
    Command("leave-rows", _ROWS, "escape", "leave_rows", "leave", "stop fetching; leave range, matches, search", shown="esc"),
    Command("show-column", _COLUMNS, "space", "show_or_hide", "show or hide", "show the column, or hide it", 1),
    Command("pin-column", _COLUMNS, "p", "pin", "pin", "keep the column at the left, or let it go", 2),
    Command("column-up", _COLUMNS, "K,shift+up", "shift_by(-1)", "move up", "one place to the left in the table", 5, shown="K shift+↑"),
    Command("column-down", _COLUMNS, "J,shift+down", "shift_by(1)", "move down", "one place to the right in the table", 6, shown="J shift+↓"),
    Command("narrower", _COLUMNS, "less_than_sign,minus", "resize_by(-1)", "narrower", "one cell narrower", 7, shown="< -"),
    Command("wider", _COLUMNS, "greater_than_sign,plus", "resize_by(1)", "wider", "one cell wider", 8, shown="> +"),
    Command("reset-columns", _COLUMNS, "r", "reset", "reset", "as they were chosen at first", 9),
    Command("find-column", _COLUMNS, "slash", "find", "find or add", "find a column, or add a path such as json.n_trials", 4, shown="/"),
    Command("take-columns", _COLUMNS, "enter,c", "apply", "done", "take the columns so", 3, shown="enter c"),
    Command("leave-columns", _COLUMNS, "escape,q", "cancel", "cancel", "leave the columns as they were", 10, shown="esc q"),
    Command("filter-by-value", _VALUES, "enter", "pick", "filter by it", "only records with this value", 1),
    Command("values-of-all", _VALUES, "S", "fetch", "of all rows", "fetch all rows first", 2),
    Command("leave-values", _VALUES, "escape,q,F", "cancel", "close", "back to the rows", 3, shown="esc q F"),
    Command("next-row", _TRANSPOSED, "j", "neighbour(1)", "next row", "the fields of the row below", 1),
    Command("previous-row", _TRANSPOSED, "k", "neighbour(-1)", "previous row", "the fields of the row above", 2),
    Command("to-column", _TRANSPOSED, "enter", "choose", "to the column", "back to the rows, to this column", 3),
    Command("open-value", _DETAIL, "enter", "choose", "open", "open or close the value; open what it refers to", 1),
    Command("fold", _DETAIL, "h,left", "fold", "close", "close the value, or go to what holds it", shown="h ←"),
    Command("unfold", _DETAIL, "l,right", "unfold", "open", "open the value", shown="l →"),
    Command("fold-all", _DETAIL, "z", "fold_all", "close all", "close everything", palette=True),
    Command("unfold-all", _DETAIL, "Z", "unfold_all", "open all", "open all objects and lists", palette=True),
    Command("level-more", _DETAIL, "greater_than_sign", "level_by(1)", "one level more", "open one level more everywhere", palette=True, shown=">"),
    Command("level-less", _DETAIL, "less_than_sign", "level_by(-1)", "one level less", "close the innermost level", palette=True, shown="<"),
    Command("look-in-record", _JSON, "slash", "look", "search", "search in keys and values", 2, palette=True, shown="/"),
    Command("next-value", _JSON, "n", "look_on(1)", "next match", "to the next value that matches"),
    Command("previous-value", _JSON, "N", "look_on(-1)", "previous match", "to the value before that matches"),
    Command("only-matches", _JSON, "ampersand", "only", "only matches", "only the branches that match; again: all", palette=True, shown="&"),
    Command("go-to-path", _JSON, "p", "go_to", "go to a path", "such as extended_qc._task_iti_delays", palette=True),
    Command("whole-text", _JSON, "v", "whole_text", "whole text", "the text under the cursor in a pager", 8, palette=True),
    Command("compare", _JSON, "c", "compare", "compare", "with the version read before, or the record seen before", 9, palette=True),
    Command("copy-path", _JSON, "Y", "copy_path", "copy the path", "copy the path of the value under the cursor", palette=True),
    Command("leave-json", _JSON, "escape", "leave_search", "leave", "show all again; look for nothing", shown="esc"),
    Command("look-in-text", _PAGER, "slash", "look", "search", "search in the text", 1, shown="/"),
    Command("next-row-found", _PAGER, "n", "look_on(1)", "next match", "to the next row that matches", 3),
    Command("previous-row-found", _PAGER, "N", "look_on(-1)", "previous match", "to the row before that matches", 4),
    Command("leave-text", _PAGER, "escape,q,v", "leave", "close", "back to the record", 2, shown="esc q v"),
    Command("both-values", _COMPARE, "enter,v", "both", "both values", "both values whole, in a pager", 1),
    Command("path-of-change", _COMPARE, "Y", "copy_path", "copy the path", "copy the path of the change", 3),
    Command("leave-compare", _COMPARE, "escape,q,c", "leave", "close", "back to the record", 2, shown="esc q c"),
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
    Command("open-field", Scope.CREATE, "ctrl+space,ctrl+@", "open_field", "find", "choices, records to find, a file, a long text", 1, shown="ctrl+space"),
    Command("to-editor", Scope.CREATE, "ctrl+o,f4", "to_editor", "editor", "go on in $EDITOR", 3, shown="ctrl+o F4"),
    Command("begin-anew", Scope.DRAFT, "f8", "begin_anew", "begin anew", "throw away what was typed", 4, shown="F8"),
    Command("other-history", Scope.HISTORY, "tab", "other", "writes", "to the writes, or to the queries", 3),
    Command("send-write", Scope.REVIEW, "y", "send", "send it", "send what is shown; a held key does not count", 1),
    Command("both-of-write", Scope.REVIEW, "enter,v", "both", "both values", "both values whole, in a pager", 2),
    Command("leave-review", Scope.REVIEW, "escape,q,n", "leave", "send nothing", "back, nothing is sent", 3, shown="esc q n"),
    Command("take-theirs", Scope.CONFLICT, "t,h,left", "decide(False)", "theirs", "the value that is there now stays", 1, shown="t h ←"),
    Command("take-mine", Scope.CONFLICT, "m,l,right", "decide(True)", "mine", "one's own value counts", 2, shown="m l →"),
    Command("go-on", Scope.CONFLICT, "ctrl+s,f2", "apply", "review", "review what was decided", 3, shown="ctrl+s F2"),
    Command("leave-conflict", Scope.CONFLICT, "escape,q", "cancel", "send nothing", "back, nothing is sent", 4, shown="esc q"),
    Command("add-doing", Scope.BULK_FORM, "a,plus", "add", "another field", "choose one more field", 2, shown="a +"),
    Command("add-condition", Scope.BULK_FORM, "i", "condition", "only if", "only records that have this when their turn comes", 3),
    Command("change-doing", Scope.BULK_FORM, "enter", "choose", "value", "change the value under the cursor", 4),
    Command("drop-doing", Scope.BULK_FORM, "x,delete", "remove", "remove", "take away what is under the cursor", 5, shown="x del"),
    Command("plan-bulk", Scope.BULK_FORM, "ctrl+s,f2", "apply", "dry run", "see what each record would become", 1, shown="ctrl+s F2"),
    Command("leave-bulk-form", Scope.BULK_FORM, "escape,q", "cancel", "leave", "change nothing", 6, shown="esc q"),
    Command("send-bulk", Scope.BULK, "ctrl+s,f2", "send", "send", "to the last question, then send", 1, shown="ctrl+s F2"),
    Command("pause-bulk", Scope.BULK, "p", "pause", "pause", "send no more for now; again: go on", 2),
    Command("cancel-bulk", Scope.BULK, "x", "cancel", "cancel", "send no more; what was sent stays", 3),
    Command("retry-bulk", Scope.BULK, "r", "retry", "try again", "plan what failed or was not sent anew", 4),
    Command("undo-bulk", Scope.BULK, "U", "undo_all", "undo all", "take back all that was done", 5),
    Command("only-bulk", Scope.BULK, "o", "only", "only", "only the rows of one state; again: the next one", 7),
    Command("both-of-row", Scope.BULK, "enter,v", "both", "both values", "all changes of the row, whole, in a pager", 8),
    Command("leave-bulk", Scope.BULK, "escape,q", "leave", "leave", "back to where one was; what is sent goes on", 6, shown="esc q"),
    Command("leave-wait", Scope.WAIT, "escape", "leave", "leave", "wait no more; what is being sent goes on", shown="esc"),
    Command("take-words", Scope.ASK, "enter", "submit", "go on", "take what was typed", 1),
    Command("leave-words", Scope.ASK, "escape", "leave", "leave", "forget what was typed", 2, shown="esc"),
    Command("complete", _EDITOR, "ctrl+space", "complete", "complete", "what can stand here; again: take the first", 3),
    Command("new-condition", _EDITOR, "ctrl+n", "new", "condition", "to the next free condition", 4),
    Command("toggle-condition", _EDITOR, "ctrl+t", "toggle_condition", "off", "switch the condition off without losing it, or on", 5),
    Command("negate-condition", _EDITOR, "ctrl+o", "negate_condition", "not", "leave out what the condition finds", 6),
    Command("drop-condition", _EDITOR, "ctrl+r", "drop_condition", "remove", "take the condition away", 7),
    Command("edit-line", _EDITOR, "ctrl+l", "edit_line", "line", "to the query as one line", 8),
    Command("find-parameter", _EDITOR, "ctrl+f", "find_parameter", "find", "to where a parameter is found by a word", 9),
    Command("take-offer", _EDITOR, "ctrl+y", "take_offer", "take offer", "take what is offered instead"),
    Command("count", _EDITOR, "ctrl+g", "count", "count", "count the records, however slow the server is"),
    Command("pick-days", _EDITOR, "f4", "pick_days", "calendar", "choose a day, or several, from a calendar", 10, shown="F4"),
    Command("take-days", _CALENDAR, "enter", "take", "take", "the day, or the days", 1),
    Command("leave-days", _CALENDAR, "escape,q,f4", "cancel", "cancel", "back, nothing changed", 2, shown="esc q F4"),
    Command("next-month", _CALENDAR, "pagedown,L", "months(1)", "month", "a month on", 3, shown="pgdn L"),
    Command("previous-month", _CALENDAR, "pageup,H", "months(-1)", "month back", "a month back", shown="pgup H"),
    Command("span-of-days", _CALENDAR, "space", "span", "from here", "several days from here on; again: only one", 4),
    Command("present-day", _CALENDAR, "t", "today", "today", "to the present day", 5),
    Command("next-day", _CALENDAR, "right,l", "days(1)", "day on", "a day on", shown="→ l"),
    Command("previous-day", _CALENDAR, "left,h", "days(-1)", "day back", "a day back", shown="← h"),
    Command("next-week", _CALENDAR, "down,j", "days(7)", "week on", "a week on", shown="↓ j"),
    Command("previous-week", _CALENDAR, "up,k", "days(-7)", "week back", "a week back", shown="↑ k"),
    Command("next-year", _CALENDAR, "greater_than_sign", "months(12)", "year on", "a year on", shown=">"),
    Command("previous-year", _CALENDAR, "less_than_sign", "months(-12)", "year back", "a year back", shown="<"),
    Command("queue-files", _CHOOSER, "enter,ctrl+s,f2", "queue", "download", "fetch what is chosen", 1, shown="enter ctrl+s F2"),
    Command("switch-files", _CHOOSER, "space", "switch", "on/off", "take the files under the cursor, or leave them", 2),
    Command("other-side", _CHOOSER, "tab,shift+tab", "other_side", "side", "from the kinds to the files and back", 3, shown="tab"),
    Command("only-files", _CHOOSER, "o", "only", "only", "of its kind only this value; again: all", 4),
    Command("find-files", _CHOOSER, "slash", "find", "names", "names, paths or types, with * and ?", 5, shown="/"),
    Command("take-all-files", _CHOOSER, "asterisk", "take_all", "all/none", "all files that are shown; again: none", 7, shown="*"),
    Command("copy-file-path", _CHOOSER, "y", "copy_path", "path", "copy where the files go on this machine; nothing is fetched", 8),
    Command("copy-file-url", _CHOOSER, "u", "copy_url", "URL", "copy the addresses of the files; nothing is fetched", 9),
    Command("fetch-again", _CHOOSER, "r", "queue(True)", "again", "fetch what is chosen, also what is there; it is verified", 10),
    Command("leave-files", _CHOOSER, "escape,q", "leave", "leave", "fetch nothing", 6, shown="esc q"),
    Command("peek", _QUEUE, "enter", "peek", "look into", "the first values of a file that came", 1),
    Command("pause-file", _QUEUE, "p", "pause", "pause", "hold the file; what came is kept", 2),
    Command("resume-file", _QUEUE, "r", "resume", "go on", "go on with the file, or try it again", 3),
    Command("pause-files", _QUEUE, "P", "pause_all", "pause all", "hold all files"),
    Command("resume-files", _QUEUE, "R", "resume_all", "all go on", "go on with all files that are held or failed"),
    Command("file-up", _QUEUE, "K,shift+up", "shift_by(-1)", "sooner", "before the file above it", 10, shown="K shift+↑"),
    Command("file-down", _QUEUE, "J,shift+down", "shift_by(1)", "later", "behind the file below it", 11, shown="J shift+↓"),
    Command("cancel-file", _QUEUE, "x,delete", "cancel", "give up", "give the file up; what came is deleted", 5, shown="x del"),
    Command("clear-files", _QUEUE, "c", "clear", "clear", "take what is done or given up off the list", 9),
    Command("copy-local", _QUEUE, "y", "copy_path", "path", "copy the file's path on this machine", 6),
    Command("copy-load", _QUEUE, "Y", "copy_one", "ONE", "copy the ONE call that loads the file", 7),
    Command("fetched", _QUEUE, "l", "log", "log", "what was fetched from this server, when and from where", 8),
    Command("leave-queue", _QUEUE, "escape,q", "leave", "leave", "back to where one was; the files go on coming", 4, shown="esc q"),
)
# fmt: on

WRITING = frozenset({"edit", "edit_record", "create", "duplicate", "delete", "undo", "bulk"})
"""The actions that are not there for those who may only read."""

OF_LISTS = frozenset(
    {
        *("filter", "mine", "chips", "as_typed", "save", "copy", "export", "compare_marked"),
        *("download", "links", "web_admin", *(WRITING - {"undo"})),
    }
)
"""The actions that are not there where no list is."""


def bindings(*scopes: Scope) -> list[BindingType]:
    """The key bindings of one or more scopes, for a class's ``BINDINGS``."""
    return [
        Binding(
            command.keys,
            command.action,
            command.label,
            show=False,
            priority=command.always,
            id=command.name,
        )
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


def does(node: DOMNode, command: Command) -> bool:
    """Whether a command works on a node as things are."""
    action = command.action.partition("(")[0]
    return hasattr(node, f"action_{action}") and bool(node.check_action(action, ()))


def scopes_of(widget: object) -> tuple[Scope, ...]:
    """The scopes of what has the focus, the nearest first; none for what has no keys of ours."""
    scopes: tuple[Scope, ...] = getattr(widget, "scopes", ())
    return scopes
