"""Animals, their lines and projects."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from alyxtui.demo import clock
from alyxtui.demo.apps.base import BaseModel
from alyxtui.demo.rest.database import ordering

SEX = [("M", "Male"), ("F", "Female"), ("U", "Unknown")]
SEVERITY = [
    (None, ""),
    (1, "Sub-threshold"),
    (2, "Mild"),
    (3, "Moderate"),
    (4, "Severe"),
    (5, "Non-recovery"),
]
PROTOCOL_NUMBERS = [(str(number), str(number)) for number in (1, 2, 3, 4)]
TEST_RESULTS = [(0, "Absent"), (1, "Present")]
ZYGOSITIES = [(0, "Absent"), (1, "Heterozygous"), (2, "Homozygous"), (3, "Present")]
_SIGNS = {0: "-/-", 1: "+/-", 2: "+/+", 3: "+"}


class Project(BaseModel):
    """A project, with the people in it."""

    name = models.CharField(max_length=255, unique=True)
    description = models.CharField(max_length=1023, blank=True)
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True)


class Source(BaseModel):
    """Where animals come from."""

    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)


class Species(BaseModel):
    """A species."""

    name = models.CharField(max_length=255)
    nickname = models.CharField(max_length=255, unique=True)


class Strain(BaseModel):
    """A strain."""

    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class Sequence(BaseModel):
    """What a genotype test looks for."""

    name = models.CharField(max_length=255, unique=True)
    base_pairs = models.TextField(blank=True)
    description = models.CharField(max_length=1023, blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class Allele(BaseModel):
    """An allele."""

    name = models.CharField(max_length=1023)
    nickname = models.CharField(max_length=255, unique=True)
    sequences = models.ManyToManyField(Sequence, blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["nickname"]


class Line(BaseModel):
    """A breeding line of a lab."""

    name = models.CharField(max_length=255)
    nickname = models.CharField(max_length=255, unique=True)
    description = models.TextField(blank=True)
    target_phenotype = models.CharField(max_length=1023, blank=True)
    strain = models.ForeignKey(Strain, models.SET_NULL, null=True, blank=True)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True)
    species = models.ForeignKey(Species, models.SET_NULL, null=True, blank=True)
    lab = models.ForeignKey("misc.Lab", models.CASCADE)
    alleles = models.ManyToManyField(Allele, blank=True)
    source_identifier = models.CharField(max_length=64, blank=True)
    source_url = models.URLField(blank=True)
    expression_data_url = models.URLField(blank=True)
    is_active = models.BooleanField(default=True)
    subject_autoname_index = models.IntegerField(default=0)
    breeding_pair_autoname_index = models.IntegerField(default=0)
    litter_autoname_index = models.IntegerField(default=0)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]
        unique_together = [("nickname", "lab")]


class BreedingPair(BaseModel):
    """Parents."""

    name = models.CharField(max_length=255, default="-")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True)
    father = models.ForeignKey(
        "Subject", models.SET_NULL, null=True, blank=True, related_name="litter_father"
    )
    mother1 = models.ForeignKey(
        "Subject", models.SET_NULL, null=True, blank=True, related_name="mother1"
    )
    mother2 = models.ForeignKey(
        "Subject", models.SET_NULL, null=True, blank=True, related_name="mother2"
    )
    description = models.TextField(blank=True)
    start_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name"]


class Litter(BaseModel):
    """Siblings."""

    name = models.CharField(max_length=255, default="-", unique=True)
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True)
    breeding_pair = models.ForeignKey(BreedingPair, models.SET_NULL, null=True, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        """In alphabetical order."""

        ordering = ["name", "-birth_date"]


class SubjectRequest(BaseModel):
    """A wish for animals of a line."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="subjects_requested"
    )
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True)
    count = models.IntegerField(null=True, blank=True)
    date_time = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        """The latest first."""

        ordering = ["-date_time"]


