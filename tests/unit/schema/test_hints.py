"""The tables applied, and the look-ups in them; no server's document is needed."""

from __future__ import annotations

import pytest

from alyxtui.schema import hints
from alyxtui.schema.hints import choices, endpoints, filters, references, targets, types, writes
from alyxtui.schema.load import load
from alyxtui.schema.model import By, Kind


def document(name: str, properties: dict[str, object], parameters: list[str]) -> dict[str, object]:
    """A server with one endpoint: a list of records and one record by id."""
    record = {"type": "object", "properties": properties}
    page = {"properties": {"count": {}, "results": {"type": "array", "items": record}}}

    def answer(schema: object) -> object:
        return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}

    raw = [{"in": "query", "name": key, "schema": {"type": "string"}} for key in parameters]
    listed = {"parameters": raw, **dict(answer(page))}  # type: ignore[call-overload]
    return {
        "openapi": "3.0.3",
        "paths": {f"/{name}": {"get": listed}, f"/{name}/{{id}}": {"get": answer(record)}},
    }


def test_an_unknown_endpoint_works_without_hints() -> None:
    api = load(document("novelties", {"id": {}, "qc": {"type": "string"}}, ["users", "lab"]))
    endpoint = api.endpoints["novelties"]
    assert endpoint.group == hints.OTHER
    assert endpoint.key_fields == ("id", "url")
    assert endpoint.mine == ""
    assert dict(endpoint.write_guards) == {}
    listed = endpoint.actions["list"]
    assert (listed.record["qc"].enum, listed.record["qc"].reference) == ((), None)
    assert (listed.parameters["lab"].broken, listed.parameters["lab"].reference) == ("", None)


def test_a_known_endpoint_is_completed() -> None:
    properties: dict[str, object] = {
        "id": {"type": "string"},
        "subject": {"type": "string"},
        "lab": {"type": "string"},
        "qc": {"type": "string"},
    }
    api = load(document("sessions", properties, ["users", "project", "qc", "narrative"]))
    endpoint = api.endpoints["sessions"]
    assert (endpoint.group, endpoint.mine) == ("Experiments", "users")
    listed = endpoint.actions["list"]
    assert listed.record["qc"].enum == choices.QC
    assert listed.record["lab"].nullable
    assert listed.parameters["users"].many
    assert "repeats rows" in listed.parameters["project"].note
    assert "django=narrative__icontains" in listed.parameters["narrative"].note
    assert "url" in listed.record
    assert "url" not in endpoint.actions["read"].record


def test_mine_is_only_there_when_the_server_has_the_filter() -> None:
    api = load(document("sessions", {"id": {}}, ["lab"]))
    assert api.endpoints["sessions"].mine == ""


@pytest.mark.parametrize(
    ("lookup", "keys"),
    [
        ("nickname", ("nickname", "url")),
        ("id", ("id", "url")),
        ("pk", ("pk", "id", "url")),
        ("", ("id", "url", "name")),
    ],
)
def test_default_key_fields(lookup: str, keys: tuple[str, ...]) -> None:
    assert hints.default_key_fields(lookup) == keys


@pytest.mark.parametrize(
    ("endpoint", "path", "target", "by"),
    [
        ("sessions", "subject", "subjects", By.SLUG),
        ("sessions", "probe_insertion", "insertions", By.NESTED),
        ("sessions", "probe_insertion.0.chronic_insertion", "chronic-insertions", By.UUID),
        ("sessions", "probe_insertion.1.session_info.lab", "labs", By.SLUG),
        ("sessions", "data_dataset_session_related.2.revision", "revisions", By.UUID),
        ("sessions", "users.0", "users", By.SLUG),
        ("datasets", "revision", "revisions", By.SLUG),
        ("datasets", "file_records.0.data_repository", "data-repository", By.SLUG),
        ("channels", "brain_region", "brain-regions", By.NUMBER),
        ("subjects", "species", "", By.SLUG),
    ],
)
def test_references(endpoint: str, path: str, target: str, by: By) -> None:
    reference = hints.reference_of(endpoint, path)
    assert reference is not None
    assert (reference.endpoint, reference.by) == (target, by)


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        ("sessions", "number"),
        ("sessions", "json.subject"),
        ("sessions", "subject.lab"),
        ("nowhere", "subject"),
        ("subjects", "genotype.x"),
    ],
)
def test_what_is_no_reference(endpoint: str, path: str) -> None:
    assert hints.reference_of(endpoint, path) is None


