"""What the button on a court's page sends: where, which requirement and how long; never who."""

from __future__ import annotations

from typing import Final

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, StringField, ValidationError

from commissioning.sheets.document import SheetQuestion
from directory.errors import NotKnown
from directory.requirements import requirement_codes
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

MOST_AREAS: Final = 20
LONGEST_SHOWN: Final = 60
LONGEST_ORDER_MONTHS: Final = 36
FEWEST_HOURS, MOST_HOURS = 40, 300
"""Of an unpaid work requirement (Sentencing Act 2020 Schedule 9 Part 1)."""

DAYS_A_MONTH: Final = 365.25 / 12


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class SheetForm(Form):
    """`area` may be sent several times."""

    requirement = StringField(filters=[_tidy])
    months = StringField(filters=[_tidy])
    hours = StringField(filters=[_tidy])

    def validate_months(self, field: Field) -> None:
        if field.data and _whole_number(field.data, 1, LONGEST_ORDER_MONTHS) is None:
            raise ValidationError(f"Enter a number of months from 1 to {LONGEST_ORDER_MONTHS}")

    def validate_hours(self, field: Field) -> None:
        if field.data and _whole_number(field.data, FEWEST_HOURS, MOST_HOURS) is None:
            raise ValidationError(f"Enter hours from {FEWEST_HOURS} to {MOST_HOURS}")

    @property
    def mistake(self) -> str:
        """The first, for somebody who cannot have made it on our own page."""
        return next(str(said) for errors in self.errors.values() for said in errors)

    def question(self, sent: MultiDict[str, str]) -> SheetQuestion:
        """Call after `validate`; raises `NotKnown` for a requirement that no Act has."""
        months = _whole_number(self.months.data, 1, LONGEST_ORDER_MONTHS)
        return SheetQuestion(
            areas=_areas(sent),
            requirement=self._requirement(),
            order_days=None if months is None else round(months * DAYS_A_MONTH),
            unpaid_hours=_whole_number(self.hours.data, FEWEST_HOURS, MOST_HOURS),
        )

    def _requirement(self) -> str | None:
        code: str = self.requirement.data or ""
        if code and code not in {*requirement_codes(), FIRST_SUPERVISION_APPOINTMENT}:
            raise NotKnown("requirement", code[:LONGEST_SHOWN])
        return code or None


def _whole_number(text: str | None, least: int, most: int) -> int | None:
    if not text or not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _areas(sent: MultiDict[str, str]) -> tuple[str, ...]:
    slugs = dict.fromkeys(slug.strip()[:LONGEST_SHOWN] for slug in sent.getlist("area"))
    return tuple(slug for slug in slugs if slug)[:MOST_AREAS]
