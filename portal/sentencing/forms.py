"""What may be asked about a person: a POST answered in place and kept nowhere."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, StringField, ValidationError

from commissioning.availability.question import CourtQuestion
from directory.services.eligibility import AboutPerson
from portal.asking.homes import Home
from portal.asking.person_fields import AGE_BANDS, age_field, sex_field
from portal.asking.typed import (
    check_order_months,
    check_unpaid_hours,
    home_in,
    order_days,
    tidy,
    unpaid_hours,
)


class HomeForm(Form):
    """The first half of a home postcode, and what narrows the answer."""

    postcode = StringField(
        _("First half of the home postcode"),
        filters=[tidy],
        description=_("For example, PR1. It is not kept."),
    )
    sex = sex_field()
    age = age_field()
    months = StringField(_("Length of the order in months"), filters=[tidy])
    hours = StringField(_("Hours of unpaid work, if any"), filters=[tidy])

    home: Home | None = None

    @property
    def is_narrowed(self) -> bool:
        """Something stands in the part that is folded away."""
        return bool(self.sex.data or self.age.data or self.months.data or self.hours.data)

    def validate_postcode(self, field: Field) -> None:
        if field.data:
            self.home = home_in(field)

    def validate_months(self, field: Field) -> None:
        if field.data:
            check_order_months(field)

    def validate_hours(self, field: Field) -> None:
        if field.data:
            check_unpaid_hours(field)

    def question(self, areas: tuple[str, ...], requirement: str | None) -> CourtQuestion:
        """Of the areas given and the facts that stand in the form; call after `validate`."""
        days = order_days(self.months.data)
        return CourtQuestion(
            home_areas=areas,
            requirement=requirement,
            order_days=days,
            about=self._about(days),
            unpaid_hours=unpaid_hours(self.hours.data),
        )

    def _about(self, order_days_left: int | None) -> AboutPerson | None:
        """None where nothing was said of the person."""
        if not (self.sex.data or self.age.data or order_days_left):
            return None
        return AboutPerson(
            sex=self.sex.data or None,
            age=AGE_BANDS.get(self.age.data or ""),
            order_days_left=order_days_left,
        )


class PostcodeForm(Form):
    """A postcode, or the beginning of one, to find courts by."""

    postcode = StringField(
        _("Postcode, or the first half of one"),
        filters=[tidy],
        description=_("For example, PR1. It is not kept."),
    )

    @property
    def asked(self) -> str:
        return self.postcode.data or ""

    def validate_postcode(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Enter a postcode, or the first half of one, such as PR1")
