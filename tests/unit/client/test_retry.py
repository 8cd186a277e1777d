from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.client.retry import RetryRule, backoff, retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("56", 56.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("nan", None),
        ("9" * 400, None),
        ("Mon, 99 Foo 2026 99:99:99 GMT", None),
    ],
)
def test_the_seconds_a_server_asks_for(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}) == seconds


def test_no_header_asks_for_nothing() -> None:
    assert retry_after({}) is None


def test_a_date_is_read_against_the_servers_own_clock() -> None:
    """The clock of this machine may be years off."""
    then = datetime(2001, 1, 1, tzinfo=timezone.utc)
    headers = {
        "date": format_datetime(then, usegmt=True),
        "retry-after": format_datetime(then + timedelta(seconds=42), usegmt=True),
    }
    assert retry_after(headers) == 42.0


def test_a_date_without_the_servers_clock_is_read_against_ours() -> None:
    soon = datetime.now(timezone.utc) + timedelta(seconds=60)
    seconds = retry_after({"retry-after": format_datetime(soon, usegmt=True)})
    assert seconds is not None
    assert 50 < seconds <= 60
    assert retry_after({"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}) == 0.0


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_header_is_a_time_or_nothing(value: str, date: str) -> None:
    seconds = retry_after({"retry-after": value, "date": date})
    assert seconds is None or seconds >= 0


@given(st.integers(min_value=1, max_value=10_000))
def test_backoff_grows_to_half_a_minute(tried: int) -> None:
    longest = min(30.0, 2.0 ** min(tried, 10))
    assert longest / 2 <= backoff(tried) <= longest


def test_a_rule_ends_by_tries_and_by_time() -> None:
    rule = RetryRule(tries=3, total=100)
    assert rule.wait(1, 60.0, 0.0) == 60.0
    assert rule.wait(2, 60.0, 60.0) is None
    assert rule.wait(3, 1.0, 0.0) is None
    assert rule.wait(1, 101.0, 0.0) is None
    assert rule.wait(2, None, 0.0) is not None
