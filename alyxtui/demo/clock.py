"""The day the demo's data ends on."""

from __future__ import annotations

import datetime

# Fixed, so that the same size gives the same data on every machine and day.
ANCHOR = datetime.datetime(2026, 7, 17, 18, 0)
