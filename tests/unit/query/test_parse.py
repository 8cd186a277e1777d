"""What people already have, read as queries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.errors import QueryError
from alyxtui.query import parse, render
from alyxtui.query.model import JsonObject, Listed, Query, Source, Term
from alyxtui.schema.model import Api

EID = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"


def read(api: Api, text: str, endpoint: str = "sessions") -> Query:
    return parse.read(text, api, endpoint=endpoint).query


@pytest.mark.parametrize(
    "text",
    [
        "subject=KS022 django=extended_qc__task__iexact,fail",
        "django=extended_qc__task__iexact,fail subject=KS022",
        "django=extended_qc__task__iexact, fail subject='KS022'",
        'subject="KS022" django="extended_qc__task__iexact,fail"',
        "?subject=KS022&django=extended_qc__task__iexact%2Cfail",
        "subject=KS022&django=extended_qc__task__iexact,fail",
        "sessions?subject=KS022&django=extended_qc__task__iexact,fail",
        "/sessions?subject=KS022&django=extended_qc__task__iexact%2Cfail&limit=3",
        "https://alyx.example.org/deep/sessions?subject=KS022&django=extended_qc__task__iexact,fail",
        "one.alyx.rest('sessions', 'list', subject='KS022', django='extended_qc__task__iexact,fail')",
        "ses = alyx.rest('sessions', 'list',\n  subject='KS022',\n django='extended_qc__task__iexact,fail')",
        "alyxtui list sessions subject=KS022 --django extended_qc__task__iexact,fail --limit 5",
        "alyxtui url sessions subject=KS022 --django=extended_qc__task__iexact,fail --as one",
        "curl -H 'Authorization: Token $ALYX_TOKEN' "
        "'http://x/sessions?subject=KS022&django=extended_qc__task__iexact%2Cfail'",
    ],
)
def test_every_form_of_one_query(api: Api, text: str) -> None:
    term = Term("extended_qc__task", "iexact", "fail")
    assert read(api, text) == Query("sessions", (("subject", "KS022"),), (term,))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("subject__nickname,KS022", [Term("subject__nickname", "", "KS022")]),
        ("~projects__name__icontains,matlab", [Term("projects__name", "icontains", "matlab", True)]),
        ("start_time__date__lte,2021-07-22", [Term("start_time", "date__lte", "2021-07-22")]),
        (
            "extended_qc___videoLeft_pin_state__0__gt,5",
            [Term("extended_qc___videoLeft_pin_state__0", "gt", 5)],
        ),
        # A part of a date is a key inside JSON, and a lookup elsewhere.
        ("json__date__year,2021", [Term("json__date__year", "", 2021)]),
        ("start_time__year,2021", [Term("start_time", "year", 2021)]),
        ("extended_qc__has_keys,['a', 'b']", [Term("extended_qc", "has_keys", Listed(("a", "b")))]),
        ("extended_qc__has_any_keys,('a', 'b')", [Term("extended_qc", "has_any_keys", ("a", "b"))]),
        ("subject__nickname__in,[KS022, KS023]", [
            Term("subject__nickname", "in", Listed(("KS022", "KS023")))
        ]),
        (
            "extended_qc__contains,{'a': 'PASS', 'b': [1, 2]}",
            [
                Term(
                    "extended_qc",
                    "contains",
                    JsonObject((("a", "PASS"), ("b", Listed((1, 2))))),
                )
            ],
        ),
        ("task_protocol__iregex,(a|b)", [Term("task_protocol", "iregex", "(a|b)")]),
        ("task_protocol__regex,x{2,4}", [Term("task_protocol", "regex", "x{2,4}")]),
        (
            "number,1, n_trials__gte,5.5",
            [Term("number", "", 1), Term("n_trials", "gte", 5.5)],
        ),
        ("narrative,", [Term("narrative", "", "")]),
        # A text keeps its zeros; in JSON a number is one, quoted it is a text.
        ("narrative__endswith,6.10", [Term("narrative", "endswith", "6.10")]),
        ("subject__nickname,0123,~narrative__icontains,00", [
            Term("subject__nickname", "", "0123"), Term("narrative", "icontains", "00", True)
        ]),
        ("subject__nickname__in,001", [Term("subject__nickname", "in", "001")]),
        ("json__x,-3,json__y__gt,9e-1", [Term("json__x", "", -3), Term("json__y", "gt", 0.9)]),
        ("json__x,('-3'),json__y__icontains,-3", [
            Term("json__x", "", "-3"), Term("json__y", "icontains", "-3")
        ]),
        ("~subject__nickname,KS022 | 007", [
            Term("subject__nickname", "in", Listed(("KS022", "007")), True)
        ]),
        ("narrative__icontains,a | b.c", [Term("narrative", "iregex", "(a|b\\.c)")]),
        ("narrative,('a | b')", [Term("narrative", "", "a | b")]),
        ("users__in,[(1, 2), 3]", [Term("users", "in", Listed(((1, 2), 3)))]),
    ],
)  # fmt: skip
def test_conditions(api: Api, text: str, terms: list[Term]) -> None:
    assert list(read(api, text).terms) == terms


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(QueryError, match="cannot be sent"):
        parse.pairs_of(["subject=\udcff"])
    with pytest.raises(QueryError, match="cannot be sent"):
        parse.pairs_of([], "narrative,\udcff")


def test_json_filters_have_their_own_source_and_take_semicolons(api: Api) -> None:
    parsed = parse.read(
        "extended_qc=qc_pct__gte;0.5;qc_bool;True json=a,b", api, endpoint="sessions"
    )
    assert parsed.query.terms == (
        Term("a", "", "b", source=Source.JSON),
        Term("qc_pct", "gte", 0.5, source=Source.EXTENDED_QC),
        Term("qc_bool", "", True, source=Source.EXTENDED_QC),
    )
    assert "semicolons" in parsed.notes[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extended_qc__contains,{'a': 1}", "round brackets"),
        ("nickname__icontains,ks, death_date__isnull,True", "blank"),
        ("task_protocol__iregex,(a|b)", "quotes"),
        ("task_protocol__regex,x{2,4}", "commas"),
        ("narrative__endswith,6.10", "as typed: it takes text"),
        ("json=x__gt,-3", "json__x is sent as (-3)"),
        ("subject__nickname,a | b", "any of a, b; sent as subject__nickname__in"),
        ("?lab=a&lab=b", "more than once"),
        ("?lab=a&limit=5", "belongs to a page"),
    ],
)
def test_what_is_read_otherwise_is_said(api: Api, text: str, said: str) -> None:
    notes = parse.read(text, api, endpoint="sessions").notes
    assert any(said in note for note in notes), notes


@pytest.mark.parametrize(
    ("text", "said", "position"),
    [
        ("django=narrative__icontains,a,b", "b has no value", 30),
        ("django=narrative", "narrative has no value", 7),
        ("lab=x django=number,[1,2", "has no partner", 20),
        ("django=narrative,a),b(", "has no partner", 21),
        ("?lab=x&django=narrative%2C%5B1", "has no partner", 26),
        ("subject lab=x", "'subject' is no filter", 0),
        ("django=,5", "field is missing", 7),
        ("lab=x lab=y", "more than once", 10),
        ("users:=[1", "no JSON", None),
        ("one.alyx.rest('sessions', 'read', 'x')", "not a list", 0),
        ("one.alyx.rest('sessions', 'list', django=open('x'))", "nothing is run", 41),
        ("one.alyx.rest('sessions', 'list'", "no Python", 13),
        ("one.search(d='x')", "d begins several search terms", 13),
        ("one.alyx.rest('sessoins', 'list')", "no endpoint 'sessoins'", None),
        (f"https://x.org/sessions/{EID}", "names one record", None),
        ("https://x.org/nothing?lab=x", "no endpoint 'nothing'", None),
        ("alyxtui get sessions x", "take a query", None),
        ("curl 'x", "no command line", 0),
    ],
)
def test_errors_say_where(api: Api, text: str, said: str, position: int | None) -> None:
    with pytest.raises(QueryError) as caught:
        read(api, text)
    assert said in caught.value.message
    if position is not None:
        assert caught.value.position == position


def test_an_endpoint_is_needed_and_must_be_a_list(api: Api) -> None:
    with pytest.raises(QueryError, match="which endpoint"):
        parse.read("lab=x", api)
    with pytest.raises(QueryError, match="no endpoint") as caught:
        parse.read("lab=x", api, endpoint="session")
    assert "sessions" in caught.value.hint


@pytest.mark.parametrize(
    ("call", "filters", "terms"),
    [
        (
            "one.search(users=['test_user', 'olivier'], details=True)",
            (("users", "test_user,olivier"),),
            (),
        ),
        (
            "one.search(users='olivier', date_range=['2018-08-24', '2018-08-24'])",
            (("users", "olivier"), ("date_range", "2018-08-24,2018-08-24")),
            (),
        ),
        (
            "one.search(date_range=['2021-01-01', None], number=None, histology=True)",
            (("date_range", "2021-01-01,2262-04-11"), ("number", "None"), ("histology", "True")),
            (),
        ),
        (
            "one.search(task='ephys', subj='KS022', laboratory='cortexlab', Hist=True, dataset='a')",
            (
                ("task_protocol", "ephys"),
                ("subject", "KS022"),
                ("lab", "cortexlab"),
                ("histology", "True"),
                ("datasets", "a"),
            ),
            (),
        ),
        ("one.alyx.rest('sessions', 'list', id='x', django=None)", (), (Term("pk", "", "x"),)),
        (
            "one.alyx.rest('sessions', 'list', id=['x', 'y'], no_cache=True)",
            (),
            (Term("pk", "in", Listed(("x", "y"))),),
        ),
        (
            "keys = ['behavior', 'ephys']\n"
            "one.alyx.rest('sessions', 'list', django=f'extended_qc__has_keys,{keys}')",
            (),
            (Term("extended_qc", "has_keys", Listed(("behavior", "ephys"))),),
        ),
    ],
)
def test_arguments_are_sent_as_one_sends_them(
    api: Api, call: str, filters: tuple[tuple[str, str], ...], terms: tuple[Term, ...]
) -> None:
    assert read(api, call) == Query("sessions", filters, terms)


@pytest.mark.parametrize(
    "text",
    [
        r"django=narrative__regex,('\d+\.\d')",
        r"one.alyx.rest('sessions', 'list', django='narrative__regex,\d+\.\d')",
    ],
)
def test_escapes_that_python_does_not_know_are_kept_in_silence(api: Api, text: str) -> None:
    assert read(api, text).terms == (Term("narrative", "regex", r"\d+\.\d"),)


def test_brackets_without_end_are_refused(api: Api) -> None:
    with pytest.raises(QueryError):
        read(api, f"one.alyx.rest({'(' * 5_000}")
    assert read(api, f"sessions?django=narrative,[{'[' * 500}{']' * 500}]").terms[0].value


def test_a_bare_endpoint_is_its_whole_list(api: Api) -> None:
    assert parse.read(" projects ", api).query == Query("projects")


def test_nothing_of_a_call_is_run(api: Api) -> None:
    for text in (
        "one.alyx.rest('sessions', 'list', lab=__import__('os').getcwd())",
        "x = open('y')\none.alyx.rest('sessions', 'list', lab=x)",
        "one.alyx.rest('sessions', 'list', lab=f'{1 + 1}')",
        "one.alyx.rest('sessions', 'list', lab=[c for c in 'ab'])",
    ):
        with pytest.raises(QueryError, match="nothing is run"):
            read(api, text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(api: Api, text: str) -> None:
    try:
        query, position = read(api, text), None
    except QueryError as error:
        query, position = Query("sessions"), error.position
    assert position is None or 0 <= position <= len(text)
    render.filters(query)


_NAMES = st.sampled_from(["subject", "lab", "tag", "qc"])
_VALUES = st.text(min_size=1, max_size=12)


@settings(deadline=None)
@given(st.dictionaries(_NAMES, _VALUES), st.lists(_VALUES, max_size=3))
def test_every_form_is_read_back(api: Api, filters: dict[str, str], values: list[str]) -> None:
    endpoint = api.endpoints["sessions"]
    fields = ("narrative", "task_protocol", "extended_qc__a b")
    terms = tuple(
        Term(path, "icontains", value, negated=index == 1)
        for index, (path, value) in enumerate(zip(fields, values, strict=False))
    )
    given_ = Query("sessions", tuple(filters.items()), terms)
    typed = parse.assemble([], endpoint).query
    for name, value in given_.filters:
        typed = typed.with_filter(name, value.strip())
    expected = Query("sessions", tuple((n, v) for n, v in typed.filters), terms)
    forms = (
        render.line(expected),
        render.command(expected),
        render.one(endpoint, expected),
        render.url("http://x.org/deep", endpoint, expected),
        "?" + render.query_string(endpoint, expected),
        render.curl("http://x.org", endpoint, expected),
    )
    for form in forms:
        assert read(api, form).terms == expected.terms, form
        assert dict(read(api, form).filters) == dict(expected.filters), form
