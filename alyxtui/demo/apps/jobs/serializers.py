"""Tasks in JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.validators import UniqueTogetherValidator

from alyxtui.demo.apps.actions.models import Session
from alyxtui.demo.apps.data.models import DataRepository
from alyxtui.demo.apps.jobs.models import STATUS, Task
from alyxtui.demo.rest.fields import EnumField

_WAITING = 20


class TaskSerializer(serializers.ModelSerializer):
    """A task with its whole log."""

    parents = serializers.SlugRelatedField(
        slug_field="id", queryset=Task.objects.all(), many=True, required=False
    )
    session = serializers.SlugRelatedField(
        slug_field="id", queryset=Session.objects.all(), required=False, allow_null=True
    )
    data_repository = serializers.SlugRelatedField(
        slug_field="name", queryset=DataRepository.objects.all(), required=False
    )
    status = EnumField(choices=STATUS, required=False)

    class Meta:
        """Its fields; Alyx 3.6.1: name, session and arguments are unique together."""

        model = Task
        fields = (
            "id", "parents", "session", "data_repository", "status", "name", "priority",
            "io_charge", "level", "gpu", "cpu", "ram", "time_out_secs", "time_elapsed_secs",
            "executable", "graph", "log", "version", "datetime", "arguments",
        )  # fmt: skip
        extra_kwargs = {"name": {"default": None}, "arguments": {"default": None}}
        validators = [UniqueTogetherValidator(Task.objects.all(), ("name", "session", "arguments"))]

    def create(self, validated_data: dict[str, Any]) -> Any:
        """A new task; Alyx 3.6.1: without a status it is made, and then cannot be shown."""
        if "task" not in settings.HAZARDS:
            validated_data.setdefault("status", _WAITING)
        return super().create(validated_data)
