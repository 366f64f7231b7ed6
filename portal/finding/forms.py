"""What may be asked of the directory, and what about a person: the latter by POST alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, Form, SelectField, SelectMultipleField, StringField, ValidationError

from directory.errors import DirectoryError
from directory.services.eligibility import AboutPerson, Attribute, Rule
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.person_fields import AGE_BANDS, age_field, sex_field
from portal.asking.sealed_question import SealedQuestion
from portal.asking.typed import check_order_months, order_days, tidy
from portal.finding.homes import HomePlace, home_place, home_words
from portal.formatting import short

RADII: Final = (5, 10, 20, 50, 100)
ABOUT_SOMEBODY: Final = (
    "sex", "age", "months", "order_type", "needs", "offence", "language_spoken", "scale", "score",
)  # fmt: skip
"""The fields that are read from a POST alone."""
SEALED_AS: Final = {name: name for name in ABOUT_SOMEBODY} | {"offence": "rule_offence"}
"""What an address calls them: a court's page has offences of its own."""


class HomeNearForm(Form):
    """A home postcode, or the beginning of one."""

    postcode = StringField(
        _("Postcode of the home, or the first half of it"),
        filters=[tidy],
        description=_("For example, PR1. It is not kept."),
    )

    home: HomePlace | None = None

    def facts(self) -> Iterator[tuple[str, str]]:
        """Where it is, as an address keeps it; call after `validate`."""
        if self.home is not None:
            yield from (("area", self.home.area), *self.home.facts())

    def validate_postcode(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Enter a postcode, or the first half of one, such as PR1")
        try:
            self.home = home_place(field.data)
        except DirectoryError as refusal:
            raise ValidationError(str(refusal)) from refusal


class ReleaseForm(HomeNearForm):
    """Where somebody will live after prison, and from which day."""

    released = DayMonthYear(
        _("Day of release, if it is known"),
        description=_("What can start from that day is then listed first. It is not kept."),
    )

    @classmethod
    def of(cls, question: SealedQuestion) -> ReleaseForm:
        form = cls(data={"postcode": home_words(question)})
        with suppress(ValueError):
            form.released.process(None, dt.date.fromisoformat(question.first("released")))
        return form

    def facts(self) -> Iterator[tuple[str, str]]:
        yield from super().facts()
        yield "released", self.released.data.isoformat() if self.released.data else ""

    def validate_on(self, today: dt.date) -> bool:
        """Shape, and that the release lies ahead."""
        is_fine = bool(self.validate())
        if self.released.data is not None and self.released.data < today:
            self.released.errors = [f"Enter a day of release from {short(today)} on, or nothing"]
            is_fine = False
        return is_fine


class SearchForm(Form):
    """Words and a place; below them what is asked for one person. Choices follow the rules."""

    q = StringField(
        _("What are you looking for?"),
        filters=[tidy],
        description=_("Such as debt, DRR or ESOL."),
    )
    place = StringField(
        _("Town or postcode"), filters=[tidy], description=_("A postcode is not kept.")
    )
    radius = SelectField(
        _("Within"),
        choices=options(
            [
                ("", _("Any distance")),
                *((str(miles), _("%(miles)d miles", miles=miles)) for miles in RADII),
            ]
        ),
        default="",
        validate_choice=False,
    )
    sex = sex_field()
    age = age_field()
    months = StringField(_("Months left on the order"), filters=[tidy])
    order_type = SelectField(_("Kind of order"), default="")
    offence = SelectField(_("Offence"), default="")
    language_spoken = SelectField(_("Language"), default="")
    scale = SelectField(_("Risk score on"), default="")
    score = StringField(_("Score"), filters=[tidy])
    needs = SelectMultipleField(_("Needs"))

    def offer(self, rules: Iterable[Iterable[Rule]]) -> None:
        """Take as choices the words that some service's rules speak of; call before `validate`."""
        spoken = spoken_of(rules)
        for field, attribute in (
            (self.order_type, Attribute.ORDER_TYPE),
            (self.offence, Attribute.OFFENCE),
            (self.language_spoken, Attribute.LANGUAGE),
            (self.scale, Attribute.RISK_SCORE),
        ):
            words = [(word, worded(word)) for word in spoken[attribute]]
            field.choices = options([("", _("Not said")), *words])
        self.needs.choices = options((word, worded(word)) for word in spoken[Attribute.NEEDS])

    @property
    def is_about_somebody(self) -> bool:
        return any(self[name].data for name in ABOUT_SOMEBODY)

    @property
    def said(self) -> list[str]:
        """What was said of the person, to be read back above the answer."""
        chosen = (self.sex, self.age, self.order_type, self.offence, self.language_spoken)
        told = [str(dict(_pairs(field))[field.data]) for field in chosen if field.data]
        if self.months.data:
            told.append(str(gettext("%(months)s months left", months=self.months.data)))
        if self.scale.data:
            told.append(f"{worded(self.scale.data)} {self.score.data}")
        return told + [worded(need) for need in self.needs.data or ()]

    def facts(self) -> Iterator[tuple[str, str]]:
        """What is asked of the person, as an address keeps it; call after `validate`."""
        for name, kept in SEALED_AS.items():
            values = self[name].data or ""
            yield from ((kept, one) for one in ([values] if isinstance(values, str) else values))

    def validate_radius(self, field: Field) -> None:
        if field.data and field.data not in {str(miles) for miles in RADII}:
            raise ValidationError("Choose a distance from the list")

    def validate_months(self, field: Field) -> None:
        if field.data:
            check_order_months(field)

    def validate_score(self, field: Field) -> None:
        if field.data and _score(field.data) is None:
            raise ValidationError("Enter the score as a number, such as 62 or 62.5")
        if bool(field.data) != bool(self.scale.data):
            raise ValidationError("Enter a score and choose the scale that it is on")

    def question(self) -> AboutPerson | None:
        """What is known of the person; None when nobody is asked about. Call after `validate`."""
        if not self.is_about_somebody:
            return None
        score = _score(self.score.data)
        return AboutPerson(
            sex=self.sex.data or None,
            age=AGE_BANDS.get(self.age.data or ""),
            offences=_only(self.offence.data),
            risk_scores={self.scale.data: score} if score is not None else {},
            order_type=self.order_type.data or None,
            order_days_left=order_days(self.months.data),
            needs=frozenset(self.needs.data or ()) or None,
            languages=_only(self.language_spoken.data),
        )


def _pairs(field: SelectField) -> Iterable[tuple[object, object]]:
    """Value and label of every choice."""
    return [(value, label) for value, label, *_ in field.iter_choices()]


def spoken_of(rules: Iterable[Iterable[Rule]]) -> Mapping[Attribute, list[str]]:
    """The values of each attribute, and the scales of risk scores, in order of the alphabet."""
    found: dict[Attribute, set[str]] = {attribute: set() for attribute in Attribute}
    for rule in (one for some in rules for one in some):
        found[rule.attribute] |= rule.values | ({rule.scale} if rule.scale else set())
    return {attribute: sorted(words) for attribute, words in found.items()}


def worded(code: str) -> str:
    """A code of the rules as a reader says it."""
    said = code.replace("_", " ")
    return said[:1].upper() + said[1:]


def _only(word: str | None) -> frozenset[str] | None:
    return frozenset({word}) if word else None


def _score(text: str | None) -> float | None:
    if not text or not (text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 6):
        return None
    return float(text)
