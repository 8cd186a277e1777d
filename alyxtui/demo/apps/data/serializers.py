"""Datasets, files and repositories in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from alyxtui.demo.apps.actions.models import Session
from alyxtui.demo.apps.base import QC
from alyxtui.demo.apps.data.models import (
    DataFormat,
    DataNotice,
    DataRepository,
    DataRepositoryType,
    Dataset,
    DatasetType,
    Download,
    FileRecord,
    Revision,
    Tag,
)
from alyxtui.demo.apps.misc.models import LabMember
from alyxtui.demo.apps.subjects.models import Subject
from alyxtui.demo.rest.fields import EnumField, NamedOrEmpty


class DataRepositoryTypeSerializer(serializers.HyperlinkedModelSerializer):
    """A kind of repository."""

    class Meta:
        """Its fields."""

        model = DataRepositoryType
        fields = ("url", "json", "name")
        extra_kwargs = {"url": {"lookup_field": "name"}}


class DataRepositorySerializer(serializers.ModelSerializer):
    """A repository."""

    repository_type = serializers.SlugRelatedField(
        slug_field="name",
        queryset=DataRepositoryType.objects.all(),
        required=False,
        allow_null=True,
    )

    class Meta:
        """Its fields."""

        model = DataRepository
        fields = (
            "name", "timezone", "globus_path", "hostname", "data_url", "repository_type",
            "globus_endpoint_id", "globus_is_personal", "json",
        )  # fmt: skip


class DataFormatSerializer(serializers.ModelSerializer):
    """A file format."""

    class Meta:
        """Its fields."""

        model = DataFormat
        fields = (
            "id", "json", "name", "description", "file_extension", "matlab_loader_function",
            "python_loader_function",
        )  # fmt: skip


class DatasetTypeSerializer(serializers.ModelSerializer):
    """A dataset type."""

    created_by = serializers.SlugRelatedField(
        slug_field="username",
        queryset=LabMember.objects.all(),
        required=False,
        allow_null=True,
        default=serializers.CurrentUserDefault(),
    )

    class Meta:
        """Its fields."""

        model = DatasetType
        fields = ("id", "name", "created_by", "description", "filename_pattern")


class TagSerializer(serializers.ModelSerializer):
    """A release tag."""

    class Meta:
        """Its fields."""

        model = Tag
        fields = ("id", "json", "name", "description", "protected", "public", "hash")


class RevisionSerializer(serializers.ModelSerializer):
    """A revision."""

    class Meta:
        """Its fields."""

        model = Revision
        fields = ("id", "json", "name", "description", "created_datetime")


class DatasetFileRecordsSerializer(serializers.ModelSerializer):
    """A file inside its dataset."""

    data_repository = serializers.SlugRelatedField(
        slug_field="name", queryset=DataRepository.objects.all()
    )
    data_repository_path = serializers.SerializerMethodField()
    data_url = serializers.ReadOnlyField()

    class Meta:
        """Its fields."""

        model = FileRecord
        fields = (
            "id", "data_repository", "data_repository_path", "relative_path", "data_url",
            "exists",
        )  # fmt: skip

    def get_data_repository_path(self, record: FileRecord) -> object:
        """Where the repository keeps its subjects. (str)."""
        return record.data_repository.globus_path


class DatasetSerializer(serializers.HyperlinkedModelSerializer):
    """A dataset with its files."""

    created_by = serializers.SlugRelatedField(
        slug_field="username",
        queryset=LabMember.objects.all(),
        required=False,
        default=serializers.CurrentUserDefault(),
    )
    dataset_type = serializers.SlugRelatedField(
        slug_field="name", queryset=DatasetType.objects.all()
    )
    data_format = serializers.SlugRelatedField(
        slug_field="name", queryset=DataFormat.objects.all(), required=False
    )
    collection = serializers.CharField(required=False, allow_null=True, allow_blank=True)
    session = serializers.HyperlinkedRelatedField(
        view_name="session-detail", queryset=Session.objects.all(), required=False
    )
    file_size = serializers.IntegerField(required=False, allow_null=True)
    hash = serializers.CharField(required=False, allow_null=True)
    version = serializers.CharField(required=False, allow_null=True)
    experiment_number = serializers.SerializerMethodField()
    file_records = DatasetFileRecordsSerializer(read_only=True, many=True)
    # A session may be named by animal, date and number instead.
    subject = serializers.SlugRelatedField(
        write_only=True, required=False, slug_field="nickname", queryset=Subject.objects.all()
    )
    date = serializers.DateField(required=False)
    number = serializers.IntegerField(required=False)
    revision = NamedOrEmpty(slug_field="name", queryset=Revision.objects.all(), required=False)
    default_dataset = serializers.BooleanField(required=False, allow_null=True)
    # Counts that only the list works out; the detail lacks them, as on a real server.
    protected = serializers.ReadOnlyField()
    public = serializers.ReadOnlyField()
    tags = serializers.SlugRelatedField(
        slug_field="name", queryset=Tag.objects.all(), many=True, required=False
    )
    qc = EnumField(choices=QC, required=False)

    class Meta:
        """Its fields."""

        model = Dataset
        fields = (
            "url", "name", "created_by", "created_datetime", "dataset_type", "data_format",
            "collection", "session", "file_size", "hash", "version", "experiment_number",
            "file_records", "subject", "date", "number", "auto_datetime", "revision",
            "default_dataset", "protected", "public", "tags", "qc", "json",
        )  # fmt: skip

    def get_experiment_number(self, dataset: Dataset) -> object:
        """The number of the session. (int or None)."""
        return dataset.session.number if dataset.session else None

    def create(self, validated_data: dict[str, Any]) -> Any:
        """Create, then check the collection: Alyx 3.6.1 keeps the record and answers 500.

        Raises:
            ValidationError: the collection holds other letters than a path may.
        """
        subject = validated_data.pop("subject", None)
        date, number = validated_data.pop("date", None), validated_data.pop("number", 1)
        if subject and date and "session" not in validated_data:
            validated_data["session"] = Session.objects.filter(
                subject=subject, start_time__date=date, number=number
            ).first()
        validated_data.setdefault("data_format", DataFormat.objects.first())
        dataset = super().create(validated_data)
        dataset.clean_fields()
        return dataset


class SessionDatasetsSerializer(serializers.ModelSerializer):
    """A dataset inside its session."""

    dataset_type = serializers.SlugRelatedField(
        slug_field="name", queryset=DatasetType.objects.all()
    )
    data_url = serializers.ReadOnlyField()
    default_revision = serializers.CharField(source="default_dataset")
    qc = EnumField(choices=QC, required=False)

    class Meta:
        """Its fields."""

        model = Dataset
        fields = (
            "id", "name", "dataset_type", "data_url", "url", "file_size", "hash", "version",
            "collection", "revision", "default_revision", "qc",
        )  # fmt: skip

    def to_representation(self, instance: Dataset) -> Any:
        """Alyx 3.6.1: no revision is an empty text here."""
        record = super().to_representation(instance)
        record["revision"] = record["revision"] or ""
        return record


class FileRecordSerializer(serializers.HyperlinkedModelSerializer):
    """A file."""

    dataset = serializers.HyperlinkedRelatedField(
        view_name="dataset-detail", queryset=Dataset.objects.all()
    )
    data_repository = serializers.SlugRelatedField(
        slug_field="name", queryset=DataRepository.objects.all()
    )

    class Meta:
        """Its fields."""

        model = FileRecord
        fields = (
            "url", "dataset", "data_repository", "name", "json", "relative_path", "exists",
        )  # fmt: skip


class DownloadSerializer(serializers.ModelSerializer):
    """How often somebody downloaded a dataset."""

    user = serializers.SlugRelatedField(slug_field="username", queryset=LabMember.objects.all())
    dataset: serializers.PrimaryKeyRelatedField = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        """Its fields."""

        model = Download
        fields = ("id", "user", "dataset", "count", "json")


class DataNoticeSerializer(serializers.ModelSerializer):
    """A warning about datasets."""

    created_by = serializers.SlugRelatedField(
        slug_field="username",
        queryset=LabMember.objects.all(),
        required=False,
        allow_null=True,
    )
    datasets = serializers.SlugRelatedField(
        slug_field="pk", queryset=Dataset.objects.all(), many=True, required=False
    )
    description_html = serializers.SerializerMethodField()

    class Meta:
        """Its fields."""

        model = DataNotice
        fields = (
            "id", "created_by", "datasets", "description_html", "name", "json", "description",
            "importance", "created_datetime", "version_affected", "affected_date_start",
            "affected_date_end",
        )  # fmt: skip

    def get_description_html(self, notice: DataNotice) -> object:
        """The description as a paragraph. (str)."""
        return f"<p>{notice.description}</p>"
