"""Any of several values: the one *or* that the server's language has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alyxtui.query.model import Listed, Source, Term, Value

_SPECIAL = re.compile(r"([\\.^$*+?()\[\]{}|])")


def any_of(
    path: str,
    values: Sequence[Value],
    *,
    in_any_case: bool = False,
    part: bool = False,
    source: Source = Source.DJANGO,
) -> Term:
    """A condition that any of several values meets.

    Args:
        path: of the field.
        values: what may stand there.
        in_any_case: whether upper and lower case are the same; values are then texts.
        part: whether a value may be a part of the text; values are then texts.
        source: the parameter that carries it.

    Returns:
        ``in`` where whole values are compared, else a regular expression.
    """
    if not (in_any_case or part):
        return Term(path, "in", Listed(values), source=source)
    # PostgreSQL reads a backslash before a mark as the mark; letters and digits have none.
    joined = "|".join(_SPECIAL.sub(r"\\\1", str(value)) for value in values)
    pattern = f"({joined})" if part else f"^({joined})$"
    return Term(path, "iregex" if in_any_case else "regex", pattern, source=source)
