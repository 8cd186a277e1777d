"""What animals can be filtered by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from alyxtui.demo.apps.subjects.models import Subject
from alyxtui.demo.rest.filters import AlyxFilterSet


class SubjectFilter(AlyxFilterSet):
    """Every field of an animal, and a few questions."""

    alive = django_filters.BooleanFilter("death_date", method="filter_alive")
    responsible_user = django_filters.CharFilter("responsible_user__username")
    stock = django_filters.BooleanFilter("responsible_user", method="filter_stock")
    water_restricted = django_filters.BooleanFilter(method="filter_water_restricted")
    lab = django_filters.CharFilter("lab__name")
    project = django_filters.CharFilter("projects__name")

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = Subject
        exclude: tuple[str, ...] = ()

    def filter_alive(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Without a date of death."""
        return queryset.filter(death_date__isnull=value)

    def filter_stock(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """In the hands of a stock manager."""
        return queryset.filter(responsible_user__is_stock_manager=value)

    def filter_water_restricted(
        self, queryset: QuerySet[Any], name: str, value: bool
    ) -> QuerySet[Any]:
        """Alive and under a restriction that goes on, or not."""
        restricted = Subject.objects.filter(
            death_date=None,
            actions_waterrestrictions__start_time__isnull=False,
            actions_waterrestrictions__end_time=None,
        )
        ids = restricted.values("pk")
        return queryset.filter(pk__in=ids) if value else queryset.exclude(pk__in=ids)