class Subject(BaseModel):
    """An animal. Its nickname is unique within a lab only."""

    nickname = models.CharField(
        max_length=64,
        default="-",
        validators=[
            RegexValidator(
                r"^[\w.-]+$",
                "Nicknames must only contain letters, numbers, hyphens and underscores. "
                "Dots are reserved for breeding subjects.",
            )
        ],
        help_text="Short name of the animal",
    )
    species = models.ForeignKey(Species, models.SET_NULL, null=True, blank=True)
    litter = models.ForeignKey(Litter, models.SET_NULL, null=True, blank=True)
    sex = models.CharField(max_length=1, choices=SEX, default="U", blank=True)
    strain = models.ForeignKey(Strain, models.SET_NULL, null=True, blank=True)
    genotype: models.ManyToManyField = models.ManyToManyField(Allele, through="Zygosity")
    genotype_test: models.ManyToManyField = models.ManyToManyField(Sequence, through="GenotypeTest")
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True)
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    death_date = models.DateField(null=True, blank=True)
    wean_date = models.DateField(null=True, blank=True)
    genotype_date = models.DateField(null=True, blank=True)
    reduced_date = models.DateField(null=True, blank=True)
    responsible_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subjects_responsible",
        help_text="Who has primary or legal responsibility for the animal",
    )
    lab = models.ForeignKey("misc.Lab", models.CASCADE)
    projects = models.ManyToManyField(Project, blank=True)
    cage = models.CharField(max_length=64, null=True, blank=True)
    request = models.ForeignKey(SubjectRequest, models.SET_NULL, null=True, blank=True)
    ear_mark = models.CharField(max_length=32, blank=True)
    protocol_number = models.CharField(max_length=1, choices=PROTOCOL_NUMBERS, default="3")
    description = models.TextField(blank=True)
    adverse_effects = models.TextField(blank=True)
    actual_severity = models.IntegerField(choices=SEVERITY, null=True, blank=True)
    to_be_genotyped = models.BooleanField(default=False)
    to_be_culled = models.BooleanField(default=False)

    class Meta:
        """By name."""

        ordering = ordering("nickname", "-birth_date")
        unique_together = [("nickname", "lab"), ("nickname", "responsible_user")]

    def __str__(self) -> str:
        return self.nickname

    @property
    def alive(self) -> object:
        """Whether it has no date of death. (bool; untyped so that the schema says "string")."""
        return self.death_date is None

    @property
    def age_weeks(self) -> object:
        """Whole weeks from birth to death or to the demo's own day, 0 when unknown. (int)."""
        if self.birth_date is None:
            return 0
        end = self.death_date or clock.ANCHOR.date()
        return max(0, (end - self.birth_date).days // 7)

    @property
    def session_projects(self) -> models.QuerySet[Project]:
        """The projects of its sessions."""
        return Project.objects.filter(session__subject=self).distinct()

    @property
    def genotype_texts(self) -> object:
        """Its genotype in words. (list of str)."""
        return [str(zygosity) for zygosity in self.zygosity_set.all()]


class Zygosity(BaseModel):
    """An animal's copies of an allele."""

    subject = models.ForeignKey(Subject, models.CASCADE)
    allele = models.ForeignKey(Allele, models.CASCADE)
    zygosity = models.IntegerField(choices=ZYGOSITIES)

    def __str__(self) -> str:
        return f"{self.allele.nickname} {_SIGNS[self.zygosity]}"


class ZygosityRule(BaseModel):
    """How test results tell the zygosity."""

    line = models.ForeignKey(Line, models.CASCADE, null=True)
    allele = models.ForeignKey(Allele, models.CASCADE, null=True)
    sequence0 = models.ForeignKey(
        Sequence, models.CASCADE, null=True, related_name="zygosity_rule_sequence0"
    )
    sequence0_result = models.IntegerField(choices=TEST_RESULTS, null=True)
    sequence1 = models.ForeignKey(
        Sequence, models.CASCADE, null=True, related_name="zygosity_rule_sequence1"
    )
    sequence1_result = models.IntegerField(choices=TEST_RESULTS, null=True)
    zygosity = models.IntegerField(choices=ZYGOSITIES)


class GenotypeTest(BaseModel):
    """A test and its result."""

    subject = models.ForeignKey(Subject, models.CASCADE)
    sequence = models.ForeignKey(Sequence, models.CASCADE)
    test_result = models.IntegerField(choices=TEST_RESULTS)
