"""The requests of the tutorials, as ONE-api 3.6.1 sends them to Alyx 3.6.1.

Left what a person has, right what is sent. Where ONE's own request fails on today's server, what is
sent is what works.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from alyxtui.query import mend, parse, render
from alyxtui.query.model import Query
from alyxtui.schema.model import Api

EID = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
PROBE = "b749446c-18e3-4987-820a-50649ab0f826"
BOTH = "%28%7B%27dlcLeft%27%3A+%27PASS%27%2C+%27videoLeft%27%3A+%27PASS%27%7D%29"
_D = "d = {'dlcLeft': 'PASS', 'videoLeft': 'PASS'}\n"


def rest(endpoint: str, arguments: str, before: str = "") -> str:
    return f"{before}one.alyx.rest('{endpoint}', 'list', {arguments})"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (rest("sessions", "histology=True"), "sessions?histology=True"),
        (
            rest("sessions", "django='subject__actions_sessions__procedures__name,Histology'"),
            "sessions?django=subject__actions_sessions__procedures__name%2CHistology",
        ),
        (rest("sessions", "atlas_id=500"), "sessions?atlas_id=500"),
        (rest("insertions", 'atlas_name="Somatomotor areas"'),
         "insertions?atlas_name=Somatomotor+areas"),
        (rest("sessions", "django='~projects__name__icontains,matlab'"),
         "sessions?django=~projects__name__icontains%2Cmatlab"),
        (rest("insertions", "django='json__extended_qc__alignment_resolved,True'"),
         "insertions?django=json__extended_qc__alignment_resolved%2CTrue"),
        (rest("trajectories", "provenance='Ephys aligned histology track', probe_insertion=uuid",
              f"uuid = '{PROBE}'\n"),
         f"trajectories?provenance=Ephys+aligned+histology+track&probe_insertion={PROBE}"),
        (rest("tasks", "status='Errored', lab='angelakilab', name='SpikeSorting'"),
         "tasks?status=Errored&lab=angelakilab&name=SpikeSorting"),
        (rest("sessions", "task_protocol='ephys', django='tasks__status,40'"),
         "sessions?task_protocol=ephys&django=tasks__status%2C40"),
        (rest("tasks", "name='EphysDLC', django='log__icontains,TimeoutError: [Errno 110]'"),
         "tasks?name=EphysDLC&django=log__icontains%2CTimeoutError%3A+%5BErrno+110%5D"),
        (rest("sessions", "django=f'extended_qc__has_any_keys,{keys}'",
              "keys = ('videoLeft', 'videoRight', 'videoBody')\n"),
         "sessions?django=extended_qc__has_any_keys%2C%28%27videoLeft%27%2C+%27videoRight%27%2C"
         "+%27videoBody%27%29"),
        (rest("sessions", "django=f'data_dataset_session_related__tags__name,{tag}'",
              "tag = '2021_Q1_IBL_et_al_Behaviour'\n"),
         "sessions?django=data_dataset_session_related__tags__name%2C2021_Q1_IBL_et_al_Behaviour"),
        ("subjects?django=nickname__icontains,ks,death_date__isnull,True",
         "subjects?django=nickname__icontains%2Cks%2Cdeath_date__isnull%2CTrue"),
        (rest("sessions", "django='extended_qc__task__iexact,fail'"),
         "sessions?django=extended_qc__task__iexact%2Cfail"),
        (rest("sessions", "django='extended_qc___videoLeft_pin_state__0__gt,5'"),
         "sessions?django=extended_qc___videoLeft_pin_state__0__gt%2C5"),
        (rest("sessions", "django='extended_qc__has_key,dlcLeft'"),
         "sessions?django=extended_qc__has_key%2CdlcLeft"),
        (rest("sessions", "django=f'extended_qc__has_keys,{keys}'", "keys = ['behavior', 'ephys']\n"),
         "sessions?django=extended_qc__has_keys%2C%5B%27behavior%27%2C+%27ephys%27%5D"),
        (rest("sessions", "django='subject__nickname__exact,KS022'"),
         "sessions?django=subject__nickname__exact%2CKS022"),
        (rest("sessions", 'django=f"subject__nickname__in,{subjects}"',
              "subjects = ['DY_003', 'DY_006']\n"),
         "sessions?django=subject__nickname__in%2C%5B%27DY_003%27%2C+%27DY_006%27%5D"),
        (rest("sessions", "django='session__qc__lt,40'"), "sessions?django=session__qc__lt%2C40"),
        (rest("insertions", "django='session__start_time__date__lte,2021-07-22'"),
         "insertions?django=session__start_time__date__lte%2C2021-07-22"),
        (rest("weighings", "django=f'date_time__date,{date}'", "date = '2021-02-05'\n"),
         "weighings?django=date_time__date%2C2021-02-05"),
        (rest("datasets", "session=eid, django='collection__regex,.*probe.*', exists=True",
              f"eid = '{EID}'\n"),
         f"datasets?session={EID}&django=collection__regex%2C.%2Aprobe.%2A&exists=True"),
        (rest("datasets", "session=eid, django=query, exists=True",
              f"eid = '{EID}'\nquery = 'name__iregex,(right|left)camera'\n"),
         f"datasets?session={EID}&django=name__iregex%2C%28right%7Cleft%29camera&exists=True"),
        ("sessions?dataset_types=trials.table,camera.times",
         "sessions?dataset_types=trials.table%2Ccamera.times"),
        ("sessions?extended_qc=tutu,True", "sessions?extended_qc=tutu%2CTrue"),
        (rest("sessions", "performance_gte=70, task_protocol='ephys'"),
         "sessions?performance_gte=70&task_protocol=ephys"),
        (rest("trajectories", "x=953.7, y=-1533.4"), "trajectories?x=953.7&y=-1533.4"),
        (rest("subjects", "lab='cortexlab', sex='F', alive=True"),
         "subjects?lab=cortexlab&sex=F&alive=True"),
        ("one.search(users='olivier', date_range=['2018-08-24', '2018-08-24'])",
         "sessions?date_range=2018-08-24%2C2018-08-24&users=olivier"),
        ("one.search(users=['test_user', 'olivier'])", "sessions?users=test_user%2Colivier"),
        ("one.search(subject='flowers')", "sessions?subject=flowers"),
        # These fail on the server, or are ignored by it, as ONE sends them.
        ("subjects?django=nickname__icontains,ks, death_date__isnull,True",
         "subjects?django=nickname__icontains%2Cks%2Cdeath_date__isnull%2CTrue"),
        (rest("sessions", "django=f'extended_qc__contains,{d}'", _D),
         f"sessions?django=extended_qc__contains%2C{BOTH}"),
        (rest("sessions", "django=f'extended_qc__contained_by,{d}'", _D),
         f"sessions?django=extended_qc__contained_by%2C{BOTH}"),
        ("sessions?extended_qc=qc_pct__gte;0.5;qc_bool;True",
         "sessions?extended_qc=qc_pct__gte%2C0.5%2Cqc_bool%2CTrue"),
        ("sessions?django=project__name__icontains,matlab",
         "sessions?django=projects__name__icontains%2Cmatlab"),
        ("sessions?starts_before=2021-01-01",
         "sessions?django=start_time__date__lte%2C2021-01-01"),
        ("datasets?created_datetime_gte=2018-01-01", "datasets?created_date_gte=2018-01-01"),
    ],
)  # fmt: skip
def test_the_requests_of_the_tutorials(api: Api, text: str, sent: str) -> None:
    query = parse.read(text, api).query
    endpoint = api.endpoints[query.endpoint]
    mended = mend.mend(query, endpoint, distinct=False)
    name, _, parameters = sent.partition("?")
    rendered = render.query_string(endpoint, mended.query)
    assert query.endpoint == name
    assert sorted(parse_qsl(rendered)) == sorted(parse_qsl(parameters))
    assert sorted(rendered.split("&")) == sorted(parameters.split("&"))
    again = parse.read(render.one(endpoint, mended.query), api)
    assert again.query == mended.query
    assert again.notes == ()


def test_what_one_cannot_repeat_goes_into_django(api: Api) -> None:
    query = parse.read("datasets?tags=a&tags=b&exists=True", api).query
    endpoint = api.endpoints["datasets"]
    assert render.params(endpoint, query)[:2] == [("tags", "a"), ("tags", "b")]
    call = render.one(endpoint, query)
    assert call == "one.alyx.rest('datasets', 'list', exists=True, django=\"tags__in,['a', 'b']\")"


@pytest.mark.parametrize(
    ("value", "literal"),
    [("é", "'é'"), ("a\u2800b", r"'a\u2800b'"), ("e" + 5 * "\u0301", "'e" + 5 * r"\u0301" + "'")],
)
def test_what_a_terminal_would_not_show_is_escaped(api: Api, value: str, literal: str) -> None:
    call = render.one(api.endpoints["sessions"], Query("sessions", (("lab", value),)))
    assert call == f"one.alyx.rest('sessions', 'list', lab={literal})"


def test_names_that_python_does_not_take_as_arguments(api: Api) -> None:
    query = parse.read("sessions?class=1&a-b=2", api).query
    call = render.one(api.endpoints["sessions"], query)
    assert call == "one.alyx.rest('sessions', 'list', **{'class': '1', 'a-b': '2'})"
    assert parse.read(call, api).query == query


def test_curl_never_holds_a_token_and_survives_the_shell(api: Api) -> None:
    query = parse.read("sessions?lab=it's $HOME `x`", api).query
    text = render.curl("https://x.org", api.endpoints["sessions"], query)
    assert text.startswith('curl -H "Authorization: Token $ALYX_TOKEN" ')
    assert "$HOME" not in text
    assert "`" not in text
