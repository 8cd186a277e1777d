"""The endpoint tasks."""

from __future__ import annotations

from rest_framework import generics

from alyxtui.demo.apps.jobs.filters import TaskFilter
from alyxtui.demo.apps.jobs.models import Task
from alyxtui.demo.apps.jobs.serializers import TaskSerializer
from alyxtui.demo.rest.database import ordering

_TASKS = Task.objects.select_related("session", "data_repository").prefetch_related("parents")


class TaskList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **name**: task name (exact) `/tasks?name=EphysSyncPulses`
    -   **status**: one of Waiting, Held, Started, Errored, Abandoned, Empty, Incomplete,
        Complete `/tasks?status=Errored`
    -   **session**: session id
    -   **lab**: lab name of the session `/tasks?lab=churchlandlab`

    [===> task model reference](/admin/doc/models/jobs.task)
    """

    queryset = _TASKS.order_by(*ordering("level", "-priority", "-session__start_time"))
    serializer_class = TaskSerializer
    filterset_class = TaskFilter


class TaskDetail(generics.RetrieveUpdateDestroyAPIView):
    """One task."""

    queryset = _TASKS
    serializer_class = TaskSerializer
