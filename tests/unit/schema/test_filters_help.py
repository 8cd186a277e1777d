"""The help of filters, mined from the FILTERS list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.schema.filters_help import mine, plain


def test_a_point_gives_the_help_of_its_parameter() -> None:
    helps = mine("get: **FILTERS**\n\n-   **subject**: subject nickname `/sessions?subject=A`")
    assert helps == {"subject": "subject nickname /sessions?subject=A"}


def test_several_names_in_one_point_share_the_help() -> None:
    helps = mine("**FILTERS**\n-   **performance_gte**, **performance_lte**: percentage gte/lte")
    assert helps == {
        "performance_gte": "percentage gte/lte",
        "performance_lte": "percentage gte/lte",
    }


def test_nested_points_and_examples_stand_on_lines_of_their_own() -> None:
    description = """    get: **FILTERS**

-   **extended_qc** queries on json fields, for example `qc_bool`,
    values come by pairs
    -   exact lookup: `/sessions?extended_qc=qc_bool;True`,
    -   gte lookup: `/sessions?extended_qc=qc_pct__gte;0.5`
-   **django**: generic filter
    `/sessions?django=projects__name__icontains,matlab`
    filters sessions
    with matlab in the name
"""
    assert mine(description) == {
        "extended_qc": (
            "queries on json fields, for example qc_bool, values come by pairs\n"
            "- exact lookup: /sessions?extended_qc=qc_bool;True,\n"
            "- gte lookup: /sessions?extended_qc=qc_pct__gte;0.5"
        ),
        "django": (
            "generic filter\n/sessions?django=projects__name__icontains,matlab\n"
            "filters sessions with matlab in the name"
        ),
    }


@pytest.mark.parametrize(
    ("point", "name", "words"),
    [
        ("**fov: field of view: `/fov?fov=1`", "fov", "field of view: /fov?fov=1"),
        ("**subject: subject nickname", "subject", "subject nickname"),
        ("**task_protocol** (icontains)", "task_protocol", "(icontains)"),
        ("name: the plain name", "name", "the plain name"),
        ("**session**: UUID`/x?session=1`", "session", "UUID /x?session=1"),
        ("**log**: match `.*a*b.*` **bold** [page](/admin)", "log", "match .*a*b.* bold page"),
    ],
)
def test_points_written_in_other_ways(point: str, name: str, words: str) -> None:
    assert mine(f"get: **FILTERS**\n- {point}") == {name: words}


def test_the_list_ends_where_other_text_begins() -> None:
    description = """get: **FILTERS**
-   **name**: its name
still of the name

[===> reference](/admin/doc)
-   **other**: no filter
"""
    assert mine(description) == {"name": "its name still of the name"}


@pytest.mark.parametrize(
    "description",
    ["", "Lists weighings.", "- **a**: no heading", "**FILTERS**", "**FILTERS**\n- 'id'\n- 'x'"],
)
def test_nothing_is_mined_where_nothing_is_said(description: str) -> None:
    assert mine(description) == {}


@given(st.text(alphabet="FILTERS*-`:[]() \nab_,", max_size=200))
def test_any_text_can_be_mined(text: str) -> None:
    for name, words in mine(f"**FILTERS**\n{text}").items():
        assert name
        assert words


def test_marks_go_and_lines_stay() -> None:
    assert plain("* `50` - Critical\n* `40` - **Major**") == "* 50 - Critical\n* 40 - Major"
