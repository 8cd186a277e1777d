"""What sessions, weighings, water and surgeries can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import ExpressionWrapper, F, FloatField, QuerySet

from alyxtui.demo.apps.actions.models import (
    Session,
    Surgery,
    WaterAdministration,
    WaterRestriction,
    Weighing,
)
from alyxtui.demo.apps.experiments.atlas import in_region
from alyxtui.demo.rest.filters import AlyxFilterSet, filter_all, qc_number


class BaseActionFilter(AlyxFilterSet):
    """What all actions share.

    Weighings and water administrations have it too, though they lack the fields: Alyx 3.6.1
    answers their ``users``, ``lab``, ``location`` and ``date_range`` with a 500.
    """

    subject = django_filters.CharFilter("subject__nickname", lookup_expr="iexact")
    nickname = django_filters.CharFilter("subject__nickname", lookup_expr="iexact")
    users = django_filters.CharFilter("users__username", method="filter_users")
    date_range = django_filters.CharFilter(method="filter_date_range")
    lab = django_filters.CharFilter("lab__name", lookup_expr="iexact")
    location = django_filters.CharFilter("location__name", lookup_expr="icontains")
    json = django_filters.CharFilter("json", method="filter_json")

    def filter_users(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """All of the people named, commas between them, took part."""
        return filter_all(queryset, name, value)

    def filter_date_range(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """From one date to another, both included.

        Raises:
            IndexError: one date is missing.
        """
        dates = value.split(",")
        return queryset.filter(start_time__date__gte=dates[0], start_time__date__lte=dates[1])


class SessionFilter(BaseActionFilter):
    """Every field of a session, its datasets and the brain regions recorded."""

    dataset_types = django_filters.CharFilter(method="filter_dataset_types")
    datasets = django_filters.CharFilter(method="filter_datasets")
    dataset_qc_lte = django_filters.CharFilter("dataset_qc", method="filter_dataset_qc_lte")
    performance_gte = django_filters.NumberFilter("performance", method="filter_performance_gte")
    performance_lte = django_filters.NumberFilter("performance", method="filter_performance_lte")
    project = django_filters.CharFilter("projects__name", lookup_expr="icontains")
    projects = django_filters.CharFilter("projects__name", lookup_expr="icontains")
    procedures = django_filters.CharFilter("procedures__name", lookup_expr="icontains")
    task_protocol = django_filters.CharFilter(lookup_expr="icontains")
    type = django_filters.CharFilter(lookup_expr="iexact")
    qc = django_filters.CharFilter("qc", method="enum_field_filter")
    extended_qc = django_filters.CharFilter("extended_qc", method="filter_extended_qc")
    atlas_name = django_filters.CharFilter("name__icontains", method="atlas")
    atlas_acronym = django_filters.CharFilter("acronym__iexact", method="atlas")
    atlas_id = django_filters.NumberFilter("pk", method="atlas_number")
    histology = django_filters.BooleanFilter("histology", method="has_histology")
    tag = django_filters.CharFilter("tag", method="filter_tag")

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = Session
        exclude: tuple[str, ...] = ()

    def filter_dataset_types(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Has datasets of all these types."""
        return filter_all(
            queryset, "data_dataset_session_related__dataset_type__name", value
        ).distinct()

    def filter_datasets(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Has all these datasets."""
        return filter_all(queryset, "data_dataset_session_related__name", value).distinct()

    def filter_dataset_qc_lte(
        self, queryset: QuerySet[Any], name: str, value: str
    ) -> QuerySet[Any]:
        """Has a dataset this good; Alyx 3.6.1: a session comes once a dataset."""
        return queryset.filter(data_dataset_session_related__qc__lte=qc_number(value))

    def filter_performance_gte(
        self, queryset: QuerySet[Any], name: str, value: float
    ) -> QuerySet[Any]:
        """At least so many percent of the trials were correct."""
        return _with_performance(queryset).filter(performance__gte=float(value))

    def filter_performance_lte(
        self, queryset: QuerySet[Any], name: str, value: float
    ) -> QuerySet[Any]:
        """At most so many percent of the trials were correct."""
        return _with_performance(queryset).filter(performance__lte=float(value))

    def atlas(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A channel lies in the region or below it; Alyx 3.6.1: rows repeat."""
        path = "probe_insertion__trajectory_estimate__channels__brain_region"
        return in_region(queryset, path, name, value)

    def atlas_number(self, queryset: QuerySet[Any], name: str, value: float) -> QuerySet[Any]:
        """The same by number."""
        return self.atlas(queryset, name, str(value))

    def has_histology(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """The animal has a session with the procedure Histology, or has not."""
        done = {"subject__actions_sessions__procedures__name": "Histology"}
        found = queryset.filter(**done) if value else queryset.exclude(**done)
        return found.distinct()

    def filter_tag(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A dataset has a tag whose name contains this."""
        lookup = "data_dataset_session_related__tags__name__icontains"
        return queryset.filter(**{lookup: value}).distinct()


def _with_performance(queryset: QuerySet[Any]) -> QuerySet[Any]:
    share = F("n_correct_trials") * 100.0 / F("n_trials")
    percent = ExpressionWrapper(share, output_field=FloatField())
    found: QuerySet[Any] = queryset.annotate(performance=percent)
    return found


class WeighingFilter(BaseActionFilter):
    """Every field of a weighing."""

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = Weighing
        exclude: tuple[str, ...] = ()


class WaterAdministrationFilter(BaseActionFilter):
    """Every field of a water administration."""

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = WaterAdministration
        exclude: tuple[str, ...] = ()


class WaterRestrictionFilter(BaseActionFilter):
    """Every field of a water restriction."""

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = WaterRestriction
        exclude: tuple[str, ...] = ()


class SurgeryFilter(BaseActionFilter):
    """Every field of a surgery."""

    procedure = django_filters.CharFilter("procedures__name", lookup_expr="iexact")

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = Surgery
        exclude: tuple[str, ...] = ()
