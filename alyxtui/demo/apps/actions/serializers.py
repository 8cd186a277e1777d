"""Sessions, weighings, water and surgeries in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from alyxtui.demo.apps.actions.models import (
    ProcedureType,
    Session,
    Surgery,
    WaterAdministration,
    WaterRestriction,
    WaterType,
    Weighing,
)
from alyxtui.demo.apps.base import QC
from alyxtui.demo.apps.data.serializers import SessionDatasetsSerializer
from alyxtui.demo.apps.experiments.imaging_serializers import FOVSerializer
from alyxtui.demo.apps.experiments.serializers import ProbeInsertionListSerializer
from alyxtui.demo.apps.misc.models import Lab, LabLocation, LabMember
from alyxtui.demo.apps.misc.serializers import NoteSerializer
from alyxtui.demo.apps.subjects.models import Project, Subject
from alyxtui.demo.rest.fields import EnumField


class ProcedureTypeSerializer(serializers.ModelSerializer):
    """A kind of procedure."""

    class Meta:
        """Its fields."""

        model = ProcedureType
        fields = ("id", "name", "json", "description")


class WaterTypeDetailSerializer(serializers.HyperlinkedModelSerializer):
    """A kind of water."""

    class Meta:
        """Its fields."""

        model = WaterType
        fields = ("url", "json", "name")
        extra_kwargs = {"url": {"lookup_field": "name"}}


class SessionListSerializer(serializers.ModelSerializer):
    """A session in a list: eight fields."""

    subject = serializers.SlugRelatedField(slug_field="nickname", queryset=Subject.objects.all())
    lab = serializers.SlugRelatedField(
        slug_field="name", queryset=Lab.objects.all(), required=False
    )
    projects = serializers.SlugRelatedField(
        slug_field="name", queryset=Project.objects.all(), many=True
    )

    class Meta:
        """Its fields."""

        model = Session
        fields = (
            "id", "subject", "start_time", "number", "lab", "projects", "url", "task_protocol",
        )  # fmt: skip


class SessionWaterAdminSerializer(serializers.ModelSerializer):
    """Water given in a session."""

    water_type = serializers.SlugRelatedField(
        slug_field="name", queryset=WaterType.objects.all(), required=False
    )

    class Meta:
        """Its fields."""

        model = WaterAdministration
        fields = ("id", "name", "water_type", "water_administered")


class SessionDetailSerializer(serializers.ModelSerializer):
    """A session with its datasets, water, probes and notes."""

    subject = serializers.SlugRelatedField(slug_field="nickname", queryset=Subject.objects.all())
    users = serializers.SlugRelatedField(
        slug_field="username", queryset=LabMember.objects.all(), many=True, required=False
    )
    location = serializers.SlugRelatedField(
        slug_field="name", queryset=LabLocation.objects.all(), required=False, allow_null=True
    )
    procedures = serializers.SlugRelatedField(
        slug_field="name", queryset=ProcedureType.objects.all(), many=True, required=False
    )
    lab = serializers.SlugRelatedField(
        slug_field="name", queryset=Lab.objects.all(), required=False
    )
    projects = serializers.SlugRelatedField(
        slug_field="name", queryset=Project.objects.all(), many=True, required=False
    )
    parent_session = serializers.HyperlinkedRelatedField(
        view_name="session-detail",
        queryset=Session.objects.all(),
        required=False,
        allow_null=True,
        help_text="The session this one belongs to",
    )
    qc = EnumField(choices=QC, required=False)
    wateradmin_session_related = SessionWaterAdminSerializer(read_only=True, many=True)
    data_dataset_session_related = SessionDatasetsSerializer(
        source="online_datasets", read_only=True, many=True
    )
    probe_insertion = ProbeInsertionListSerializer(read_only=True, many=True)
    field_of_view = FOVSerializer(read_only=True, many=True)
    notes = NoteSerializer(read_only=True, many=True)

    class Meta:
        """Its fields."""

        model = Session
        fields = (
            "subject", "users", "location", "procedures", "lab", "projects", "type",
            "task_protocol", "number", "start_time", "end_time", "narrative", "parent_session",
            "n_correct_trials", "n_trials", "url", "extended_qc", "qc",
            "wateradmin_session_related", "data_dataset_session_related", "auto_datetime",
            "id", "json", "probe_insertion", "field_of_view", "notes",
        )  # fmt: skip


class WeighingDetailSerializer(serializers.HyperlinkedModelSerializer):
    """A weight."""

    subject = serializers.SlugRelatedField(slug_field="nickname", queryset=Subject.objects.all())
    user = serializers.SlugRelatedField(
        slug_field="username",
        queryset=LabMember.objects.all(),
        required=False,
        default=serializers.CurrentUserDefault(),
    )

    class Meta:
        """Its fields."""

        model = Weighing
        fields = ("subject", "date_time", "weight", "user", "url")


class WaterAdministrationDetailSerializer(serializers.HyperlinkedModelSerializer):
    """Water given."""

    subject = serializers.SlugRelatedField(slug_field="nickname", queryset=Subject.objects.all())
    water_type = serializers.SlugRelatedField(
        slug_field="name", queryset=WaterType.objects.all(), required=False
    )
    user = serializers.SlugRelatedField(
        slug_field="username",
        queryset=LabMember.objects.all(),
        required=False,
        default=serializers.CurrentUserDefault(),
    )
    session = serializers.SlugRelatedField(
        slug_field="id", queryset=Session.objects.all(), required=False
    )

    class Meta:
        """Its fields."""

        model = WaterAdministration
        fields = (
            "subject", "date_time", "water_administered", "water_type", "user", "url", "session",
            "adlib",
        )  # fmt: skip
        extra_kwargs = {"url": {"view_name": "water-administration-detail"}}

    def create(self, validated_data: dict[str, Any]) -> Any:
        """A new administration; Alyx 3.6.1: one after the death of the animal is a 500.

        Raises:
            ValueError: the animal was dead by then.
        """
        subject, given = validated_data["subject"], validated_data.get("date_time")
        if subject.death_date and given and given.date() > subject.death_date:
            raise ValueError("Water administration date after death date")
        validated_data.setdefault("water_type", WaterType.objects.first())
        return super().create(validated_data)


class WaterRestrictionListSerializer(serializers.ModelSerializer):
    """A time of water restriction."""

    subject: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="nickname", read_only=True
    )
    water_type: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="name", read_only=True
    )

    class Meta:
        """Its fields."""

        model = WaterRestriction
        fields = ("subject", "start_time", "end_time", "water_type", "reference_weight")


class SurgerySerializer(serializers.ModelSerializer):
    """A surgery; its links are uuids."""

    subject = serializers.SlugRelatedField(slug_field="nickname", queryset=Subject.objects.all())

    class Meta:
        """Its fields."""

        model = Surgery
        fields = (
            "id", "subject", "name", "json", "narrative", "start_time", "end_time",
            "outcome_type", "implant_weight", "lab", "location", "users", "procedures",
        )  # fmt: skip
