"""Make a whole database of a size."""

from __future__ import annotations

import random

from django.apps import apps
from django.db import connection, transaction

from alyxtui.demo.seed import (
    animals,
    files,
    hostile,
    imaging,
    jobs,
    places,
    probes,
    real_files,
    sessions,
)
from alyxtui.demo.seed.world import World

# Raised when the data or the tables change: databases of another version are made anew.
VERSION = 6
_SEED = 20_260_717


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
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if not model._meta.proxy:
                editor.create_model(model)
    with transaction.atomic():
        for maker in (places, animals, sessions, files, real_files, probes, imaging, jobs, hostile):
            maker.make(world)
