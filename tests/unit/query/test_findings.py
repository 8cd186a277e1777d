"""What is refused before it is sent, what is put right, and the words for both."""

from __future__ import annotations

import pytest

from alyxtui.errors import QueryError
from alyxtui.query import check, mend, parse, render
from alyxtui.query.fields import Learned
from alyxtui.query.model import Query
from alyxtui.query.rules import Finding, Weight
from alyxtui.schema.model import Api
from tests.unit.query.checking import ensure

EID = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"


def read(api: Api, text: str) -> Query:
    return parse.read(text, api).query


def about(api: Api, text: str, learned: Learned | None = None) -> list[Finding]:
    query = read(api, text)
    return list(check.findings(query, api.endpoints[query.endpoint], learned))


@pytest.mark.parametrize(
    "text",
    [
        "sessions?subject=KS022&histology=true&date_range=2021-01-01,2021-02-01",
        "sessions?django=subject__actions_sessions__procedures__name,Histology",
        "sessions?django=data_dataset_session_related__tags__name,2021_Q1_IBL_et_al_Behaviour",
        "sessions?django=subject_id,4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a,pk__isnull,False",
        "sessions?django=start_time__date__range,['2021-01-01','2021-12-31']",
        "sessions?django=start_time__time,10:02,start_time__hour__gte,9",
        "sessions?django=extended_qc__a key__with__keys__iexact,fail",
        "sessions?django=users__isnull,True,location__pk,4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a",
        "sessions?django=users__groups__name,any",
        "sessions?extended_qc=task,FAIL,dlc__isnull,False",
        "insertions?django=json__extended_qc__alignment_resolved,True",
        "novelties?django=anything__at__all,5,colour__icontains,re",
        "subjects?django=responsible_user__username,olivier,death_date__isnull,True",
    ],
)
def test_good_queries(api: Api, text: str) -> None:
    assert about(api, text) == []
    assert ensure(read(api, text), api.endpoints[read(api, text).endpoint]) == ()


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("sessions?subjct=x", "subjct is no filter here", "Did you mean subject?"),
        ("sessions?n_trials__gt=5", "no filter here", "django=n_trials__gt,5"),
        ("subjects?alive=1", "alive cannot be '1'", "true or false; the server ignores"),
        ("sessions?qc=ERROR", "qc cannot be 'ERROR'", "one of CRITICAL"),
        ("sessions?number=abc", "number cannot be", "a number"),
        ("weighings?location=x", "does not work on the server", "Leave it out"),
        ("sessions?date_range=2021-01-01", "date_range needs two dates", "2021-01-01,2021-01-01"),
        ("sessions?date_range=2021-01-01,soon", "date_range cannot be", "'soon' is no date"),
        ("sessions?date_range=2021-02-30", "date_range cannot be", "'2021-02-30' is no date"),
        ("sessions?date_range=20210101,20210201", "date_range cannot be", "'20210101' is no date"),
        ("sessions?django=start_time,2021-W01-1", "cannot be 2021-W01-1", "a date or a time"),
        ("projects?django=name,x", "projects takes no django", "Leave it out"),
        ("sessions?django=nofield,x", "has no field 'nofield'", "It has: auto_datetime"),
        ("sessions?django=subjct__nickname,x", "has no field 'subjct'", "Did you mean subject?"),
        ("sessions?django=subject__nicknme,x", "subject has no field", "Did you mean nickname?"),
        ("sessions?django=death_date,x", "has no field", "Did you mean subject__death_date?"),
        (
            "sessions?django=narrative__icontain,x",
            "icontain is no lookup",
            "Did you mean icontains",
        ),
        ("sessions?django=narrative__year,2021", "is text and takes no year", "It takes: exact"),
        ("sessions?django=narrative__has_key,a", "takes no has_key", "It takes"),
        ("sessions?django=subject__icontains,KS", "is a relation", "subject__nickname"),
        ("sessions?django=subject__nickname__zzz,x", "zzz is no lookup", "takes: exact"),
        ("sessions?django=number,1,number,2", "stands there twice", "field__in"),
        ("subjects?django=death_date__isnull,maybe", "cannot be maybe", "True or False"),
        ("sessions?django=start_time__range,2021", "cannot be 2021", "two values"),
        ("sessions?django=start_time__gte,2021", "cannot be 2021", "a date or a time"),
        ("sessions?django=start_time__date,2021-13-01", "cannot be", "a date"),
        ("sessions?django=start_time__time,noon", "cannot be", "a time"),
        ("sessions?django=n_trials__gt,many", "cannot be many", "a whole number"),
        ("sessions?django=n_trials,1.5", "cannot be 1.5", "a whole number"),
        ("sessions?django=qc,BAD", "qc cannot be BAD", "one of CRITICAL, FAIL"),
        ("sessions?django=id,abc", "id cannot be abc", "a uuid"),
        ("sessions?django=narrative__icontains,None", "cannot be None", "isnull"),
        ("sessions?django=narrative,['a']", "cannot be ['a']", "the lookup in"),
        ("sessions?django=narrative__regex,a)b", "cannot be", "a partner for each bracket"),
        ("sessions?django=narrative__regex,*a", "cannot be", "nothing to repeat"),
        ("sessions?django=extended_qc__has_key,['a']", "cannot be", "has_keys"),
        ("sessions?django=extended_qc__has_keys,[None]", "cannot be", "keys, like"),
    ],
)
def test_what_is_refused(api: Api, text: str, message: str, remedy: str) -> None:
    query = read(api, text)
    endpoint = api.endpoints[query.endpoint]
    found = check.findings(mend.mend(query, endpoint).query, endpoint)
    refused = [one for one in found if one.weight is Weight.REFUSED]
    assert [message in one.message and remedy in one.remedy for one in refused] == [True], refused
    with pytest.raises(QueryError) as caught:
        ensure(query, endpoint)
    assert message in caught.value.message


