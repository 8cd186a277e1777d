"""What labs, people and notes can be filtered by."""

from __future__ import annotations

import django_filters

from alyxtui.demo.apps.misc.models import Lab, LabMember, Note
from alyxtui.demo.rest.filters import AlyxFilterSet


class LabFilter(AlyxFilterSet):
    """Every field of a lab."""

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = Lab
        exclude = ("json",)


class UserFilter(AlyxFilterSet):
    """Every field of a person."""

    id = django_filters.UUIDFilter()

    class Meta(AlyxFilterSet.Meta):
        """All."""

        model = LabMember
        exclude = ("json",)


class NoteFilter(AlyxFilterSet):
    """Nothing but ``django=``."""

    class Meta(AlyxFilterSet.Meta):
        """Nothing."""

        model = Note
        fields: tuple[str, ...] = ()
