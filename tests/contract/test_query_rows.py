"""The example queries of the tutorials find the rows that Django itself finds.

Each text is put into the line of the filter editor, or read as it reads them, and asked of the demo;
beside it stands the same in the words of Django's own methods, which a child process applies to the
same database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import httpx
import pytest

from alyxtui.client.identity import identity_of
from alyxtui.client.paging import PagedRecords
from alyxtui.domain.start import Start
from alyxtui.query import parse
from alyxtui.query.lookups import LOOKUPS, PARTS
from alyxtui.schema.hints.relations import model_of
from alyxtui.schema.model import Api
from alyxtui.settings.model import Profile, Settings
from alyxtui.ui.screens.filter_editor import FilterEditor
from tests.contract.conftest import sign_in
from tests.demo_server import SIZE, start_demo
from tests.ui.driver import Browsing, open_app
from tests.ui.editing import open_editor

EID = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
PROBE = "b749446c-18e3-4987-820a-50649ab0f826"
CHANNELS = "probe_insertion__trajectory_estimate__channels__brain_region"
OF_INSERTION = "trajectory_estimate__channels__brain_region"
ONLINE = {"file_records__exists": True, "file_records__data_repository__globus_is_personal": False}
Steps = list[list[Any]]


def has(**arguments: Any) -> list[Any]:
    return ["filter", arguments]


def lacks(**arguments: Any) -> list[Any]:
    return ["exclude", arguments]


def region(path: str, **named: Any) -> list[Any]:
    return ["region", {"path": path, "named": named}]


def rest(endpoint: str, arguments: str, before: str = "") -> str:
    return f"{before}one.alyx.rest('{endpoint}', 'list', {arguments})"


_BOTH = {"dlcLeft": "PASS", "videoLeft": "PASS"}
_D = "d = {'dlcLeft': 'PASS', 'videoLeft': 'PASS'}\n"
_KEYS = "keys = ('videoLeft', 'videoRight', 'videoBody')\n"
_DATE = "date = '2021-02-05'\n"
# Text as a person has it, model's endpoint in it; the same for Django; whether it finds anything.
SEED_000: list[tuple[str, Steps]] = [
    (rest("sessions", "histology=True"), [
        has(subject__actions_sessions__procedures__name="Histology")]),
    (rest("sessions", "django='subject__actions_sessions__procedures__name,Histology'"), [
        has(subject__actions_sessions__procedures__name="Histology")]),
    (rest("sessions", "atlas_id=500"), [region(CHANNELS, pk=500)]),
    (rest("sessions", 'atlas_acronym="MO"'), [region(CHANNELS, acronym="MO")]),
    (rest("sessions", 'atlas_name="Somatomotor areas"'), [
        region(CHANNELS, name__icontains="Somatomotor areas")]),
    (rest("insertions", "atlas_id=500"), [region(OF_INSERTION, pk=500)]),
    (rest("insertions", 'atlas_acronym="MO"'), [region(OF_INSERTION, acronym="MO")]),
    (rest("insertions", 'atlas_name="Somatomotor areas"'), [
        region(OF_INSERTION, name__icontains="Somatomotor areas")]),
    (rest("sessions", "django='~projects__name__icontains,matlab'"), [
        lacks(projects__name__icontains="matlab")]),
    (rest("insertions", "django='json__extended_qc__alignment_resolved,True'"), [
        has(json__extended_qc__alignment_resolved=True)]),
    (rest(
        "trajectories",
        "provenance='Ephys aligned histology track', probe_insertion=insertion_uuid",
        f"insertion_uuid = '{PROBE}'\n",
    ), [has(provenance=70), has(probe_insertion=PROBE)]),
    (rest("insertions", "django='session__task_protocol__icontains,choiceworld'"), [
        has(session__task_protocol__icontains="choiceworld")]),
    (rest("tasks", "status='Errored', lab='angelakilab', name='SpikeSorting'"), [
        has(status=40), has(session__lab__name="angelakilab"), has(name="SpikeSorting")]),
    (rest("sessions", "task_protocol='ephys', django='tasks__status,40'"), [
        has(task_protocol__icontains="ephys"), has(tasks__status=40)]),
    (rest("tasks", "name='EphysDLC', status='Errored'"), [has(name="EphysDLC"), has(status=40)]),
    (rest("tasks", "name='EphysDLC',\n django=\"log__icontains,TimeoutError: [Errno 110]\""), [
        has(name="EphysDLC"), has(log__icontains="TimeoutError: [Errno 110]")]),
    (rest("sessions", "django=f'extended_qc__has_any_keys,{keys}'", _KEYS), [
        has(extended_qc__has_any_keys=["videoLeft", "videoRight", "videoBody"])]),
    (rest("sessions", "django=f'data_dataset_session_related__tags__name,{tag}'",
          "tag = '2021_Q1_IBL_et_al_Behaviour'\n"), [
        has(data_dataset_session_related__tags__name="2021_Q1_IBL_et_al_Behaviour")]),
    ("/subjects?django=nickname__icontains,ks, death_date__isnull,True", [
        has(nickname__icontains="ks"), has(death_date__isnull=True)]),
    (rest("sessions", "django='extended_qc__task__iexact,fail'"), [
        has(extended_qc__task__iexact="fail")]),
    (rest("sessions", "django='extended_qc___videoLeft_pin_state__0__gt,5'"), [
        has(extended_qc___videoLeft_pin_state__0__gt=5)]),
    (rest("sessions", "django=f'extended_qc__contains,{d}'", _D), [
        has(extended_qc__contains=_BOTH)]),
    (rest("sessions", "django=f'extended_qc__contained_by,{d}'", _D), [
        has(extended_qc__contained_by=_BOTH)]),
    (rest("sessions", "django='extended_qc__has_key,dlcLeft'"), [
        has(extended_qc__has_key="dlcLeft")]),
    (rest("sessions", "django=f'extended_qc__has_keys,{keys}'", "keys = ['behavior', 'ephys']\n"), [
        has(extended_qc__has_keys=["behavior", "ephys"])]),
    (rest("sessions", "django='subject__nickname__exact,KS022'"), [
        has(subject__nickname="KS022")]),
    (rest("sessions", "django='subject__nickname,KS022'"), [has(subject__nickname="KS022")]),
    (rest("sessions", "django='subject__nickname__iexact,ks022'"), [
        has(subject__nickname__iexact="ks022")]),
    (rest("sessions", 'django=f"subject__nickname__in,{subjects}"',
          "subjects = ['DY_003', 'DY_006']\n"), [has(subject__nickname__in=["DY_003", "DY_006"])]),
    (rest("sessions", "django='qc__lt,40'"), [has(qc__lt=40)]),
    (rest("sessions", "django='session__qc__lt,40'"), [has(session__qc__lt=40)]),
    (rest("insertions", "django='session__start_time__date__lte,2021-07-22'"), [
        has(session__start_time__date__lte="2021-07-22")]),
    (rest("weighings", "django=f'date_time__date,{date}'", _DATE), [
        has(date_time__date="2021-02-05")]),
    (rest("datasets", "session=eid, django='collection__regex,.*probe.*', exists=True",
          f"eid = '{EID}'\n"), [
        has(session=EID), has(collection__regex=".*probe.*"), has(**ONLINE)]),
    (rest("datasets", "session=eid, django=query, exists=True",
          f"eid = '{EID}'\nquery = 'name__iregex,(right|left)camera'\n"), [
        has(session=EID), has(name__iregex="(right|left)camera"), has(**ONLINE)]),
    ("sessions?dataset_types=trials.table,camera.times", [
        has(data_dataset_session_related__dataset_type__name="trials.table"),
        has(data_dataset_session_related__dataset_type__name="camera.times")]),
    ("sessions?datasets=_ibl_leftCamera.times.npy", [
        has(data_dataset_session_related__name="_ibl_leftCamera.times.npy")]),
    ("sessions?date_range=2020-01-12,2020-01-16", [
        has(start_time__date__gte="2020-01-12"), has(start_time__date__lte="2020-01-16")]),
    ("sessions?qc=CRITICAL", [has(qc=50)]),
    ("sessions?extended_qc=tutu,True", [has(extended_qc__tutu=True)]),
    ("/sessions/?extended_qc=qc_pct__gte;0.5;qc_bool;True", [
        has(extended_qc__qc_pct__gte=0.5, extended_qc__qc_bool=True)]),
    ("/sessions?brain_region=visual cortex", [
        region(CHANNELS, name__icontains="visual cortex")]),
    ("/sessions?django=project__name__icontains,matlab", [
        has(projects__name__icontains="matlab")]),
    ("/sessions?django=~project__name__icontains,matlab", [
        lacks(projects__name__icontains="matlab")]),
]  # fmt: skip
SEEDS_001_AND_004: list[tuple[str, Steps]] = [
    (rest("sessions", "performance_gte=70, task_protocol='ephys'"), [
        ["performance", 70], has(task_protocol__icontains="ephys")]),
    (rest("trajectories", "x=953.7, y=-1533.4"), [has(x=953.7), has(y=-1533.4)]),
    (rest("subjects", "lab='cortexlab', sex='F', alive=True"), [
        has(lab__name="cortexlab"), has(sex="F"), has(death_date__isnull=True)]),
    ("one.search(users='olivier', date_range=['2018-08-24', '2018-08-24'], details=True)", [
        has(users__username="olivier"), has(start_time__date="2018-08-24")]),
    ("one.search(users=['test_user', 'olivier'])", [
        has(users__username="test_user"), has(users__username="olivier")]),
    ("one.search(subject='flowers')", [has(subject__nickname__iexact="flowers")]),
]  # fmt: skip
# One condition a lookup, which finds something in the demo, with its value as Django takes it.
OF_LOOKUPS: dict[str, tuple[str, str, Any]] = {
    "exact": ("sessions", "subject__nickname__exact,KS022", "KS022"),
    "iexact": ("sessions", "subject__nickname__iexact,ks022", "ks022"),
    "contains": ("subjects", "nickname__contains,KS", "KS"),
    "icontains": ("insertions", "session__task_protocol__icontains,CHOICE", "CHOICE"),
    "in": ("sessions", "subject__nickname__in,['DY_003', 'KS022']", ["DY_003", "KS022"]),
    "gt": ("sessions", "n_trials__gt,400", 400),
    "gte": ("sessions", "n_trials__gte,400", 400),
    "lt": ("sessions", "qc__lt,40", 40),
    "lte": ("sessions", "start_time__lte,2026-01-01", "2026-01-01"),
    "startswith": ("subjects", "nickname__startswith,KS", "KS"),
    "istartswith": ("subjects", "nickname__istartswith,ks", "ks"),
    "endswith": ("subjects", "nickname__endswith,('22')", "22"),
    "iendswith": ("datasets", "name__iendswith,.NPY", ".NPY"),
    "range": ("weighings", "weight__range,(1, 22)", [1, 22]),
    "date": ("weighings", "date_time__date__gt,2021-02-05", "2021-02-05"),
    "year": ("sessions", "start_time__year,2026", 2026),
    "iso_year": ("sessions", "start_time__iso_year__lte,2026", 2026),
    "month": ("sessions", "start_time__month__lt,12", 12),
    "day": ("sessions", "start_time__day__gte,5", 5),
    "week": ("sessions", "start_time__week__gt,2", 2),
    "week_day": ("sessions", "start_time__week_day__in,[2, 3, 4]", [2, 3, 4]),
    "iso_week_day": ("sessions", "start_time__iso_week_day__in,(1, 2)", [1, 2]),
    "quarter": ("sessions", "start_time__quarter__lte,4", 4),
    "time": ("sessions", "start_time__time__gt,10:02", "10:02"),
    "hour": ("sessions", "start_time__hour__gte,9", 9),
    "minute": ("sessions", "start_time__minute__lt,30", 30),
    "second": ("sessions", "start_time__second__gte,0", 0),
    "isnull": ("subjects", "death_date__isnull,False", False),
    "regex": ("datasets", "collection__regex,.*probe.*", ".*probe.*"),
    "iregex": ("datasets", "name__iregex,(right|left)camera", "(right|left)camera"),
    "contained_by": ("sessions", f"extended_qc__contained_by,{ {'a': 1} }", {"a": 1}),
    "has_key": ("sessions", "extended_qc__has_key,dlcLeft", "dlcLeft"),
    "has_keys": ("sessions", "extended_qc__has_keys,['task', 'dlcLeft']", ["task", "dlcLeft"]),
    "has_any_keys": ("sessions", "extended_qc__has_any_keys,('dlcLeft', 'no')", ["dlcLeft", "no"]),
}
_MAY_BE_EMPTY = {"contained_by"}


def of_lookup(name: str) -> tuple[str, Steps]:
    endpoint, text, value = OF_LOOKUPS[name]
    return f"{endpoint}?django={text}", [has(**{text.partition(",")[0]: value})]


Find = Callable[[str], list[str]]
TUTORIALS = [*SEED_000, *SEEDS_001_AND_004]
EXAMPLES = [*TUTORIALS, *map(of_lookup, OF_LOOKUPS)]


@pytest.fixture(scope="module")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo has its database."""
    return tmp_path_factory.mktemp("rows")


