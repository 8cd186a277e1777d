"""Fields of view and where they are, in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from alyxtui.demo.apps.experiments.models import (
    FOV,
    FOV_PROVENANCE,
    BrainRegion,
    CoordinateSystem,
    FOVLocation,
    ImagingStack,
    ImagingType,
)


class FOVLocationListSerializer(serializers.ModelSerializer):
    """Where a field of view is."""

    brain_region = serializers.SlugRelatedField(
        slug_field="id", queryset=BrainRegion.objects.all(), many=True, required=False
    )
    coordinate_system = serializers.SlugRelatedField(
        slug_field="name",
        queryset=CoordinateSystem.objects.all(),
        required=False,
        default="IBL-Allen",
    )
    # Alyx 3.6.1: the letters stand for themselves here.
    provenance = serializers.ChoiceField(choices=[letter for letter, _ in FOV_PROVENANCE])
    x = serializers.ListField()
    y = serializers.ListField()
    z = serializers.ListField()
    n_xyz = serializers.ListField()

    class Meta:
        """Its fields."""

        model = FOVLocation
        fields: tuple[str, ...] = (
            "id", "brain_region", "coordinate_system", "provenance", "x", "y", "z", "n_xyz",
            "default_provenance", "auto_datetime",
        )  # fmt: skip

    def create(self, validated_data: dict[str, Any]) -> Any:
        """The default coordinate system comes as its name."""
        system = validated_data.get("coordinate_system")
        if isinstance(system, str):
            validated_data["coordinate_system"] = CoordinateSystem.objects.get(name=system)
        return super().create(validated_data)


class FOVSerializer(serializers.ModelSerializer):
    """A field of view."""

    imaging_type = serializers.SlugRelatedField(
        slug_field="name", queryset=ImagingType.objects.all(), required=False
    )
    location = FOVLocationListSerializer(read_only=True, many=True)

    class Meta:
        """Its fields."""

        model = FOV
        fields = (
            "id", "imaging_type", "location", "name", "json", "session", "stack", "datasets",
        )  # fmt: skip
        extra_kwargs = {"datasets": {"required": False}}


class ImagingStackListSerializer(serializers.ModelSerializer):
    """Fields of view above each other."""

    slices = FOVSerializer(read_only=True, many=True)

    class Meta:
        """Its fields."""

        model = ImagingStack
        fields: tuple[str, ...] = ("id", "slices")


class FOVLocationDetailSerializer(FOVLocationListSerializer):
    """Where a field of view is, with the field of view."""

    class Meta(FOVLocationListSerializer.Meta):
        """Its fields."""

        fields = (
            "id", "brain_region", "coordinate_system", "provenance", "x", "y", "z", "n_xyz",
            "json", "default_provenance", "auto_datetime", "field_of_view",
        )  # fmt: skip


class ImagingStackDetailSerializer(ImagingStackListSerializer):
    """Fields of view above each other, with a name."""

    class Meta(ImagingStackListSerializer.Meta):
        """Its fields."""

        fields = ("id", "slices", "name", "json")
