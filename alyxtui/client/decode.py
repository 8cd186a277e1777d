"""Bodies into values, and values checked to be what was asked for."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from alyxtui.client.answer import Answer, Page, Record
from alyxtui.client.exact import read_json
from alyxtui.client.failure import Reply, bad_answer, describe_value
from alyxtui.client.identity import identity_of
from alyxtui.errors import BadAnswer
from alyxtui.schema.model import Endpoint

IN_THREAD_FROM = 256 * 1024
"""Bytes from which a body is decoded in a thread, so that the event loop goes on."""
_MOST = 10**12  # records that a list can have: more cannot be counted off, nor shown
_PAGE = b'{"count":'  # how Alyx 3.6.1 begins every page of a list


async def answer_of(reply: Reply, *, as_json: bool) -> Answer:
    """An answer with its body decoded.

    Bare ``NaN`` and ``Infinity`` are read: Alyx 3.6.1 sends them. Numbers of a record keep how
    they were written.

    Args:
        reply: a success.
        as_json: whether JSON was asked for; the body stays bytes otherwise.

    Raises:
        BadAnswer: JSON was asked for and something else came.
    """
    data: object = reply.body
    if as_json and len(reply.body) >= IN_THREAD_FROM:
        data = await asyncio.to_thread(_decode, reply)
    elif as_json:
        data = _decode(reply)
    return Answer(
        data=data,
        status=reply.status,
        headers=reply.headers,
        url=reply.url,
        size=len(reply.body),
        elapsed=reply.elapsed,
        at=time.time(),
    )


def _decode(reply: Reply) -> object:
    if not reply.body.strip():
        return None
    try:
        # What a person reads digit by digit is one record.
        return read_json(reply.body, exact=not reply.body.startswith(_PAGE))
    except RecursionError as error:
        raise bad_answer(reply, "JSON of less than a thousand levels") from error
    except UnicodeDecodeError as error:
        raise bad_answer(reply, "JSON in UTF-8") from error
    except ValueError as error:
        raise bad_answer(reply, "JSON") from error


def page_of(answer: Answer, offset: int) -> Page:
    """The page that an answer holds.

    Args:
        answer: to a list request.
        offset: index of the first record asked for.

    Raises:
        BadAnswer: it is no ``count, next, previous, results`` envelope, as every list of
            Alyx 3.6.1 is.
    """
    data = answer.data if isinstance(answer.data, dict) else {}
    count, records, following = data.get("count"), data.get("results"), data.get("next")
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= _MOST:
        raise _other_shape(answer, "A page of records with its count")
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise _other_shape(answer, "A page of records")
    return Page(
        count=count,
        records=tuple(records),
        offset=offset,
        size=answer.size,
        elapsed=answer.elapsed,
        at=answer.at,
        next=following if isinstance(following, str) else "",
        is_kept=answer.is_kept,
    )


def is_page(answer: Answer) -> bool:
    """Whether an answer holds a page."""
    with suppress(BadAnswer):
        page_of(answer, 0)
        return True
    return False


def record_of(answer: Answer) -> Record:
    """The record that an answer holds.

    Raises:
        BadAnswer: it is no JSON object.
    """
    if not isinstance(answer.data, dict):
        raise _other_shape(answer, "A record")
    return answer.data


def is_record(endpoint: Endpoint, answer: Answer) -> bool:
    """Whether an answer holds a record of an endpoint, with what tells it from others."""
    return isinstance(answer.data, dict) and bool(identity_of(endpoint, answer.data))


def _other_shape(answer: Answer, expected: str) -> BadAnswer:
    return BadAnswer(
        f"{expected} was expected; {describe_value(answer.data)} came.",
        method="GET",
        url=answer.url,
        status=answer.status,
    )
