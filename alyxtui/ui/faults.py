"""Faults of ours in workers: said and written down, and the app stays up."""

from __future__ import annotations

from textual.dom import DOMNode
from textual.worker import Worker, WorkerState

from alyxtui.ui.messages import Fault


def report_fault(node: DOMNode, event: Worker.StateChanged) -> None:
    """Tell the app of a worker that failed; Textual tells only the worker's own node."""
    if event.state is WorkerState.ERROR and event.worker.error is not None:
        node.post_message(Fault(event.worker.error))
