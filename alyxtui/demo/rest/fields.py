"""Serializer fields with Alyx's own forms: enum labels and content types."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from rest_framework import serializers


class EnumField(serializers.Field):
    """A number in the database, its exact label in JSON.

    Args:
        choices: pairs of number and label.
    """

    def __init__(self, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Alyx 3.6.1: OPTIONS takes these for a dict and ends in a 500; so does this.
        self.choices = choices
        self.labels = dict(choices)

    def to_representation(self, value: int) -> str:
        """The label.

        Raises:
            IndexError: the number has none; the words are those of a real server.
        """
        if value not in self.labels:
            raise IndexError("list index out of range")
        return self.labels[value]

    def to_internal_value(self, data: object) -> int:
        """The number of an exact label."""
        for number, label in self.labels.items():
            if label == data:
                return number
        choices = ", ".join(self.labels.values())
        raise serializers.ValidationError(f"Invalid {self.field_name}, choices are: {choices}")


class ContentTypeField(serializers.Field):
    """``app.model`` in JSON; ``model`` alone is understood too."""

    def to_representation(self, value: ContentType) -> str:
        """For instance ``actions.session``."""
        return f"{value.app_label}.{value.model}"

    def to_internal_value(self, data: object) -> ContentType:
        """Find the model; an unknown one is an error that ends as a 500."""
        app, _, model = str(data).rpartition(".")
        wanted = {"model": model} | ({"app_label": app} if app else {})
        return ContentType.objects.get(**wanted)


class NamedOrEmpty(serializers.SlugRelatedField):
    """A reference by name that reads as an empty text when there is none."""

    def get_attribute(self, instance: Any) -> Any:
        """The target, or a stand-in for none."""
        return super().get_attribute(instance) or NOTHING

    def to_representation(self, obj: Any) -> Any:
        """The name, or an empty text."""
        return "" if obj is NOTHING else super().to_representation(obj)


NOTHING = object()
