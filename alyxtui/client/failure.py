"""What an answer that is no success means, in the words of a typed error.

Alyx 3.6.1 answers errors with JSON: ``{"detail": str, "status_code": int}``, or messages by field
with ``status_code`` among them; a few views use ``error`` or ``details``. Addresses that no route
matches, wrong hosts and too long request lines are answered with HTML by Django or gunicorn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import dropwhile
from typing import TypedDict

from alyxtui.client.retry import retry_after
from alyxtui.errors import (
    ApiError,
    BadAnswer,
    ExitCode,
    Forbidden,
    NotFound,
    NotSignedIn,
    ServerError,
    Throttled,
    Unreachable,
    ValidationFailed,
)
from alyxtui.text import elide, safe

_SHOWN = 80  # cells of a body quoted in a message
_LONGEST = 2000  # characters of a server's own words
_LONGEST_BODY = 256 * 1024  # bytes of an error's body that are read
_SPOKEN = ("detail", "details", "error")
# 403 with one of these means that nobody is signed in; every other 403 is a lack of rights.
_NOT_SIGNED_IN = ("Authentication credentials were not provided", "Invalid token", "User inactive")
# Django's own sentence on rights; other refusals say why (Alyx 3.6.1: a protected tag).
_NO_RIGHT = "You do not have permission to perform this action"
_TRACEBACK = "Traceback (most recent call last):"
_TITLES = {
    405: ("The server does not do that", "This address does not take this method."),
    406: ("The server has no such format", "Ask for JSON."),
    409: ("The server sees a conflict", "Reload the record and try again."),
    413: ("The request is too large", "Send less at a time."),
    414: ("The query is too long", "Use fewer values in the filter, or several queries."),
    415: ("The server does not read that format", "Send JSON."),
    431: ("The query is too long", "Use fewer values in the filter, or several queries."),
}


class _Where(TypedDict):
    method: str
    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came over the wire.

    Attributes:
        method: of the request.
        url: absolute, of the request that this answers (the last one after redirects).
        status: HTTP status.
        headers: by lower-case name.
        body: unpacked.
        elapsed: seconds.
        moved: the answer comes from another origin than the request was meant for, so the token
            was not sent.
    """

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed: float
    moved: bool = False


class Cut(Unreachable):
    """The connection ended before an answer began; what may be repeated is sent once more."""


class CutShort(BadAnswer):
    """An answer that began and did not end."""

    title = "The answer was cut short"
    exit_code = ExitCode.NETWORK
    default_hint = "Try again; if it happens again, a proxy or the server ends long answers."


def error_of(reply: Reply) -> ApiError:
    """The typed error for an answer with a status that is no success."""
    said = _Said.of(reply)
    status = reply.status
    if reply.moved and status in {401, 403}:
        return ApiError(
            f"The server sent the request on to {safe(reply.url)}, which wants a sign-in. The token"
            " goes only to the address that is configured.",
            title="The server has moved",
            hint="Set the new address in the profile, and sign in there.",
            **_where(reply),
        )
    if status == 401 or (status == 403 and said.detail.startswith(_NOT_SIGNED_IN)):
        return NotSignedIn(said.detail or "The server asks for a sign-in.", **_where(reply))
    if status == 403:
        return _forbidden(reply, said)
    if status in {404, 410}:
        return _not_found(reply, said)
    if status == 400:
        return _refused(reply, said)
    if status in {429, 503}:
        return Throttled(
            said.words or _phrase(status), retry_after=retry_after(reply.headers), **_where(reply)
        )
    if status >= 500:
        return _server_error(reply, said)
    if status >= 400:
        title, hint = _TITLES.get(status, ("The server refused the request", ""))
        return ApiError(said.words or _phrase(status), title=title, hint=hint, **_where(reply))
    return BadAnswer(f"The server answered {_phrase(status)}.", **_where(reply))


def bad_answer(reply: Reply, expected: str) -> BadAnswer:
    """The error for a success whose body is not what was asked for."""
    return BadAnswer(
        f"{expected} was expected from {safe(reply.url)}; {describe(reply)} came.", **_where(reply)
    )


