"""Water and weights: the captured history of one animal, and the rules behind it."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import httpx
import pytest

from tests.contract import traffic


@pytest.fixture
def mouse(client: httpx.Client) -> str:
    """A restricted animal of the seeded data."""
    records = client.get("/water-restricted-subjects").json()["results"]
    return str(records[0]["nickname"])


def test_same_shape(captured: Path, client: httpx.Client, mouse: str) -> None:
    exchange = traffic.read(captured / "misc" / "water_requirement.txt")
    told = client.get(exchange.target.replace("KS_060", mouse)).json()
    assert list(told) == list(exchange.answer)
    assert [list(day) for day in told["records"]] == [
        list(day) for day in exchange.answer["records"]
    ]
    assert [day["date"] for day in told["records"]] == [
        day["date"] for day in exchange.answer["records"]
    ]


def test_the_rules_hold_for_what_a_real_server_said(captured: Path) -> None:
    """The rules that the demo works by, checked against the captured days (they are cut off)."""
    from_text = re.findall(
        r'\{\s*"date".*?\}',
        (captured / "details" / "water_requirement.txt").read_text("utf-8"),
        re.DOTALL,
    )
    days = [json.loads(text) for text in from_text]
    assert len(days) > 300
    for day in days:
        weight, implant = day["weight"] - day["implant_weight"], day["implant_weight"]
        share = 0.05 if day["weight"] < day["min_weight"] else 0.04
        assert day["expected_water"] == pytest.approx(weight * share)
        assert day["excess_water"] == pytest.approx(
            day["given_water_total"] - day["expected_water"]
        )
        expected = day["expected_weight"] - implant
        assert day["min_weight"] - implant == pytest.approx(0.8 * expected)
        if expected:
            assert day["percentage_weight"] == pytest.approx(100 * weight / expected)


def test_every_day_keeps_the_rules(client: httpx.Client, mouse: str) -> None:
    told = client.get(f"/water-requirement/{mouse}").json()
    dates = [datetime.date.fromisoformat(day["date"]) for day in told["records"]]
    assert dates == [dates[0] + datetime.timedelta(days=n) for n in range(len(dates))]
    assert dates[-1] == datetime.date.today()
    known = [day for day in told["records"] if day["weight"] and day["reference_weight"]]
    assert known
    for day in known:
        weight, implant = day["weight"] - day["implant_weight"], day["implant_weight"]
        share = 0.05 if day["weight"] < day["min_weight"] else 0.04
        assert day["expected_water"] == pytest.approx(weight * share)
        grown = day["expected_weight"] - implant
        assert grown >= day["reference_weight"] - 1e-9
        assert day["percentage_weight"] == pytest.approx(100 * weight / grown)


def test_records_of_the_animal_agree(client: httpx.Client, mouse: str) -> None:
    day = client.get(f"/water-requirement/{mouse}").json()["records"][-1]
    record = client.get(f"/subjects/{mouse}").json()
    assert record["expected_water"] == day["expected_water"]
    assert record["remaining_water"] == -day["excess_water"]
    assert record["reference_weight"] == day["reference_weight"]


def test_weight_and_water_given_today_count(client: httpx.Client) -> None:
    name = f"thirsty_{datetime.datetime.now():%H%M%S%f}"
    client.post("/subjects", json={"nickname": name, "lab": "cortexlab"}).raise_for_status()
    try:
        client.post("/weighings", json={"subject": name, "weight": 25.0}).raise_for_status()
        session = client.post(
            "/sessions", json={"subject": name, "projects": [], "lab": "cortexlab"}
        ).json()["id"]
        for amount, told in ((0.5, {}), (0.25, {"session": session})):
            given = {"subject": name, "water_administered": amount, **told}
            client.post("/water-administrations", json=given).raise_for_status()
        day = client.get(f"/water-requirement/{name}").json()["records"][-1]
        assert (day["weighing_at"], day["reference_weight"], day["percentage_weight"]) == (25, 0, 0)
        assert (day["given_water_supplement"], day["given_water_reward"]) == (0.5, 0.25)
        assert client.get(f"/subjects/{name}").json()["remaining_water"] == pytest.approx(0.25)
    finally:
        client.delete(f"/subjects/{name}")


def test_a_name_is_needed(client: httpx.Client) -> None:
    answer = client.get("/water-requirement")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
