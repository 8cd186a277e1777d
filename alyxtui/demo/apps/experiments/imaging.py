"""The endpoints fields-of-view, fov-location and imaging-stack, and their filters."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import generics

from alyxtui.demo.apps.experiments import imaging_serializers as forms
from alyxtui.demo.apps.experiments.atlas import in_region
from alyxtui.demo.apps.experiments.models import FOV, FOVLocation, ImagingStack
from alyxtui.demo.rest.database import ordering
from alyxtui.demo.rest.filters import AlyxFilterSet, filter_all
from alyxtui.demo.rest.views import ByMethod


class _AtlasFilterSet(AlyxFilterSet):
    """By the regions covered."""

    region_path = "location__brain_region"
    atlas_name = django_filters.CharFilter("name__icontains", method="atlas")
    atlas_acronym = django_filters.CharFilter("acronym__iexact", method="atlas")
    atlas_id = django_filters.NumberFilter("pk", method="atlas_number")

    def atlas(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """It covers the region or one below it."""
        return in_region(queryset, self.region_path, name, value)

    def atlas_number(self, queryset: QuerySet[Any], name: str, value: float) -> QuerySet[Any]:
        """The same by number."""
        return self.atlas(queryset, name, str(value))


class FOVFilter(_AtlasFilterSet):
    """Every field of a field of view, and its session."""

    imaging_type = django_filters.CharFilter("imaging_type__name", lookup_expr="icontains")
    datasets = django_filters.CharFilter(method="filter_datasets")
    subject = django_filters.CharFilter("session__subject__nickname")
    lab = django_filters.CharFilter("session__lab__name", lookup_expr="iexact")
    project = django_filters.CharFilter("session__projects__name")
    date = django_filters.CharFilter("session__start_time__date")
    experiment_number = django_filters.CharFilter("session__number")
    dataset_types = django_filters.CharFilter(method="filter_dataset_types")

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = FOV
        exclude = ("json",)

    def filter_datasets(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Has all these datasets."""
        return filter_all(queryset, "datasets__name", value).distinct()

    def filter_dataset_types(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Has datasets of all these types."""
        return filter_all(queryset, "datasets__dataset_type__name", value).distinct()


class FOVLocationFilter(AlyxFilterSet):
    """Every field of a location; Alyx 3.6.1: those of the coordinates are declared, no more."""

    provenance = django_filters.CharFilter("provenance", method="enum_field_filter")
    coordinate_system = django_filters.CharFilter("coordinate_system__name")
    x = django_filters.NumberFilter("x", lookup_expr="contains")
    y = django_filters.NumberFilter("y", lookup_expr="contains")
    z = django_filters.NumberFilter("z", lookup_expr="contains")
    n_xyz = django_filters.NumberFilter("n_xyz", lookup_expr="contains")

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = FOVLocation
        exclude = ("json",)

    def enum_field_filter(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Filter by label; Alyx 3.6.1 stumbles while it names them.

        Raises:
            TypeError: there is no such label.
        """
        try:
            return super().enum_field_filter(queryset, name, value)
        except ValueError:
            raise TypeError("sequence item 0: expected str instance, __proxy__ found") from None


class ImagingStackFilter(_AtlasFilterSet):
    """A stack by its name and regions."""

    region_path = "slices__location__brain_region"

    class Meta(AlyxFilterSet.Meta):
        """All but the JSON."""

        model = ImagingStack
        exclude = ("json",)


_FOVS = FOV.objects.select_related("imaging_type").prefetch_related(
    "datasets", "location__brain_region", "location__coordinate_system"
)
_LOCATIONS = FOVLocation.objects.select_related("coordinate_system").prefetch_related(
    "brain_region"
)
_STACKS = ImagingStack.objects.prefetch_related("slices__location").order_by("slices__name")


class FOVList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **name**: name `/fields-of-view?name=FOV_01`
    -   **subject**: subject nickname `/fields-of-view?subject=KS022`
    -   **project**: project name
    -   **date**: session date `/fields-of-view?date=2026-01-15`
    -   **experiment_number**: session number `/fields-of-view?experiment_number=1`
    -   **session**: session id
    -   **atlas_name**, **atlas_acronym**, **atlas_id**: regions covered

    [===> FOV model reference](/admin/doc/models/experiments.fov)
    """

    queryset = _FOVS.order_by(*ordering("-session__start_time", "name"))
    serializer_class = forms.FOVSerializer
    filterset_class = FOVFilter


class FOVDetail(generics.RetrieveUpdateDestroyAPIView):
    """One field of view."""

    queryset = _FOVS
    serializer_class = forms.FOVSerializer


class FOVLocationList(ByMethod, generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **provenance**: one of 'Estimate', 'Functional', 'Landmark', 'Histology'
        `/fov-location?provenance=Estimate`
    -   **field_of_view**: field of view id
    -   **default_provenance**: True or False `/fov-location?default_provenance=True`
    -   **brain_region**: region numbers

    [===> FOVLocation model reference](/admin/doc/models/experiments.fovlocation)
    """

    queryset = _LOCATIONS
    serializers = {
        "GET": forms.FOVLocationListSerializer,
        "POST": forms.FOVLocationDetailSerializer,
    }
    filterset_class = FOVLocationFilter


class FOVLocationDetail(generics.RetrieveUpdateDestroyAPIView):
    """One location of a field of view."""

    queryset = _LOCATIONS
    serializer_class = forms.FOVLocationDetailSerializer


class ImagingStackList(ByMethod, generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **atlas_name**, **atlas_acronym**, **atlas_id**: regions covered
    -   **name**: name

    [===> ImagingStack model reference](/admin/doc/models/experiments.imagingstack)
    """

    queryset = _STACKS
    serializers = {
        "GET": forms.ImagingStackListSerializer,
        "POST": forms.ImagingStackDetailSerializer,
    }
    filterset_class = ImagingStackFilter


class ImagingStackDetail(generics.RetrieveAPIView):
    """One imaging stack."""

    queryset = ImagingStack.objects.all()
    serializer_class = forms.ImagingStackDetailSerializer
