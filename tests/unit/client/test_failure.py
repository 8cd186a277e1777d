from __future__ import annotations

import json
import re
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.client.failure import Reply, describe, error_of
from alyxtui.errors import (
    ApiError,
    BadAnswer,
    ExitCode,
    Forbidden,
    NotFound,
    NotSignedIn,
    ServerError,
    Throttled,
    ValidationFailed,
)

START = "Traceback (most recent call last):"
HTML = b"<!doctype html>\n<html><head><title>Not Found</title></head></html>"


def reply(status: int, body: object = b"", *, moved: bool = False, **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply("GET", "http://a/sessions", status, named, content, 0.1, moved)


@pytest.mark.parametrize(
    "detail",
    [
        "Authentication credentials were not provided.",
        "Invalid token.",
        "Invalid token header. Token string should not contain spaces.",
        "User inactive or deleted.",
    ],
)
def test_a_403_about_the_token_means_not_signed_in(detail: str) -> None:
    error = error_of(reply(403, {"detail": detail, "status_code": 403}))
    assert type(error) is NotSignedIn
    assert error.message == detail
    assert error.exit_code is ExitCode.NOT_SIGNED_IN
    assert error.hint


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (403, {"detail": "You do not have permission to perform this action."}, Forbidden, "perm"),
        (403, HTML, Forbidden, "403"),
        (401, {"detail": "No."}, NotSignedIn, "No."),
        (401, b"", NotSignedIn, "sign-in"),
        (404, {"detail": "No Session matches the given query."}, NotFound, "No Session"),
        (404, HTML, NotFound, "nothing at http://a/sessions"),
        (410, b"", NotFound, "nothing at"),
        (400, {"detail": "JSON parse error"}, ValidationFailed, "JSON parse error"),
        (400, {"error": "A subject does not exist."}, ValidationFailed, "does not exist"),
        (400, {"non_field_errors": ["Invalid data."]}, ValidationFailed, "Invalid data."),
        (400, ["one", "two"], ValidationFailed, "one; two"),
        (400, HTML, BadAnswer, "doctype"),
        (400, b"", BadAnswer, "empty"),
        (405, {"detail": 'Method "PUT" not allowed.'}, ApiError, "PUT"),
        (414, HTML, ApiError, "414"),
        (418, b"", ApiError, "418"),
        (429, {"detail": "Request was throttled."}, Throttled, "throttled"),
        (429, b"429 Too Many Requests", Throttled, "429"),
        (503, HTML, Throttled, "503"),
        (500, {"detail": "list index out of range", "status_code": 500}, ServerError, "list index"),
        (500, HTML, ServerError, "500"),
        (500, b"", ServerError, "500"),
        (502, HTML, ServerError, "502"),
        (599, b"", ServerError, "599"),
        (304, b"", BadAnswer, "304"),
        (300, b"", BadAnswer, "300"),
    ],
)
def test_each_status_has_its_error(
    status: int, body: object, kind: type[ApiError], words: str
) -> None:
    error = error_of(reply(status, body))
    assert type(error) is kind
    assert words in error.message
    assert error.heading
    assert (error.status, error.method, error.url) == (status, "GET", "http://a/sessions")


def test_messages_of_fields_are_kept_apart_and_the_status_code_is_none_of_them() -> None:
    body = {
        "subject": ["Object with nickname=nope does not exist."],
        "json": {"deep": ["bad"]},
        "users": "text",
        "status_code": 400,
    }
    error = error_of(reply(400, body))
    assert isinstance(error, ValidationFailed)
    assert error.fields == {
        "subject": ("Object with nickname=nope does not exist.",),
        "json": ('{"deep": ["bad"]}',),
        "users": ("text",),
    }
    assert "subject: Object" in error.message
    assert "status_code" not in error.message


@pytest.mark.parametrize(
    ("detail", "hint"),
    [
        ("You do not have permission to perform this action.", "public accounts can only read"),
        ("Failed to delete dataset(s) x due to protected tag(s)", ""),
    ],
)
def test_only_who_lacks_a_right_is_told_so(detail: str, hint: str) -> None:
    error = error_of(reply(403, {"detail": detail, "status_code": 403}))
    assert hint in error.hint if hint else not error.hint


