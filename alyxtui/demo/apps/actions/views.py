"""The endpoints sessions, weighings, water and surgeries."""

from __future__ import annotations

from rest_framework import generics

from alyxtui.demo.apps.actions.filters import (
    SessionFilter,
    SurgeryFilter,
    WaterAdministrationFilter,
    WaterRestrictionFilter,
    WeighingFilter,
)
from alyxtui.demo.apps.actions.models import (
    ProcedureType,
    Session,
    Surgery,
    WaterAdministration,
    WaterRestriction,
    WaterType,
    Weighing,
)
from alyxtui.demo.apps.actions.serializers import (
    ProcedureTypeSerializer,
    SessionDetailSerializer,
    SessionListSerializer,
    SurgerySerializer,
    WaterAdministrationDetailSerializer,
    WaterRestrictionListSerializer,
    WaterTypeDetailSerializer,
    WeighingDetailSerializer,
)
from alyxtui.demo.rest.database import ordering
from alyxtui.demo.rest.views import ByMethod


class ProcedureTypeList(generics.ListCreateAPIView):
    """Procedures."""

    queryset = ProcedureType.objects.all()
    serializer_class = ProcedureTypeSerializer
    lookup_field = "name"


class SessionAPIList(ByMethod, generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **subject**: subject nickname, any case `/sessions?subject=KS022`
    -   **dataset_types**: has all these dataset types
        `/sessions?dataset_types=trials.table,camera.times`
    -   **datasets**: has all these datasets `/sessions?datasets=_ibl_leftCamera.times.npy`
    -   **dataset_qc_lte**: has a dataset with this QC or better
        `/sessions?dataset_qc_lte=WARNING`
    -   **number**: session number
    -   **users**: experimenters, all of them (exact) `/sessions?users=olivier,anne`
    -   **date_range**: first and last date `/sessions?date_range=2026-01-12,2026-01-16`
    -   **lab**: lab name (exact)
    -   **task_protocol** (icontains)
    -   **location**: location name (icontains)
    -   **projects**: project name (icontains)
    -   **json**: keys of the json field, key and value in pairs
        `/sessions?json=IS_MOCK,False`
    -   **extended_qc**: keys of the extended_qc field, key and value in pairs
        -   equal: `/sessions?extended_qc=task,PASS`
        -   with a lookup: `/sessions?extended_qc=_task_goCue_delays__gte,0.9`
    -   **performance_gte**, **performance_lte**: percentage of correct trials
    -   **atlas_name**: a channel lies in a region with this in its name
        `/sessions?atlas_name=visual`
    -   **atlas_acronym**: the same by acronym (exact) `/sessions?atlas_acronym=SSp-m4`
    -   **atlas_id**: the same by number `/sessions?atlas_id=950`
    -   **qc**: one of CRITICAL, FAIL, WARNING, NOT_SET, PASS `/sessions?qc=CRITICAL`
    -   **histology**: whether the subject has a histology session `/sessions?histology=True`
    -   **tag**: a dataset has this release tag (icontains)
    -   **django**: any field and lookup, in pairs; `~` excludes
        `/sessions?django=projects__name__icontains,matlab`
        `/sessions?django=~projects__name__icontains,matlab`

    [===> session model reference](/admin/doc/models/actions.session)
    """

    queryset = (
        Session.objects.select_related("subject", "lab")
        .prefetch_related("projects")
        .defer("json", "extended_qc", "narrative")  # large, and not in the list
        .order_by(*ordering("-start_time"))
    )
    serializers = {"GET": SessionListSerializer, "POST": SessionDetailSerializer}
    filterset_class = SessionFilter


class SessionAPIDetail(generics.RetrieveUpdateDestroyAPIView):
    """Detail of one session"""

    queryset = Session.objects.select_related("subject", "lab", "location").prefetch_related(
        "users",
        "procedures",
        "projects",
        "wateradmin_session_related__water_type",
        "data_dataset_session_related__dataset_type",
        "data_dataset_session_related__file_records__data_repository",
        "probe_insertion__model",
        "probe_insertion__datasets",
        "field_of_view__location",
    )
    serializer_class = SessionDetailSerializer


class SurgeriesList(generics.ListAPIView):
    """get: **FILTERS**

    -   **subject**: subject nickname `/surgeries?subject=KS022`
    """

    queryset = (
        Surgery.objects.select_related("subject")
        .prefetch_related("users", "procedures")
        .order_by(*ordering("-start_time"))
    )
    serializer_class = SurgerySerializer
    filterset_class = SurgeryFilter


class SurgeriesAPIDetail(generics.RetrieveUpdateAPIView):
    """Detail of one surgery"""

    queryset = Surgery.objects.select_related("subject")
    serializer_class = SurgerySerializer


class WeighingAPIListCreate(generics.ListCreateAPIView):
    """Lists or creates a new weighing."""

    queryset = Weighing.objects.select_related("subject", "user")
    serializer_class = WeighingDetailSerializer
    filterset_class = WeighingFilter


class WeighingAPIDetail(generics.RetrieveDestroyAPIView):
    """Allows viewing of full detail and deleting a weighing."""

    queryset = Weighing.objects.select_related("subject", "user")
    serializer_class = WeighingDetailSerializer


class WaterTypeList(generics.ListCreateAPIView):
    """Lists or creates a new water type."""

    queryset = WaterType.objects.all()
    serializer_class = WaterTypeDetailSerializer
    lookup_field = "name"


class WaterAdministrationAPIListCreate(generics.ListCreateAPIView):
    """Lists or creates a new water administration."""

    queryset = WaterAdministration.objects.select_related(
        "subject", "user", "water_type", "session"
    )
    serializer_class = WaterAdministrationDetailSerializer
    filterset_class = WaterAdministrationFilter


class WaterAdministrationAPIDetail(generics.RetrieveUpdateDestroyAPIView):
    """Allows viewing of full detail and deleting a water administration."""

    queryset = WaterAdministrationAPIListCreate.queryset
    serializer_class = WaterAdministrationDetailSerializer


class WaterRestrictionList(generics.ListAPIView):
    """Lists water restriction."""

    queryset = WaterRestriction.objects.select_related("subject", "water_type").order_by(
        *ordering("-end_time", "-start_time")
    )
    serializer_class = WaterRestrictionListSerializer
    filterset_class = WaterRestrictionFilter