@pytest.fixture(scope="module")
def demo_url(demo_dir: Path) -> Iterator[str]:
    """A demo that nobody writes to, so that the expected rows hold."""
    with start_demo(demo_dir) as url:
        yield url


@pytest.fixture(scope="module")
def client(demo_url: str) -> Iterator[httpx.Client]:
    """The test user, signed in there."""
    with httpx.Client(base_url=demo_url, timeout=30) as client:
        sign_in(client, "test_user", "TapetesBloc18")
        yield client


@pytest.fixture(scope="module")
def expected(api: Api, demo_dir: Path) -> dict[str, list[str]]:
    """What Django finds for every example, by its text."""
    queries = [[model_of(parse.read(text, api).query.endpoint), steps] for text, steps in EXAMPLES]
    (database,) = demo_dir.glob(f"demo-*-{SIZE}.sqlite3")
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.orm"],
        input=json.dumps({"database": str(database), "queries": queries}),
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    answers: list[list[str]] = json.loads(done.stdout)
    return dict(zip((text for text, _ in EXAMPLES), answers, strict=True))


async def came(it: Browsing) -> PagedRecords:
    """The list on the screen, once its first rows are here."""
    await it.until(lambda: not isinstance(it.app.screen, FilterEditor))
    await it.until(lambda: it.browser.listing.records is not None)
    records = it.browser.listing.records
    assert records is not None
    await it.until(lambda: records.count is not None)
    return records


