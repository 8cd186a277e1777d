"""Make a whole database of a size."""

from __future__ import annotations

import random

from django.apps import apps
from django.db import connection

from alyxtui.demo.seed import (
    animals,
    files,
    heavy,
    hostile,
    imaging,
    jobs,
    places,
    probes,
    real_files,
    sessions,
    tutorials,
)
from alyxtui.demo.seed.world import World

# Raised when the data or the tables change: databases of another version are made anew.
VERSION = 7
# In this order, since each stands on those before.
_MAKERS = (
    places, animals, tutorials, sessions, files, real_files, probes, imaging, jobs, hostile, heavy,
)  # fmt: skip
_SEED = 20_260_717
_CACHE = 200_000  # kB of pages in memory while it is made


def build(size: int) -> None:
    """Create the tables in the open database and fill them.

    Args:
        size: number of sessions; the other tables scale with it.
    """
    world = World(random.Random(_SEED), size)  # noqa: S311  # repeatable, not secret
    with connection.cursor() as cursor:
        # Nobody else sees the file yet; when this fails it is thrown away.
        cursor.execute("PRAGMA journal_mode=OFF")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute(f"PRAGMA cache_size=-{_CACHE}")
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if not model._meta.proxy:
                editor.create_model(model)
        for maker in _MAKERS:
            maker.make(world)
        # The editor makes the indexes at its end, and checks all links: quicker than row by row.
