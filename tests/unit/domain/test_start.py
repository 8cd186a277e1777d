"""Places from what a person types or pastes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.start import Start, key_from, parse_start, record_key, server_of
from alyxtui.errors import QueryError, UsageError

BASE = "https://alyx.lab.org/alyx"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("sessions", Start("sessions")),
        ("/sessions/", Start("sessions")),
        ("subjects/KS014", Start("subjects", "KS014")),
        ("subjects/50% off", Start("subjects", "50% off")),
        (BASE, Start()),
        (f"{BASE}/", Start()),
        (f"{BASE}/sessions", Start("sessions")),
        (f"{BASE}/subjects/a%20b%231", Start("subjects", "a b#1")),
        ("HTTPS://ALYX.lab.org:443/alyx/sessions", Start("sessions")),
        (
            f"{BASE}/sessions?subject=KS014&django=a__b%2C1&limit=3&offset=9#x",
            Start("sessions", "", (("subject", "KS014"), ("django", "a__b,1"))),
        ),
        (f"{BASE}/sessions?empty=", Start("sessions", "", (("empty", ""),))),
    ],
)
def test_places(target: str, expected: Start) -> None:
    assert parse_start(target, base_url=BASE) == expected


def test_filters_come_after_those_of_the_address_and_in_their_place() -> None:
    start = parse_start(f"{BASE}/sessions?lab=a&subject=b", ["subject=c", "x=1=2"], base_url=BASE)
    assert start.filters == (("lab", "a"), ("subject", "c"), ("x", "1=2"))


@pytest.mark.parametrize(
    "target",
    [
        "https://alyx.lab.org/sessions",
        "https://alyx.lab.org/alyx2/sessions",
        "https://evil.org/alyx/sessions",
        "http://alyx.lab.org/alyx/sessions",
        "https://ann:pw@alyx.lab.org/alyx/sessions",
        "https://[nonsense",
    ],
)
def test_an_address_of_another_server_is_refused(target: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_start(target, base_url=BASE)
    assert "--url" in caught.value.hint
    assert ":pw@" not in caught.value.message


def test_filters_on_a_record_are_refused() -> None:
    with pytest.raises(UsageError):
        parse_start("sessions/1", ["a=b"], base_url=BASE)


@pytest.mark.parametrize("text", ["", "subject", "=x", " =x"])
def test_what_is_no_filter(text: str) -> None:
    with pytest.raises(QueryError):
        parse_start("sessions", [text], base_url=BASE)


def test_conditions_stand_beside_the_filters() -> None:
    address = f"{BASE}/sessions?django=qc,10&tags=a&tags=b"
    start = parse_start(address, ["lab=x"], base_url=BASE, django="qc,50", as_typed=True)
    assert start.filters == (("tags", "a"), ("tags", "b"), ("lab", "x"), ("django", "qc,50"))
    assert start.as_typed


def test_a_filter_that_comes_twice_is_refused() -> None:
    with pytest.raises(QueryError, match="more than once"):
        parse_start("sessions", ["lab=x", "lab=y"], base_url=BASE)


def test_the_server_of_an_address_is_the_longest_that_fits() -> None:
    known = ["https://a.org", "https://a.org/alyx", "https://b.org"]
    assert server_of("https://a.org/alyx/sessions", known) == "https://a.org/alyx"
    assert server_of("https://a.org/alyxx/sessions", known) == "https://a.org"
    assert server_of("https://c.org/sessions", known) == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("KS014", "KS014"),
        ("a%20b", "a%20b"),
        ("a/b", "a/b"),
        ("https://x/subjects/a%20b", "a b"),
        ("http://x/subjects/a%2Fb/", "a/b"),
        ("https://x/subjects/KS014?format=json#top", "KS014"),
    ],
)
def test_keys(text: str, key: str) -> None:
    assert key_from(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a%20b", "a%20b"),
        (f"{BASE}/subjects/a%2Fb%20c/?format=json#top", "a/b c"),
        ("http://alyx.lab.org/alyx/subjects/KS014", "KS014"),  # as a proxy may make the server say
        ("", None),
        (f"{BASE}/subjects/", None),
        (f"{BASE}/sessions/KS014", None),
        (f"{BASE}/admin/subjects/KS014", None),
        ("https://other.org/alyx/subjects/KS014", None),
        ("https://alyx.lab.org/subjects/KS014", None),
    ],
)
def test_the_record_that_a_person_names(text: str, key: str | None) -> None:
    if key is not None:
        assert record_key(text, "subjects", BASE) == key
        return
    with pytest.raises(UsageError):
        record_key(text, "subjects", BASE)


@given(st.text(), st.lists(st.text(), max_size=2))
def test_any_text_is_a_place_or_is_refused(target: str, filters: list[str]) -> None:
    for text in (target, f"{BASE}/{target}", f"https://{target}"):
        try:
            start = parse_start(text, filters, base_url=BASE)
        except (UsageError, QueryError):
            continue
        assert not (start.key and start.filters)
