"""One finding of an evaluation, as it is typed: left wholly empty it says nothing."""

from __future__ import annotations

import re
from typing import Final

from flask_babel import gettext, lazy_gettext
from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.validators import Length

from commissioning.partnership.evaluations.facts import EffectInterval, FindingFacts
from commissioning.partnership.evaluations.kinds import BetterWay, measures, outcomes
from portal.asking.options import options
from portal.asking.typed import tidy

LEVEL: Final = "95"
"""What most reports give, and what stands in the field at first."""

_FIGURE: Final = re.compile(r"[+-]?\d{1,6}(?:\.\d{1,6})?", re.ASCII)
_PEOPLE: Final = re.compile(r"-?\d{1,3}(?:,?\d{3}){0,3}", re.ASCII)
CHOOSE: Final = lazy_gettext("Choose one")


def figure_in(text: str | None) -> float | None:
    """None for nothing; with whatever minus sign a report has. Raises `ValidationError`."""
    typed = (text or "").replace("−", "-").replace("–", "-").replace(" ", "")
    if not typed:
        return None
    if not _FIGURE.fullmatch(typed):
        raise ValidationError(gettext("Enter a figure, like 0.84 or -6"))
    return float(typed)


def people_in(text: str | None) -> int | None:
    """None for nothing. Raises `ValidationError`; whether it can be the rule says."""
    typed = (text or "").replace("−", "-").replace(" ", "")
    if not typed:
        return None
    if not _PEOPLE.fullmatch(typed):
        raise ValidationError(gettext("Enter a number of people in figures, like 213"))
    return int(typed.replace(",", ""))


def is_figure(_form: object, field: Field) -> None:
    figure_in(field.data)


def is_people(_form: object, field: Field) -> None:
    people_in(field.data)


class FindingForm(Form):
    """`is_filled`: something of it was said."""

    outcome = SelectField(lazy_gettext("What was measured?"), validate_choice=False, default="")
    months = StringField(
        lazy_gettext("Within how many months?"),
        [is_people],
        description=lazy_gettext("Of reconvictions alone"),
        filters=[tidy],
    )
    named = StringField(
        lazy_gettext("Name of another outcome"),
        [Length(max=100)],
        description=lazy_gettext("Where it stands in no list, like “rent paid on time”"),
        filters=[tidy],
    )
    better = SelectField(lazy_gettext("Which way is better?"), validate_choice=False, default="")
    measure = SelectField(
        lazy_gettext("How is the effect given?"), validate_choice=False, default=""
    )
    value = StringField(
        lazy_gettext("The effect"),
        [is_figure],
        description=lazy_gettext("Of those who had it against those compared, like -6 or 0.84"),
        filters=[tidy],
    )
    lower = StringField(lazy_gettext("Lower end of its interval"), [is_figure], filters=[tidy])
    upper = StringField(lazy_gettext("Upper end of its interval"), [is_figure], filters=[tidy])
    level = StringField(
        lazy_gettext("Level of the interval, in per cent"),
        [is_figure],
        default=LEVEL,
        filters=[tidy],
    )
    people = StringField(
        lazy_gettext("How many had it, if not as above"), [is_people], filters=[tidy]
    )
    compared = StringField(
        lazy_gettext("How many were compared, if not as above"), [is_people], filters=[tidy]
    )

    def offer(self) -> None:
        first = [("", CHOOSE)]
        self.outcome.choices = options(
            [*first, *((one.code, _outcome_words(one.name)) for one in outcomes().values())]
        )
        self.better.choices = options(
            [
                *first,
                (BetterWay.LOWER.value, gettext("Lower is better")),
                (BetterWay.HIGHER.value, gettext("Higher is better")),
            ]
        )
        self.measure.choices = options(
            [*first, *((one.code, one.name.capitalize()) for one in measures().values())]
        )

    @property
    def is_filled(self) -> bool:
        return any(field.data for field in self if field.short_name != "level")

    def fill(self, facts: FindingFacts) -> None:
        self.outcome.data, self.better.data = facts.outcome, facts.better.value
        self.measure.data, self.value.data = facts.measure, f"{facts.value:.10g}"
        self.months.data = _typed(facts.months)
        self.named.data = facts.named or ""
        self.people.data, self.compared.data = _typed(facts.people), _typed(facts.compared)
        if facts.interval is not None:
            for name in ("lower", "upper", "level"):
                self[name].data = f"{getattr(facts.interval, name):.10g}"

    def validate_better(self, field: Field) -> None:
        if self.is_filled and field.data not in {one.value for one in BetterWay}:
            raise ValidationError(gettext("Choose whether lower or higher is better"))

    def validate_value(self, field: Field) -> None:
        if self.is_filled and not field.data:
            raise ValidationError(gettext("Enter the effect, or empty this finding"))

    def validate_lower(self, field: Field) -> None:
        if bool(field.data) is not bool(self.upper.data):
            raise ValidationError(gettext("Enter both ends of the interval, or neither"))

    def facts(self) -> FindingFacts:
        """Of a form that is filled; what was refused already stands as if nobody said it."""
        asks = {one.code: one.asks for one in outcomes().values()}.get(self.outcome.data or "", "")
        better = BetterWay.LOWER if self.better.errors else BetterWay(self.better.data)
        return FindingFacts(
            outcome=self.outcome.data or "", better=better, measure=self.measure.data or "",
            value=self._figure("value") or 0, interval=self._interval(),
            months=self._people("months") if asks == "months" else None,
            named=self.named.data or None if asks == "name" else None,
            people=self._people("people"), compared=self._people("compared"),
        )  # fmt: skip

    def _interval(self) -> EffectInterval | None:
        lower, upper = self._figure("lower"), self._figure("upper")
        is_refused = any(self[name].errors for name in ("value", "lower", "upper", "level"))
        if lower is None or upper is None or is_refused:
            return None
        return EffectInterval(lower, upper, self._figure("level") or 0)

    def _figure(self, name: str) -> float | None:
        return None if self[name].errors else figure_in(self[name].data)

    def _people(self, name: str) -> int | None:
        return None if self[name].errors else people_in(self[name].data)


def _outcome_words(name: str) -> str:
    words = name.format(months="…")
    return f"{words[0].upper()}{words[1:]}"


def _typed(number: int | None) -> str:
    return "" if number is None else str(number)
