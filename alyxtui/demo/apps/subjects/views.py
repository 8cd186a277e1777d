"""The endpoints subjects, projects and water-restricted-subjects."""

from __future__ import annotations

from rest_framework import generics

from alyxtui.demo.apps.subjects.filters import SubjectFilter
from alyxtui.demo.apps.subjects.models import Project, Subject
from alyxtui.demo.apps.subjects.serializers import (
    ProjectSerializer,
    SubjectDetailSerializer,
    SubjectListSerializer,
    WaterRestrictedSubjectListSerializer,
)

_SUBJECTS = Subject.objects.select_related(
    "responsible_user", "species", "litter", "strain", "source", "line", "lab"
).prefetch_related("projects", "zygosity_set__allele")


class ProjectList(generics.ListCreateAPIView):
    """Projects."""

    queryset = Project.objects.prefetch_related("users")
    serializer_class = ProjectSerializer
    lookup_field = "name"


class ProjectDetail(generics.RetrieveUpdateDestroyAPIView):
    """One project."""

    queryset = Project.objects.prefetch_related("users")
    serializer_class = ProjectSerializer
    lookup_field = "name"


class SubjectList(generics.ListCreateAPIView):
    """Subjects."""

    queryset = _SUBJECTS
    serializer_class = SubjectListSerializer
    filterset_class = SubjectFilter


class SubjectDetail(generics.RetrieveUpdateDestroyAPIView):
    """One subject."""

    queryset = _SUBJECTS.prefetch_related(
        "weighings__user",
        "water_administrations__user",
        "water_administrations__water_type",
    )
    serializer_class = SubjectDetailSerializer
    lookup_field = "nickname"


class WaterRestrictedSubjectList(generics.ListAPIView):
    """Subjects under water restriction, with the water they need."""

    queryset = (
        Subject.objects.filter(
            death_date=None,
            actions_waterrestrictions__start_time__isnull=False,
            actions_waterrestrictions__end_time=None,
        )
        .select_related("lab")
        .distinct()
    )
    serializer_class = WaterRestrictedSubjectListSerializer
