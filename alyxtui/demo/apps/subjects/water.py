"""How much water an animal should get, in a few lines.

A real server fits growth curves; this keeps the shape of the answer and the rule that matters:
an animal under water restriction gets 40 ml a kilogram and day, 50 ml when it weighs less than
its lab's share of the reference weight.
"""

from __future__ import annotations

import datetime

from alyxtui.demo.apps.actions.models import WaterRestriction
from alyxtui.demo.apps.subjects.models import Subject

_USUAL, _LIGHT = 0.04, 0.05  # millilitres a gram and day


class Water:
    """The water of one animal now.

    Attributes:
        restriction: the restriction that is going on, or None.
        reference_weight: grams; 0 without restriction.
        expected: millilitres a day; 0 without restriction.
        remaining: millilitres still to give today.
    """

    def __init__(self, subject: Subject) -> None:
        self.restriction: WaterRestriction | None = None
        if subject.death_date is None:
            restrictions = subject.actions_waterrestrictions.filter(end_time=None)
            self.restriction = restrictions.order_by("-start_time").first()
        self.reference_weight = self.expected = self.remaining = 0.0
        if self.restriction is not None:
            self.reference_weight = self.restriction.reference_weight
            self.expected = self._expected(subject)
            self.remaining = self.expected - _given_today(subject)

    def _expected(self, subject: Subject) -> float:
        last = subject.weighings.order_by("-date_time").first()
        weight = self.reference_weight if last is None else last.weight
        threshold = self.reference_weight * subject.lab.reference_weight_pct
        return round(weight * (_LIGHT if weight < threshold else _USUAL), 4)


def _given_today(subject: Subject) -> float:
    today = datetime.date.today()
    given = subject.water_administrations.filter(date_time__date=today)
    return sum(amount or 0.0 for amount in given.values_list("water_administered", flat=True))
