"""Labs, people and notes in JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from alyxtui.demo.apps.data.models import DataRepository
from alyxtui.demo.apps.misc.models import Lab, LabLocation, LabMember, Note
from alyxtui.demo.apps.misc.pictures import resized
from alyxtui.demo.apps.subjects.models import Subject
from alyxtui.demo.rest.fields import ContentTypeField


class LabSerializer(serializers.ModelSerializer):
    """A lab."""

    repositories = serializers.SlugRelatedField(
        slug_field="name", queryset=DataRepository.objects.all(), many=True, required=False
    )

    class Meta:
        """Its fields."""

        model = Lab
        fields = (
            "name", "institution", "address", "timezone", "repositories",
            "reference_weight_pct", "zscore_weight_pct", "json",
        )  # fmt: skip


class LabLocationSerializer(serializers.ModelSerializer):
    """A room or a rig."""

    lab = serializers.SlugRelatedField(
        slug_field="name", queryset=Lab.objects.all(), required=False
    )

    class Meta:
        """Its fields."""

        model = LabLocation
        fields = ("name", "lab", "json")


class UserSerializer(serializers.ModelSerializer):
    """A person."""

    subjects_responsible = serializers.SlugRelatedField(
        slug_field="nickname", queryset=Subject.objects.all(), many=True
    )
    lab = serializers.ReadOnlyField(source="lab_names")
    allowed_users = serializers.SlugRelatedField(
        slug_field="username", queryset=LabMember.objects.all(), many=True
    )

    class Meta:
        """Its fields."""

        model = LabMember
        fields = (
            "id", "username", "email", "subjects_responsible", "lab", "allowed_users",
            "is_stock_manager",
        )  # fmt: skip


class NoteSerializer(serializers.ModelSerializer):
    """A note about a record."""

    user = serializers.SlugRelatedField(slug_field="username", queryset=LabMember.objects.all())
    content_type = ContentTypeField()
    image = serializers.ImageField(required=False, allow_null=True)

    class Meta:
        """Its fields."""

        model = Note
        fields = (
            "id", "user", "date_time", "content_type", "object_id", "text", "image", "json",
        )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """See that the record exists, and bring the picture to its width.

        Alyx 3.6.1: a PATCH without content type or object is a 500, and so is an unknown object;
        every change makes the picture that is there anew, and the one before is gone.
        """
        if "note" not in settings.HAZARDS and self.instance:
            attrs.setdefault("content_type", self.instance.content_type)
            attrs.setdefault("object_id", self.instance.object_id)
        attrs["content_type"].get_object_for_this_type(pk=attrs["object_id"])
        if attrs.get("image"):
            width = self.context["request"].data.get("width")
            attrs["image"] = resized(attrs["image"], width, attrs["object_id"])
        elif self.instance and self.instance.image and "note" in settings.HAZARDS:
            before = self.instance.image
            attrs["image"] = resized(before, None, attrs["object_id"])
            before.delete(save=False)
        return attrs
