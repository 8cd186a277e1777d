"""Conditions as the inputs of a form hold them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.errors import QueryError
from alyxtui.query.fields import Fields
from alyxtui.query.form import Texts, term_of, texts_of, with_line
from alyxtui.query.model import Listed, Query, Source, Term, Value
from alyxtui.schema.model import Api

NEW = Term("")


def fields(api: Api) -> Fields:
    return Fields(api.endpoints["sessions"])


@given(value=st.one_of(st.text(min_size=1), st.booleans(), st.integers(-(10**9), 10**9)))
def test_what_a_form_shows_is_read_as_it_was(api: Api, value: Value) -> None:
    term = Term("narrative", "icontains", value)
    assert term_of(texts_of(term), fields(api), NEW) == term


@pytest.mark.parametrize(
    ("texts", "term"),
    [
        (Texts("~qc", "", "40"), Term("qc", "", 40, negated=True)),
        (Texts("subject__nickname__icontains", "", "ks"), Term("subject__nickname", "icontains", "ks")),
        (Texts("subject__nickname", "in", "a, b"), Term("subject__nickname", "in", Listed(("a", "b")))),
        (Texts("subject__nickname", "", "a | b"), Term("subject__nickname", "in", Listed(("a", "b")))),
        (Texts("narrative", "icontains", "a | b.c"), Term("narrative", "iregex", "(a|b\\.c)")),
        (Texts("narrative", "iexact", "a | b"), Term("narrative", "iregex", "^(a|b)$")),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_as_meant(api: Api, texts: Texts, term: Term) -> None:
    assert term_of(texts, fields(api), NEW) == term


@pytest.mark.parametrize("texts", [Texts(), Texts("qc"), Texts("", "", "40"), Texts("~", "", "1")])
def test_a_part_of_a_condition_is_none(api: Api, texts: Texts) -> None:
    assert term_of(texts, fields(api), NEW) is None


def test_a_condition_of_extended_qc_stays_one_while_it_can(api: Api) -> None:
    term = Term("task", "", "FAIL", source=Source.EXTENDED_QC)
    assert term_of(texts_of(term), fields(api), term) == term
    negated = term_of(texts_of(term), fields(api), replace(term, negated=True))
    assert negated == Term("extended_qc__task", "", "FAIL", negated=True)


def test_conditions_that_are_off_keep_their_places(api: Api) -> None:
    terms = (Term("qc", "", 40, on=False), Term("number", "", 1), Term("name", "", "a", on=False))
    before = Query("sessions", (), terms)
    after = with_line(before, "django=number,2", api).query
    assert after.terms == (terms[0], Term("number", "", 2), terms[2])
    assert with_line(before, "", api).query.terms == (terms[0], terms[2])


def test_a_query_of_another_list_is_refused(api: Api) -> None:
    with pytest.raises(QueryError, match="tasks"):
        with_line(Query("sessions"), "/tasks?status=Errored", api)
