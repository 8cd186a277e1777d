"""The Django app ``data``."""

from __future__ import annotations

from django.apps import AppConfig


class DataConfig(AppConfig):
    """Datasets, their files and where they are kept."""

    name = "alyxtui.demo.apps.data"
    label = "data"
    default_auto_field = "django.db.models.AutoField"
