"""What a server says of the token in use: whether it takes it, whose it is, what it may do."""

from __future__ import annotations

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.errors import ApiError, Forbidden, NotSignedIn


async def owner(client: AlyxClient, token: str | None = None) -> str:
    """Whose a token is, empty when the server does not tell.

    Alyx later than 3.6.1 answers ``GET /me`` with JSON. 3.6.1 has no such address, so another
    request, the cheapest it has, shows whether it takes the token at all.

    Args:
        client: asks.
        token: whose owner is wanted, None for the one in use, which stays so in any case.

    Raises:
        NotSignedIn: the server does not take the token.
        AlyxTuiError: the server cannot be asked.
    """
    try:
        answer = await client.request("GET", "/me", token=token)
    except ApiError as error:
        if isinstance(error, NotSignedIn) or not error.status:
            raise
        await client.request("GET", "/labs", params=[("limit", "1")], token=token)
        return ""
    name = answer.data.get("username") if isinstance(answer.data, dict) else None
    return name if isinstance(name, str) else ""


async def may_write(client: AlyxClient, priority: Priority) -> bool:
    """Whether the user has any right but to read.

    Alyx 3.6.1 answers OPTIONS on ``/labs`` to everybody but public users, who get a 403. (On
    ``/sessions`` it is a 500 for all.) Where a server says something else, nothing is known, and
    True is given: the server refuses what must not be.

    Args:
        client: signed in.
        priority: place of the request in the queue.

    Raises:
        NotSignedIn: the server does not take the token.
        AlyxTuiError: the server cannot be asked.
    """
    try:
        await client.request("OPTIONS", "/labs", priority=priority)
    except Forbidden:
        return False
    except ApiError as error:
        if isinstance(error, NotSignedIn) or not error.status:
            raise
    return True
