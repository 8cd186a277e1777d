"""The Django app ``misc``."""

from __future__ import annotations

from django.apps import AppConfig


class MiscConfig(AppConfig):
    """Labs, rooms, people and notes."""

    name = "alyxtui.demo.apps.misc"
    label = "misc"
    default_auto_field = "django.db.models.AutoField"