def test_text_that_cannot_be_read_is_refused(api: Api) -> None:
    endpoint = api.endpoints["sessions"]
    query = Query("sessions", (("django", "narrative__icontains,a,b"),))
    assert "no value" in check.findings(query, endpoint)[0].message
    assert mend.mend(query, endpoint).query == query


def test_a_fix_that_is_not_sure_is_offered_only(api: Api) -> None:
    (one,) = about(api, "sessions?django=subject__icontains,KS")
    assert not one.sure
    assert one.fixed is not None
    assert render.filters(one.fixed) == [("django", "subject__nickname__icontains,KS")]


@pytest.mark.parametrize(
    ("text", "sent", "said"),
    [
        ("sessions?django=qc,FAIL", "django=qc,40", "holds integer"),
        ("tasks?django=status__in,['Errored', 'held']", "django=status__in,[40, 25]", ""),
        ("subjects?django=sex,female", "django=sex,F", ""),
        ("subjects?django=nickname,22", "django=nickname,('22')", "bare digits"),
        ("subjects?django=nickname__endswith,22", "django=nickname__endswith,('22')", ""),
        ("sessions?django=number,('3')", "django=number,3", ""),
        (
            "sessions?django=subject__nickname__in,KS022",
            "django=subject__nickname__in,['KS022']",
            "",
        ),
        ("subjects?django=death_date__isnull,0", "django=death_date__isnull,False", ""),
        ("sessions?django=extended_qc__has_key,5", "django=extended_qc__has_key,('5')", ""),
        ("sessions?django=extended_qc__has_keys,a", "django=extended_qc__has_keys,['a']", ""),
        ("sessions?django=~subject,KS022", "django=~subject__nickname,KS022", "by id"),
        ("sessions?django=users__in,['a']", "django=users__username__in,['a']", "by name"),
        ("sessions?extended_qc=~task,FAIL", "django=~extended_qc__task,FAIL", "no ~"),
        ("sessions?django=number,1,number,1", "django=number,1", "twice"),
        (
            "sessions?django=project__name__icontains,matlab",
            "django=projects__name__icontains,matlab",
            "called projects now",
        ),
        ("weighings?user=olivier", "django=user__username,olivier", "takes an id"),
        ("subjects?species=mouse", "django=species__nickname,mouse", "takes an id"),
        (f"datasets?session=http://x/sessions/{EID}", f"session={EID}", "ends the address"),
        ("datasets?tags=a&tags=b", "django=tags__name__in,('a', 'b')", "takes ids"),
        ("weighings?users=olivier", "django=user__username,olivier", "broken"),
        ("weighings?lab=x", "django=subject__lab__name,x", "broken"),
        (
            "weighings?date_range=2021-01-01,2021-02-01",
            "django=date_time__date__range,['2021-01-01', '2021-02-01']",
            "broken",
        ),
        ("subjects?json=a__b,5", "django=json__a__b,5", "broken"),
        ("tasks?arguments=pname,probe00", "django=arguments__pname,probe00", "broken"),
        ("sessions?starts_before=2021-01-01", "django=start_time__date__lte,2021-01-01", "older"),
        ("sessions?start_date=2021-01-01", "django=start_time__date,2021-01-01", "older"),
        ("sessions?brain_region=visual cortex", "atlas_name=visual cortex", "older"),
        ("datasets?created_datetime_gte=2021-01-01", "created_date_gte=2021-01-01", "older"),
        ("sessions?date_range=2021-01-01,", "date_range=2021-01-01,2262-04-11", "two dates"),
        ("sessions?date_range=,2021-01-01", "date_range=1677-09-22,2021-01-01", "two dates"),
    ],
)
def test_what_is_put_right(api: Api, text: str, sent: str, said: str) -> None:
    query = read(api, text)
    endpoint = api.endpoints[query.endpoint]
    mended = mend.mend(query, endpoint, distinct=False)
    assert "&".join(f"{name}={value}" for name, value in render.filters(mended.query)) == sent
    assert any(said in note for note in mended.notes), mended.notes
    assert [one for one in check.findings(mended.query, endpoint) if one.sure] == []
    assert mend.mend(mended.query, endpoint, distinct=False).query == mended.query


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sessions?django=projects__name,a,projects__name__icontains,b", "different ones"),
        ("sessions?django=~extended_qc__task,FAIL", "without that key"),
        ("sessions?django=extended_qc__task__lt,5", "values of other kinds"),
        ("sessions?django=extended_qc__task__contains,FAIL", "whole JSON values"),
        ("sessions?django=narrative,'quoted'", "quotes are a part"),
        ("sessions?django=number__in,[]", "one of nothing"),
    ],
)
def test_what_surprises_is_said_and_sent(api: Api, text: str, said: str) -> None:
    found = about(api, text)
    assert [one.weight for one in found] == [Weight.WARNING]
    assert said in found[0].message
    assert ensure(read(api, text), api.endpoints["sessions"]) == tuple(found)