def describe(reply: Reply) -> str:
    """What a body is, by its content type and its first characters."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip()
    if not reply.body:
        return "an empty answer"
    start = " ".join(reply.body[: _SHOWN * 4].decode("utf-8", "replace").split())
    return f"{safe(kind) or 'something without a content type'} ({elide(safe(start), _SHOWN)!r})"


def describe_value(data: object) -> str:
    """What a decoded body is, by its type and its beginning."""
    if data is None:
        return "an empty answer"
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value"}
    if isinstance(data, dict):
        shown = ", ".join(map(str, list(data)[:10]))
    else:
        shown = json.dumps(data[:3] if isinstance(data, list) else data)[: _SHOWN * 4]
    return f"{names.get(type(data), 'a number')} ({elide(safe(shown), _SHOWN)})"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the body of an error says.

    Attributes:
        detail: the server's own sentence, empty without one.
        fields: messages by field name, without ``status_code``.
        words: detail, else the messages, else what the HTML or text says; may be empty.
        is_json: whether the body is a JSON object.
    """

    detail: str
    fields: dict[str, tuple[str, ...]]
    words: str
    is_json: bool

    @classmethod
    def of(cls, reply: Reply) -> _Said:
        try:
            # No error of Alyx is long; decoding a long one would hold up the event loop.
            data = json.loads(reply.body[:_LONGEST_BODY])
        except (ValueError, RecursionError):
            return cls("", {}, _phrase(reply.status) if reply.body else "", False)
        if isinstance(data, list):
            messages = tuple(_messages(data))
            return cls("", {"non_field_errors": messages}, _cut("; ".join(messages)), False)
        if not isinstance(data, dict):
            return cls("", {}, "", False)
        spoken = (data[key] for key in _SPOKEN if _is_text(data.get(key)))
        detail = _cut(_without_frames(next(spoken, "")))
        fields = {
            str(name): tuple(_messages(value))
            for name, value in data.items()
            if name != "status_code" and not (detail and name in _SPOKEN)
        }
        listed = "; ".join(
            ", ".join(texts) if name == "non_field_errors" else f"{name}: {', '.join(texts)}"
            for name, texts in fields.items()
        )
        return cls(detail, fields, detail or _cut(listed), True)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _without_frames(text: str) -> str:
    """The exception at the end of a traceback; any other text as it is.

    Alyx 3.6.1 in DEBUG: the whole traceback is the ``detail`` of a 500.
    """
    if not text.startswith(_TRACEBACK):
        return text
    lines = text.splitlines()
    last = max(
        (index for index, line in enumerate(lines) if line.startswith('  File "')), default=0
    )
    # The line of the program below a frame, and marks below that.
    said = dropwhile(lambda line: line.startswith("    "), lines[last + 1 :])
    return "\n".join(said).strip() or text


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _messages(value: object) -> Iterator[str]:
    """The messages of one field: a text, a list of them, or those of a nested serializer."""
    if isinstance(value, str):
        yield _cut(value)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield from map(_cut, value)
    else:
        yield _cut(json.dumps(value, ensure_ascii=False))


def _where(reply: Reply) -> _Where:
    return {"method": reply.method, "url": reply.url, "status": reply.status}


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _forbidden(reply: Reply, said: _Said) -> Forbidden:
    lacks_right = said.detail.startswith(_NO_RIGHT)
    hint = "This user has no right to do that; public accounts can only read."
    words = said.words or "The server refused."
    return Forbidden(words, hint=hint if lacks_right else "", **_where(reply))


def _not_found(reply: Reply, said: _Said) -> NotFound:
    if said.is_json and said.words:
        return NotFound(said.words, **_where(reply))
    return NotFound(
        f"The server has nothing at {safe(reply.url)}.",
        hint="Check the address: no address of Alyx ends with a slash, and ids are whole uuids.",
        **_where(reply),
    )


def _refused(reply: Reply, said: _Said) -> ApiError:
    if not said.is_json and not said.fields:
        return BadAnswer(
            f"The server answered {_phrase(400)} with {describe(reply)}.",
            hint="Check the address: the server may not take requests for this host name.",
            **_where(reply),
        )
    return ValidationFailed(said.words or _phrase(400), fields=said.fields, **_where(reply))


def _server_error(reply: Reply, said: _Said) -> ServerError:
    hint = ""
    if "returned more than one" in said.detail:
        hint = (
            "This name is not unique: several records share it, and the server cannot tell them"
            " apart by it. The list shows them all."
        )
    elif reply.status in {502, 504}:
        hint = "A proxy stands before the server and got no answer from it; try again in a while."
    words = said.words or f"{_phrase(reply.status)}, with no word of what went wrong."
    return ServerError(words, hint=hint, **_where(reply))
