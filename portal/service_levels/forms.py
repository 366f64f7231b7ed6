"""How many working days each step has; a clock left empty sets no day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, lazy_gettext
from wtforms import Field, Form, HiddenField, StringField, ValidationError

from commissioning.moves.agreeing import MOST_DAYS
from commissioning.moves.stages import ServiceClock, clock_rules
from portal.asking.typed import tidy, whole_number

MOST_STATED: Final = 999


def _days(clock: ServiceClock) -> StringField:
    [rule] = [rule for rule in clock_rules() if rule.clock is clock]
    return StringField(
        rule.name,
        description=lazy_gettext(
            "Working days, counted from %(day)s. Empty: no day is set.", day=rule.counted_from
        ),
        filters=[tidy],
        validators=[_check],
    )


def _check(_form: object, field: Field) -> None:
    if field.data and whole_number(field.data, least=1, most=MOST_DAYS) is None:
        raise ValidationError(
            gettext("Enter working days from 1 to %(most)s, or nothing", most=MOST_DAYS)
        )


class LevelsForm(Form):
    """One field a clock, by its name."""

    first_contact = _days(ServiceClock.FIRST_CONTACT)
    assessment = _days(ServiceClock.ASSESSMENT)
    assessment_again = _days(ServiceClock.ASSESSMENT_AGAIN)
    plan = _days(ServiceClock.PLAN)
    offer = _days(ServiceClock.OFFER)
    based_on = HiddenField()

    def fill(self, levels: Mapping[ServiceClock, int], stated: int) -> None:
        for clock in ServiceClock:
            days = levels.get(clock)
            self[clock.value].data = "" if days is None else f"{days}"
        self.based_on.data = f"{stated}"

    @property
    def levels(self) -> dict[ServiceClock, int | None]:
        """Once the form has been checked."""
        typed = {clock: self[clock.value].data for clock in ServiceClock}
        return {clock: int(days) if days else None for clock, days in typed.items()}

    @property
    def seen(self) -> int:
        found = whole_number(self.based_on.data, least=0, most=MOST_STATED)
        return -1 if found is None else found

    def refuse(self, says: str) -> None:
        self.first_contact.errors = [*self.first_contact.errors, says]
