"""Animals and projects in JSON."""

from __future__ import annotations

import datetime
import re
from typing import Any

from rest_framework import serializers

from alyxtui.demo.apps.actions.serializers import (
    WaterAdministrationDetailSerializer,
    WeighingDetailSerializer,
)
from alyxtui.demo.apps.misc.models import Lab, LabMember
from alyxtui.demo.apps.subjects.models import (
    ZYGOSITIES,
    Allele,
    Line,
    Litter,
    Project,
    Source,
    Species,
    Strain,
    Subject,
    Zygosity,
)
from alyxtui.demo.apps.subjects.water import Water

_SUBJECT_FIELDS = (
    "nickname", "url", "id", "responsible_user", "birth_date", "age_weeks", "death_date",
    "species", "sex", "litter", "strain", "source", "line", "projects", "session_projects",
    "lab", "genotype", "description", "alive", "reference_weight", "last_water_restriction",
    "expected_water", "remaining_water", "json",
)  # fmt: skip


class ProjectSerializer(serializers.ModelSerializer):
    """A project."""

    users = serializers.SlugRelatedField(
        slug_field="username", queryset=LabMember.objects.all(), many=True, required=False
    )

    class Meta:
        """Its fields."""

        model = Project
        fields = ("name", "description", "users")


class ZygosityListSerializer(serializers.ModelSerializer):
    """An allele and how many copies of it."""

    allele = serializers.SlugRelatedField(
        slug_field="nickname", queryset=Allele.objects.all(), required=False
    )
    zygosity = serializers.ChoiceField(choices=ZYGOSITIES)

    class Meta:
        """Its fields."""

        model = Zygosity
        fields = ("allele", "zygosity")


class _WaterSerializer(serializers.ModelSerializer):
    """The water of an animal, worked out once a record.

    The results are declared as ``object``: a real server's schema says "string" of them all.
    """

    expected_water = serializers.SerializerMethodField()
    remaining_water = serializers.SerializerMethodField()
    reference_weight = serializers.SerializerMethodField()
    last_water_restriction = serializers.SerializerMethodField()

    def to_representation(self, instance: Subject) -> Any:
        """The record, with its water worked out first."""
        self._water = Water(instance)
        self._today = self._water.day(datetime.date.today())
        return super().to_representation(instance)

    def get_expected_water(self, subject: Subject) -> object:
        """Millilitres a day. (float)."""
        return self._today.expected_water

    def get_remaining_water(self, subject: Subject) -> object:
        """Millilitres still to give today. (float)."""
        return self._today.expected_water - self._today.given

    def get_reference_weight(self, subject: Subject) -> object:
        """Grams. (float)."""
        return self._today.reference_weight

    def get_last_water_restriction(self, subject: Subject) -> object:
        """When the restriction began that goes on. (ISO 8601 or None)."""
        restriction = self._water.restriction
        if restriction is None or restriction.start_time is None:
            return None
        return restriction.start_time.isoformat()


class SubjectListSerializer(_WaterSerializer):
    """An animal in a list."""

    responsible_user = serializers.SlugRelatedField(
        slug_field="username",
        queryset=LabMember.objects.all(),
        required=False,
        default=serializers.CurrentUserDefault(),
    )
    species = serializers.SlugRelatedField(
        slug_field="nickname", queryset=Species.objects.all(), required=False, allow_null=True
    )
    litter = serializers.SlugRelatedField(
        slug_field="name", queryset=Litter.objects.all(), required=False, allow_null=True
    )
    strain = serializers.SlugRelatedField(
        slug_field="name", queryset=Strain.objects.all(), required=False, allow_null=True
    )
    source = serializers.SlugRelatedField(  # type: ignore[assignment]  # of the animal
        slug_field="name", queryset=Source.objects.all(), required=False, allow_null=True
    )
    line = serializers.SlugRelatedField(
        slug_field="name", queryset=Line.objects.all(), required=False, allow_null=True
    )
    projects = serializers.SlugRelatedField(
        slug_field="name", queryset=Project.objects.all(), many=True, required=False
    )
    session_projects: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="name", read_only=True, many=True
    )
    lab = serializers.SlugRelatedField(slug_field="name", queryset=Lab.objects.all())
    genotype: Any = serializers.ListField(source="genotype_texts", required=False)
    age_weeks = serializers.ReadOnlyField()
    alive = serializers.ReadOnlyField()

    class Meta:
        """Its fields."""

        model = Subject
        fields: tuple[str, ...] = _SUBJECT_FIELDS
        extra_kwargs = {"url": {"lookup_field": "nickname"}}

    def create(self, validated_data: dict[str, Any]) -> Any:
        """A new animal is a mouse unless said otherwise; its genotype is set elsewhere.

        Alyx 3.6.1: where its line makes nicknames (here all do), it gets one instead of ``-``.
        """
        validated_data.pop("genotype_texts", None)
        validated_data.setdefault("species", Species.objects.first())
        line = validated_data.get("line")
        if line is not None and validated_data.get("nickname", "-") == "-":
            number = Subject.objects.filter(line=line).count() + 1
            name = re.sub(r"[^\w.-]", "", line.nickname)
            validated_data["nickname"] = f"{name}_{number:04d}"
        return super().create(validated_data)


class SubjectDetailSerializer(SubjectListSerializer):
    """An animal with all its weights and water."""

    genotype = ZygosityListSerializer(source="zygosity_set", many=True, read_only=True)
    weighings = WeighingDetailSerializer(many=True, read_only=True)
    water_administrations = WaterAdministrationDetailSerializer(many=True, read_only=True)

    class Meta(SubjectListSerializer.Meta):
        """Its fields."""

        fields = (*_SUBJECT_FIELDS, "weighings", "water_administrations")

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        """Alyx 3.6.1: a former nickname is kept in ``json.history``."""
        if validated_data.get("nickname", instance.nickname) != instance.nickname:
            data = instance.json if isinstance(instance.json, dict) else {}
            names = data.setdefault("history", {}).setdefault("nickname", [])
            names.append({"value": instance.nickname})
            validated_data.setdefault("json", data)
        return super().update(instance, validated_data)


class WaterRestrictedSubjectListSerializer(_WaterSerializer):
    """An animal under water restriction."""

    reference_weight_pct = serializers.SerializerMethodField()
    zscore_weight_pct = serializers.SerializerMethodField()

    class Meta:
        """Its fields."""

        model = Subject
        fields = (
            "nickname", "url", "expected_water", "remaining_water", "reference_weight",
            "last_water_restriction", "reference_weight_pct", "zscore_weight_pct",
        )  # fmt: skip
        extra_kwargs = {"url": {"lookup_field": "nickname"}}

    def get_reference_weight_pct(self, subject: Subject) -> object:
        """The lab's share of the reference weight. (float, 0 to 1)."""
        return subject.lab.reference_weight_pct

    def get_zscore_weight_pct(self, subject: Subject) -> object:
        """The lab's share of the expected weight. (float, 0 to 1)."""
        return subject.lab.zscore_weight_pct
