"""The HTTP client: knows addresses, answers and pages; knows nothing of a screen.

``httpx`` is imported by ``transport`` and ``network`` alone, and those on the first request: the
import takes longer than the first frame may.
"""

from __future__ import annotations

import sys

# httpx 0.28 imports its own command line, and with it click and most of Rich, where these are
# installed: 250 of the 310 ms that `import httpx` took (measured). Without it httpx works as well.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
