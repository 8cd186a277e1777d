"""The endpoints of datasets, files, repositories and their words."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied

from alyxtui.demo.apps.data import filters
from alyxtui.demo.apps.data import serializers as forms
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

_DATASETS = Dataset.objects.select_related(
    "created_by", "dataset_type", "data_format", "session", "revision"
).prefetch_related("file_records__data_repository", "tags")


def _tags(flag: str) -> Coalesce:
    """How many tags of a dataset have a flag; asked a row, so that only one page pays for it."""
    tags = Tag.objects.filter(datasets=OuterRef("pk"), **{flag: True}).order_by()
    numbers = tags.values("datasets").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(numbers), 0)


class DataFormatList(generics.ListCreateAPIView):
    """File formats."""

    queryset = DataFormat.objects.all()
    serializer_class = forms.DataFormatSerializer
    lookup_field = "name"


class DataFormatDetail(generics.RetrieveUpdateDestroyAPIView):
    """One file format."""

    queryset = DataFormat.objects.all()
    serializer_class = forms.DataFormatSerializer
    lookup_field = "name"


class DataRepositoryTypeList(generics.ListCreateAPIView):
    """Kinds of repositories."""

    queryset = DataRepositoryType.objects.all()
    serializer_class = forms.DataRepositoryTypeSerializer
    lookup_field = "name"


class DataRepositoryTypeDetail(generics.RetrieveUpdateDestroyAPIView):
    """One kind of repository."""

    queryset = DataRepositoryType.objects.all()
    serializer_class = forms.DataRepositoryTypeSerializer
    lookup_field = "name"


class DataRepositoryList(generics.ListCreateAPIView):
    """Repositories."""

    queryset = DataRepository.objects.select_related("repository_type")
    serializer_class = forms.DataRepositorySerializer
    filterset_class = filters.DataRepositoryFilter
    lookup_field = "name"


class DataRepositoryDetail(generics.RetrieveUpdateDestroyAPIView):
    """One repository."""

    queryset = DataRepository.objects.select_related("repository_type")
    serializer_class = forms.DataRepositorySerializer
    lookup_field = "name"


class DatasetTypeList(generics.ListCreateAPIView):
    """Dataset types."""

    queryset = DatasetType.objects.select_related("created_by")
    serializer_class = forms.DatasetTypeSerializer
    lookup_field = "name"


class DatasetTypeDetail(generics.RetrieveUpdateDestroyAPIView):
    """One dataset type."""

    queryset = DatasetType.objects.select_related("created_by")
    serializer_class = forms.DatasetTypeSerializer
    lookup_field = "name"


class RevisionList(generics.ListCreateAPIView):
    """Revisions."""

    queryset = Revision.objects.all()
    serializer_class = forms.RevisionSerializer
    filterset_class = filters.RevisionFilter


class RevisionDetail(generics.RetrieveUpdateDestroyAPIView):
    """One revision."""

    queryset = Revision.objects.all()
    serializer_class = forms.RevisionSerializer
    lookup_field = "name"


class TagList(generics.ListCreateAPIView):
    """Release tags."""

    queryset = Tag.objects.all()
    serializer_class = forms.TagSerializer
    filterset_class = filters.TagFilter


class TagDetail(generics.RetrieveUpdateDestroyAPIView):
    """One release tag."""

    queryset = Tag.objects.all()
    serializer_class = forms.TagSerializer
    lookup_field = "name"


class DatasetList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **subject**: subject nickname `/datasets?subject=KS022`
    -   **lab**: lab name `/datasets?lab=wittenlab`
    -   **created_date**: registration date `/datasets?created_date=2026-02-16`
    -   **date**: session date `/datasets?date=2026-02-16`
    -   **created_by**: user name `/datasets?created_by=olivier`
    -   **experiment_number**: session number `/datasets?experiment_number=1`
    -   **created_date_gte**: registered then or later `/datasets?created_date_gte=2026-02-16`
    -   **created_date_lte**: registered then or before `/datasets?created_date_lte=2026-02-16`
    -   **exists**: a file exists on a shared repository `/datasets?exists=True`
    -   **probe_insertion**: probe insertion id
    -   **tag**: release tag name
    -   **public**: whether a tag says so
    -   **protected**: whether a tag says so
    -   **qc**: QC label `/datasets?qc=PASS`

    [===> dataset model reference](/admin/doc/models/data.dataset)
    """

    queryset = _DATASETS.annotate(public=_tags("public"), protected=_tags("protected"))
    serializer_class = forms.DatasetSerializer
    filterset_class = filters.DatasetFilter


class DatasetDetail(generics.RetrieveUpdateDestroyAPIView):
    """One dataset."""

    queryset = _DATASETS
    serializer_class = forms.DatasetSerializer

    def perform_destroy(self, instance: Any) -> None:
        """Refuse to delete what a tag protects.

        Raises:
            PermissionDenied: a tag protects it.
        """
        if instance.is_protected:
            tags = ", ".join(f'"{tag.name}"' for tag in instance.tags.all() if tag.protected)
            raise PermissionDenied(
                f"Failed to delete dataset {instance.name} due to protected tag(s) {tags}"
            )
        super().perform_destroy(instance)


class FileRecordList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **dataset**: dataset id `/files?dataset=aad23144-0e52-4eac-80c5-c4ee2decb198`
    -   **exists**: True or False `/files?exists=False`
    -   **lab**: lab name `/files?lab=wittenlab`
    -   **data_repository**: repository name `/files?data_repository=mainenlab_SR`
    -   **globus_is_personal**: on a lab's own disk `/files?globus_is_personal=True`

    [===> file record model reference](/admin/doc/models/data.filerecord)
    """

    queryset = FileRecord.objects.select_related("data_repository")
    serializer_class = forms.FileRecordSerializer
    filterset_class = filters.FileRecordFilter


class FileRecordDetail(generics.RetrieveUpdateDestroyAPIView):
    """One file."""

    queryset = FileRecord.objects.select_related("data_repository")
    serializer_class = forms.FileRecordSerializer


class DownloadList(generics.ListAPIView):
    """get: **FILTERS**

    -   **user**: user name `/downloads?user=olivier`
    -   **json**: icontains on json
    -   **count**: number of downloads `/downloads?count=5`
    -   **dataset_type**: dataset type (icontains) `/downloads?dataset_type=camera`
    """

    queryset = Download.objects.select_related("user")
    serializer_class = forms.DownloadSerializer
    filterset_class = filters.DownloadFilter


class DownloadDetail(generics.RetrieveUpdateAPIView):
    """One download."""

    queryset = Download.objects.select_related("user")
    serializer_class = forms.DownloadSerializer


class DataNoticeList(generics.ListCreateAPIView):
    """Warnings about datasets."""

    queryset = DataNotice.objects.select_related("created_by").prefetch_related("datasets")
    serializer_class = forms.DataNoticeSerializer
    filterset_class = filters.DataNoticeFilter


class DataNoticeDetail(generics.RetrieveUpdateDestroyAPIView):
    """One warning about datasets."""

    queryset = DataNotice.objects.select_related("created_by").prefetch_related("datasets")
    serializer_class = forms.DataNoticeSerializer
