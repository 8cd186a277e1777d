"""The Django app ``subjects``."""

from __future__ import annotations

from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    """Animals, their lines and projects."""

    name = "alyxtui.demo.apps.subjects"
    label = "subjects"
    default_auto_field = "django.db.models.AutoField"
