"""What probes, trajectories, channels and regions can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from alyxtui.demo.apps.experiments.atlas import in_region
from alyxtui.demo.apps.experiments.models import (
    BrainRegion,
    Channel,
    ChronicInsertion,
    ProbeInsertion,
    TrajectoryEstimate,
)
from alyxtui.demo.rest.filters import AlyxFilterSet, filter_all, qc_number


class _AtlasFilterSet(AlyxFilterSet):
    """By the regions its channels lie in."""

    atlas_name = django_filters.CharFilter("name__icontains", method="atlas")
    atlas_acronym = django_filters.CharFilter("acronym__iexact", method="atlas")
    atlas_id = django_filters.NumberFilter("pk", method="atlas_number")

    def atlas(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A channel lies in the region or below it; Alyx 3.6.1: rows repeat."""
        return in_region(queryset, "trajectory_estimate__channels__brain_region", name, value)

    def atlas_number(self, queryset: QuerySet[Any], name: str, value: float) -> QuerySet[Any]:
        """The same by number."""
        return self.atlas(queryset, name, str(value))


class ProbeInsertionFilter(_AtlasFilterSet):
    """Every field of a probe, and its session and datasets."""

    session = django_filters.UUIDFilter("session")
    model = django_filters.CharFilter("model__name")
    datasets = django_filters.CharFilter(method="filter_datasets")
    subject = django_filters.CharFilter("session__subject__nickname")
    date = django_filters.CharFilter("session__start_time__date")
    experiment_number = django_filters.CharFilter("session__number")
    dataset_types = django_filters.CharFilter(method="filter_dataset_types")
    dataset_qc_lte = django_filters.CharFilter("dataset_qc", method="filter_dataset_qc_lte")
    lab = django_filters.CharFilter("session__lab__name", lookup_expr="iexact")
    project = django_filters.CharFilter("session__projects__name", lookup_expr="icontains")
    task_protocol = django_filters.CharFilter("session__task_protocol", lookup_expr="icontains")
    tag = django_filters.CharFilter("tag", method="filter_tag")

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = ProbeInsertion
        exclude = ("json",)

    def filter_datasets(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Has all these datasets."""
        return filter_all(queryset, "datasets__name", value).distinct()

    def filter_dataset_types(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Has datasets of all these types."""
        return filter_all(queryset, "datasets__dataset_type__name", value).distinct()

    def filter_dataset_qc_lte(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Has a dataset this good; Alyx 3.6.1: a probe comes once a dataset."""
        return queryset.filter(datasets__qc__lte=qc_number(value))

    def filter_tag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A dataset has a tag whose name contains this."""
        return queryset.filter(datasets__tags__name__icontains=value).distinct()


class TrajectoryEstimateFilter(AlyxFilterSet):
    """Every field of a trajectory, and its session."""

    provenance = django_filters.CharFilter("provenance", method="enum_field_filter")
    subject = django_filters.CharFilter("probe_insertion__session__subject__nickname")
    project = django_filters.CharFilter("probe_insertion__session__projects__name")
    date = django_filters.CharFilter("probe_insertion__session__start_time__date")
    experiment_number = django_filters.CharFilter("probe_insertion__session__number")
    session = django_filters.UUIDFilter("probe_insertion__session__id")
    probe = django_filters.CharFilter("probe_insertion__name")

    class Meta(AlyxFilterSet.Meta):
        """All but name and JSON."""

        model = TrajectoryEstimate
        exclude = ("json", "name")


class ChannelFilter(AlyxFilterSet):
    """Every field of a channel, and its session."""

    session = django_filters.UUIDFilter("trajectory_estimate__probe_insertion__session")
    probe_insertion = django_filters.UUIDFilter("trajectory_estimate__probe_insertion")
    subject = django_filters.CharFilter(
        "trajectory_estimate__probe_insertion__session__subject__nickname"
    )
    lab = django_filters.CharFilter("trajectory_estimate__probe_insertion__session__lab__name")

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = Channel
        exclude = ("json",)


class BrainRegionFilter(AlyxFilterSet):
    """A region by its names, or by what is above or below it."""

    id = django_filters.NumberFilter("id")
    acronym = django_filters.CharFilter("acronym", lookup_expr="iexact")
    description = django_filters.CharFilter("description", lookup_expr="icontains")
    name = django_filters.CharFilter("name", lookup_expr="icontains")
    ancestors = django_filters.CharFilter("ancestors", method="filter_ancestors")
    descendants = django_filters.CharFilter("descendants", method="filter_descendants")

    class Meta(AlyxFilterSet.Meta):
        """The parent."""

        model = BrainRegion
        fields = ("parent",)

    def filter_ancestors(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The way up from a region, itself included."""
        return _region(value).ancestors()

    def filter_descendants(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A region and all below it."""
        return _region(value).descendants()


def _region(value: str) -> BrainRegion:
    if value.isdigit():
        return BrainRegion.objects.get(pk=int(value))
    return BrainRegion.objects.get(acronym=value)


class ChronicInsertionFilter(AlyxFilterSet):
    """Every field of a chronic insertion."""

    subject = django_filters.CharFilter("subject__nickname")
    lab = django_filters.CharFilter("lab__name")
    model = django_filters.CharFilter("model__name")
    probe = django_filters.UUIDFilter("probe_insertion__id")
    session = django_filters.UUIDFilter("probe_insertion__session__id")
    atlas_name = django_filters.CharFilter("name__icontains", method="atlas")
    atlas_acronym = django_filters.CharFilter("acronym__iexact", method="atlas")
    atlas_id = django_filters.NumberFilter("pk", method="atlas_number")

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = ChronicInsertion
        exclude = ("json", "chronicrecording_ptr")

    def atlas(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A channel of one of its probes lies in the region or below it."""
        path = "probe_insertion__trajectory_estimate__channels__brain_region"
        return in_region(queryset, path, name, value)

    def atlas_number(self, queryset: QuerySet[Any], name: str, value: float) -> QuerySet[Any]:
        """The same by number."""
        return self.atlas(queryset, name, str(value))
