"""The Django app ``actions``."""

from __future__ import annotations

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """What is done with an animal: sessions, weighings, water, surgeries."""

    name = "alyxtui.demo.apps.actions"
    label = "actions"
    default_auto_field = "django.db.models.AutoField"
