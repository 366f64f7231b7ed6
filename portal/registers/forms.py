"""What comes back from a register: a mark a person, by the public id of the booking."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField
from wtforms.validators import InputRequired

from commissioning.errors import CommissioningError
from commissioning.registers.errors import AbsenceImpossible, HoursRefused
from commissioning.registers.marking import MarkTold
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.own_groups import OwnGroup
from commissioning.registers.person_on_register import PersonOnRegister
from commissioning.unpaid_work.errors import HoursImpossible
from commissioning.unpaid_work.hours import HoursTold, as_told, minutes_of
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import tidy
from portal.asking.weekdays import WEEKDAYS
from portal.formatting import short

MARK: Final = "mark-"
REASON: Final = "reason-"
HOURS: Final = "hours-"
TRAVEL: Final = "travel-"
WHY_TRAVEL: Final = "why-"
FIELD_OF: Final = {"hours": HOURS, "travel_hours": TRAVEL, "travel_reason": WHY_TRAVEL}
"""Which field of a person's is at fault, by what the rule calls it."""

DECIMAL: Final = re.compile(r"-?[0-9]{1,4}([.][0-9]{1,4})?", re.ASCII)

WORDS: Final = {
    MarkOutcome.ATTENDED: lazy_gettext("Attended"),
    MarkOutcome.ACCEPTABLE_ABSENCE: lazy_gettext("Absent, acceptable"),
    MarkOutcome.UNACCEPTABLE_ABSENCE: lazy_gettext("Absent, unacceptable"),
    MarkOutcome.NOT_REQUIRED: lazy_gettext("Not required"),
    MarkOutcome.SESSION_CANCELLED: lazy_gettext("Session called off"),
    MarkOutcome.TAKEN_BACK: lazy_gettext("Not marked"),
}
CHOICES: Final = (
    MarkOutcome.ATTENDED,
    MarkOutcome.ACCEPTABLE_ABSENCE,
    MarkOutcome.UNACCEPTABLE_ABSENCE,
    MarkOutcome.NOT_REQUIRED,
)
AHEAD_CHOICES: Final = (MarkOutcome.NOT_REQUIRED, MarkOutcome.TAKEN_BACK)


def marks_sent(sent: MultiDict[str, str]) -> list[MarkTold]:
    """Each mark as it came: a person that comes twice stands twice, for the rule to refuse.

    What is no mark, or names nobody, is passed over; nothing of it can be meant. Raises
    `HoursRefused` for hours that are no number, or stand beside no mark.
    """
    _refuse_beside_nothing(sent)
    return [
        MarkTold(
            booking,
            outcome,
            (sent.get(f"{REASON}{booking}") or "").strip() or None,
            _hours_sent(sent, booking),
        )
        for name, value in sent.items(multi=True)
        if name.startswith(MARK)
        and (booking := _uuid(name.removeprefix(MARK))) is not None
        and (outcome := _outcome(value)) is not None
    ]


def _refuse_beside_nothing(sent: MultiDict[str, str]) -> None:
    for name in sent:
        key = name.removeprefix(HOURS)
        if key != name and tidy(sent.get(name)) and not sent.get(f"{MARK}{key}"):
            booking = _uuid(key)
            if booking is not None:
                raise HoursRefused("hours", gettext("Choose what became of them."), booking)


def _hours_sent(sent: MultiDict[str, str], booking: uuid.UUID) -> HoursTold | None:
    reason = tidy(sent.get(f"{WHY_TRAVEL}{booking}")) or None
    try:
        worked, travelled = (_minutes(sent, name, booking) for name in ("hours", "travel_hours"))
        return as_told(worked, travelled, reason)
    except HoursImpossible as refused:
        raise HoursRefused(refused.field, str(refused), booking) from refused


def _minutes(sent: MultiDict[str, str], field: str, booking: uuid.UUID) -> int | None:
    """None where nothing was typed; raises `HoursImpossible`."""
    text = tidy(sent.get(f"{FIELD_OF[field]}{booking}"))
    if not text:
        return None
    if not DECIMAL.fullmatch(text):
        raise HoursImpossible(field, gettext("Enter hours as a number, such as 6 or 6.5."))
    return minutes_of(float(text), field)


def all_attended(
    people: Iterable[PersonOnRegister], *, hours: HoursTold | None = None
) -> list[MarkTold]:
    """Whoever is not marked yet and was to come; `hours` is the whole session of unpaid work."""
    return [
        MarkTold(one.booking.public_id, MarkOutcome.ATTENDED, hours=hours)
        for one in people
        if not one.is_not_required
        and (one.mark is None or one.mark.outcome is MarkOutcome.TAKEN_BACK)
    ]


class WeekdayForm(Form):
    weekday = SelectField(lazy_gettext("Never on"))
    from_date = DayMonthYear(
        lazy_gettext("From"),
        description=lazy_gettext("Left empty: from today. Why is not asked."),
    )

    def offer(self) -> None:
        self.weekday.choices = options(
            [(str(number), str(name)) for number, name in enumerate(WEEKDAYS, 1)]
        )


class AwayForm(Form):
    away_from = DayMonthYear(
        lazy_gettext("First day away"),
        [InputRequired(lazy_gettext("Enter the first day away"))],
    )
    away_to = DayMonthYear(
        lazy_gettext("Last day away"), [InputRequired(lazy_gettext("Enter the last day away"))]
    )

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Call it once both were checked."""
        first, last = self.away_from.data, self.away_to.data
        if first is None or last is None:
            raise AbsenceImpossible("from_date", "Enter both days.")
        return first, last


class MoveForm(Form):
    """To another group of the same list."""

    group = SelectField(lazy_gettext("Move to"))

    def offer(self, groups: Iterable[OwnGroup]) -> None:
        self.group.choices = options(
            [
                (
                    str(one.group.public_id),
                    f"{one.group.external_id}, from {short(one.stands.current_start)}",
                )
                for one in groups
            ]
        )


AWAY_FIELDS: Final = {"from_date": "away_from", "to_date": "away_to"}


@dataclass(frozen=True, slots=True)
class PlannedForms:
    """The three forms of a person's page; one of them was sent."""

    weekday: WeekdayForm
    away: AwayForm
    move: MoveForm

    @classmethod
    def empty(cls) -> PlannedForms:
        return cls(WeekdayForm(), AwayForm(), MoveForm())

    @classmethod
    def sent(cls, fields: MultiDict[str, str]) -> PlannedForms:
        return cls(WeekdayForm(fields), AwayForm(fields), MoveForm(fields))

    def offer(self, groups: Iterable[OwnGroup]) -> None:
        self.weekday.offer()
        self.move.offer(groups)

    def form(self, what: str) -> Form:
        return {"weekday": self.weekday, "away": self.away, "move": self.move}[what]

    def check(self, what: str) -> bool:
        return bool(self.form(what).validate())

    def refuse(self, what: str, refused: CommissioningError) -> None:
        name = {
            "weekday": getattr(refused, "field", "weekday"),
            "away": AWAY_FIELDS.get(getattr(refused, "field", ""), "away_from"),
            "move": "group",
        }[what]
        field = self.form(what)[name]
        field.errors = [*field.errors, str(refused)]

    @property
    def wrong(self) -> list[Form]:
        return [form for form in (self.weekday, self.away, self.move) if form.errors]

    @property
    def is_wrong(self) -> bool:
        return bool(self.wrong)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _outcome(text: str) -> MarkOutcome | None:
    return MarkOutcome(text) if text in {one.value for one in MarkOutcome} else None
