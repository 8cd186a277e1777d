"""Probes, trajectories, channels and regions in JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from alyxtui.demo.apps.actions.models import Session
from alyxtui.demo.apps.data.models import Dataset
from alyxtui.demo.apps.experiments.models import (
    PROVENANCE,
    BrainRegion,
    Channel,
    ChronicInsertion,
    CoordinateSystem,
    ProbeInsertion,
    ProbeModel,
    TrajectoryEstimate,
)
from alyxtui.demo.apps.misc.models import Lab
from alyxtui.demo.apps.subjects.models import Project, Subject
from alyxtui.demo.rest.fields import EnumField


class SessionListSerializer(serializers.ModelSerializer):
    """A session inside a probe or a trajectory: seven fields, without its address."""

    subject: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="nickname", read_only=True
    )
    lab: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="name", read_only=True
    )
    projects = serializers.SlugRelatedField(
        slug_field="name", queryset=Project.objects.all(), many=True
    )

    class Meta:
        """Its fields."""

        model = Session
        fields = ("subject", "start_time", "number", "lab", "id", "projects", "task_protocol")


class _InsertionSerializer(serializers.ModelSerializer):
    """What a probe has in lists and alone."""

    session = serializers.SlugRelatedField(
        slug_field="id", queryset=Session.objects.all(), required=False
    )
    model = serializers.SlugRelatedField(
        slug_field="probe_model", queryset=ProbeModel.objects.all(), required=False
    )
    session_info = SessionListSerializer(read_only=True, source="session")


class ProbeInsertionListSerializer(_InsertionSerializer):
    """A probe, with the uuids of its datasets."""

    class Meta:
        """Its fields."""

        model = ProbeInsertion
        fields = (
            "id", "session", "model", "session_info", "name", "json", "serial", "auto_datetime",
            "chronic_insertion", "datasets",
        )  # fmt: skip
        extra_kwargs = {"name": {"required": True}, "datasets": {"required": False}}


class InsertionDatasetSerializer(serializers.ModelSerializer):
    """A dataset inside its probe; Alyx 3.6.1: its QC is a number here."""

    dataset_type: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="name", read_only=True
    )
    data_url = serializers.ReadOnlyField()

    class Meta:
        """Its fields."""

        model = Dataset
        fields = (
            "id", "name", "dataset_type", "data_url", "url", "file_size", "hash", "version",
            "collection", "qc",
        )  # fmt: skip


class ProbeInsertionDetailSerializer(_InsertionSerializer):
    """A probe, with its datasets."""

    datasets = serializers.SerializerMethodField()

    class Meta:
        """Its fields."""

        model = ProbeInsertion
        fields = (
            "id", "session", "model", "session_info", "datasets", "name", "json", "serial",
            "auto_datetime", "chronic_insertion",
        )  # fmt: skip
        extra_kwargs = {"name": {"required": True}}

    def get_datasets(self, probe: ProbeInsertion) -> object:
        """The datasets with a file on a shared repository. (list of dict)."""
        online = [dataset for dataset in probe.datasets.all() if dataset.is_online]
        return InsertionDatasetSerializer(online, many=True, context=self.context).data


class TrajectoryEstimateSerializer(serializers.ModelSerializer):
    """Where a probe is thought to be."""

    probe_insertion = serializers.SlugRelatedField(
        slug_field="id", queryset=ProbeInsertion.objects.all(), required=False, allow_null=True
    )
    provenance = EnumField(choices=PROVENANCE)
    session = SessionListSerializer(source="probe_insertion.session", read_only=True)
    probe_name = serializers.CharField(source="probe_insertion.name", read_only=True)
    coordinate_system = serializers.SlugRelatedField(
        slug_field="name", queryset=CoordinateSystem.objects.all(), required=False
    )
    chronic_insertion = serializers.PrimaryKeyRelatedField(
        queryset=ChronicInsertion.objects.all(), required=False, allow_null=True, default=None
    )

    class Meta:
        """Its fields."""

        model = TrajectoryEstimate
        fields = (
            "id", "probe_insertion", "x", "y", "z", "depth", "theta", "phi", "roll",
            "provenance", "session", "probe_name", "coordinate_system", "datetime", "json",
            "chronic_insertion",
        )  # fmt: skip
        extra_kwargs = {name: {"required": True} for name in ("x", "y", "depth", "theta", "phi")}

    def to_internal_value(self, data: Any) -> Any:
        """Alyx 3.6.1: an insertion that is not sent, even in a PATCH, is set to null."""
        filled = {name: data.get(name) for name in data}
        if "trajectory" in settings.HAZARDS:
            filled.setdefault("probe_insertion", None)
            filled.setdefault("chronic_insertion", None)
        return super().to_internal_value(filled)

    def to_representation(self, instance: TrajectoryEstimate) -> Any:
        """Without a probe there is no session and no name."""
        record = super().to_representation(instance)
        record.setdefault("session", None)
        record.setdefault("probe_name", None)
        return {name: record[name] for name in self.Meta.fields}


class ChannelSerializer(serializers.ModelSerializer):
    """A channel of a probe."""

    trajectory_estimate = serializers.SlugRelatedField(
        slug_field="id", queryset=TrajectoryEstimate.objects.all(), required=False
    )
    brain_region = serializers.SlugRelatedField(
        slug_field="id", queryset=BrainRegion.objects.all(), required=False
    )

    class Meta:
        """Its fields."""

        model = Channel
        fields = (
            "id", "trajectory_estimate", "brain_region", "name", "json", "axial", "lateral",
            "x", "y", "z",
        )  # fmt: skip


class BrainRegionSerializer(serializers.ModelSerializer):
    """A brain region; only its description can be written."""

    # "parent" is a field of the record here, not the serializer around this one.
    parent = serializers.SlugRelatedField(slug_field="id", read_only=True)  # type: ignore[assignment, var-annotated]
    related_descriptions = serializers.ReadOnlyField()

    class Meta:
        """Its fields."""

        model = BrainRegion
        fields = ("id", "acronym", "name", "description", "parent", "related_descriptions")
        read_only_fields = ("id", "acronym", "name")


class ChronicInsertionListSerializer(serializers.ModelSerializer):
    """A probe that stays in the animal."""

    subject = serializers.SlugRelatedField(
        slug_field="nickname", queryset=Subject.objects.all(), required=False
    )
    lab = serializers.SlugRelatedField(
        slug_field="name", queryset=Lab.objects.all(), required=False
    )
    model = serializers.SlugRelatedField(
        slug_field="probe_model", queryset=ProbeModel.objects.all(), required=False
    )
    probe_insertion = serializers.SerializerMethodField()

    class Meta:
        """Its fields."""

        model = ChronicInsertion
        fields = (
            "id", "name", "subject", "lab", "model", "start_time", "serial", "json",
            "probe_insertion",
        )  # fmt: skip

    def get_probe_insertion(self, chronic: ChronicInsertion) -> object:
        """The probes of its sessions. (list of dict)."""
        probes = chronic.probe_insertion.all()
        return ProbeInsertionListSerializer(probes, many=True, context=self.context).data


class ChronicInsertionDetailSerializer(ChronicInsertionListSerializer):
    """A probe that stays in the animal, alone."""
