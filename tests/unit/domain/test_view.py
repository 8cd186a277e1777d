"""The trail of places: back, forward, last."""

from __future__ import annotations

from alyxtui.domain.view import Trail, View
from alyxtui.query.model import Query


def view(endpoint: str) -> View:
    return View("http://127.0.0.1", Query(endpoint))


def test_an_empty_trail_leads_nowhere() -> None:
    trail = Trail()
    assert trail.current is None
    assert trail.back() is None
    assert trail.forward() is None
    assert trail.last() is None


def test_back_forward_and_last() -> None:
    trail = Trail()
    for name in ("subjects", "sessions", "tasks"):
        trail.push(view(name))
    assert list(trail.labels) == ["subjects", "sessions", "tasks"]
    assert trail.back() == view("sessions")
    assert list(trail.labels) == ["subjects", "sessions"]
    assert trail.forward() == view("tasks")
    assert trail.forward() is None
    assert trail.last() == view("sessions")
    assert trail.last() == view("tasks")


def test_a_new_place_forgets_what_lay_ahead() -> None:
    trail = Trail()
    for name in ("subjects", "sessions", "tasks"):
        trail.push(view(name))
    trail.back()
    trail.back()
    trail.push(view("labs"))
    assert trail.labels == ("subjects", "labs")
    assert trail.forward() is None


def test_last_after_a_push_from_the_middle_is_where_one_was() -> None:
    trail = Trail()
    for name in ("subjects", "sessions", "tasks"):
        trail.push(view(name))
    trail.back()
    trail.push(view("labs"))
    assert trail.last() == view("sessions")


def test_a_place_can_be_said_anew() -> None:
    trail = Trail()
    trail.push(view("subjects"))
    trail.update(View("http://127.0.0.1", Query("subjects"), cursor=7))
    trail.push(view("labs"))
    back = trail.back()
    assert back is not None
    assert back.cursor == 7
