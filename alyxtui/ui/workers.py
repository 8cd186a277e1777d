"""The one way to begin a worker that is no method of a screen or widget of its own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import ParamSpec, TypeVar

from textual.dom import DOMNode
from textual.worker import Worker

_P = ParamSpec("_P")
_T = TypeVar("_T")


def begin(
    node: DOMNode,
    group: str,
    work: Callable[_P, Coroutine[None, None, _T]],
    *args: _P.args,
    **named: _P.kwargs,
) -> Worker[_T]:
    """Run work in a worker that does not take the app down; who has it hears of its errors.

    The worker makes the coroutine itself: one made before is never awaited, which Python warns
    of, when the worker is cancelled before it began.

    Args:
        node: whose worker it is; it ends with it.
        group: by what it is found and cancelled.
        work: what it does.
        *args: what that is given.
        **named: what that is given by name.
    """
    worker: Worker[_T] = node.run_worker(
        partial(work, *args, **named), group=group, exit_on_error=False
    )
    return worker
