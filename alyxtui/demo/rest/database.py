"""Columns and orders in which SQLite would differ from PostgreSQL."""

from __future__ import annotations

import math
from typing import Any

from django.db.models import F, FloatField
from django.db.models.expressions import OrderBy


class NanFloatField(FloatField):
    """A float column that keeps NaN, which SQLite would store as NULL.

    It is stored as text, which SQLite sorts above every number, where PostgreSQL puts NaN too.
    """

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """``NaN`` as text, anything else as it is."""
        value = super().get_db_prep_value(value, connection, prepared)
        return "NaN" if isinstance(value, float) and math.isnan(value) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> float | None:
        """Back to a float."""
        return None if value is None else float(value)


def ordering(*names: str) -> list[OrderBy]:
    """Order as PostgreSQL does: NULLs last when ascending, first when descending.

    Args:
        names: field paths, with ``-`` before those that descend.
    """
    return [
        F(name[1:]).desc(nulls_first=True) if name[0] == "-" else F(name).asc(nulls_last=True)
        for name in names
    ]
