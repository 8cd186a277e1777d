"""Filters that the server would ignore, or fail on, told before they are sent.

Alyx 3.6.1 ignores a parameter it does not know, and a boolean it cannot read, and answers with all
records as if nothing had been asked.
"""

from __future__ import annotations

import difflib

from alyxtui.query import values
from alyxtui.schema.model import Action

PAGING = ("limit", "offset")


def problem(action: Action, name: str, value: str) -> tuple[str, str]:
    """What is wrong with one filter.

    Args:
        action: the list action of an endpoint.
        name: of the parameter.
        value: as typed.

    Returns:
        What is wrong and what to do, two sentences; both empty when nothing is.
    """
    parameter = action.parameters.get(name)
    if parameter is None:
        known = [known for known in action.parameters if known not in PAGING]
        near = difflib.get_close_matches(name, known, n=3)
        if near:
            meant = f"Did you mean {' or '.join(near)}?"
        else:
            meant = f"It takes: {', '.join(known)}." if known else "It takes no filter at all."
        return f"{name} is no filter here; the server would ignore it and answer all.", meant
    if parameter.broken and value:
        return f"{name} {values.problem(parameter, value)}", "Leave it out."
    wanted = values.problem(parameter, value)
    return (f"{name} cannot be {value!r}.", f"It is {wanted}.") if wanted else ("", "")
