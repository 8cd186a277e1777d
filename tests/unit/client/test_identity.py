from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.client.identity import identity_of, key_of
from alyxtui.schema.model import Endpoint

ID = "2b1d1c0e-6c1e-4f8a-9d7e-7b8a9c0d1e2f"


@pytest.mark.parametrize(
    ("lookup", "fields", "record", "key"),
    [
        ("id", ("id",), {"id": ID}, ID),
        ("id", ("id", "url"), {"url": f"http://a/weighings/{ID}"}, ID),
        ("id", (), {"url": f"http://a/weighings/{ID}/"}, ID),
        ("id", ("id",), {"id": 997}, "997"),
        ("id", ("id",), {"id": 0}, "0"),
        ("nickname", ("nickname",), {"id": ID, "nickname": "KS 022"}, "KS 022"),
        ("name", (), {"name": "ibl"}, "ibl"),
        ("name", ("name", "url"), {"name": None, "url": "http://a/tags/a%20b%2Fc%23"}, "a b/c#"),
        ("id", ("id",), {"id": True, "url": ""}, ""),
        ("id", ("id",), {"id": {}, "url": ["x"]}, ""),
        ("id", ("id",), {"url": "http://["}, ""),
        ("", (), {"subject": "x"}, ""),
        ("", (), {}, ""),
    ],
)
def test_a_key_is_found_in_whatever_a_record_carries(
    lookup: str, fields: tuple[str, ...], record: dict[str, object], key: str
) -> None:
    assert key_of(Endpoint("things", lookup=lookup, key_fields=fields), record) == key


def test_two_subjects_of_one_nickname_are_two_records() -> None:
    endpoint = Endpoint("subjects", lookup="nickname", key_fields=("nickname",))
    one, two = ({"id": number, "nickname": "DUP", "url": "http://a/DUP"} for number in "12")
    assert key_of(endpoint, one) == key_of(endpoint, two) == "DUP"
    assert identity_of(endpoint, one) != identity_of(endpoint, two)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.fixed_dictionaries({}, optional={"id": json_values, "url": json_values}))
def test_no_record_is_too_odd(record: dict[str, object]) -> None:
    assert isinstance(identity_of(Endpoint("things", lookup="id"), record), str)