def test_rows_that_a_filter_repeats_are_made_distinct(api: Api) -> None:
    sessions = api.endpoints["sessions"]
    query = read(api, "sessions?project=ibl")
    mended = mend.mend(query, sessions)
    assert render.filters(mended.query) == [("project", "ibl"), ("django", "pk__isnull,False")]
    assert mended.distinct
    assert "repeats rows" in mended.notes[0]
    assert mend.mend(query, sessions, distinct=False) == mend.Mended(query)
    for text in ("sessions?project=ibl&django=number,1", "sessions?lab=x", "sessions?project="):
        assert not mend.mend(read(api, text), sessions).distinct


def test_conditions_that_are_off_do_not_count(api: Api) -> None:
    query = read(api, "sessions?django=nofield,x").toggled(0)
    assert check.findings(query, api.endpoints["sessions"]) == ()
    assert render.filters(query) == []
    assert query.active == ()


def test_the_servers_own_list_of_fields_is_believed(api: Api) -> None:
    learned = Learned().with_choices("novelties", ["colour", "shape_id", "shape"])
    (one,) = about(api, "novelties?django=clour__icontains,re", learned)
    assert "Did you mean colour?" in one.remedy
    assert about(api, "novelties?django=shape__in,['a']", learned) == []
    newer = Learned().with_choices("actions.Session", ["brand_new", "subject"])
    assert about(api, "sessions?django=brand_new__icontains,x", newer) == []
    assert about(api, "sessions?django=narrative,x", newer) != []


def test_long_lists_are_split_to_fit_a_request_line(api: Api) -> None:
    sessions = api.endpoints["sessions"]
    ids = [f"{number:08d}-f5cc-402c-be28-9d0f7cb14b3a" for number in range(500)]
    query = read(api, f"sessions?lab=x&django=number__gt,3,id__in,{ids}")
    parts = mend.requests(query, sessions, base_path="/deep")
    assert len(parts) > 5
    together: list[object] = []
    for part in parts:
        request = (
            f"GET /deep/sessions?{render.query_string(sessions, part, limit=1000, offset=99999)}"
        )
        assert len(f"{request} HTTP/1.1") <= mend.LINE_LIMIT
        assert part.value("lab") == "x"
        values = part.terms[1].value
        together += values if isinstance(values, tuple) else []
    assert together == ids
    assert mend.requests(parts[0], sessions) == (parts[0],)


@pytest.mark.parametrize(
    "text", ["narrative__icontains,", "~id__in,['a', '", "lab__name,x,id__in,['"]
)
def test_what_cannot_be_split_is_refused(api: Api, text: str) -> None:
    text = f"{text}{'x' * 5_000}{chr(39) + ']' if '[' in text else ''}"
    with pytest.raises(QueryError, match="request line"):
        mend.requests(read(api, f"sessions?django={text}"), api.endpoints["sessions"])