async def keys_of(it: Browsing) -> list[str]:
    """The keys of all rows of the list."""
    records = await came(it)
    count = records.count or 0
    records.request(0, count)
    await it.until(lambda: all(records.get(index) for index in range(count)))
    rows = filter(None, map(records.get, range(count)))
    keys = [identity_of(records.endpoint, row) for row in rows]
    assert len(set(keys)) == len(keys) < 1000
    return sorted(keys)


@pytest.mark.parametrize("of_sessions", [True, False], ids=["sessions", "others"])
async def test_the_tutorials_queries_in_the_editor(
    demo_url: str, api: Api, expected: dict[str, list[str]], of_sessions: bool
) -> None:
    """One editor for each endpoint: what it would send finds the rows; the last one is applied."""
    profile = Profile("demo", demo_url, "test_user", page_size=1000)
    settings = Settings(profile, password="TapetesBloc18", once=True)
    named = sorted((parse.read(text, api).query.endpoint, text) for text, _ in TUTORIALS)
    mine = [one for one in named if (one[0] == "sessions") == of_sessions]
    async with open_app(settings, Start("sessions"), (120, 40)) as it:
        for name, group in groupby(mine, itemgetter(0)):
            await came(it)
            it.browser.open_endpoint(name)
            await came(it)
            form = await open_editor(it)
            for _, text in group:
                await form.paste(text)
                assert form.editor.draft.error is None, text
                (sent,) = form.editor.draft.outcome().prepared.requests
                endpoint = form.editor.endpoint
                page = await it.app.connection.client.page(endpoint, sent, offset=0, limit=1000)
                found = [identity_of(endpoint, record) for record in page.records]
                assert sorted(found) == expected[text], text
                assert page.count == len(found)
            await it.press("ctrl+s")
            assert await keys_of(it) == expected[text]


@pytest.mark.parametrize("name", OF_LOOKUPS)
def test_the_same_rows_as_django(name: str, find: Find, expected: dict[str, list[str]]) -> None:
    text, _ = of_lookup(name)
    assert find(text) == expected[text]


@pytest.mark.parametrize("name", [lookup.name for lookup in LOOKUPS])
def test_every_lookup_finds_something(name: str, expected: dict[str, list[str]]) -> None:
    text, _ = of_lookup(name)
    key = OF_LOOKUPS[name][1].partition(",")[0]
    assert name in key.split("__")[-2:] if name in PARTS else key.endswith(f"__{name}")
    assert expected[text] or name in _MAY_BE_EMPTY
