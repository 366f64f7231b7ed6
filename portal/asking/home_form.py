"""What may be asked about a person for a court's answer; nothing of it is kept here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, SelectField, StringField

from commissioning.availability.question import CourtQuestion, LegalDates
from directory.limits import limit
from directory.order_length import OrderKind
from directory.services.eligibility import AboutPerson, Span
from portal.asking.date_field import DayMonthYear
from portal.asking.date_sides import conviction_side, offence_side, sides_of
from portal.asking.homes import Home, kept_of_home
from portal.asking.onlooker import sight_of_reader
from portal.asking.options import options
from portal.asking.person_fields import AGE_BANDS, age_field, sex_field
from portal.asking.sealed_question import SealedQuestion
from portal.asking.typed import (
    check_order_months,
    check_unpaid_hours,
    home_in,
    order_days,
    tidy,
    unpaid_hours,
)

ROWS_SHOWN: Final = 3
"""Of each requirement, or one of each strand where those are more, until all of it is asked for."""

ADULT: Final = Span(18)
"""Everybody before an adult court: an age that was not said satisfies a minimum of 18."""

ORDER_KINDS: Final = (
    ("", _("Not said")),
    (OrderKind.COMMUNITY.value, _("Community order")),
    (OrderKind.SUSPENDED_SENTENCE.value, _("Suspended sentence order")),
)
OFFENCES: Final = (
    ("", _("Not said")),
    ("domestic_abuse", _("Violence in a relationship (domestic abuse)")),
    ("sexual", _("Sexual offence")),
    ("driving", _("Driving offence")),
    ("other", _("Another offence")),
)
"""The groups that a strand is for (`directory/rules/strands.csv`), and any other."""

OFFENCES_IN: Final = {
    "domestic_abuse": frozenset({"domestic_abuse", "intimate_partner_violence"}),
    "sexual": frozenset({"sexual"}),
    "driving": frozenset({"driving", "drink_driving", "drug_driving"}),
}
"""What services' rules call the offences of a group. Of another offence nothing is known but
that no strand is for it: a rule about theft must not exclude somebody for want of its name."""

OPERATIONAL: Final = limit("suspended_sentence_operational_months")
SUPERVISION: Final = limit("suspended_sentence_supervision_months")

SIDES: Final = ("offence_side", "convicted_side")
ASKED: Final = ("postcode", "sex", "age", "order_kind", "months", "hours", "offence", *SIDES)
"""What an address keeps of this form: of a day which side of the law's own days it is on."""

WANTED_IN_ORDER: Final = "Enter dates in this order: the offence, the conviction, then today"
"""As `directory.requirements.DatesOutOfOrder` refuses what a form lets through."""


