"""What is supposed of a line: one change, from a day or of a number, as its kind needs."""

from __future__ import annotations

import math
from typing import Any, Final

from wtforms import Form, RadioField, StringField
from wtforms.validators import InputRequired, Length

from commissioning.desk.rehearsing import (
    Change,
    DemandChanged,
    EndsEarly,
    OneMoreGroup,
    PlacesChanged,
    VolumeVaried,
)
from commissioning.errors import CommissioningError
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options

GROUP, PLACES, DEMAND, END, VOLUME = "group", "places", "demand", "end", "volume"
CHANGES: Final = (
    (GROUP, "One more group, with so many places, starts on the day"),
    (PLACES, "From the day there are so many places in all"),
    (DEMAND, "So many per cent more are referred from tomorrow (−20 is a fifth fewer)"),
    (END, "Nobody starts after the day"),
    (VOLUME, "From the day the volume runs at so many for its whole period"),
)
NEED_A_DAY: Final = frozenset({GROUP, PLACES, END, VOLUME})
NEED_A_NUMBER: Final = frozenset({GROUP, PLACES, DEMAND, VOLUME})
LONGEST_NUMBER: Final = 12


class RehearsalForm(Form):
    """The address holds it: it is about a line, and about nobody."""

    change = RadioField("What if", [InputRequired("Choose what is to change")])
    day = DayMonthYear("Day", description="For demand leave it empty.")
    number = StringField(
        "How many",
        [Length(max=LONGEST_NUMBER, message="Write a number of at most 12 figures")],
        description="Places, per cent or volume. For an end leave it empty.",
    )

    def read_change(self) -> Change | None:
        """What was asked, or None with the errors on their fields."""
        if not self.validate():
            return None
        kind, day, number = self.change.data, self.day.data, _number(self.number.data)
        if kind in NEED_A_DAY and day is None:
            self._wrong("day", "Enter the day")
        if kind in NEED_A_NUMBER and number is None:
            self._wrong("number", "Enter a number, such as 12")
        if self.errors:
            return None
        return _change(kind, day, number)

    def refuse(self, refused: CommissioningError) -> None:
        """Where what was refused can be put right."""
        says = str(refused)
        is_of_day = "day" in says and self.change.data in NEED_A_DAY
        self._wrong("day" if is_of_day else "number", says)

    def _wrong(self, name: str, says: str) -> None:
        field = self[name]
        field.errors = [*field.errors, says]


def rehearsal_form(typed: Any = None) -> RehearsalForm:
    form = RehearsalForm(typed)
    form.change.choices = options(CHANGES)
    return form


def _change(kind: str, day: Any, number: float | None) -> Change:  # Any: a date, asked before
    match kind:
        case "group":
            return OneMoreGroup(day, int(number or 0))
        case "places":
            return PlacesChanged(day, number or 0.0)
        case "demand":
            return DemandChanged(number or 0.0)
        case "end":
            return EndsEarly(day)
        case _:
            return VolumeVaried(day, number or 0.0)


def _number(typed: str | None) -> float | None:
    """As people type it; None for anything that is none."""
    plain = (typed or "").strip().replace(",", "").replace("−", "-").removesuffix("%").strip()
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
