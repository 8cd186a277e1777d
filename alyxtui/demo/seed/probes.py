"""Probes in recordings: where they went, and the regions their channels lie in."""

from __future__ import annotations

import datetime
from typing import Any

from alyxtui.demo.apps.experiments import models
from alyxtui.demo.seed import atlas, tutorials
from alyxtui.demo.seed.rows import Links, Rows, new_id
from alyxtui.demo.seed.world import Id, Visit, Wanted, World

_VISUAL = 593  # the tutorials ask for visual areas, so their probe goes there
_CHANNELS = 12
_EXPERIMENTERS = ("kenneth", "mayo", "guido", "nathaniel")


def make(world: World) -> None:
    """Make regions, probes, trajectories and channels."""
    regions = atlas.make()
    probes = _Probes(world)
    for visit in world.visits:
        for name in visit.probes:
            probes.insert(visit, name)
    probes.regions = regions
    probes.write()


class _Probes:
    """The tables that fill up while the recordings are walked through."""

    def __init__(self, world: World) -> None:
        rng = self.rng = world.rng
        self.world = world
        self.regions: list[int] = []
        kinds, systems = Rows(models.ProbeModel, rng), Rows(models.CoordinateSystem, rng)
        self.kinds = [
            kinds.add(name=f"Neuropixel {kind}", probe_manufacturer="imec", probe_model=kind)
            for kind in ("3A", "3B2", "NP2.1", "NP2.4")
        ]
        self.systems = [systems.add(name=name) for name in ("IBL-Allen", "Needles-Allen")]
        kinds.write()
        systems.write()
        self.insertions = Rows(models.ProbeInsertion, rng)
        self.trajectories = Rows(models.TrajectoryEstimate, rng)
        self.datasets = Links(models.ProbeInsertion.datasets.through)
        self.aligned: list[tuple[int | None, Id, dict[str, float]]] = []
        self.chronic = self._implant()

    def _implant(self) -> Id:
        """A probe that stays in an animal; a few of its recordings use it."""
        mouse = self.world.mice[-1]
        return models.ChronicInsertion.objects.create(
            id=new_id(self.rng),
            subject_id=mouse.id,
            lab_id=self.world.labs[mouse.lab],
            name="probe00",
            model_id=self.kinds[-1],
            serial="20403311724",
            start_time=datetime.datetime.combine(mouse.first, datetime.time(10)),
        ).pk

    def insert(self, visit: Visit, name: str) -> None:
        """One probe, its datasets and its trajectories."""
        rng = self.rng
        wanted = visit.wanted if name == "probe00" else Wanted()
        is_first = visit.id == tutorials.SESSION and name == "probe00"
        key = tutorials.PROBE if is_first else new_id(rng)
        steps = 4 if is_first or wanted.region else rng.randint(1, 4)
        self.insertions.add(
            id=key,
            session_id=visit.id,
            name=name,
            model_id=rng.choice(self.kinds),
            serial=str(rng.randint(18_000_000_000, 20_999_999_999)),
            json=self._metrics(steps),
            chronic_insertion_id=self.chronic if visit.mouse is self.world.mice[-1] else None,
            auto_datetime=visit.start + datetime.timedelta(days=20),
        )
        mine = [id_ for id_, collection in self.world.datasets[visit.id] if name in collection]
        self.datasets.add(key, *mine)
        place = {
            "x": round(rng.uniform(-4500, 4500), 1),
            "y": round(rng.uniform(-7000, 3000), 1),
            "z": round(rng.uniform(-900, 0), 1),
        } | wanted.place
        for provenance in (10, 30, 50, 70)[:steps]:
            trajectory = self.trajectories.add(
                probe_insertion_id=key,
                provenance=provenance,
                depth=round(rng.uniform(2000, 6000), 1),
                theta=round(rng.uniform(0, 30), 1),
                phi=rng.choice((0.0, 180.0)),
                roll=0.0,
                coordinate_system_id=self.systems[provenance >= 50],
                datetime=visit.start + datetime.timedelta(days=provenance),
                json=_alignments(rng, visit) if provenance == 70 else None,
                **place,
            )
            if provenance == 70:
                region = _VISUAL if is_first else wanted.region
                self.aligned.append((region, trajectory, place))

    def _metrics(self, steps: int) -> dict[str, Any]:
        rng = self.rng
        return {
            "qc": rng.choice(("NOT_SET", "PASS", "WARNING", "FAIL", "CRITICAL")),
            "n_units": rng.randint(80, 900),
            "n_units_qc_pass": rng.randint(5, 80),
            "drift_rms_um": round(rng.uniform(0.5, 12), 4),
            "firing_rate_median": round(rng.uniform(0.5, 6), 4),
            "extended_qc": {
                "tracing_exists": steps > 2,
                "alignment_count": max(0, steps - 2),
                "alignment_resolved": steps > 3,
                "experimenter": rng.choice(("PASS", "WARNING", "CRITICAL")),
            },
        }

    def write(self) -> None:
        """Write all, the channels last."""
        channels = Rows(models.Channel, self.rng)
        for first, trajectory, place in self.aligned:
            start = self.rng.randrange(len(self.regions))
            if first is not None:
                start = self.regions.index(first)
            for number in range(_CHANNELS):
                region = self.regions[(start + number // 4) % len(self.regions)]
                channels.add(
                    name=f"ch{number}",
                    trajectory_estimate_id=trajectory,
                    brain_region_id=region,
                    axial=20.0 + 320 * number,
                    lateral=self.rng.choice((11.0, 27.0, 43.0, 59.0)),
                    x=place["x"] / 1e6,
                    y=place["y"] / 1e6,
                    z=(place["z"] - 320 * number) / 1e6,
                )
        for table in (self.insertions, self.datasets, self.trajectories, channels):
            table.write()


def _alignments(rng: Any, visit: Visit) -> dict[str, Any]:
    """Keys of alignments: when and by whom, as the alignment program writes them."""
    day = (visit.start + datetime.timedelta(days=60)).replace(microsecond=0)
    names = rng.sample(_EXPERIMENTERS, rng.randint(1, 2))
    return {
        f"{day.isoformat()}_{name}": [[0.0, round(rng.uniform(0.001, 0.004), 6)]] * 2
        for name in names
    }
