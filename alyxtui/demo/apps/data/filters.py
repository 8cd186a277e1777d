"""What datasets, files and repositories can be filtered by."""

from __future__ import annotations

import uuid
from typing import Any

import django_filters
from django.db.models import JSONField, QuerySet

from alyxtui.demo.apps.data.models import (
    DataNotice,
    DataRepository,
    Dataset,
    Download,
    FileRecord,
    Revision,
    Tag,
)
from alyxtui.demo.apps.experiments.models import ProbeInsertion
from alyxtui.demo.rest.filters import AlyxFilterSet

_NAME = {"name": ["exact"]}


class PlainFilterSet(django_filters.rest_framework.FilterSet):
    """Without ``django=``, which a few endpoints lack."""

    class Meta:
        """How the kinds of fields become filters."""

        filter_overrides = {JSONField: {"filter_class": django_filters.CharFilter}}


class TagFilter(PlainFilterSet):
    """The name."""

    class Meta(PlainFilterSet.Meta):
        """The name."""

        model = Tag
        fields = _NAME


class RevisionFilter(PlainFilterSet):
    """The name."""

    class Meta(PlainFilterSet.Meta):
        """The name."""

        model = Revision
        fields = _NAME


class DataRepositoryFilter(PlainFilterSet):
    """Name and Globus."""

    class Meta(PlainFilterSet.Meta):
        """Name and Globus."""

        model = DataRepository
        fields = ("name", "globus_is_personal", "globus_endpoint_id")


class DatasetFilter(AlyxFilterSet):
    """Every field of a dataset, and its session, files and tags."""

    subject = django_filters.CharFilter("session__subject__nickname")
    lab = django_filters.CharFilter("session__lab__name")
    created_date = django_filters.CharFilter("created_datetime__date")
    date = django_filters.CharFilter("session__start_time__date")
    created_by = django_filters.CharFilter("created_by__username")
    dataset_type = django_filters.CharFilter("dataset_type__name")
    experiment_number = django_filters.CharFilter("session__number")
    created_date_gte = django_filters.DateTimeFilter("created_datetime__date", lookup_expr="gte")
    created_date_lte = django_filters.DateTimeFilter("created_datetime__date", lookup_expr="lte")
    exists = django_filters.BooleanFilter(method="filter_exists")
    probe_insertion = django_filters.UUIDFilter(method="probe_insertion_filter")
    public = django_filters.BooleanFilter(method="filter_public")
    protected = django_filters.BooleanFilter(method="filter_protected")
    tag = django_filters.CharFilter("tags__name")
    revision = django_filters.CharFilter("revision__name")
    qc = django_filters.CharFilter("qc", method="enum_field_filter")

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = Dataset
        exclude = ("json",)

    def filter_exists(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """A file on a shared repository exists, or none does."""
        online = FileRecord.objects.filter(exists=True, data_repository__globus_is_personal=False)
        ids = online.values("dataset")
        return queryset.filter(pk__in=ids) if value else queryset.exclude(pk__in=ids)

    def probe_insertion_filter(
        self, queryset: QuerySet[Any], name: str, value: uuid.UUID
    ) -> QuerySet[Any]:
        """In the session of the probe, in a collection named after it."""
        probe = ProbeInsertion.objects.get(pk=value)
        return queryset.filter(session=probe.session, collection__icontains=probe.name)

    def filter_public(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """A tag says public, or none does."""
        return _tagged(queryset, "public", value)

    def filter_protected(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """A tag says protected, or none does."""
        return _tagged(queryset, "protected", value)


def _tagged(queryset: QuerySet[Any], flag: str, value: bool) -> QuerySet[Any]:
    tags = Tag.objects.filter(**{flag: True})
    found = queryset.filter(tags__in=tags) if value else queryset.exclude(tags__in=tags)
    return found.distinct()


class FileRecordFilter(AlyxFilterSet):
    """Every field of a file."""

    lab = django_filters.CharFilter("dataset__session__lab__name")
    data_repository = django_filters.CharFilter("data_repository__name")
    globus_is_personal = django_filters.BooleanFilter("data_repository__globus_is_personal")

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = FileRecord
        exclude = ("json",)


class DownloadFilter(AlyxFilterSet):
    """Who downloaded what."""

    json = django_filters.CharFilter("json", lookup_expr="icontains")
    dataset = django_filters.CharFilter("dataset__name")
    user = django_filters.CharFilter("user__username")
    dataset_type = django_filters.CharFilter("dataset__dataset_type__name", lookup_expr="icontains")

    class Meta(AlyxFilterSet.Meta):
        """The count."""

        model = Download
        fields = ("count",)


class UUIDInFilter(django_filters.BaseInFilter, django_filters.UUIDFilter):
    """Several uuids with commas between them."""


class DataNoticeFilter(AlyxFilterSet):
    """The warnings about datasets."""

    datasets = UUIDInFilter("datasets__id")
    dataset_tag = django_filters.CharFilter("dataset_tag", method="dataset_tag_filter")

    class Meta(AlyxFilterSet.Meta):
        """Some fields."""

        model = DataNotice
        fields = (
            "name", "importance", "created_by", "version_affected", "affected_date_start",
            "affected_date_end",
        )  # fmt: skip

    def dataset_tag_filter(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A dataset has this tag."""
        return queryset.filter(datasets__tags__name=value).distinct()
