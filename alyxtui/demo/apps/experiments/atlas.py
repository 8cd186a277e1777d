"""Filters by brain region: a region stands for itself and all below it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from alyxtui.demo.apps.experiments.models import BrainRegion


def in_region(queryset: QuerySet[Any], path: str, lookup: str, value: object) -> QuerySet[Any]:
    """Keep the records linked to a region that matches, or to one of its descendants.

    Args:
        queryset: the records.
        path: the way from a record to the region.
        lookup: a lookup of the region, for instance ``name__icontains``.
        value: what to look for.
    """
    below = Q(pk__in=[])
    for lft, rght in BrainRegion.objects.filter(**{lookup: value}).values_list("lft", "rght"):
        below |= Q(lft__gte=lft, rght__lte=rght)
    return queryset.filter(**{f"{path}__in": BrainRegion.objects.filter(below).values("pk")})
