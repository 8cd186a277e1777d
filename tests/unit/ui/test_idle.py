"""How long nobody was there, by two clocks."""

from __future__ import annotations

from alyxtui.ui.idle import Idle


def test_a_rest_as_long_as_the_limit_is_over_and_a_touch_begins_anew() -> None:
    now = [100.0]
    idle = Idle(2, (lambda: now[0],))
    now[0] += 119.0
    assert not idle.is_over
    idle.touch()
    now[0] += 119.0
    assert not idle.is_over
    now[0] += 1.0
    assert idle.is_over


def test_a_machine_that_slept_has_rested() -> None:
    running, wall = [0.0], [1000.0]
    idle = Idle(1, (lambda: running[0], lambda: wall[0]))
    wall[0] += 3600.0  # the other clock stood still
    assert idle.is_over


def test_a_clock_that_is_put_back_does_not_keep_it_open() -> None:
    running, wall = [0.0], [1000.0]
    idle = Idle(1, (lambda: running[0], lambda: wall[0]))
    wall[0] -= 3600.0
    running[0] += 60.0
    assert idle.is_over


def test_no_limit_is_never_over() -> None:
    now = [0.0]
    idle = Idle(0, (lambda: now[0],))
    now[0] = 1e9
    assert not idle.is_over
    assert not idle.is_watched