def test_the_datasets_of_an_insertion_differ_between_list_and_record() -> None:
    listed = hints.reference_of("insertions", "datasets")
    read = hints.reference_of("insertions", "datasets.0", "read")
    assert listed is not None
    assert read is not None
    assert (listed.by, read.by) == (By.UUID, By.NESTED)


@pytest.mark.parametrize(
    ("value", "rank"),
    [
        ("PASS", "good"),
        ("Complete", "good"),
        ("WARNING", "warning"),
        ("Held", "warning"),
        ("CRITICAL", "bad"),
        ("Errored", "bad"),
        ("Started", "busy"),
        ("NOT_SET", "unset"),
        ("Waiting", "unset"),
        ("anything", None),
        (10, None),
        (None, None),
        (["PASS"], None),
    ],
)
def test_status_rank(value: object, rank: str | None) -> None:
    assert hints.status_rank(value) == rank


def test_every_label_of_a_state_has_a_rank() -> None:
    for label in (*choices.QC, *choices.TASK_STATUS):
        assert hints.status_rank(label) is not None


def test_the_model_of_a_note_leads_to_its_endpoint() -> None:
    assert hints.target_of_model("actions.session") == "sessions"
    assert hints.target_of_model("actions.ephyssession") == "sessions"
    assert hints.target_of_model("experiments.probeinsertion") == "insertions"
    assert hints.target_of_model("subjects.species") == ""


def test_every_endpoint_has_one_heading() -> None:
    names = [name for group in hints.GROUPS.values() for name in group]
    assert len(names) == len(set(names))
    assert hints.OTHER not in hints.GROUPS


def test_every_table_names_known_endpoints_only() -> None:
    known = {name for group in hints.GROUPS.values() for name in group}
    tables: list[set[str]] = [
        set(table)
        for table in (
            references.FIELDS,
            references.READ_FIELDS,
            references.GENERIC,
            references.PARAMETERS,
            choices.FIELDS,
            choices.PARAMETERS,
            choices.STATUS_FIELDS,
            endpoints.KEY_FIELDS,
            endpoints.MINE,
            endpoints.TITLE_FIELDS,
            endpoints.TIME_FIELDS,
            endpoints.WRITE_GUARDS,
            endpoints.SEND_ALONG,
            filters.BROKEN,
            filters.REPEATS_ROWS,
            filters.MATCHES,
            filters.COMMA_LISTS,
            filters.KINDS,
            filters.NOTES,
            filters.EXTRA,
            types.KINDS,
            types.READ_KINDS,
            types.NULLABLE,
            types.WRITE_ONLY,
            types.NOT_IN_READ,
            types.EXTRA_RECORD,
            types.JSON_FIELDS,
            types.FILE_FIELDS,
            types.EXTRA_BODY,
            writes.AUTOMATIC,
            writes.BESIDE,
            writes.ONE_OWNER,
            writes.NULL_ITEMS,
        )
    ]
    for table in tables:
        assert table <= known
    assert set(targets.MODELS.values()) <= known


def test_a_file_that_is_sent_is_a_url_when_read() -> None:
    image = {"type": "string", "format": "uri"}
    record = {"type": "object", "properties": {"image": image}}
    media = {"content": {"application/json": {"schema": record}}}
    post = {"requestBody": media, "responses": {"201": media}}
    action = load({"openapi": "3.0.3", "paths": {"/notes": {"post": post}}}).endpoints["notes"]
    assert action.actions["create"].fields["image"].kind is Kind.FILE
    assert action.actions["create"].record["image"].kind is Kind.URI
    assert "width" in action.actions["create"].fields
