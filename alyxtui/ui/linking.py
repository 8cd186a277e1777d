"""What the panes and the screen of one record share: its links, and its page in the web admin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from textual.app import App

from alyxtui.domain.connection import Connection
from alyxtui.domain.links import Link, Path, admin_url, link_at, links_from
from alyxtui.domain.record import title
from alyxtui.domain.reverse import links_to
from alyxtui.domain.shapes.work import note_at
from alyxtui.schema.model import Api, Endpoint
from alyxtui.text import safe
from alyxtui.ui import screens, workers
from alyxtui.ui.clipboard import copy_and_say
from alyxtui.ui.pictures import open_picture
from alyxtui.ui.web import can_open

_MANY = 5  # links of one field that stand before the lists
NO_LINK = "This value refers to nothing; o shows all links."
"""What is said where enter on a value does nothing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The record that a command is about.

    Attributes:
        endpoint: where it is from.
        record: as it is known.
        key: its lookup value, empty when it has none.
        action: ``list`` or ``read``: where it was got.
    """

    endpoint: Endpoint
    record: Mapping[str, object]
    key: str
    action: str


def link_of(connection: Connection, shown: Shown, path: Path) -> Link | None:
    """What a value of a record refers to."""
    if connection.api is None:
        return None
    base = connection.client.base_url
    return link_at(
        connection.api, shown.endpoint, shown.record, path, action=shown.action, base_url=base
    )


def leads(connection: Connection, shown: Shown, path: Path) -> bool:
    """Whether enter on a value opens something: another record, or a note's picture."""
    return note_at(shown.record, path) is not None or link_of(connection, shown, path) is not None


def opens_picture(app: App[int], connection: Connection, shown: Shown, path: Path) -> bool:
    """Open the picture of the note that a value stands for; False when there is none."""
    note = note_at(shown.record, path)
    if note is None:
        return False
    workers.begin(app, "picture", open_picture, app, connection, note)
    return True


def links_screen(connection: Connection, shown: Shown) -> screens.LinksScreen | None:
    """The screen of a record's links; None while nothing is known of the server."""
    api = connection.api
    if api is None:
        return None
    name = title(shown.endpoint, shown.record, shown.key)
    read = partial(_links, api, shown, connection.client.base_url)
    return screens.LinksScreen(name, read, connection.client, api)


def show_admin(app: App[int], connection: Connection, shown: Shown) -> None:
    """Open a record's page of the web admin, or say its address where nothing can show it."""
    url = admin_url(connection.client.base_url, shown.endpoint, shown.record)
    if not url:
        words = f"The web admin has no page for records of {safe(shown.endpoint.name)}."
        app.notify(words, markup=False)
    elif can_open():
        app.open_url(url)
        app.notify(safe(url), title="opened in the web admin", markup=False)
    else:
        app.notify(safe(url), title="in the web admin", timeout=15, markup=False)
        workers.begin(app, "copy", copy_and_say, app, url, "its address")


def _links(api: Api, shown: Shown, base_url: str) -> tuple[Link, ...]:
    """What the record names, the lists of what names it, then what stands inside it or is many."""
    own = links_from(api, shown.endpoint, shown.record, action=shown.action, base_url=base_url)
    alike = Counter(link.path[0] for link in own)
    inside = [link for link in own if link.is_inside or alike[link.path[0]] > _MANY]
    outside = [link for link in own if not (link.is_inside or alike[link.path[0]] > _MANY)]
    return (*outside, *links_to(api, shown.endpoint, shown.record), *inside)
