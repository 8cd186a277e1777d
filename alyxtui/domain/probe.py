"""A test of a connection: is there an Alyx at an address, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from alyxtui.client.address import is_plain
from alyxtui.client.answer import Answer
from alyxtui.client.client import AlyxClient
from alyxtui.client.proxies import proxy_of
from alyxtui.client.retry import RetryRule
from alyxtui.errors import (
    AlyxTuiError,
    ApiError,
    BadAnswer,
    Forbidden,
    NotFound,
    NotSignedIn,
)
from alyxtui.settings.model import Timeouts, Way
from alyxtui.settings.urls import normalise
from alyxtui.text import safe

_WAY = Way()
_PATIENCE = Timeouts(connect=10.0, read=20.0, write=20.0, pool=20.0)
# TLS forgives a clock that is some hours off; notes and weighings are dated by it.
_CLOCK = 120.0  # seconds
_NO_ALYX = "There is no Alyx at this address"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the test found, in words; all texts are safe.

    Attributes:
        ok: whether an Alyx answers.
        title: what was found.
        message: more of it, may be empty.
        hint: what to do, may be empty.
        url: the address in its one form, empty when it is none.
    """

    ok: bool
    title: str
    message: str = ""
    hint: str = ""
    url: str = ""


async def probe(url: str, way: Way = _WAY, *, timeouts: Timeouts = _PATIENCE) -> Finding:
    """Ask an address for its labs, without a sign-in.

    Alyx 3.6.1 refuses with a 403 that says so in JSON, which nothing but an Alyx does at
    ``/labs``. No secret is sent. Never raises.

    Args:
        url: as a person gives it.
        way: certificates and proxy.
        timeouts: for each part of the request.
    """
    try:
        address = normalise(url)
        client = AlyxClient(address, timeouts=timeouts, way=way, retries=RetryRule(tries=1))
    except AlyxTuiError as error:
        return _failed(error, "")
    try:
        answer = await client.request("GET", "/labs", params=[("limit", "1")])
        _check(answer)
    except NotSignedIn as error:
        return _asked_to_sign_in(error, client)
    except AlyxTuiError as error:
        return _explained(error, address, proxy_of(address, way))
    finally:
        await client.aclose()
    return _found(client)


def _check(answer: Answer) -> None:
    data = answer.data
    if not (isinstance(data, dict) and isinstance(data.get("results"), list)):
        raise BadAnswer("Something answers, but not with a list of labs.", url=answer.url)


def _asked_to_sign_in(error: NotSignedIn, client: AlyxClient) -> Finding:
    """A refusal: Alyx's own is a 403; a 401 comes of something that stands before it."""
    if error.status == 403:
        return _found(client)
    return Finding(
        False,
        "Something before the server wants a sign-in",
        safe(error.message),
        "Alyx itself never answers 401. Ask the server's people for another address, or for a VPN.",
        client.base_url,
    )


def _found(client: AlyxClient) -> Finding:
    ahead, url = client.heard.clock_ahead, client.base_url
    if ahead is not None and abs(ahead) > _CLOCK:
        place = "behind" if ahead > 0 else "ahead of"
        return Finding(
            True,
            "Alyx answers, and the clocks differ",
            f"This machine's clock is {_span(abs(ahead))} {place} the server's.",
            "Correct it: records are dated by it.",
            url,
        )
    if is_plain(url):
        words = "The address is plain http: passwords and tokens can be read on the way."
        return Finding(True, "Alyx answers", words, "Use https where the server has it.", url)
    return Finding(True, "Alyx answers", url=url)


def _explained(error: AlyxTuiError, url: str, proxy: str) -> Finding:
    if proxy and _may_be_of_proxy(error):
        return Finding(
            False,
            "A proxy answers for the server",
            f"The proxy {safe(proxy)} is asked, and this came: {safe(error.message)}",
            "Name the server in NO_PROXY, or give its profile a proxy that leads to it, or"
            ' proxy = "direct".',
            url,
        )
    if isinstance(error, NotFound):
        return Finding(
            False,
            _NO_ALYX,
            f"{safe(urlsplit(url).netloc)} answers, and has no labs there.",
            "Check the path of the address; it is what stands before /admin in the web admin's.",
            url,
        )
    if isinstance(error, (BadAnswer, Forbidden)):
        return Finding(
            False,
            _NO_ALYX,
            safe(error.message),
            "Check the address. A guest network that wants a sign-in of its own answers so, too.",
            url,
        )
    return _failed(error, url)


def _may_be_of_proxy(error: AlyxTuiError) -> bool:
    """Whether a proxy may have made an answer up: no Alyx, or no way on."""
    if isinstance(error, (BadAnswer, Forbidden, NotFound)):
        return True
    return isinstance(error, ApiError) and error.status in {407, 502, 503, 504, 511}


def _failed(error: AlyxTuiError, url: str) -> Finding:
    return Finding(False, safe(error.heading), safe(error.message), safe(error.hint), url)


def _span(seconds: float) -> str:
    for unit, size in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:.0f} s"
