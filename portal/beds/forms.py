"""A bed, a stay, somebody who stays on, and a bed out of service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from commissioning.beds.queries import House
from commissioning.errors import CommissioningError
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy, whole_number

MOST_TURNAROUND: Final = 60
WANTED: Final = lazy_gettext("Enter the day")


class BedForm(Form):
    line = SelectField(lazy_gettext("House"), validate_choice=False)
    name = StringField(
        lazy_gettext("What the bed is called"),
        [
            InputRequired(lazy_gettext("Enter a name, such as Room 3")),
            Length(max=60, message=lazy_gettext("Use at most 60 characters")),
            nothing_of_a_person,
        ],
        filters=[tidy],
    )
    turnaround_days = StringField(
        lazy_gettext("Days to make it ready between two stays"), default="1", filters=[tidy]
    )

    def offer(self, houses: list[House]) -> None:
        self.line.choices = options([(str(one.line.public_id), one.title) for one in houses])

    def validate_turnaround_days(self, field: Field) -> None:
        if whole_number(field.data, least=0, most=MOST_TURNAROUND) is None:
            raise ValidationError(lazy_gettext("Enter a whole number from 0 to 60"))


class LetForm(Form):
    from_date = DayMonthYear(lazy_gettext("First night"), [InputRequired(WANTED)])
    leaves_on = DayMonthYear(
        lazy_gettext("Goes on"),
        [InputRequired(WANTED)],
        description=lazy_gettext("That night is no longer theirs."),
    )


class LeaveForm(Form):
    left_on = DayMonthYear(lazy_gettext("Went on"), [InputRequired(WANTED)])


class StayOnForm(Form):
    until = DayMonthYear(lazy_gettext("Stays on, and goes on"), [InputRequired(WANTED)])
    reason = StringField(
        lazy_gettext("Why"),
        description=lazy_gettext("For example: next address not ready. Nothing of a person."),
        filters=[tidy],
    )


class OutForm(Form):
    from_date = DayMonthYear(lazy_gettext("Out of service from"), [InputRequired(WANTED)])
    to_date = DayMonthYear(lazy_gettext("Last day (optional)"))
    reason = StringField(lazy_gettext("Why"), filters=[tidy])


@dataclass(frozen=True, slots=True)
class BedForms:
    """Of the four of a bed's page one was sent."""

    let: LetForm
    leave: LeaveForm
    stay_on: StayOnForm
    out: OutForm

    @classmethod
    def of(cls, fields: MultiDict[str, str] | None, what: str = "") -> BedForms:
        """Only the one that was sent is filled: two ask for a first day."""
        return cls(
            LetForm(fields if what == "let" else None, prefix="let-"),
            LeaveForm(fields if what == "leave" else None, prefix="leave-"),
            StayOnForm(fields if what == "stay-on" else None, prefix="stay-"),
            OutForm(fields if what == "out" else None, prefix="out-"),
        )

    def form(self, what: str) -> Form:
        return {
            "let": self.let, "leave": self.leave, "stay-on": self.stay_on, "out": self.out,
        }[what]  # fmt: skip

    def refuse(self, what: str, refused: CommissioningError) -> None:
        form = self.form(what)
        named = getattr(refused, "field", "")
        field = form[named] if named in form._fields else next(iter(form))
        field.errors = [*field.errors, str(refused)]

    @property
    def wrong(self) -> list[Form]:
        return [form for form in (self.let, self.leave, self.stay_on, self.out) if form.errors]
