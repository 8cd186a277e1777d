"""What answers say beside their data: notices to people, addresses that go away, the clock."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import urlsplit

from alyxtui.client.address import rebase
from alyxtui.client.failure import Reply
from alyxtui.text import elide, safe

_LONGEST = 400  # cells of one notice
_MOST = 50  # notices of one server; more are noise
_URGENT = "!!!"
_EPOCH = re.compile(r"@(-?[0-9]{1,11})")
_LINK = re.compile(r"<([^<>]*)>[^<]*?;\s*rel\s*=\s*\"?(deprecation|sunset)\"?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a server wants its users to know.

    Attributes:
        text: safe text.
        urgent: the server marks it so.
    """

    text: str
    urgent: bool = False


class Heard:
    """What one server has said in the headers of its answers, each thing once.

    Alyx later than 3.6.1 sends ``Alyx-API-Notice`` (urgent when it begins with ``!!!``),
    ``Deprecation`` (RFC 9745: ``@`` and seconds; earlier drafts: a date or ``true``) and
    ``Sunset`` (RFC 8594: a date).

    Args:
        base_url: normalised address of the server.

    Attributes:
        on_notice: called with each new notice, on the event loop.
        clock_ahead: seconds that the server's clock is ahead of ours by its last answer, None
            until one says the time; right to a second or two.
    """

    def __init__(self, base_url: str) -> None:
        self.on_notice: Callable[[Notice], None] | None = None
        self.clock_ahead: float | None = None
        self._base_url = base_url
        self._seen: dict[str, Notice] = {}
        self._waiting: list[Notice] = []

    def hear(self, reply: Reply, secrets: Sequence[str] = ()) -> None:
        """Take note of an answer; one of another server than ours says nothing.

        Args:
            reply: the answer.
            secrets: what no notice may show, should the server send it back.
        """
        if reply.moved:
            return
        date = _date(reply.headers.get("date", ""))
        if date is not None:
            self.clock_ahead = date.timestamp() - time.time()
        for notice in self._notices(reply):
            if any(secret in notice.text for secret in secrets if secret):
                continue
            if notice.text not in self._seen and len(self._seen) < _MOST:
                self._seen[notice.text] = notice
                self._waiting.append(notice)
                if self.on_notice is not None:
                    self.on_notice(notice)

    def take(self) -> list[Notice]:
        """The notices since the last call."""
        taken, self._waiting = self._waiting, []
        return taken

    def _notices(self, reply: Reply) -> list[Notice]:
        said = reply.headers.get("alyx-api-notice", "").strip()
        found = []
        if said.lstrip(_URGENT).strip():
            text = said.removeprefix(_URGENT).strip()
            found.append(Notice(_shown(text), said.startswith(_URGENT)))
        going = _going(reply.headers)
        if going:
            path = urlsplit(rebase(self._base_url, reply.url)).path
            # One word for an endpoint, not one for each of its records.
            place = "/" + "/".join(path.strip("/").split("/")[: 2 if "/api/" in path else 1])
            found.append(Notice(_shown(f"{place} {going}"), "sunset" in reply.headers))
        return found


def _going(headers: Mapping[str, str]) -> str:
    """That an address is deprecated or goes away, when, and where to read on."""
    deprecated, sunset = headers.get("deprecation", ""), headers.get("sunset", "")
    if not (deprecated or sunset):
        return ""
    parts = []
    if deprecated:
        day = _date(deprecated)
        word = "is" if day is None or day.timestamp() <= time.time() else "will be"
        parts.append(f"{word} deprecated" + (f" from {day:%Y-%m-%d}" if day else ""))
    if sunset:
        day = _date(sunset)
        parts.append("goes away" + (f" on {day:%Y-%m-%d}" if day else " soon"))
    more = next((match[1] for match in _LINK.finditer(headers.get("link", ""))), "")
    return " and ".join(parts) + "." + (f" More: {more}" if more else "")


def _date(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime  # not before the first frame

    epoch = _EPOCH.fullmatch(text.strip())
    try:
        if epoch:
            return datetime.fromtimestamp(int(epoch[1]), timezone.utc)
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _shown(text: str) -> str:
    return elide(safe(text), _LONGEST)
