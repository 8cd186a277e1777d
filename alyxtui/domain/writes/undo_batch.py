"""Taking back all writes that were confirmed together."""

from __future__ import annotations

from collections.abc import Sequence

from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.entry import Entry
from alyxtui.domain.writes.rows import Row
from alyxtui.domain.writes.undo import inverse
from alyxtui.errors import ChangeRefused


def taken_back(writes: Writes, entries: Sequence[Entry]) -> tuple[Bulk, tuple[str, ...]]:
    """The writes that take some others back, the last one first.

    Args:
        writes: the way of every write.
        entries: writes of one endpoint, in the order they were made; those that were not done or
            are taken back already are passed over.

    Returns:
        The bulk, to be planned, and what does not come back, each sentence once.

    Raises:
        ChangeRefused: none of them can be taken back.
    """
    rows: list[Row] = []
    said: dict[str, None] = {}
    for entry in reversed(entries):
        try:
            undo = inverse(entry, writes.api)
        except ChangeRefused as error:
            said[error.message] = None
            continue
        rows.append(Row(undo.change, undoes=entry.id))
        said.update(dict.fromkeys(undo.lost))
    if not rows:
        raise ChangeRefused(" ".join(said) or "There is nothing to take back.")
    return Bulk(writes, rows), tuple(said)
