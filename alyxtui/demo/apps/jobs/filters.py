"""What tasks can be filtered by."""

from __future__ import annotations

import django_filters

from alyxtui.demo.apps.jobs.models import Task
from alyxtui.demo.rest.filters import AlyxFilterSet


class TaskFilter(AlyxFilterSet):
    """Every field of a task, and its lab."""

    lab = django_filters.CharFilter("session__lab__name")
    status = django_filters.CharFilter("status", method="enum_field_filter")

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = Task
        exclude: tuple[str, ...] = ()
