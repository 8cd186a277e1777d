"""The Django app ``jobs``."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Processing tasks of a session."""

    name = "alyxtui.demo.apps.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.AutoField"
