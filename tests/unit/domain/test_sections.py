"""The endpoints under their headings."""

from __future__ import annotations

from alyxtui.domain.sections import ACTIONS, OFTEN, methods, sections
from alyxtui.schema.hints import enrich
from alyxtui.schema.model import Action, Api, Endpoint


def endpoint(name: str, *, paginated: bool = True, method: str = "GET") -> Endpoint:
    action = Action("list", method, f"/{name}", paginated=paginated)
    return Endpoint(name, actions={"list": action})


ALL = [
    endpoint("weighings"),
    endpoint("sessions"),
    endpoint("lasers"),
    endpoint("water-requirement", paginated=False),
    endpoint("new-download", paginated=False, method="POST"),
]
API = enrich(Api({one.name: one for one in ALL}))


def shown(*words: str, often: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    found = sections(API, words, often)
    return [(one.title, [member.name for member in one.endpoints]) for one in found]


def test_lists_stand_in_the_order_of_the_admin_and_others_apart() -> None:
    assert shown() == [
        ("Experiments", ["sessions", "weighings"]),
        ("Other", ["lasers"]),
        (ACTIONS, ["water-requirement", "new-download"]),
    ]


def test_what_is_used_often_comes_first_and_stays_in_its_place() -> None:
    found = shown(often=("lasers", "gone", "sessions"))
    assert found[0] == (OFTEN, ["lasers", "sessions"])
    assert found[1:] == shown()


def test_narrowed_by_names_and_headings() -> None:
    assert shown("weigh", often=("weighings",)) == [("Experiments", ["weighings"])]
    assert shown("exper", "ses") == [("Experiments", ["sessions"])]
    assert shown("nothing") == []


def test_the_methods_of_what_is_no_list() -> None:
    assert methods(API.endpoints["new-download"]) == "post"
    both = Endpoint("x", actions={"a": Action("a", "GET", "/x"), "b": Action("b", "POST", "/x")})
    assert methods(both) == "get post"
