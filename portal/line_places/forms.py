"""By which order places go, how many may be held, and how long somebody has to answer."""

from __future__ import annotations

from typing import Final

from flask_babel import gettext, lazy_gettext
from wtforms import Field, Form, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from commissioning.bookings.errors import RuleImpossible
from commissioning.bookings.ruling import MOST_ANSWER_DAYS
from commissioning.bookings.turns import RuleInForce, TurnStep
from portal.asking.options import options
from portal.asking.typed import tidy, whole_number
from portal.formatting import sentence
from portal.showing.place_order import STEP_WORDS

LONGEST_VERSION: Final = 60
PLACES_IN_ORDER: Final = ("first", "then", "last")


class PlaceRuleForm(Form):
    """`refuse` puts what the rule refuses on its field."""

    first = SelectField(
        lazy_gettext("A freed place goes first to"),
        [InputRequired(lazy_gettext("Choose to whom a freed place goes first"))],
        validate_choice=False,
    )
    then = SelectField(lazy_gettext("Where two are alike in that, to"), validate_choice=False)
    last = SelectField(lazy_gettext("And where they are alike in both, to"), validate_choice=False)
    held_percent = StringField(
        lazy_gettext("Share of a group’s places that may be held before sentence, in %"),
        description=lazy_gettext(
            "Rounded down, but at least one place; 0 where none may be held. 25 at first."
        ),
        filters=[tidy],
    )
    answer_days = StringField(
        lazy_gettext("Working days to answer an offer"),
        description=lazy_gettext(
            "An offer that nobody answers passes on. That is no refusal, and the turn is kept."
        ),
        filters=[tidy],
    )
    based_on = HiddenField(validators=[Length(max=LONGEST_VERSION)])

    def offer(self) -> None:
        steps = [(step.value, sentence(str(words))[:-1]) for step, words in STEP_WORDS.items()]
        self.first.choices = options(steps)
        nothing_more = ("", gettext("Nothing more: by a random key"))
        self.then.choices = self.last.choices = options([nothing_more, *steps])

    def fill(self, rule: RuleInForce) -> None:
        """With what holds now."""
        for name, step in zip(PLACES_IN_ORDER, rule.steps, strict=False):
            self[name].data = step.value
        self.held_percent.data = f"{rule.held_percent}"
        self.answer_days.data = f"{rule.answer_days}"
        self.based_on.data = rule.version

    def validate_first(self, field: Field) -> None:
        _refuse_unknown(field)

    def validate_then(self, field: Field) -> None:
        _refuse_unknown(field)
        _refuse_twice(field, self.first.data)

    def validate_last(self, field: Field) -> None:
        _refuse_unknown(field)
        _refuse_twice(field, self.first.data, self.then.data)
        if field.data and not self.then.data:
            raise ValidationError(gettext("Choose the step before it, or leave this one out"))

    def validate_held_percent(self, field: Field) -> None:
        if whole_number(field.data, least=0, most=100) is None:
            raise ValidationError(gettext("Enter a whole number from 0 to 100"))

    def validate_answer_days(self, field: Field) -> None:
        if whole_number(field.data, least=1, most=MOST_ANSWER_DAYS) is None:
            raise ValidationError(
                gettext("Enter working days from 1 to %(most)s", most=MOST_ANSWER_DAYS)
            )

    @property
    def steps(self) -> list[TurnStep]:
        """Once the form has been checked."""
        told = [self[name].data for name in PLACES_IN_ORDER]
        return [TurnStep(step) for step in told if step]

    def refuse(self, refused: RuleImpossible) -> None:
        field = self[refused.field if refused.field in self else "first"]
        field.errors = [*field.errors, str(refused)]


def _refuse_unknown(field: Field) -> None:
    if field.data and field.data not in STEP_WORDS:
        raise ValidationError(gettext("Choose one of the steps of the list"))


def _refuse_twice(field: Field, *before: str | None) -> None:
    if field.data and field.data in before:
        raise ValidationError(gettext("Choose each step once"))
