"""Paths of an endpoint's list and of one record."""

from __future__ import annotations

from alyxtui.client.address import segment
from alyxtui.errors import NotFound, UsageError
from alyxtui.schema.model import Action, Endpoint
from alyxtui.text import safe


def list_path(endpoint: Endpoint) -> str:
    """The path of an endpoint's list.

    Raises:
        UsageError: it has none.
    """
    action = endpoint.actions.get("list")
    if action is None:
        raise UsageError(f"{safe(endpoint.name)} has no list.")
    return action.path


def detail_path(endpoint: Endpoint, key: str) -> str:
    """The path of one record, its lookup value percent-encoded.

    Raises:
        UsageError: the endpoint has no single records.
        NotFound: the value cannot stand in a path. Alyx 3.6.1 matches no name with a ``/`` in it,
            encoded or not; ``.`` and ``..`` mean other paths.
    """
    action = endpoint.actions.get("read")
    if action is None or "{" not in action.path:
        raise UsageError(
            f"{safe(endpoint.name)} has no single records.", hint="Its list shows all there is."
        )
    return action_path(endpoint, action, key)


def action_path(endpoint: Endpoint, action: Action, key: str) -> str:
    """The path of an action, with the lookup value where it takes one.

    Args:
        endpoint: whose action it is.
        action: what is done.
        key: lookup value, not encoded; ignored where the path has no place for it.

    Raises:
        NotFound: the value cannot stand in a path, see ``detail_path``.
    """
    if "{" not in action.path:
        return action.path
    if not key:
        raise NotFound(f"This record of {safe(endpoint.name)} carries no key to read it by.")
    if "/" in key or key in {".", ".."}:
        raise NotFound(
            f"The {endpoint.lookup or 'name'} {safe(key)!r} cannot be reached over REST.",
            hint="The server's routes match no name with a / in it. The list shows the record; the"
            " web admin opens it.",
        )
    before, _, rest = action.path.partition("{")
    return before + segment(key) + rest.partition("}")[2]


def no_record(endpoint: Endpoint, key: str, error: NotFound) -> NotFound:
    """The words for a record that the server does not have, however it said so."""
    return NotFound(
        f"{safe(endpoint.name)} has no record with the {endpoint.lookup or 'key'} {safe(key)!r}.",
        hint="It may have been renamed or deleted, or belong to another server.",
        method=error.method,
        url=error.url,
        status=error.status,
    )
