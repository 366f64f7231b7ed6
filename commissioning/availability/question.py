"""What is asked of a court or an area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from commissioning.availability.statuses import OrderAsked
from directory.order_length import OrderKind
from directory.services.eligibility import AboutPerson, Attribute
from directory.sight import ANYBODY, Sight

OLDEST: Final = 120
"""Years: nobody before a court is older."""


@dataclass(frozen=True, slots=True)
class LegalDates:
    """What decides which requirements may be imposed; a day of None was not said.

    Nothing else about an offence is asked or kept.
    """

    offence_on: dt.date | None = None
    convicted_on: dt.date | None = None

    def years_since_conviction(self, today: dt.date) -> tuple[int, int]:
        """Whole years, and the same with a begun one counted; none without a conviction."""
        day = self.convicted_on or today
        whole = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
        return whole, whole + ((today.month, today.day) != (day.month, day.day))


@dataclass(frozen=True, slots=True)
class CourtQuestion:
    """What is asked. Without home areas, all the areas that the court serves.

    `order_days` None: no length was asked about, and nothing is said of "within the order".
    `unpaid_hours`: of unpaid work, where a court would order some.
    `rows_each`: only so many rows of a requirement are wanted, the soonest; None: all.
    `sight`: who looks.
    """

    home_areas: tuple[str, ...] = ()
    requirement: str | None = None
    order_days: int | None = None
    about: AboutPerson | None = None
    unpaid_hours: float | None = None
    rows_each: int | None = None
    order_kind: OrderKind | None = None
    dates: LegalDates = LegalDates()
    sight: Sight = ANYBODY

    @property
    def order(self) -> OrderAsked | None:
        return None if self.order_days is None else OrderAsked(self.order_days, self.order_kind)

    @property
    def known_of_person(self) -> frozenset[Attribute]:
        """Which of sex and age was said."""
        if self.about is None:
            return frozenset()
        said = {Attribute.SEX: self.about.sex, Attribute.AGE: self.about.age}
        return frozenset(attribute for attribute, value in said.items() if value is not None)

    def ages_when_convicted(self, today: dt.date) -> tuple[int, int] | None:
        """The youngest and the oldest, in whole years, by the age today; None: not said."""
        age = None if self.about is None else self.about.age
        if age is None:
            return None
        whole, begun = self.dates.years_since_conviction(today)
        youngest = 0 if age.low is None else int(age.low) - begun
        oldest = (OLDEST if age.high is None else int(age.high) - 1) - whole
        return max(youngest, 0), max(oldest, 0)

    @property
    def is_about_nobody(self) -> bool:
        """Nothing was said of a person or an order: all who see alike are answered alike."""
        plain = replace(self, home_areas=(), requirement=None, rows_each=None, sight=ANYBODY)
        return plain == CourtQuestion()

    @property
    def offences(self) -> frozenset[str] | None:
        return None if self.about is None else self.about.offences
