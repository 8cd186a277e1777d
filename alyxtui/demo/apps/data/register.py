"""What ``/register-file`` does with the files of one session."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.db.models import QuerySet

from alyxtui.demo.apps.actions.models import Session
from alyxtui.demo.apps.base import QC
from alyxtui.demo.apps.data.models import (
    DataFormat,
    DataRepository,
    Dataset,
    DatasetType,
    FileRecord,
)
from alyxtui.demo.apps.misc.models import Lab, LabMember

_COLUMNS = {"hash": "hashes", "file_size": "filesizes", "version": "versions", "qc": "qc"}


class Mistake(Exception):
    """The client asked for what cannot be.

    Attributes:
        status: HTTP status.
        details: names of datasets, if any.
    """

    def __init__(self, message: str, status: int = 400, details: list[str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.details = details


class Registration:
    """Files of a session on their way into the tables.

    Args:
        session: theirs.
        collection: theirs, perhaps empty.
        user: who registers, unless the request names somebody.
        asked: the body of the request.
    """

    def __init__(
        self, session: Session, collection: str, user: Any, asked: Mapping[str, Any]
    ) -> None:
        self._session = session
        self._collection = collection
        self._asked = asked
        self._names = _listed(asked.get("filenames"))
        name = asked.get("created_by")
        self._user = LabMember.objects.get(username=name) if name else user
        self._home = self._repository()

    def run(self) -> list[Dataset]:
        """Register all files.

        Raises:
            Mistake: a type or a format is unknown, or a dataset is protected.
        """
        if self._asked.get("check_protected"):
            self._refuse_protected()
        return [self._register(index, name) for index, name in enumerate(self._names)]

    def _known(self) -> QuerySet[Dataset]:
        return Dataset.objects.filter(session=self._session, collection=self._collection)

    def _refuse_protected(self) -> None:
        known = self._known().filter(name__in=self._names, tags__protected=True).distinct()
        if names := [dataset.name for dataset in known]:
            raise Mistake("One or more datasets is protected", 403, names)

    def _repository(self) -> DataRepository | None:
        for key in ("name", "hostname"):
            if value := self._asked.get(key):
                found = DataRepository.objects.filter(**{key: value}).first()
                if found is None:
                    raise Mistake(f'A repository with {key} "{value}" does not exist.')
                return found
        return None

    def _repositories(self) -> set[DataRepository]:
        """Those of the labs, and the one that has the files."""
        names = _listed(self._asked.get("labs") or self._asked.get("projects"))
        labs = Lab.objects.filter(name__in=names)
        if not names:
            labs = Lab.objects.filter(pk=self._session.subject.lab_id)
        found = set(DataRepository.objects.filter(lab__in=labs))
        if self._asked.get("server_only"):
            found = {one for one in found if not one.globus_is_personal}
        return found | ({self._home} if self._home else set())

    def _register(self, index: int, name: str) -> Dataset:
        values = self._values(index)
        dataset = self._known().filter(name=name).first()
        changed = dataset is not None and values.get("hash", dataset.hash) != dataset.hash
        if dataset is None:
            dataset = Dataset(
                session=self._session,
                collection=self._collection,
                name=name,
                created_by=self._user,
                dataset_type=_type_of(name),
                data_format=_format_of(name),
                default_dataset=self._asked.get("default", True),
            )
        for key, value in values.items():
            setattr(dataset, key, value)
        dataset.save()
        self._record_files(dataset, changed)
        return dataset

    def _values(self, index: int) -> dict[str, Any]:
        """The columns that the request gives for a file."""
        values = {}
        for column, key in _COLUMNS.items():
            given = _listed(self._asked.get(key))
            if index < len(given) and given[index] is not None:
                values[column] = given[index]
        if "qc" in values:
            values["qc"] = {label: number for number, label in QC}[values["qc"]]
        return values

    def _record_files(self, dataset: Dataset, changed: bool) -> None:
        """Note where the file is; elsewhere it is not there yet, or no longer the same."""
        date = str(self._session.start_time)[:10]
        parts = (
            self._session.subject.nickname,
            date,
            f"{self._session.number:03}",
            self._collection,
            dataset.name,
        )
        path = "/".join(part for part in parts if part)
        for repository in self._repositories():
            record, made = FileRecord.objects.get_or_create(
                data_repository=repository, relative_path=path, defaults={"dataset": dataset}
            )
            if made or changed or repository == self._home:
                record.dataset = dataset
                record.exists = repository == self._home
                record.save()


def _type_of(name: str) -> DatasetType:
    """The type that the name of a file tells: ``spikes.times`` of ``_ks2_spikes.times.npy``."""
    known = list(DatasetType.objects.all())
    words = name.split(".")
    told = ".".join((words[0].rpartition("_")[2], *words[1:2]))
    for kind in known:
        if kind.name in {told, ".".join(words[:2])}:
            return kind
    for kind in known:
        if kind.filename_pattern and fnmatch.fnmatch(name, kind.filename_pattern):
            return kind
    raise Mistake(f'No dataset type found for filename "{name}"')


def _format_of(name: str) -> DataFormat:
    suffix = PurePosixPath(name).suffix
    found = DataFormat.objects.filter(file_extension=suffix).first()
    if found is None:
        raise Mistake(f'No data format found for filename "{name}"')
    return found


def _listed(value: object) -> list[Any]:
    """One or more values as a list."""
    if value is None:
        return []
    if isinstance(value, str):
        return value.split(",")
    return value if isinstance(value, list) else [value]
