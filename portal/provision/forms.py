"""What is stated of one requirement in several areas at once; an area left alone stays as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from flask_babel import lazy_gettext
from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.validators import Length

from commissioning.availability.provision_authors import AuthorRole, may_state
from commissioning.availability.stating_in_person import Saying
from commissioning.availability.statuses import Provision, WhyNot
from directory.telephones import telephone_problem
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy

Answer = tuple[Provision, WhyNot | None]

ANSWERS: Final[Mapping[str, Answer]] = {
    "provided": (Provision.PROVIDED, None),
    "arrangements_exist": (Provision.ARRANGEMENTS_EXIST, None),
    "notified": (Provision.NOTIFIED, None),
    "not_commissioned": (Provision.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED),
    "not_known": (Provision.NOT_KNOWN, None),
}
WORDS: Final = {
    "provided": lazy_gettext("Provided"),
    "arrangements_exist": lazy_gettext("Arrangements exist"),
    "notified": lazy_gettext("Notified by a notice"),
    "not_commissioned": lazy_gettext("Not commissioned"),
    "not_known": lazy_gettext("Not known: take back what we said"),
}
LONGEST_NOTICE: Final = 300
"""As many characters as a statement keeps."""

LONGEST_DAYS: Final = 366
"""Nobody's word of provision counts for longer than a year without being looked at again."""


def word_of(said: Provision, why_not: WhyNot | None) -> str:
    """The answer's code; another reason why not, which only a file gives, has none."""
    return next((code for code, answer in ANSWERS.items() if answer == (said, why_not)), "")


class ProvisionForm(Form):
    """`says` of all the areas that are left at "no change", and of each by its own field.

    The fields `says-<area>` and `seen-<area>` stand beside, one of each an area.
    """

    everywhere = SelectField(
        lazy_gettext("In every area where nothing else is chosen below"),
        validate_choice=False,
        default="",
    )
    telephone = StringField(
        lazy_gettext("Whom to ring about it (optional)"),
        description=lazy_gettext("A number of the team, not of a person."),
        filters=[tidy],
        validators=[nothing_of_a_person],
    )
    notice = StringField(
        lazy_gettext("The notice, where one is cited (optional)"),
        description=lazy_gettext("For example: SI 2026/402, 21 March 2026."),
        filters=[tidy],
        validators=[
            Length(max=LONGEST_NOTICE, message=lazy_gettext("Use at most 300 characters")),
            nothing_of_a_person,
        ],
    )
    review_on = DayMonthYear(
        lazy_gettext("Until when it counts (optional)"),
        description=lazy_gettext(
            "Left empty: 91 days. After that day courts read “not known” again."
        ),
    )

    def offer(self, role: AuthorRole, requirement: str) -> None:
        """Only what the role may state of the requirement can be chosen."""
        allowed = [
            (code, WORDS[code])
            for code, (said, _) in ANSWERS.items()
            if may_state(role, said, requirement)
        ]
        self.everywhere.choices = options([("", str(lazy_gettext("no change"))), *allowed])

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(value, words) for value, words, *_ in self.everywhere.iter_choices()]

    def validate_telephone(self, field: Field) -> None:
        if field.data and (problem := telephone_problem(field.data)):
            raise ValidationError(problem[0].upper() + problem[1:])

    def said_of(self, sent: Mapping[str, str], areas: Iterable[str]) -> dict[str, str]:
        """The answer's code by area; those that nothing is said of are not there."""
        allowed = {code for code, _ in self.choices if code}
        every = self.everywhere.data or ""
        said = {area: sent.get(f"says-{area}", "") or every for area in areas}
        return {area: code for area, code in said.items() if code in allowed}

    def problems(self, today: dt.date) -> dict[str, str]:
        """By the id of the input that is at fault."""
        self.validate()
        day = self.review_on.data
        if day is not None and not today <= day <= today + dt.timedelta(days=LONGEST_DAYS):
            self.review_on.errors = [str(lazy_gettext("Enter a day from today to a year ahead"))]
        return {
            getattr(field, "error_target", field.id): str(field.errors[0])
            for field in self
            if field.errors
        }

    def ask_for_an_answer(self) -> dict[str, str]:
        asked = str(lazy_gettext("Say what stands in at least one area"))
        self.everywhere.errors = [asked]
        return {self.everywhere.id: asked}

    def saying(self, requirement: str, strand: str | None, code: str) -> Saying:
        said, why_not = ANSWERS[code]
        return Saying(
            requirement,
            said,
            why_not,
            strand=strand,
            telephone=self.telephone.data or None,
            notice=self.notice.data or None,
            review_on=self.review_on.data,
        )
