"""Labs, rooms, people and notes."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models

from alyxtui.demo.apps.base import BaseModel

LIGHT_CYCLE = [(0, "Normal"), (1, "Inverted")]


class LabMember(AbstractUser):
    """A person who can sign in."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_stock_manager = models.BooleanField(default=False)
    allowed_users = models.ManyToManyField("self", blank=True, symmetrical=False)
    is_public_user = models.BooleanField(default=False)

    class Meta:
        """In alphabetical order."""

        ordering = ["username"]

    def lab_names(self) -> object:
        """The labs the person belongs to today. (list of str)."""
        return [
            membership.lab.name
            for membership in self.labmembership_set.all()
            if membership.end_date is None
        ]


class CageType(BaseModel):
    """A kind of cage."""

    description = models.CharField(max_length=1023, blank=True)


class Enrichment(BaseModel):
    """What is put in a cage."""

    name = models.CharField(max_length=255, unique=True)
    description = models.CharField(max_length=1023, blank=True)


class Food(BaseModel):
    """A kind of food."""

    name = models.CharField(max_length=255, unique=True)
    description = models.CharField(max_length=1023, blank=True)


class Lab(BaseModel):
    """A lab, with its rules for water and its repositories."""

    name = models.CharField(
        max_length=255, unique=True, validators=[RegexValidator(r"^\w+$", "No spaces, please")]
    )
    institution = models.CharField(max_length=255, blank=True)
    address = models.CharField(max_length=255, blank=True)
    timezone = models.CharField(max_length=64, blank=True, default="Europe/London")
    reference_weight_pct = models.FloatField(default=0.0, help_text="0 to 1; 0: not used")
    zscore_weight_pct = models.FloatField(default=0.0, help_text="0 to 1; 0: not used")
    cage_type = models.ForeignKey(CageType, models.SET_NULL, null=True, blank=True)
    enrichment = models.ForeignKey(Enrichment, models.SET_NULL, null=True, blank=True)
    food = models.ForeignKey(Food, models.SET_NULL, null=True, blank=True)
    cage_cleaning_frequency_days = models.IntegerField(null=True, blank=True)
    light_cycle = models.IntegerField(choices=LIGHT_CYCLE, null=True, blank=True)
    repositories = models.ManyToManyField("data.DataRepository", blank=True)


class LabMembership(BaseModel):
    """A person's time in a lab."""

    user = models.ForeignKey(LabMember, models.CASCADE)
    lab = models.ForeignKey(Lab, models.CASCADE)
    role = models.CharField(max_length=255, blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)


class LabLocation(BaseModel):
    """A room or a rig; two may have the same name."""

    name = models.CharField(max_length=255)
    lab = models.ForeignKey(Lab, models.CASCADE)


class Housing(BaseModel):
    """A cage and how it is kept."""

    cage_name = models.CharField(max_length=64)
    cage_type = models.ForeignKey(CageType, models.SET_NULL, null=True, blank=True)
    enrichment = models.ForeignKey(Enrichment, models.SET_NULL, null=True, blank=True)
    food = models.ForeignKey(Food, models.SET_NULL, null=True, blank=True)
    cage_cleaning_frequency_days = models.IntegerField(null=True, blank=True)
    light_cycle = models.IntegerField(choices=LIGHT_CYCLE, null=True, blank=True)
    subjects: models.ManyToManyField = models.ManyToManyField(
        "subjects.Subject", through="HousingSubject", related_name="housings"
    )


class HousingSubject(BaseModel):
    """An animal's time in a cage."""

    subject = models.ForeignKey(
        "subjects.Subject", models.CASCADE, null=True, related_name="housing_subjects"
    )
    housing = models.ForeignKey(Housing, models.CASCADE, null=True, related_name="housing_subjects")
    start_datetime = models.DateTimeField()
    end_datetime = models.DateTimeField(null=True, blank=True)


class Note(BaseModel):
    """A text, perhaps with a picture, about any record."""

    user = models.ForeignKey(LabMember, models.CASCADE)
    date_time = models.DateTimeField(default=datetime.datetime.now)
    text = models.TextField(blank=True)
    # A file and not an image: Django would load Pillow at every start.
    image = models.FileField(upload_to="%Y/%m/%d", max_length=200, null=True, blank=True)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.UUIDField(help_text="id of the record the note is about")
    content_object = GenericForeignKey()
