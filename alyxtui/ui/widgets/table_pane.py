"""The record table with all its tools."""

from __future__ import annotations

from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.widgets.column_tools import ColumnTools
from alyxtui.ui.widgets.looking import Looking
from alyxtui.ui.widgets.marking import Marking
from alyxtui.ui.widgets.summing import Summing


class TablePane(Marking, Summing, Looking, ColumnTools):
    """Rows of one query that can be marked, sorted, searched."""

    BINDINGS = bindings(Scope.ROWS)
    DEFAULT_CSS = """
    TablePane { height: 1fr; }
    TablePane RecordTable { height: 1fr; }
    """

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours only while there is something here to leave."""
        return action != "leave_rows" or self._can_leave

    @property
    def _can_leave(self) -> bool:
        searching = self.arrangement.find is not None
        return self.work_line.is_shown or self.table.range_from is not None or searching

    def action_leave_rows(self) -> None:
        """Leave what is under way here, the last first."""
        left = self.stop_work() or self.leave_range() or self.leave_search()
        if left:
            self.post_message(self.Changed())
