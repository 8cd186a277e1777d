"""Datasets, their files and where they are kept."""

from __future__ import annotations

import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models

from alyxtui.demo.apps.base import QC, BaseModel
from alyxtui.demo.datahost.address import HostedURLField

IMPORTANCE = [(50, "Critical"), (40, "Major"), (30, "Minor"), (20, "Insignificant")]


class DataRepositoryType(BaseModel):
    """A kind of repository."""

    name = models.CharField(max_length=255, unique=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class DataRepository(BaseModel):
    """A server or a disk that holds files."""

    name = models.CharField(max_length=255, unique=True)
    repository_type = models.ForeignKey(DataRepositoryType, models.CASCADE, null=True, blank=True)
    hostname = models.CharField(
        max_length=200,
        blank=True,
        validators=[RegexValidator(r"^[a-zA-Z0-9\.\-\_]+$", "Invalid hostname")],
    )
    data_url = HostedURLField(null=True, blank=True)
    timezone = models.CharField(max_length=64, blank=True, default="Europe/London")
    globus_path = models.CharField(max_length=1000, blank=True)
    globus_endpoint_id = models.UUIDField(null=True, blank=True)
    globus_is_personal = models.BooleanField(null=True, blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class DataFormat(BaseModel):
    """A file format."""

    name = models.CharField(max_length=255, unique=True)
    description = models.CharField(max_length=255, blank=True)
    file_extension = models.CharField(
        max_length=255, validators=[RegexValidator(r"^\.[^\.]+$", "Invalid file extension")]
    )
    matlab_loader_function = models.CharField(max_length=255, blank=True)
    python_loader_function = models.CharField(max_length=255, blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class CharNullField(models.CharField):
    """A text that may lack and is unique else. Alyx 3.6.1: it is read as an empty text then."""

    def from_db_value(self, value: str | None, *_: object) -> str:
        """Null as an empty text."""
        return value or ""

    def get_prep_value(self, value: str | None) -> str | None:
        """An empty text as null."""
        return value or None


class DatasetType(BaseModel):
    """What a dataset is, in ALF's words: ``spikes.times``."""

    name = models.CharField(max_length=255, unique=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="data_datasettype_created_by_related",
    )
    description = models.CharField(max_length=1023, blank=True)
    filename_pattern = CharNullField(max_length=255, unique=True, null=True, blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class Tag(BaseModel):
    """A release tag."""

    name = models.CharField(max_length=255, unique=True, blank=True)
    description = models.CharField(max_length=1023, blank=True)
    protected = models.BooleanField(default=False)
    public = models.BooleanField(default=False)
    hash = models.CharField(max_length=64, null=True, blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class Revision(BaseModel):
    """A revision of a dataset."""

    name = models.CharField(
        max_length=255,
        unique=True,
        blank=True,
        validators=[RegexValidator(r"^[\w.-]+$", "Letters, digits, dot, dash only")],
    )
    description = models.CharField(max_length=1023, blank=True)
    created_datetime = models.DateTimeField(null=True, blank=True, default=datetime.datetime.now)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class Dataset(BaseModel):
    """A dataset of a session, or of any other record."""

    name = models.CharField(max_length=255)
    session = models.ForeignKey(
        "actions.Session",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="data_dataset_session_related",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="data_dataset_created_by_related",
    )
    created_datetime = models.DateTimeField(null=True, blank=True, default=datetime.datetime.now)
    generating_software = models.CharField(max_length=255, blank=True)
    provenance_directory = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="data_dataset_provenance_related",
    )
    content_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True)
    object_id = models.UUIDField(null=True, blank=True)
    content_object = GenericForeignKey()
    file_size = models.BigIntegerField(null=True, blank=True, help_text="Bytes")
    md5 = models.UUIDField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=64, blank=True)
    collection = models.CharField(
        max_length=255,
        blank=True,
        validators=[
            RegexValidator(
                r"^[\w./-]+$",
                "Collections must only contain letters, numbers, hyphens, underscores and "
                "forward slashes.",
            )
        ],
    )
    dataset_type = models.ForeignKey(DatasetType, models.PROTECT)
    data_format = models.ForeignKey(DataFormat, models.PROTECT)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="datasets")
    auto_datetime = models.DateTimeField(
        auto_now=True, null=True, blank=True, verbose_name="last updated"
    )
    default_dataset = models.BooleanField(default=True)
    qc = models.IntegerField(choices=QC, default=0)

    @property
    def is_protected(self) -> bool:
        """Whether a tag protects it."""
        return any(tag.protected for tag in self.tags.all())

    @property
    def data_url(self) -> object:
        """Where one downloads it: a file that exists, of a shared repository if there is one."""
        for record in self.file_records.all():
            if record.exists and record.data_repository.globus_is_personal is False:
                return record.data_url
        return None

    @property
    def is_online(self) -> bool:
        """Whether a file of it exists on a shared repository."""
        return any(
            record.exists and record.data_repository.globus_is_personal is False
            for record in self.file_records.all()
        )


class FileRecord(BaseModel):
    """A file of a dataset in a repository."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="file_records")
    data_repository = models.ForeignKey(DataRepository, models.CASCADE)
    relative_path = models.CharField(
        max_length=1000,
        validators=[RegexValidator(r"^[a-zA-Z0-9\_][^\\\:]+$", "Invalid path")],
    )
    exists = models.BooleanField(default=False)

    class Meta:
        """A path is held once a repository."""

        unique_together = [("data_repository", "relative_path")]

    @property
    def data_url(self) -> object:
        """Where one downloads it: the uuid of the dataset stands before the extension."""
        base = self.data_repository.data_url
        if not base:
            return None
        path = PurePosixPath(self.relative_path)
        name = f"{path.stem}.{self.dataset_id}{path.suffix}"
        return f"{base.rstrip('/')}/{path.parent}/{name}"


class Download(BaseModel):
    """How often a person downloaded a dataset."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    dataset = models.ForeignKey(Dataset, models.CASCADE)
    first_download = models.DateTimeField(auto_now_add=True)
    last_download = models.DateTimeField(auto_now=True)
    count = models.IntegerField(default=0)
    projects = models.ManyToManyField("subjects.Project", blank=True)

    class Meta:
        """One row a person and dataset."""

        unique_together = [("user", "dataset")]


class DataNotice(BaseModel):
    """A warning about datasets."""

    description = models.TextField(blank=True)
    importance = models.IntegerField(
        choices=IMPORTANCE,
        default=30,
        help_text="50: CRITICAL / 40: MAJOR / 30: MINOR / 20: INSIGNIFICANT",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="data_notices",
    )
    created_datetime = models.DateTimeField(auto_now_add=True)
    version_affected = models.CharField(max_length=64, blank=True)
    affected_date_start = models.DateField(null=True, blank=True)
    affected_date_end = models.DateField(null=True, blank=True)
    datasets = models.ManyToManyField(Dataset, blank=True, related_name="data_notices")

    class Meta:
        """The most important first."""

        ordering = ["-importance", "-created_datetime", "name"]
