"""The endpoints insertions, trajectories, channels and brain-regions."""

from __future__ import annotations

from typing import Any

from rest_framework import generics

from alyxtui.demo.apps.experiments import filters
from alyxtui.demo.apps.experiments import serializers as forms
from alyxtui.demo.apps.experiments.models import (
    BrainRegion,
    Channel,
    ChronicInsertion,
    ProbeInsertion,
    TrajectoryEstimate,
)
from alyxtui.demo.rest.database import ordering

_INSERTIONS = (
    ProbeInsertion.objects.select_related("model", "session__subject", "session__lab")
    .prefetch_related("session__projects", "datasets")
    .order_by(*ordering("-session__start_time", "name"))
)
_TRAJECTORIES = TrajectoryEstimate.objects.select_related(
    "probe_insertion__session__subject", "probe_insertion__session__lab", "coordinate_system"
).prefetch_related("probe_insertion__session__projects")
_CHRONIC = ChronicInsertion.objects.select_related("subject", "lab", "model")


class ProbeInsertionList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **name**: probe insertion name `/insertions?name=probe00`
    -   **subject**: subject nickname `/insertions?subject=KS022`
    -   **date**: session date `/insertions?date=2026-01-15`
    -   **experiment_number**: session number `/insertions?experiment_number=1`
    -   **session**: session id
    -   **task_protocol** (icontains)
    -   **project**: project name (icontains)
    -   **model**: probe model name (exact)
    -   **lab**: lab name (exact)
    -   **tag**: release tag name (icontains)
    -   **dataset_types**: has all these dataset types
    -   **datasets**: has all these datasets
    -   **dataset_qc_lte**: has a dataset with this QC or better
    -   **atlas_name**: a channel lies in a region with this in its name
        `/insertions?atlas_name=visual`
    -   **atlas_acronym**: the same by acronym (exact) `/insertions?atlas_acronym=SSp-m4`
    -   **atlas_id**: the same by number `/insertions?atlas_id=950`

    [===> probe insertion model reference](/admin/doc/models/experiments.probeinsertion)
    """

    queryset = _INSERTIONS
    serializer_class = forms.ProbeInsertionListSerializer
    filterset_class = filters.ProbeInsertionFilter


class ProbeInsertionDetail(generics.RetrieveUpdateDestroyAPIView):
    """One probe insertion."""

    queryset = ProbeInsertion.objects.select_related(
        "model", "session__subject", "session__lab"
    ).prefetch_related("session__projects", "datasets__file_records__data_repository")
    serializer_class = forms.ProbeInsertionDetailSerializer


class TrajectoryEstimateList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **provenance**: one of 'Ephys aligned histology track', 'Histology track',
        'Micro-manipulator', 'Planned' `/trajectories?provenance=Planned`
    -   **subject**: subject nickname `/trajectories?subject=KS022`
    -   **date**: session date `/trajectories?date=2026-01-15`
    -   **experiment_number**: session number `/trajectories?experiment_number=1`
    -   **session**: session id
    -   **probe**: probe insertion name `/trajectories?probe=probe01`

    [===> trajectory model reference](/admin/doc/models/experiments.trajectoryestimate)
    """

    queryset = _TRAJECTORIES
    serializer_class = forms.TrajectoryEstimateSerializer
    filterset_class = filters.TrajectoryEstimateFilter


class TrajectoryEstimateDetail(generics.RetrieveUpdateDestroyAPIView):
    """One trajectory."""

    queryset = _TRAJECTORIES
    serializer_class = forms.TrajectoryEstimateSerializer


class ChannelList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **subject**: subject nickname `/channels?subject=KS022`
    -   **session**: session id
    -   **lab**: lab name `/channels?lab=wittenlab`
    -   **probe_insertion**: probe insertion id

    [===> channel model reference](/admin/doc/models/experiments.channel)
    """

    queryset = Channel.objects.select_related("brain_region", "trajectory_estimate")
    serializer_class = forms.ChannelSerializer
    filterset_class = filters.ChannelFilter

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Alyx 3.6.1: a list in a POST makes several channels."""
        if isinstance(kwargs.get("data"), list):
            kwargs["many"] = True
        return super().get_serializer(*args, **kwargs)


class ChannelDetail(generics.RetrieveUpdateDestroyAPIView):
    """One channel."""

    queryset = Channel.objects.select_related("brain_region", "trajectory_estimate")
    serializer_class = forms.ChannelSerializer


class BrainRegionList(generics.ListAPIView):
    """get: **FILTERS**

    -   **id**: number in the Allen atlas `/brain-regions?id=687`
    -   **acronym**: any case `/brain-regions?acronym=RSPv5`
    -   **name**: icontains `/brain-regions?name=retrosplenial`
    -   **description**: icontains
    -   **parent**: the regions right below this one `/brain-regions?parent=315`
    -   **ancestors**: the way up from an acronym or number
    -   **descendants**: all below an acronym or number

    [===> brain region model reference](/admin/doc/models/experiments.brainregion)
    """

    queryset = BrainRegion.objects.select_related("parent").order_by("tree_id", "lft")
    serializer_class = forms.BrainRegionSerializer
    filterset_class = filters.BrainRegionFilter


class BrainRegionDetail(generics.RetrieveUpdateAPIView):
    """One brain region."""

    queryset = BrainRegion.objects.select_related("parent")
    serializer_class = forms.BrainRegionSerializer


class ChronicInsertionList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **name**: name `/chronic-insertions?name=probe00`
    -   **subject**: subject nickname
    -   **lab**: lab name
    -   **model**: probe model name
    -   **probe**: probe insertion id
    -   **session**: session id
    -   **serial**: serial number of the probe
    """

    queryset = _CHRONIC
    serializer_class = forms.ChronicInsertionListSerializer
    filterset_class = filters.ChronicInsertionFilter


class ChronicInsertionDetail(generics.RetrieveUpdateDestroyAPIView):
    """One chronic insertion."""

    queryset = _CHRONIC
    serializer_class = forms.ChronicInsertionDetailSerializer