def test_of_a_traceback_the_exception_is_said() -> None:
    def deep() -> None:
        raise ValueError("Cannot resolve keyword 'x' into field.\nChoices are: a, b")

    try:
        try:
            raise KeyError("first")
        except KeyError:
            deep()
    except ValueError:
        told = traceback.format_exc()
    frames = '  File "/app/views.py", line 1, in get\n    return get()\n' * 200
    detail = told.replace(f"{START}\n", f"{START}\n{frames}")
    error = error_of(reply(500, {"detail": detail, "status_code": 500}))
    said = "ValueError: Cannot resolve keyword 'x' into field.\nChoices are: a, b"
    assert error.message == said
    assert error_of(reply(500, {"detail": START})).message == START


def test_a_name_that_is_not_unique_is_explained() -> None:
    body = {"status_code": 500, "detail": "get() returned more than one Subject -- it returned 2!"}
    error = error_of(reply(500, body))
    assert "not unique" in error.hint
    assert "list shows them" in error.hint


def test_the_wait_that_the_server_asks_for_is_kept() -> None:
    error = error_of(reply(429, {"detail": "x"}, retry_after="56"))
    assert isinstance(error, Throttled)
    assert error.retry_after == 56.0


def test_a_refusal_by_another_host_says_that_the_server_moved() -> None:
    error = error_of(reply(403, {"detail": "Invalid token."}, moved=True))
    assert type(error) is ApiError
    assert error.heading == "The server has moved"


@pytest.mark.parametrize("status", [405, 406, 409, 413, 414, 415, 431])
def test_what_the_server_does_not_do_has_a_title_and_a_hint(status: int) -> None:
    error = error_of(reply(status, HTML))
    assert error.heading not in {"", ApiError.title}
    assert error.hint


def test_a_body_is_described_by_its_beginning_made_harmless() -> None:
    words = describe(reply(200, b"<html>\x1b[2J" + b"x" * 9999, content_type="text/html; x=y"))
    assert words.startswith("text/html ('<html>␛[2J")
    assert len(words) < 120
    assert "\x1b" not in words
    assert describe(reply(200, b"\xff\xfe")) != ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
said = st.dictionaries(
    st.sampled_from(["detail", "details", "error", "status_code", "non_field_errors", "qc"]),
    json_values,
)


@given(
    st.integers(100, 999).filter(lambda status: not 200 <= status < 300),
    st.binary() | (json_values | said).map(lambda data: json.dumps(data).encode()),
    st.booleans(),
)
def test_any_answer_is_a_typed_error(status: int, body: bytes, moved: bool) -> None:
    error = error_of(reply(status, body, moved=moved))
    assert isinstance(error, ApiError)
    assert error.message
    assert all(isinstance(text, str) for text in getattr(error, "fields", {}))


def test_a_deeply_nested_body_is_an_error_like_any_other() -> None:
    assert isinstance(error_of(reply(500, b"[" * 100_000)), ServerError)
    assert len(error_of(reply(500, {"detail": "x" * 10**6})).message) <= 2000


def _captured_errors(captured: Path) -> list[tuple[str, Reply]]:
    replies = []
    for file in sorted((captured / "errors").glob("[45]*.txt")):
        text = file.read_text("utf-8")
        head = re.search(r"^< HTTP (\d+) .*?\n((?:< .*\n)*)\n", text, re.MULTILINE)
        assert head is not None, file
        headers = {name.lower(): value for name, value in re.findall(r"< ([\w-]+): (.*)", head[2])}
        body = text[head.end() :].encode()
        replies.append((file.name, Reply("GET", "http://a/x", int(head[1]), headers, body, 0.1)))
    return replies


def test_the_errors_of_a_real_server(captured: Path) -> None:
    replies = _captured_errors(captured)
    assert len(replies) > 40
    for name, one in replies:
        error = error_of(one)
        wanted = {
            400: ValidationFailed, 404: NotFound, 429: Throttled, 500: ServerError, 405: ApiError,
            406: ApiError, 414: ApiError, 415: ApiError,
        }[one.status]  # fmt: skip
        assert type(error) is wanted, name
        assert "status_code" not in error.message, name
        if one.status == 429:
            assert error.retry_after, name  # type: ignore[attr-defined]
