"""Probes, their trajectories, channels and brain regions."""

from __future__ import annotations

import uuid

from django.db import models

from alyxtui.demo.apps.actions.models import ChronicRecording
from alyxtui.demo.apps.base import BaseModel, Record
from alyxtui.demo.rest.database import NanFloatField

PROVENANCE = [
    (70, "Ephys aligned histology track"),
    (50, "Histology track"),
    (30, "Micro-manipulator"),
    (10, "Planned"),
]
FOV_PROVENANCE = [
    ("E", "Estimate"),
    ("F", "Functional"),
    ("L", "Landmark"),
    ("H", "Histology"),
]


class CoordinateSystem(BaseModel):
    """A coordinate system."""

    name = models.CharField(max_length=255, unique=True)
    description = models.TextField(max_length=4096, blank=True)


class ProbeModel(BaseModel):
    """A kind of probe."""

    probe_manufacturer = models.CharField(max_length=255)
    probe_model = models.CharField(max_length=255, unique=True)
    description = models.CharField(max_length=255, null=True, blank=True)


class ChronicInsertion(ChronicRecording):
    """A probe that stays in the animal."""

    serial = models.CharField(max_length=255, blank=True, help_text="Serial number of the probe")
    model = models.ForeignKey(
        ProbeModel, models.SET_NULL, null=True, blank=True, related_name="chronic_insertion"
    )


class ProbeInsertion(BaseModel):
    """A probe in a session."""

    session = models.ForeignKey(
        "actions.EphysSession",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="probe_insertion",
    )
    model = models.ForeignKey(
        ProbeModel, models.SET_NULL, null=True, blank=True, related_name="probe_insertion"
    )
    serial = models.CharField(max_length=255, blank=True, help_text="Serial number of the probe")
    auto_datetime = models.DateTimeField(
        auto_now=True, null=True, blank=True, verbose_name="last updated"
    )
    datasets = models.ManyToManyField("data.Dataset", blank=True, related_name="probe_insertion")
    chronic_insertion = models.ForeignKey(
        ChronicInsertion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="probe_insertion",
    )


class TrajectoryEstimate(Record):
    """Where a probe is thought to be, by one way of knowing."""

    probe_insertion = models.ForeignKey(
        ProbeInsertion, models.CASCADE, null=True, blank=True, related_name="trajectory_estimate"
    )
    chronic_insertion = models.ForeignKey(
        ChronicInsertion, models.CASCADE, null=True, blank=True, related_name="trajectory_estimate"
    )
    x = NanFloatField(null=True, help_text="Micrometres, medio-lateral, right positive")
    y = NanFloatField(null=True, help_text="Micrometres, antero-posterior, front positive")
    z = NanFloatField(null=True, blank=True, help_text="Micrometres, dorso-ventral, up positive")
    depth = NanFloatField(null=True, help_text="Micrometres along the probe")
    theta = NanFloatField(null=True, help_text="Degrees from the vertical, 0 to 180")
    phi = NanFloatField(null=True, help_text="Degrees from the right, anti-clockwise")
    roll = NanFloatField(null=True, blank=True)
    provenance = models.IntegerField(choices=PROVENANCE, default=10)
    coordinate_system = models.ForeignKey(CoordinateSystem, models.SET_NULL, null=True, blank=True)
    datetime = models.DateTimeField(auto_now=True, verbose_name="last update")


class BrainRegion(models.Model):
    """A region of the Allen atlas; ``lft`` and ``rght`` enclose those of its descendants."""

    id = models.IntegerField(primary_key=True)
    acronym = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=255, unique=True)
    description = models.TextField(null=True, blank=True)
    ontology = models.CharField(max_length=64, null=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children"
    )
    level = models.PositiveIntegerField(editable=False)
    lft = models.PositiveIntegerField(editable=False)
    rght = models.PositiveIntegerField(editable=False)
    tree_id = models.PositiveIntegerField(editable=False)

    def ancestors(self) -> models.QuerySet[BrainRegion]:
        """The way up to the root, the region itself included, root first."""
        regions = BrainRegion.objects.filter(lft__lte=self.lft, rght__gte=self.rght)
        return regions.order_by("lft")

    def descendants(self) -> models.QuerySet[BrainRegion]:
        """The region and all below it."""
        regions = BrainRegion.objects.filter(lft__gte=self.lft, rght__lte=self.rght)
        return regions.order_by("lft")

    @property
    def related_descriptions(self) -> object:
        """The descriptions of the regions above that have one, nearest first. (list of dict)."""
        above = self.ancestors().exclude(pk=self.pk).order_by("-level")
        return [
            {"id": region.pk, "acronym": region.acronym, "description": region.description}
            for region in above
            if region.description
        ]


class Channel(BaseModel):
    """A channel of a probe, with the region it lies in."""

    axial = NanFloatField(null=True, blank=True, help_text="Micrometres along the probe")
    lateral = NanFloatField(null=True, blank=True, help_text="Micrometres across the probe")
    x = NanFloatField(null=True, blank=True)
    y = NanFloatField(null=True, blank=True)
    z = NanFloatField(null=True, blank=True)
    brain_region = models.ForeignKey(
        BrainRegion, models.CASCADE, null=True, blank=True, related_name="channels"
    )
    trajectory_estimate = models.ForeignKey(
        TrajectoryEstimate, models.CASCADE, null=True, blank=True, related_name="channels"
    )


class ImagingType(BaseModel):
    """A kind of imaging."""

    name = models.CharField(max_length=255, unique=True)


class ImagingStack(BaseModel):
    """Fields of view above each other."""

    name = models.CharField(max_length=255)


class FOV(BaseModel):
    """A field of view of an imaging session."""

    session = models.ForeignKey(
        "actions.ImagingSession", models.CASCADE, related_name="field_of_view"
    )
    imaging_type = models.ForeignKey(ImagingType, models.PROTECT, related_name="field_of_view")
    datasets = models.ManyToManyField("data.Dataset", blank=True, related_name="field_of_view")
    stack = models.ForeignKey(
        ImagingStack, models.CASCADE, null=True, blank=True, related_name="slices"
    )

    class Meta:
        """By session."""

        ordering = ["session", "name"]
        unique_together = [("session", "name")]


class FOVLocation(BaseModel):
    """Where a field of view is, by one way of knowing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    field_of_view = models.ForeignKey(FOV, models.CASCADE, related_name="location")
    provenance = models.CharField(max_length=1, choices=FOV_PROVENANCE)
    default_provenance = models.BooleanField(default=False)
    coordinate_system = models.ForeignKey(CoordinateSystem, models.SET_NULL, null=True, blank=True)
    auto_datetime = models.DateTimeField(auto_now=True, verbose_name="last update")
    x = models.JSONField()
    y = models.JSONField()
    z = models.JSONField()
    n_xyz = models.JSONField()
    brain_region = models.ManyToManyField(BrainRegion, blank=True, related_name="brain_region")

    class Meta:
        """The one to use first."""

        ordering = ["-default_provenance"]
