"""What may be asked of a package: an area, an order, and what a person can carry; kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, RadioField, StringField, ValidationError

from commissioning.packages.answer import PackageQuestion
from commissioning.packages.limits import WeeklyLimit, usual_limit
from directory.services.eligibility import AboutPerson
from portal.asking.homes import Home
from portal.asking.onlooker import sight_of_reader
from portal.asking.options import options
from portal.asking.sealed_question import SealedQuestion
from portal.asking.typed import (
    check_order_months,
    check_unpaid_hours,
    home_in,
    order_days,
    tidy,
    unpaid_hours,
    whole_number,
)

MOST_PARTS: Final = 6
FIRST_PARTS: Final = 3
MOST_ATTENDANCES: Final = 7
MOST_HOURS: Final = 40
MOST_ASSUMED_WEEKS: Final = 156
LONGEST_KEY: Final = 60
SEALED_AS: Final = {
    "area": "area",
    "months": "months",
    "in_work": "in_work",
    "attendances": "attendances",
    "hours": "week_hours",
    "work_hours": "hours",
    "weeks": "weeks",
}
"""What an address calls the fields: on a court's page the hours are those of unpaid work."""


class WhereForm(Form):
    """The area where the person will live, by postcode or by name."""

    postcode = StringField(
        _("First half of the home postcode"),
        filters=[tidy],
        description=_("For example, PR1. It is not kept."),
    )
    area = StringField(_("Or the area"), filters=[tidy])

    home: Home | None = None

    @property
    def asked_area(self) -> str:
        return self.home.slug if self.home else self.area.data or ""

    def validate_postcode(self, field: Field) -> None:
        if field.data:
            self.home = home_in(field)
        elif not self.area.data:
            raise ValidationError("Enter the first half of the home postcode, or choose an area")


class PackageForm(Form):
    """`part` is read as a list beside the form: as many as there are selects."""

    area = StringField(filters=[tidy])
    months = StringField(_("Length of the order in months"), filters=[tidy])
    in_work = RadioField(
        _("Is the person in work or education?"),
        choices=options([("no", _("No, or not known")), ("yes", _("Yes"))]),
        default="no",
        validate_choice=False,
    )
    attendances = StringField(_("Attendances a week at most"), filters=[tidy])
    hours = StringField(_("Hours a week at most"), filters=[tidy])
    work_hours = StringField(
        _("Hours of unpaid work, if there are any"),
        filters=[tidy],
        description=_("Without a number 100 hours are assumed."),
    )

    weeks = StringField(
        _("Weeks to assume for a service of which it is not known how long it takes"),
        filters=[tidy],
        description=_("Without a number nothing is assumed, and the plan says so."),
    )

    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: MultiDict[str, str]) -> PackageForm:
        """The form with the parts chosen so far, each as it was sent, blank ones too."""
        form = cls(words)
        form.parts = tuple(key.strip()[:LONGEST_KEY] for key in words.getlist("part"))[:MOST_PARTS]
        return form

    @classmethod
    def of_question(cls, question: SealedQuestion) -> PackageForm:
        """As it was sent, from what an address keeps of it."""
        said = {name: question.first(kept) for name, kept in SEALED_AS.items()}
        form = cls(MultiDict({name: value for name, value in said.items() if value}))
        form.parts = question.every("part")
        return form

    def facts(self) -> Iterator[tuple[str, str]]:
        """What an address keeps of it, a service not chosen yet too; call after `validate`."""
        yield from ((kept, self[name].data or "") for name, kept in SEALED_AS.items())
        yield from (("part", key) for key in self.parts)

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(key for key in self.parts if key)

    @property
    def has_own_limit(self) -> bool:
        """Something stands in the part that is folded away."""
        fields = (self.attendances, self.hours, self.weeks)
        return any(field.data or field.errors for field in fields)

    @property
    def limit(self) -> WeeklyLimit:
        """What was typed, and what the table assumes where nothing was; call after `validate`."""
        usual = usual_limit(in_work=self.in_work.data == "yes")
        return WeeklyLimit(
            whole_number(self.attendances.data, most=MOST_ATTENDANCES) or usual.attendances,
            whole_number(self.hours.data, most=MOST_HOURS) or usual.hours,
        )

    def validate_months(self, field: Field) -> None:
        check_order_months(field)

    def validate_attendances(self, field: Field) -> None:
        _check(field, MOST_ATTENDANCES, "attendances")

    def validate_hours(self, field: Field) -> None:
        _check(field, MOST_HOURS, "hours")

    def validate_work_hours(self, field: Field) -> None:
        if field.data:
            check_unpaid_hours(field)

    def validate_weeks(self, field: Field) -> None:
        _check(field, MOST_ASSUMED_WEEKS, "weeks")

    def question(self, about: AboutPerson | None = None) -> PackageQuestion:
        """Call after `validate`."""
        days = order_days(self.months.data)
        if days is None:
            raise ValueError("ask only what was validated")
        work = unpaid_hours(self.work_hours.data)
        return PackageQuestion(
            area=self.area.data or "",
            lines=self.chosen,
            order_days=days,
            limit=self.limit,
            work_hours=None if work is None else float(work),
            assumed_weeks=whole_number(self.weeks.data, most=MOST_ASSUMED_WEEKS),
            about=about,
            sight=sight_of_reader(),
        )


def selects(parts: Sequence[str], pressed: str) -> tuple[str, ...]:
    """What stands in the selects once a button was pressed: one more, one fewer, or the same."""
    shown = list(parts) or [""] * FIRST_PARTS
    what, _between, number = pressed.partition(":")
    if what == "add" and len(shown) < MOST_PARTS:
        shown.append("")
    if what == "remove" and whole_number(number, most=len(shown)) is not None:
        del shown[int(number) - 1]
    return tuple(shown) or ("",)


def _check(field: Field, most: int, what: str) -> None:
    if field.data and whole_number(field.data, most=most) is None:
        raise ValidationError(f"Enter a number of {what} from 1 to {most}, or nothing")
