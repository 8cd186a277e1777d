"""Rows a page from the measured speed."""

from __future__ import annotations

from alyxtui.domain.pace import Pace


def test_a_slow_endpoint_gives_fewer_rows_at_a_time() -> None:
    pace = Pace()
    assert pace.page_size("subjects", 100) == 100
    pace.note("subjects", 0.005)
    assert pace.page_size("subjects", 100) == 80
    pace.note("subjects", 1.0)
    assert pace.page_size("subjects", 100) == 25
    assert pace.page_size("subjects", 10) == 10
    pace.note("subjects", 0.0)
    assert pace.page_size("subjects", 100) == 25
    pace.note("weighings", 0.0001)
    assert pace.page_size("weighings", 100) == 100


def test_the_pages_of_a_query_stay_as_they_are() -> None:
    pace = Pace()
    assert pace.page_size("subjects", 100, "lab=a") == 100
    pace.note("subjects", 0.005)
    assert pace.page_size("subjects", 100, "lab=a") == 100
    assert pace.page_size("subjects", 100, "lab=b") == 80
    assert pace.page_size("subjects", 50, "lab=a") == 50
