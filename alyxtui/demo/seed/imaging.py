"""Fields of view: a few imaging sessions with three each, one above the other."""

from __future__ import annotations

import datetime

from alyxtui.demo.apps.experiments import models
from alyxtui.demo.seed.rows import Links, Rows
from alyxtui.demo.seed.world import World

_EVERY = 400  # of so many sessions one is imaged
_REGIONS = (385, 721, 778, 985, 672)


def make(world: World) -> None:
    """Make the fields of view, their stacks and locations."""
    rng = world.rng
    kinds, stacks = Rows(models.ImagingType, rng), Rows(models.ImagingStack, rng)
    views, places = Rows(models.FOV, rng), Rows(models.FOVLocation, rng)
    regions = Links(models.FOVLocation.brain_region.through)
    kind = kinds.add(name="mesoscope")
    system = models.CoordinateSystem.objects.get(name="IBL-Allen").pk
    plain = [visit for visit in world.visits if not visit.probes]
    for number, visit in enumerate(plain[10::_EVERY]):
        stack = stacks.add(name=f"stack_{number}")
        for slice_ in range(3):
            view = views.add(
                name=f"FOV_{slice_:02}", session_id=visit.id, imaging_type_id=kind, stack_id=stack
            )
            left = round(rng.uniform(500, 3000), 1)
            for provenance in ("E", "L"):
                place = places.add(
                    field_of_view_id=view,
                    provenance=provenance,
                    default_provenance=provenance == "L",
                    coordinate_system_id=system,
                    auto_datetime=visit.start + datetime.timedelta(days=9),
                    x=[left, left + 600, left, left + 600],
                    y=[-2000.0, -2000.0, -2600.0, -2600.0],
                    z=[-200.0 - 50 * slice_] * 4,
                    n_xyz=[512, 512, 1],
                )
                regions.add(place, *rng.sample(_REGIONS, 2))
    for table in (kinds, stacks, views, places, regions):
        table.write()
