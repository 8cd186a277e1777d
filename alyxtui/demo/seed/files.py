"""Datasets of the sessions, their files, and who downloaded them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from alyxtui.demo import clock
from alyxtui.demo.apps.data.models import DataNotice, Dataset, Download, FileRecord
from alyxtui.demo.seed import words
from alyxtui.demo.seed.rows import Links, Rows
from alyxtui.demo.seed.world import Visit, World

_EXTENSIONS = {extension: name for name, extension, _ in words.FORMATS}
_SOFTWARE = ("2.23.1", "3.4.2", "8.24.1", "iblsorter_1.9.0")


def make(world: World) -> None:
    """Make the datasets, in the order of the sessions."""
    rng = world.rng
    rows, files = Rows(Dataset, rng), Rows(FileRecord, rng)
    tags = Links(Dataset.tags.through)
    for visit in world.visits:
        shared = world.repositories[f"flatiron_{visit.mouse.lab}"]
        own = world.repositories[f"{visit.mouse.lab}_SR"]
        made = visit.start + datetime.timedelta(hours=rng.randint(2, 60))
        made = made.replace(microsecond=0)
        tag = world.tags[rng.choice(words.TAGS)[0]] if rng.random() < 0.08 else None
        revision = rng.choice(words.REVISIONS) if rng.random() < 0.04 else ""
        mine = world.datasets.setdefault(visit.id, [])
        online = rng.random() < 0.9
        for item, collection in _wanted(visit):
            key = rows.add(
                name=item.name,
                session_id=visit.id,
                created_by_id=visit.user,
                created_datetime=made,
                auto_datetime=made + datetime.timedelta(days=1),
                generating_software="ibllib",
                file_size=int(item.size * rng.uniform(0.5, 1.5)),
                hash=f"{rng.getrandbits(128):032x}" if rng.random() < 0.9 else "",
                version=rng.choice(_SOFTWARE),
                collection=collection,
                dataset_type_id=world.dataset_types[item.kind],
                data_format_id=_format(world, item.name),
                revision_id=world.revisions.get(revision),
                qc=rng.choice((50, 40, 30, 0, 0, 10, 10, 10, 10)),
            )
            folder = f"{visit.folder}/{collection}" + (f"/#{revision}#" if revision else "")
            path = f"{folder}/{item.name}"
            files.add(dataset_id=key, data_repository_id=shared, relative_path=path, exists=online)
            if rng.random() < 0.3:
                files.add(
                    dataset_id=key,
                    data_repository_id=own,
                    relative_path=path,
                    exists=rng.random() < 0.6,
                )
            if tag is not None:
                tags.add(key, tag)
            mine.append((key, collection))
    for table in (rows, files, tags):
        table.write()
    _downloads(world)
    _notices(world)


def _wanted(visit: Visit) -> Iterator[tuple[words.DatasetName, str]]:
    """The datasets of a session and their collections."""
    for item in (*words.BEHAVIOUR, *(words.VIDEO if visit.probes else ())):
        yield item, item.collection
    for probe in visit.probes:
        for item in words.PROBE:
            yield item, item.collection.format(probe=probe)


def _format(world: World, name: str) -> object:
    extension = "." + name.rpartition(".")[2]
    return world.formats[_EXTENSIONS.get(extension, "unknown")]


def _downloads(world: World) -> None:
    rng, rows = world.rng, Rows(Download, world.rng)
    for visit in world.visits[::20]:
        dataset, _ = rng.choice(world.datasets[visit.id])
        rows.add(
            user_id=world.people(1)[0],
            dataset_id=dataset,
            first_download=visit.start,
            last_download=clock.ANCHOR,
            count=rng.randint(1, 9),
        )
    rows.write()


def _notices(world: World) -> None:
    rng, rows = world.rng, Rows(DataNotice, world.rng)
    links = Links(DataNotice.datasets.through)
    for number, importance in enumerate((50, 40, 30, 20)):
        key = rows.add(
            name=f"Wheel drift {number + 1}",
            description="Wheel positions drift in these sessions; a corrected revision follows.",
            importance=importance,
            created_by_id=world.people(1)[0],
            created_datetime=clock.ANCHOR - datetime.timedelta(days=90 * number),
            affected_date_start=clock.ANCHOR.date() - datetime.timedelta(days=90 * number + 30),
        )
        visits = rng.sample(world.visits, 5)
        links.add(key, *(world.datasets[visit.id][1][0] for visit in visits))
    rows.write()
    links.write()
