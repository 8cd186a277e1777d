"""The weight an animal should have, and the water it should get, day by day.

Alyx 3.6.1, as measured: the implant weighs nothing in any comparison; an animal gets 40 ml a
kilogram and day, and 50 ml below its threshold; a restriction's reference weight stays in force
when the restriction ends; without any, the reference is 0. A real server has tables of weights by
age and sex; here one growth curve stands for them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alyxtui.demo.apps.actions.models import WaterRestriction
from alyxtui.demo.apps.subjects.models import Subject

_USUAL, _LIGHT = 0.04, 0.05  # millilitres a gram and day
_GROWTH = 6.0  # weeks; the curve reaches 63 % of the adult weight after so many
_DAY = datetime.timedelta(days=1)
_Timed = tuple[datetime.datetime, float]


@dataclass(frozen=True, slots=True)
class Given:
    """Water given at one time.

    Attributes:
        amount: millilitres.
        reward: whether it was a reward in a session, not a supplement.
    """

    amount: float
    reward: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What holds for an animal on one day. Weights in grams, water in millilitres.

    Attributes:
        date: the day.
        weight: the latest known, implant included; 0 before the first weighing.
        weighing_at: the weight of that day's last weighing, None without one.
        reference_weight: at the beginning of the restriction, without implant; 0 without one.
        expected_weight: what it should weigh, implant included.
        min_weight: below it there is more water.
        implant_weight: grams; 0 before the surgery.
        given_reward: water of that day's sessions.
        given_supplement: other water of that day.
        restricted: whether a restriction was going on.
    """

    date: datetime.date
    weight: float
    weighing_at: float | None
    reference_weight: float
    expected_weight: float
    min_weight: float
    implant_weight: float
    given_reward: float
    given_supplement: float
    restricted: bool

    @property
    def percentage_weight(self) -> float:
        """The weight as a share of the expected one, per cent, both without implant."""
        expected = self.expected_weight - self.implant_weight
        if not (self.weight and expected):
            return 0.0
        return 100 * (self.weight - self.implant_weight) / expected

    @property
    def expected_water(self) -> float:
        """Millilitres for that day."""
        share = _LIGHT if self.weight < self.min_weight else _USUAL
        return max(0.0, self.weight - self.implant_weight) * share

    @property
    def given(self) -> float:
        """All water of that day."""
        return self.given_reward + self.given_supplement

    def as_json(self) -> dict[str, object]:
        """The record of ``/water-requirement``, with its names and their order."""
        return {
            "date": self.date.isoformat(),
            "weight": self.weight,
            "weighing_at": self.weighing_at,
            "reference_weight": self.reference_weight,
            "expected_weight": self.expected_weight,
            "min_weight": self.min_weight,
            "percentage_weight": self.percentage_weight,
            "given_water_reward": self.given_reward,
            "given_water_supplement": self.given_supplement,
            "given_water_total": self.given,
            "expected_water": self.expected_water,
            "excess_water": self.given - self.expected_water,
            "is_water_restricted": self.restricted,
            "implant_weight": self.implant_weight,
        }


class Water:
    """The weights and the water of one animal, read once.

    Attributes:
        restriction: the restriction that is going on, or None; None for a dead animal.
        weighings: time and grams, the earliest first.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._restrictions = sorted(
            subject.actions_waterrestrictions.exclude(start_time=None), key=_start
        )
        going_on = [one for one in self._restrictions if one.end_time is None]
        self.restriction = going_on[-1] if going_on and subject.death_date is None else None
        self.weighings = _in_order(subject.weighings.values_list("date_time", "weight"))
        self._implants = _in_order(
            subject.actions_surgerys.values_list("start_time", "implant_weight")
        )
        self._given: dict[datetime.date, list[Given]] | None = None

    def day(self, date: datetime.date) -> Day:
        """Work out one day."""
        weighing = _latest(self.weighings, date)
        implant = _latest(self._implants, date)
        implant_weight = implant[1] if implant else 0
        reference, began = self._reference(date, implant_weight)
        expected, least = self._expected(date, reference, began)
        given = self._given_on(date)
        return Day(
            date=date,
            weight=weighing[1] if weighing else 0,
            weighing_at=weighing[1] if weighing and weighing[0].date() == date else None,
            reference_weight=reference,
            expected_weight=expected + implant_weight,
            min_weight=least + implant_weight,
            implant_weight=implant_weight,
            given_reward=sum(one.amount for one in given if one.reward),
            given_supplement=sum(one.amount for one in given if not one.reward),
            restricted=any(_covers(one, date) for one in self._restrictions),
        )

    def days(self, first: datetime.date | None, last: datetime.date) -> list[Day]:
        """Work out some days.

        Args:
            first: the first day, None for that of the first weighing or restriction.
            last: the last day.
        """
        known = [time.date() for time, _ in self.weighings[:1]]
        known += [_start(one).date() for one in self._restrictions[:1]]
        begin = first or min(known, default=last)
        return [self.day(begin + _DAY * number) for number in range((last - begin).days + 1)]

    def _reference(self, date: datetime.date, implant: float) -> tuple[float, datetime.date | None]:
        """The reference weight in force and the day its restriction began."""
        begun = [one for one in self._restrictions if _start(one).date() <= date]
        if not begun:
            return 0.0, None
        began = _start(begun[-1])
        before = [weight for time, weight in self.weighings if time <= began]
        own = begun[-1].reference_weight
        weight = own or (before[-1] - implant if before else 0.0)
        return max(0.0, weight), began.date()

    def _expected(
        self, date: datetime.date, reference: float, began: datetime.date | None
    ) -> tuple[float, float]:
        """The expected and the least weight, without implant, by the stricter rule of the lab."""
        lab, grown = self._subject.lab, reference * self._growth(began, date)
        rules = [(reference, lab.reference_weight_pct), (grown, lab.zscore_weight_pct)]
        used = [rule for rule in rules if rule[1] > 0]
        expected, share = max(used, key=lambda rule: rule[0] * rule[1], default=(reference, 0.0))
        return expected, expected * share

    def _growth(self, began: datetime.date | None, date: datetime.date) -> float:
        """How many times its weight an animal weighs after some whole weeks."""
        birth = self._subject.birth_date
        if birth is None or began is None or began <= birth:
            return 1.0
        then, now = ((day - birth).days // 7 + 1 for day in (began, date))
        return _adult_share(now) / _adult_share(then)

    def _given_on(self, date: datetime.date) -> Sequence[Given]:
        if self._given is None:
            self._given = {}
            rows = self._subject.water_administrations.values_list(
                "date_time", "water_administered", "session"
            )
            for time, amount, session in rows:
                if time is not None:
                    one = Given(amount or 0.0, session is not None)
                    self._given.setdefault(time.date(), []).append(one)
        return self._given.get(date, ())


def _start(restriction: WaterRestriction) -> datetime.datetime:
    return restriction.start_time or datetime.datetime.min


def _covers(restriction: WaterRestriction, date: datetime.date) -> bool:
    end = restriction.end_time
    return _start(restriction).date() <= date and (end is None or date <= end.date())


def _in_order(rows: Iterable[tuple[datetime.datetime | None, float]]) -> list[_Timed]:
    return sorted((time, value) for time, value in rows if time is not None)


def _latest(rows: Sequence[_Timed], date: datetime.date) -> _Timed | None:
    """The last row of a day or before it; the rows are in order."""
    return next((row for row in reversed(rows) if row[0].date() <= date), None)


def _adult_share(weeks: int) -> float:
    return 1 - math.exp(-weeks / _GROWTH)
