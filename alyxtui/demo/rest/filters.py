"""Filters that many endpoints share, and how a filter is made from a model's field."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import JSONField, QuerySet
from django_filters import rest_framework as rest

from alyxtui.demo.rest import grammar

QC_LABELS = {"CRITICAL": 50, "FAIL": 40, "WARNING": 30, "NOT_SET": 0, "PASS": 10}


class AlyxFilterSet(rest.FilterSet):
    """A filter a field of the model, and ``django=`` for everything else."""

    django = django_filters.CharFilter(field_name="", method="django_filter")

    class Meta:
        """How the kinds of fields become filters."""

        filter_overrides = {JSONField: {"filter_class": django_filters.CharFilter}}

    def django_filter(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Apply each condition of the query on its own, then drop what a join repeats."""
        for pair in grammar.parse(value):
            condition = {pair.key: pair.value}
            queryset = (
                queryset.exclude(**condition) if pair.exclude else queryset.filter(**condition)
            )
        return queryset.distinct()

    def enum_field_filter(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Filter by the label of an enum, in any case.

        Raises:
            ValueError: there is no such label; the text lists those there are, in the very
                words of Alyx 3.6.1 (no blank after "Invalid").
        """
        choices = queryset.model._meta.get_field(name).choices
        labels = {str(label): number for number, label in choices}
        wanted = {label.lower(): number for label, number in labels.items()}.get(value.lower())
        if wanted is None:
            raise ValueError(f"Invalid{name}, choices are: {', '.join(labels)}")
        return queryset.filter(**{name: wanted})

    def filter_json(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """``json=key__lookup,value``: conditions on keys of the field ``json``."""
        return self._json_conditions(queryset, "json__", value)

    def filter_extended_qc(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """``extended_qc=key__lookup,value``: conditions on keys of the field ``extended_qc``."""
        return self._json_conditions(queryset, "extended_qc__", value)

    @staticmethod
    def _json_conditions(queryset: QuerySet[Any], prefix: str, text: str) -> QuerySet[Any]:
        pairs = grammar.parse(text, prefix=prefix, exclusion=False)
        return queryset.filter(**{pair.key: pair.value for pair in pairs})


def filter_all(queryset: QuerySet[Any], lookup: str, text: str) -> QuerySet[Any]:
    """Keep the records that have every one of the comma-separated values."""
    for value in text.split(","):
        queryset = queryset.filter(**{lookup: value})
    return queryset


def qc_number(label: str) -> int:
    """The number of a QC label, in any case.

    Raises:
        ValueError: there is no such label.
    """
    number = QC_LABELS.get(label.upper())
    if number is None:
        raise ValueError(f"{label} is not a valid QC")
    return number
