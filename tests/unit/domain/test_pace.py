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
