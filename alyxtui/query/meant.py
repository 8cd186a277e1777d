"""What a name that does not exist may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_SHOWN = 3


def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names most like one, at most three, the likeliest first."""
    names = list(known)
    folded = {one.casefold(): one for one in names}
    found = difflib.get_close_matches(name.casefold(), list(folded), n=_SHOWN)
    return tuple(folded[one] for one in found)


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A sentence that offers them, or another one when nothing is like it."""
    found = near(name, known)
    return f"Did you mean {' or '.join(found)}?" if found else otherwise
