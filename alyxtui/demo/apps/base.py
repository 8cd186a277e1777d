"""What every model of Alyx has, and the numbers behind its labels."""

from __future__ import annotations

import uuid

from django.db import models

QC = [(50, "CRITICAL"), (40, "FAIL"), (30, "WARNING"), (0, "NOT_SET"), (10, "PASS")]


class Record(models.Model):
    """A record with a uuid and room for anything in JSON."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    json = models.JSONField(null=True, blank=True, help_text="Anything structured")

    class Meta:
        """No table of its own."""

        abstract = True


class BaseModel(Record):
    """A record with a name, which may be empty."""

    name = models.CharField(max_length=255, blank=True, help_text="Long name")

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        return self.name or str(self.pk)
