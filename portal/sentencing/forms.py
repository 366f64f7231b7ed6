"""What may be asked about a person: a POST answered in place and kept nowhere."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, SelectField, StringField, ValidationError

from commissioning.availability.answered import CourtQuestion
from directory.errors import DirectoryError
from directory.services.eligibility import Question as AboutPerson
from directory.services.eligibility import Span
from portal.homes import Home, WholePostcode, home_of
from portal.options import options

LONGEST_ORDER_MONTHS: Final = 36
FEWEST_HOURS, MOST_HOURS = 40, 300
"""Of an unpaid work requirement (Sentencing Act 2020 Schedule 9 Part 1)."""

AGE_BANDS: Final = {
    "18-20": Span.years(18, 20),
    "21-24": Span.years(21, 24),
    "25-49": Span.years(25, 49),
    "50-": Span(50),
}


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


class HomeForm(Form):
    """The first half of a home postcode, and what narrows the answer."""

    postcode = StringField(
        _("First half of the home postcode"),
        filters=[_tidy],
        description=_("For example, PR1. It is not kept."),
    )
    sex = SelectField(
        _("Sex"),
        choices=options(
            [
                ("", _("Not said")),
                ("female", _("Female")),
                ("male", _("Male")),
            ]
        ),
        default="",
    )
    age = SelectField(
        _("Age"),
        choices=options(
            [
                ("", _("Not said")),
                ("18-20", _("18 to 20")),
                ("21-24", _("21 to 24")),
                ("25-49", _("25 to 49")),
                ("50-", _("50 or over")),
            ]
        ),
        default="",
    )
    months = StringField(_("Length of the order in months"), filters=[_tidy])
    hours = StringField(_("Hours of unpaid work, if any"), filters=[_tidy])

    home: Home | None = None

    @property
    def is_narrowed(self) -> bool:
        """Something stands in the part that is folded away."""
        return bool(self.sex.data or self.age.data or self.months.data or self.hours.data)

    def validate_postcode(self, field: Field) -> None:
        if not field.data:
            return
        try:
            self.home = home_of(field.data)
        except WholePostcode as more:
            field.data = more.first_half
            raise ValidationError(str(more)) from more
        except DirectoryError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def validate_months(self, field: Field) -> None:
        if field.data and order_months(field.data) is None:
            raise ValidationError(f"Enter a number of months from 1 to {LONGEST_ORDER_MONTHS}")

    def validate_hours(self, field: Field) -> None:
        if field.data and unpaid_hours(field.data) is None:
            raise ValidationError(f"Enter hours from {FEWEST_HOURS} to {MOST_HOURS}")

    def question(self, areas: tuple[str, ...], requirement: str | None) -> CourtQuestion:
        """Of the areas given and the facts that stand in the form; call after `validate`."""
        months = order_months(self.months.data)
        days = None if months is None else round(months * 365.25 / 12)
        is_about_somebody = self.sex.data or self.age.data or days
        about = AboutPerson(
            sex=self.sex.data or None, age=AGE_BANDS.get(self.age.data or ""), order_days_left=days
        )
        return CourtQuestion(
            areas,
            requirement,
            days,
            about if is_about_somebody else None,
            unpaid_hours(self.hours.data),
        )


def order_months(text: str | None) -> int | None:
    return _whole_number(text, 1, LONGEST_ORDER_MONTHS)


def unpaid_hours(text: str | None) -> int | None:
    return _whole_number(text, FEWEST_HOURS, MOST_HOURS)


def _whole_number(text: str | None, least: int, most: int) -> int | None:
    if not text or not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if least <= number <= most else None


class PostcodeForm(Form):
    """A postcode, or the beginning of one, to find courts by."""

    postcode = StringField(
        _("Postcode, or the first half of one"),
        filters=[_tidy],
        description=_("For example, PR1. It is not kept."),
    )

    @property
    def asked(self) -> str:
        return self.postcode.data or ""

    def validate_postcode(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Enter a postcode, or the first half of one, such as PR1")
