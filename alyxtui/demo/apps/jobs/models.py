"""Processing tasks of a session."""

from __future__ import annotations

import uuid

from django.db import models

from alyxtui.demo.rest.database import NanFloatField

STATUS = [
    (20, "Waiting"),
    (25, "Held"),
    (30, "Started"),
    (40, "Errored"),
    (45, "Abandoned"),
    (50, "Empty"),
    (55, "Incomplete"),
    (60, "Complete"),
]


class Task(models.Model):
    """One step of a pipeline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=64, null=True, blank=True)
    priority = models.SmallIntegerField(null=True, blank=True)
    io_charge = models.SmallIntegerField(null=True, blank=True)
    level = models.SmallIntegerField(null=True, blank=True)
    gpu = models.SmallIntegerField(null=True, blank=True)
    cpu = models.SmallIntegerField(null=True, blank=True)
    ram = models.SmallIntegerField(null=True, blank=True, help_text="GB")
    time_out_secs = models.SmallIntegerField(null=True, blank=True)
    time_elapsed_secs = NanFloatField(null=True, blank=True)
    executable = models.CharField(max_length=128, null=True, blank=True)
    graph = models.CharField(max_length=64, null=True, blank=True)
    # Alyx 3.6.1: the default is no choice, so a task made without a status cannot be shown.
    status = models.IntegerField(choices=STATUS, default=10)
    log = models.TextField(null=True, blank=True)
    session = models.ForeignKey(
        "actions.Session", models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    version = models.CharField(max_length=64, null=True, blank=True)
    parents = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="children")
    datetime = models.DateTimeField(auto_now=True)
    arguments = models.JSONField(null=True, blank=True)
    data_repository = models.ForeignKey(
        "data.DataRepository", models.CASCADE, null=True, blank=True, related_name="tasks"
    )