class HomeForm(Form):
    """The first half of a home postcode, and what narrows the answer."""

    postcode = StringField(
        _("First half of the home postcode"),
        filters=[tidy],
        description=_("For example, PR1. It is not kept."),
    )
    sex = sex_field()
    age = age_field()
    order_kind = SelectField(_("Kind of order"), choices=options(ORDER_KINDS), default="")
    months = StringField(_("Length of the order in months"), filters=[tidy])
    hours = StringField(_("Hours of unpaid work, if any"), filters=[tidy])
    offence = SelectField(_("Offence"), choices=options(OFFENCES), default="")
    offence_on = DayMonthYear(_("Day of the offence"))
    convicted_on = DayMonthYear(_("Day of the conviction"))

    offence_side = StringField()
    convicted_side = StringField()
    """Stand for days that were entered before: the days themselves are in no address."""

    home: Home | None = None
    note: str = ""
    """What was made of the postcode when it was typed."""

    @classmethod
    def of(cls, question: SealedQuestion) -> HomeForm:
        form = cls(question.fields(*ASKED))
        form.note = question.first("note")
        return form

    @property
    def is_blank(self) -> bool:
        """Nothing stands in it, and nothing is said of it."""
        return not any(field.data or field.errors for field in self)

    @property
    def is_narrowed(self) -> bool:
        """Something stands, or is wrong, in the part that is folded away."""
        selects = (self.sex.data, self.age.data, self.order_kind.data, self.offence.data)
        typed = (self.months, self.hours)
        return self.is_dated or any(selects) or any(one.data or one.errors for one in typed)

    @property
    def kind(self) -> OrderKind | None:
        said = self.order_kind.data
        return OrderKind(said) if said in set(OrderKind) else None

    @property
    def order_note(self) -> str:
        """What the law says of a suspension that is longer than its supervision may be."""
        days = order_days(self.months.data)
        if self.kind is not OrderKind.SUSPENDED_SENTENCE or days is None:
            return ""
        if SUPERVISION.allows(int(self.months.data or 0)):
            return ""
        return " ".join(f"{one.name}: {one.explanation}." for one in (OPERATIONAL, SUPERVISION))

    @property
    def is_dated(self) -> bool:
        fields = (self.offence_on, self.convicted_on, self.offence_side, self.convicted_side)
        return any(field.data or field.errors for field in fields)

    @property
    def dates(self) -> LegalDates:
        """The days entered, and for those that were not what stands for days entered before."""
        return LegalDates(
            self.offence_on.data or _day(self.offence_side.data),
            self.convicted_on.data or _day(self.convicted_side.data),
        )

    @property
    def kept_sides(self) -> Iterator[tuple[str, str, str]]:
        """Name, value and words of each side that stands where no day is entered."""
        dates = self.dates
        if dates.offence_on and not self.offence_on.data:
            yield "offence_side", dates.offence_on.isoformat(), self._offence_said(dates)
        if dates.convicted_on and not self.convicted_on.data:
            yield "convicted_side", dates.convicted_on.isoformat(), self._conviction_said(dates)

    def validate_postcode(self, field: Field) -> None:
        if field.data:
            home = home_in(field)
            self.home = replace(home, note=self.note or home.note)

    def validate_months(self, field: Field) -> None:
        if field.data:
            check_order_months(field, self.kind)

    def validate_hours(self, field: Field) -> None:
        if field.data:
            check_unpaid_hours(field)

    def validate_on(self, today: dt.date) -> bool:
        """Shape, and that the dates come in their order; a date may not lie ahead of today."""
        is_fine = bool(self.validate())
        offence, convicted = self.dates.offence_on, self.dates.convicted_on
        if offence is not None and offence > (convicted or today):
            self.offence_on.errors = [WANTED_IN_ORDER]
            is_fine = False
        elif convicted is not None and convicted > today:
            self.convicted_on.errors = [WANTED_IN_ORDER]
            is_fine = False
        return is_fine

    def forget_home_outside(self, area: str) -> None:
        """On the page of one area a home elsewhere is no part of the question; after validating."""
        if self.home is not None and not self.home.may_be_in(area):
            self.home, self.postcode.data = None, ""

    def question(self, areas: tuple[str, ...], requirement: str | None) -> CourtQuestion:
        """Of the areas given and the facts that stand in the form; call after `validate_on`."""
        days = order_days(self.months.data)
        return CourtQuestion(
            home_areas=areas,
            requirement=requirement,
            order_days=days,
            about=self.about(days),
            unpaid_hours=unpaid_hours(self.hours.data),
            rows_each=None if requirement else ROWS_SHOWN,
            order_kind=self.kind,
            dates=self.dates,
            sight=sight_of_reader(),
        )

    def about(self, order_days_left: int | None) -> AboutPerson | None:
        """None where nothing was said of the person."""
        offences = OFFENCES_IN.get(self.offence.data or "")
        if not (self.sex.data or self.age.data or offences or order_days_left):
            return None
        return AboutPerson(
            sex=self.sex.data or None,
            age=AGE_BANDS.get(self.age.data or "", ADULT),
            offences=offences,
            order_days_left=order_days_left,
        )

    def said_back(self) -> Iterator[tuple[str, str]]:
        """Label and text of all that was entered, but for where; call after `validate_on`."""
        for field in (self.sex, self.age, self.order_kind):
            if field.data:
                yield str(field.label.text), _chosen(field)
        if self.months.data:
            yield str(self.months.label.text), self.months.data
        if self.hours.data:
            yield str(_("Hours of unpaid work")), self.hours.data
        if self.offence.data:
            yield str(self.offence.label.text), _chosen(self.offence)
        if said := self._offence_said(self.dates):
            yield str(_("Offence committed")), said
        if said := self._conviction_said(self.dates):
            yield str(_("Convicted")), said

    def facts(self, today: dt.date) -> Iterator[tuple[str, str]]:
        """What an address may hold of all this; call after `validate_on`."""
        if self.home is not None:
            yield from kept_of_home(self.home)
        for name in ("sex", "age", "order_kind", "months", "hours", "offence"):
            yield name, self[name].data or ""
        about = self.about(None)
        sides = sides_of(self.dates, about.age if about else None, today)
        for name, day in zip(SIDES, (sides.offence_on, sides.convicted_on), strict=True):
            yield name, day.isoformat() if day else ""

    def _offence_said(self, dates: LegalDates) -> str:
        return offence_side(dates.offence_on) if dates.offence_on else ""

    def _conviction_said(self, dates: LegalDates) -> str:
        return conviction_side(dates.convicted_on) if dates.convicted_on else ""


def _day(text: str | None) -> dt.date | None:
    """Of a hidden field, which nobody types into: what is no day is none."""
    with suppress(ValueError):
        return dt.date.fromisoformat(text or "")
    return None


def _chosen(field: Any) -> str:  # Any: the stubs give a select's choices several shapes
    return next(str(words) for value, words, *_ in field.iter_choices() if value == field.data)
