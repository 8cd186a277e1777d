"""The tutorial session's datasets whose files the data host has, instead of the invented ones.

They have a generator of their own, so that all other data are the same with and without them.
"""

from __future__ import annotations

import random
from typing import Any

from alyxtui.demo.apps.data.models import (
    DataFormat,
    DataRepository,
    DataRepositoryType,
    Dataset,
    DatasetType,
    FileRecord,
)
from alyxtui.demo.datahost.address import STORED
from alyxtui.demo.datahost.samples import AREAS, Sample, samples
from alyxtui.demo.seed.rows import Rows, new_id
from alyxtui.demo.seed.tutorials import SESSION
from alyxtui.demo.seed.world import Visit, World

_SEED = 20_200_129
_MORE_FORMATS = (("tsv", ".tsv"), ("png", ".png"))


def make(world: World) -> None:
    """Make them; sizes and md5 are those of the files, except where these are meant to be wrong."""
    rng = random.Random(_SEED)  # noqa: S311
    _words(world, rng)
    _repositories(world, rng)
    visit = next(visit for visit in world.visits if visit.id == SESSION)
    _forget_invented(world)
    rows, files = Rows(Dataset, rng), Rows(FileRecord, rng)
    formats = {kind.file_extension: kind.pk for kind in DataFormat.objects.all()}
    for sample in samples():
        size, md5 = sample.recorded()
        rows.add(
            id=sample.id,
            name=sample.name,
            session_id=visit.id,
            file_size=size,
            hash=md5,
            collection=sample.collection,
            dataset_type_id=world.dataset_types[sample.kind],
            data_format_id=formats["." + sample.name.rpartition(".")[2]],
            **_usual(visit),
        )
        files.add(
            dataset_id=sample.id,
            data_repository_id=world.repositories[_repository(sample, visit)],
            relative_path=f"{visit.folder}/{sample.collection}/{sample.name}",
            exists=True,
        )
        world.datasets[visit.id].append((sample.id, sample.collection))
    rows.write()
    files.write()


def _usual(visit: Visit) -> dict[str, Any]:
    made = visit.start.replace(microsecond=0)
    return {
        "created_by_id": visit.user,
        "created_datetime": made,
        "auto_datetime": made,
        "generating_software": "ibllib",
        "version": "2.23.1",
        "qc": 10,
    }


def _repository(sample: Sample, visit: Visit) -> str:
    return f"demo_{sample.area}" if sample.area in AREAS else f"flatiron_{visit.mouse.lab}"


def _words(world: World, rng: random.Random) -> None:
    formats, kinds = Rows(DataFormat, rng), Rows(DatasetType, rng)
    for name, extension in _MORE_FORMATS:
        world.formats[name] = formats.add(name=name, file_extension=extension)
    for kind in sorted({sample.kind for sample in samples()} - world.dataset_types.keys()):
        world.dataset_types[kind] = kinds.add(name=kind, description="Anything else")
    formats.write()
    kinds.write()


def _repositories(world: World, rng: random.Random) -> None:
    rows = Rows(DataRepository, rng)
    server = DataRepositoryType.objects.get(name="Fileserver").pk
    for area in AREAS:
        world.repositories[f"demo_{area}"] = rows.add(
            name=f"demo_{area}",
            repository_type_id=server,
            hostname="data.example.org",
            data_url=f"{STORED}/{area}/Subjects/",
            globus_path=f"/{area}/Subjects/",
            globus_endpoint_id=new_id(rng),
            globus_is_personal=False,
        )
    rows.write()


def _forget_invented(world: World) -> None:
    """Delete the session's datasets of the same names."""
    real = {(sample.collection, sample.name) for sample in samples()}
    mine = Dataset.objects.filter(session_id=SESSION)
    invented = {row.pk for row in mine if (row.collection, row.name) in real}
    mine.filter(pk__in=invented).delete()
    left = [pair for pair in world.datasets[SESSION] if pair[0] not in invented]
    world.datasets[SESSION] = left
