"""The Django app ``experiments``."""

from __future__ import annotations

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """Probes, their trajectories, channels and brain regions."""

    name = "alyxtui.demo.apps.experiments"
    label = "experiments"
    default_auto_field = "django.db.models.AutoField"
