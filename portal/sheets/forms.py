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
DAYS_A_MONTH: Final = 365.25 / 12


def _tidy(text: str | None) -> str:
    return (text or "").strip()


class SheetForm(Form):
    """`area` may be sent several times."""

    requirement = StringField(filters=[_tidy])
    months = StringField(filters=[_tidy])

    def validate_months(self, field: Field) -> None:
        if field.data and self.order_months is None:
            raise ValidationError(f"Enter a number of months from 1 to {LONGEST_ORDER_MONTHS}")

    @property
    def order_months(self) -> int | None:
        text = self.months.data or ""
        if not (text.isascii() and text.isdigit() and len(text) <= 2):
            return None
        return int(text) if 1 <= int(text) <= LONGEST_ORDER_MONTHS else None

    def question(self, sent: MultiDict[str, str]) -> SheetQuestion:
        """Call after `validate`; raises `NotKnown` for a requirement that no Act has."""
        months = self.order_months
        return SheetQuestion(
            areas=_areas(sent),
            requirement=self._requirement(),
            order_days=None if months is None else round(months * DAYS_A_MONTH),
        )

    def _requirement(self) -> str | None:
        code: str = self.requirement.data or ""
        if code and code not in {*requirement_codes(), FIRST_SUPERVISION_APPOINTMENT}:
            raise NotKnown("requirement", code[:LONGEST_SHOWN])
        return code or None


def _areas(sent: MultiDict[str, str]) -> tuple[str, ...]:
    slugs = dict.fromkeys(slug.strip()[:LONGEST_SHOWN] for slug in sent.getlist("area"))
    return tuple(slug for slug in slugs if slug)[:MOST_AREAS]
