"""How a group meets, as its provider types it; and the day to which one moves."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from flask_babel import lazy_gettext
from wtforms import Field, Form, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from commissioning.errors import CommissioningError
from commissioning.registers.own_groups import OwnGroup, OwnLine
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import MOST_SESSIONS, SessionTemplate
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy, whole_number
from portal.asking.weekdays import WEEKDAYS

MOST_PLACES: Final = 200
MOST_DAYS_BEFORE: Final = 90
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class PlanForm(Form):
    """`refuse` puts what the rules refuse on its field."""

    places = StringField(lazy_gettext("Places"), filters=[tidy])
    sessions = StringField(
        lazy_gettext("How many sessions"),
        description=lazy_gettext("In all, with any that were called off."),
        filters=[tidy],
    )
    weekdays = SelectMultipleField(
        lazy_gettext("Meets on"),
        [InputRequired(lazy_gettext("Choose at least one weekday on which it meets"))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    starts_at = StringField(
        lazy_gettext("Begins at (optional)"),
        description=lazy_gettext("For example 18:00."),
        filters=[tidy],
    )
    min_to_run = StringField(
        lazy_gettext("Fewest people with whom it runs (optional)"), filters=[tidy]
    )
    decided_days_before = StringField(
        lazy_gettext("Days before the start on which that is decided"),
        default="14",
        filters=[tidy],
    )

    def offer(self) -> None:
        self.weekdays.choices = options(
            [(str(number), str(name)) for number, name in enumerate(WEEKDAYS, 1)]
        )

    def validate_places(self, field: Field) -> None:
        _check_number(field, least=1, most=MOST_PLACES)

    def validate_sessions(self, field: Field) -> None:
        _check_number(field, least=1, most=MOST_SESSIONS)

    def validate_min_to_run(self, field: Field) -> None:
        if field.data:
            _check_number(field, least=1, most=MOST_PLACES)

    def validate_decided_days_before(self, field: Field) -> None:
        if self.min_to_run.data or field.data:
            _check_number(field, least=0, most=MOST_DAYS_BEFORE)

    def validate_starts_at(self, field: Field) -> None:
        if field.data and _TIME.fullmatch(field.data) is None:
            raise ValidationError(lazy_gettext("Enter a time like 18:00"))

    @property
    def template(self) -> SessionTemplate:
        return SessionTemplate(
            _number(self.sessions), tuple(sorted(map(int, self.weekdays.data or ()))), self._time
        )

    @property
    def minimum(self) -> MinimumToRun:
        people = _number(self.min_to_run) if self.min_to_run.data else None
        return MinimumToRun(people, _number(self.decided_days_before))

    @property
    def _time(self) -> dt.time | None:
        found = _TIME.fullmatch(self.starts_at.data or "")
        return None if found is None else dt.time(int(found[1]), int(found[2]))

    def refuse(self, refused: CommissioningError, other: str) -> None:
        """On the field that the rule names, on `other` where it names none."""
        name = getattr(refused, "field", other)
        field = self[name if name in self else other]
        field.errors = [*field.errors, str(refused)]


class NewGroupForm(PlanForm):
    """Of one of the lines that run groups."""

    line = SelectField(lazy_gettext("Service"), validate_choice=False)
    reference = StringField(
        lazy_gettext("Your reference for the group"),
        [
            InputRequired(lazy_gettext("Enter a reference, such as BC-2027-03")),
            Length(max=60, message=lazy_gettext("Use at most 60 characters")),
            nothing_of_a_person,
        ],
        description=lazy_gettext("It stands on letters of referral: nothing of a person."),
        filters=[tidy],
    )
    start = DayMonthYear(
        lazy_gettext("First session"),
        [InputRequired(lazy_gettext("Enter the day of the first session"))],
    )

    def offer_lines(self, lines: list[OwnLine]) -> None:
        self.offer()
        self.line.choices = options(
            [(str(one.line.public_id), f"{one.title}, {one.line.name}") for one in lines]
        )


class PostponeForm(Form):
    to = DayMonthYear(
        lazy_gettext("The next session is on"),
        [InputRequired(lazy_gettext("Enter the day"))],
        description=lazy_gettext("Every later session follows. Nobody loses a place."),
    )

    def refuse(self, refused: CommissioningError) -> None:
        self.to.errors = [*self.to.errors, str(refused)]


def plan_form(known: OwnGroup) -> PlanForm:
    """Filled with what is said of the group."""
    plan = known.plan
    said = {"places": str(known.group.places), "decided_days_before": "14"}
    form = PlanForm(data=said) if plan is None else PlanForm(
        data=said
        | {
            "sessions": str(plan.sessions),
            "weekdays": [str(one) for one in plan.weekdays],
            "starts_at": "" if plan.starts_at is None else f"{plan.starts_at:%H:%M}",
            "min_to_run": "" if plan.min_to_run is None else str(plan.min_to_run),
            "decided_days_before": str(plan.decided_days_before),
        }
    )  # fmt: skip
    form.offer()
    return form


def _number(field: Field) -> int:
    return int(field.data or 0)


def _check_number(field: Field, *, least: int, most: int) -> None:
    if whole_number(field.data, least=least, most=most) is None:
        raise ValidationError(
            lazy_gettext("Enter a whole number from %(least)s to %(most)s", least=least, most=most)
        )
