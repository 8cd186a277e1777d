"""What is done with an animal: sessions, weighings, water, surgeries."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MinValueValidator
from django.db import models

from alyxtui.demo.apps.base import QC, BaseModel
from alyxtui.demo.rest.database import NanFloatField

if TYPE_CHECKING:
    from alyxtui.demo.apps.data.models import Dataset
    from alyxtui.demo.apps.misc.models import Note

OUTCOMES = [("a", "Acute"), ("r", "Recovery"), ("n", "Non-recovery")]


class ProcedureType(BaseModel):
    """A kind of procedure."""

    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)


class WaterType(BaseModel):
    """A kind of water or gel."""

    name = models.CharField(max_length=128, unique=True)


class BaseAction(BaseModel):
    """Something done with an animal, by people, somewhere, for some time."""

    subject = models.ForeignKey(
        "subjects.Subject", models.CASCADE, related_name="%(app_label)s_%(class)ss"
    )
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True)
    location = models.ForeignKey("misc.LabLocation", models.SET_NULL, null=True, blank=True)
    lab = models.ForeignKey("misc.Lab", models.SET_NULL, null=True, blank=True)
    procedures = models.ManyToManyField(ProcedureType, blank=True)
    narrative = models.TextField(blank=True)
    start_time = models.DateTimeField(null=True, blank=True, default=datetime.datetime.now)
    end_time = models.DateTimeField(null=True, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True


class Session(BaseAction):
    """A recording or training session."""

    projects = models.ManyToManyField("subjects.Project", blank=True)
    parent_session = models.ForeignKey("self", models.SET_NULL, null=True, blank=True)
    type = models.CharField(
        max_length=255, null=True, blank=True, help_text="For instance Experiment or Base"
    )
    number = models.IntegerField(null=True, blank=True, help_text="Number within the day")
    task_protocol = models.CharField(max_length=1023, blank=True, default="")
    n_trials = models.IntegerField(null=True, blank=True)
    n_correct_trials = models.IntegerField(null=True, blank=True)
    qc = models.IntegerField(choices=QC, default=0)
    extended_qc = models.JSONField(null=True, blank=True, help_text="Results of QC checks")
    auto_datetime = models.DateTimeField(
        auto_now=True, null=True, blank=True, verbose_name="last updated"
    )

    @property
    def online_datasets(self) -> list[Dataset]:
        """Alyx 3.6.1: only the datasets with a file on a shared repository are nested."""
        return [data for data in self.data_dataset_session_related.all() if data.is_online]

    @property
    def notes(self) -> models.QuerySet[Note]:
        """The notes about the session, the latest first."""
        from alyxtui.demo.apps.misc.models import Note

        kind = ContentType.objects.get_for_model(Session)
        return Note.objects.filter(content_type=kind, object_id=self.pk).order_by("-date_time")


class EphysSession(Session):
    """A session with probes; the same table."""

    class Meta:
        """Another name for :class:`Session`."""

        proxy = True


class ImagingSession(Session):
    """A session with imaging; the same table."""

    class Meta:
        """Another name for :class:`Session`."""

        proxy = True


class Surgery(BaseAction):
    """A surgery."""

    outcome_type = models.CharField(max_length=1, choices=OUTCOMES, blank=True)
    implant_weight = NanFloatField(validators=[MinValueValidator(0)], help_text="Grams")


class VirusInjection(BaseAction):
    """An injection of a virus."""

    virus_batch = models.CharField(max_length=255, null=True, blank=True)
    injection_volume = NanFloatField(null=True, blank=True)
    rate_of_injection = NanFloatField(null=True, blank=True)
    injection_type = models.CharField(
        max_length=1, choices=[("I", "Iontophoresis"), ("P", "Pressure")], default="I", blank=True
    )


class OtherAction(BaseAction):
    """Anything else."""


class ChronicRecording(BaseAction):
    """A recording that goes on over many sessions."""


class WaterRestriction(BaseAction):
    """A time during which an animal gets its water by rule."""

    reference_weight = NanFloatField(
        default=0, validators=[MinValueValidator(0)], help_text="Grams, on the first day"
    )
    water_type = models.ForeignKey(WaterType, models.SET_NULL, null=True, blank=True)


class Weighing(BaseModel):
    """A weight."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    subject = models.ForeignKey("subjects.Subject", models.CASCADE, related_name="weighings")
    date_time = models.DateTimeField(null=True, blank=True, default=datetime.datetime.now)
    weight = NanFloatField(validators=[MinValueValidator(0)], help_text="Grams")


class WaterAdministration(BaseModel):
    """Water given, by hand or during a session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    subject = models.ForeignKey(
        "subjects.Subject", models.CASCADE, related_name="water_administrations"
    )
    date_time = models.DateTimeField(null=True, blank=True, default=datetime.datetime.now)
    session = models.ForeignKey(
        Session, models.SET_NULL, null=True, blank=True, related_name="wateradmin_session_related"
    )
    water_administered = NanFloatField(
        null=True, blank=True, validators=[MinValueValidator(0)], help_text="Millilitres"
    )
    water_type = models.ForeignKey(WaterType, models.SET_NULL, null=True, blank=True)
    adlib = models.BooleanField(default=False)


class CullMethod(BaseModel):
    """How."""

    description = models.TextField(max_length=255, blank=True)


class CullReason(BaseModel):
    """Why."""

    description = models.TextField(max_length=255, blank=True)


class Cull(BaseModel):
    """The end of an animal."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    subject = models.OneToOneField("subjects.Subject", models.CASCADE, related_name="cull")
    date = models.DateField()
    description = models.TextField(max_length=255, blank=True)
    cull_reason = models.ForeignKey(CullReason, models.SET_NULL, null=True, blank=True)
    cull_method = models.ForeignKey(CullMethod, models.SET_NULL, null=True, blank=True)
