"""The endpoints subjects, projects and water-restricted-subjects."""

from __future__ import annotations

import datetime

from django.utils.dateparse import parse_date
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alyxtui.demo.apps.subjects.filters import SubjectFilter
from alyxtui.demo.apps.subjects.models import Project, Subject
from alyxtui.demo.apps.subjects.serializers import (
    ProjectSerializer,
    SubjectDetailSerializer,
    SubjectListSerializer,
    WaterRestrictedSubjectListSerializer,
)
from alyxtui.demo.apps.subjects.water import Water

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


class WaterRequirement(APIView):
    """The weights and the water of a subject, day by day."""

    def get(self, request: Request, nickname: str) -> Response:
        """The days from `start_date` to `end_date` (`YYYY-MM-DD`), both in.

        Without them all days from the first weighing to today. Unknown subjects are a 500.
        """
        subject = Subject.objects.select_related("lab").get(nickname=nickname)
        water = Water(subject)
        last = parse_date(request.query_params.get("end_date", "")) or datetime.date.today()
        days = water.days(parse_date(request.query_params.get("start_date", "")), last)
        return Response(
            {
                "subject": nickname,
                "implant_weight": days[-1].implant_weight if days else 0,
                "reference_weight_pct": subject.lab.reference_weight_pct,
                "zscore_weight_pct": subject.lab.zscore_weight_pct,
                "records": [day.as_json() for day in days],
            }
        )
