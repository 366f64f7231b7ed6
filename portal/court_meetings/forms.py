"""A meeting of courts and probation, planned or held, and what was asked there."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form, HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from commissioning.partnership.liaison.free_wording import LONGEST_ANSWER
from commissioning.partnership.liaison.meetings import PointSaid
from commissioning.partnership.liaison.round_questions import meeting_roles
from directory.places.models import Court
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import tidy

PLANNED, HELD = "planned", "held"
SHORTER = Length(max=LONGEST_ANSWER, message=f"Use {LONGEST_ANSWER:,} characters or fewer")


def roles_offered() -> list[tuple[str, str]]:
    return [(role.code, role.name) for role in meeting_roles()]


class HeldForm(Form):
    """A planned meeting was held."""

    day = DayMonthYear("Day of the meeting", [InputRequired("Enter the day of the meeting")])
    present = SelectMultipleField(
        "Who was present",
        description="By role, of a meeting that was held. Nobody is named.",
        validate_choice=False,
    )

    def offer_roles(self) -> None:
        self.present.choices = options(roles_offered())

    @property
    def chosen_roles(self) -> list[str]:
        return list(self.present.data or [])


class MeetingForm(HeldForm):
    """One that is planned, or one that was held and never planned here."""

    state = RadioField(
        "Is it planned, or was it held?",
        choices=options([(PLANNED, "It is planned"), (HELD, "It was held")]),
        validate_choice=False,
        validators=[AnyOf([PLANNED, HELD], message="Say whether it is planned or was held")],
    )
    courts = SelectMultipleField("Which courts?", validate_choice=False)
    request = HiddenField()

    def offer_courts(self, courts: Iterable[Court]) -> None:
        known = list(courts)
        self.courts.choices = options((one.slug, one.name) for one in known)
        self._ids = {one.slug: one.id for one in known}

    @property
    def court_ids(self) -> list[int]:
        """Of those chosen that are offered; a slug of no court here is none."""
        return [self._ids[slug] for slug in self.courts.data or [] if slug in self._ids]


class PointForm(Form):
    question = TextAreaField(
        "What was asked",
        description="Name nobody and no case. Names of courts, areas and services may stand here.",
        filters=[tidy],
        validators=[InputRequired("Write what was asked"), SHORTER],
    )
    answer = TextAreaField("What was answered (optional)", filters=[tidy], validators=[SHORTER])
    what_changed = TextAreaField("What changed (optional)", filters=[tidy], validators=[SHORTER])
    request = HiddenField()

    @property
    def said(self) -> PointSaid:
        return PointSaid(
            self.question.data or "", self.answer.data or "", self.what_changed.data or ""
        )
