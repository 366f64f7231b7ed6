"""What is stated of an evaluation, in one form; why it is withdrawn, in another."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from commissioning.partnership.evaluations.checking import LONGEST_TITLE, LONGEST_WORDS
from commissioning.partnership.evaluations.facts import EvaluatedCost, EvaluationFacts
from commissioning.partnership.evaluations.kinds import CostPer, designs
from commissioning.partnership.evaluations.told import EvaluatedScheme, EvaluationTold
from directory.places.models import LocalDeliveryUnit, Region
from directory.schemes.models import Scheme
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy, whole_number
from portal.evaluations.finding_form import FindingForm, is_people, people_in

FINDINGS: Final = 6
"""As many as a form offers; a report of more is stated by its main ones."""

MOST_VERSIONS: Final = 999
_POUNDS: Final = re.compile(r"£?(\d{1,3}(?:,?\d{3}){0,2})(?:\.(\d\d))?", re.ASCII)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
COST_FIELDS: Final = ("cost", "cost_per", "price_year", "cost_source")

SchemesThere = Iterable[tuple[Scheme, LocalDeliveryUnit]]


class StatementOfEvaluation(Form):
    """A form whose verb may refuse what its fields say; the box asks about what reads as a name."""

    based_on = HiddenField()
    reason = TextAreaField(
        lazy_gettext("Why?"),
        [Length(max=LONGEST_WORDS), nothing_of_a_person],
        description=lazy_gettext("Read by everybody, beside what is stated"),
    )
    is_named_so = BooleanField(
        lazy_gettext("All names in it are of bodies, places and services; none is a person’s")
    )

    @property
    def seen(self) -> int:
        return whole_number(self.based_on.data, most=MOST_VERSIONS) or 0

    def refuse(self, field: str, says: str, place: int | None = None) -> None:
        """On the field that says it, unless something of it is refused already; else above."""
        form = self.part(place)
        if field and field in form:
            form[field].errors = form[field].errors or [says]
        elif says not in self.form_errors:
            self.form_errors.append(says)

    def part(self, place: int | None) -> Form:
        return self

    def listed_errors(self) -> Iterator[tuple[str, str]]:
        """The id of an input and what is wrong with it."""
        yield from ((self.based_on.id, str(says)) for says in self.form_errors)
        yield from _errors_of(self)


class EvaluationForm(StatementOfEvaluation):
    """Beside these the forms of its findings, each by its number."""

    region = SelectField(lazy_gettext("Which region keeps it?"), validate_choice=False)
    title = StringField(
        lazy_gettext("Title of the report"),
        [InputRequired(lazy_gettext("Enter its title")), Length(max=LONGEST_TITLE)],
        filters=[tidy],
    )
    services = TextAreaField(
        lazy_gettext("Services that were evaluated"),
        description=lazy_gettext(
            "The address of each service’s page, like /services/… , one on each line. Only"
            " services that everybody may read of"
        ),
    )
    schemes = SelectMultipleField(
        lazy_gettext("Schemes that were evaluated"), validate_choice=False
    )
    made_by = StringField(
        lazy_gettext("Which body made it?"),
        [InputRequired(lazy_gettext("Enter the body that made it")), Length(max=LONGEST_TITLE)],
        description=lazy_gettext("A body, never a person, like Example University"),
        filters=[tidy],
    )
    published_on = DayMonthYear(
        lazy_gettext("Day of its publication"), [InputRequired(lazy_gettext("Enter the day"))]
    )
    source = StringField(
        lazy_gettext("Where can it be read?"),
        [
            InputRequired(lazy_gettext("Enter its address or where it is found in print")),
            Length(max=LONGEST_WORDS),
        ],
        description=lazy_gettext("Its address on the web, or where it is found in print"),
        filters=[tidy],
    )
    period_from = DayMonthYear(
        lazy_gettext("First day of the period looked at"),
        [InputRequired(lazy_gettext("Enter the day"))],
    )
    period_to = DayMonthYear(
        lazy_gettext("Last day of the period looked at"),
        [InputRequired(lazy_gettext("Enter the day"))],
    )
    design = RadioField(lazy_gettext("How was it done?"), validate_choice=False)
    comparison = TextAreaField(
        lazy_gettext("With whom were they compared?"),
        [Length(max=LONGEST_WORDS), nothing_of_a_person],
        description=lazy_gettext("In words, like “people of the same areas who were not referred”"),
    )
    people = StringField(lazy_gettext("How many had it?"), [is_people], filters=[tidy])
    compared = StringField(lazy_gettext("How many were compared?"), [is_people], filters=[tidy])
    cost = StringField(
        lazy_gettext("Cost in pounds"),
        description=lazy_gettext("As the report says; leave empty what is not known"),
        filters=[tidy],
    )
    cost_per = SelectField(lazy_gettext("For each"), validate_choice=False, default="")
    price_year = StringField(lazy_gettext("In prices of which year?"), filters=[tidy])
    cost_source = StringField(
        lazy_gettext("Where is the cost from?"), [Length(max=LONGEST_TITLE)], filters=[tidy]
    )

    def __init__(self, formdata: Any = None) -> None:
        super().__init__(formdata)
        self.findings = tuple(
            FindingForm(formdata, prefix=f"finding-{number}-") for number in range(1, FINDINGS + 1)
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """All parts of it, so that every error is told at once."""
        parts = [one.validate() for one in self.findings]
        return bool(super().validate(extra_validators)) and all(parts)

    def validate_cost(self, field: Field) -> None:
        said = [bool(self[name].data) for name in COST_FIELDS]
        if any(said) and not all(said):
            raise ValidationError(
                gettext("Say all four of the cost (pounds, for each what, year, source) or none")
            )
        if field.data and not _POUNDS.fullmatch(field.data):
            raise ValidationError(gettext("Enter pounds, like 1,250 or 1250.50"))

    def validate_price_year(self, field: Field) -> None:
        if field.data and not _YEAR.fullmatch(field.data):
            raise ValidationError(gettext("Enter a year of four figures, like 2025"))

    def offer(self, regions: Iterable[Region], schemes: SchemesThere) -> None:
        self.region.choices = options((one.slug, one.name) for one in regions)
        self.schemes.choices = options(
            (str(one.id), f"{one.name}, {area.name}") for one, area in schemes
        )
        self.design.choices = options((one.code, one.name) for one in designs().values())
        self.cost_per.choices = options(
            [
                ("", gettext("Choose one")),
                (CostPer.PERSON.value, gettext("person who began")),
                (CostPer.COMPLETION.value, gettext("completion")),
            ]
        )
        for one in self.findings:
            one.offer()

    def fill(self, told: EvaluationTold, schemes: SchemesThere) -> None:
        facts = told.facts
        for name in ("title", "made_by", "source", "design"):
            self[name].data = getattr(facts, name)
        for name in ("published_on", "period_from", "period_to"):
            self[name].process(None, getattr(facts, name))
        self.comparison.data = facts.comparison or ""
        for name in ("people", "compared"):
            self[name].data = "" if getattr(facts, name) is None else f"{getattr(facts, name)}"
        if facts.cost is not None:
            self.cost.data = f"{facts.cost.pence / 100:,.2f}".removesuffix(".00")
            self.cost_per.data, self.price_year.data = facts.cost.per, f"{facts.cost.price_year}"
            self.cost_source.data = facts.cost.source
        self.based_on.data = f"{told.statement.number}"
        self._fill_subjects(told, schemes)
        for form, finding in zip(self.findings, facts.findings, strict=False):
            form.fill(finding)

    def _fill_subjects(self, told: EvaluationTold, schemes: SchemesThere) -> None:
        named = {
            (one.local_delivery_unit_id, one.name.casefold())
            for one in told.subjects
            if isinstance(one, EvaluatedScheme)
        }
        self.schemes.data = [
            str(one.id) for one, area in schemes if (area.id, one.name.casefold()) in named
        ]
        self.services.data = "\n".join(
            f"/services/{one.public_id}"
            for one in told.subjects
            if not isinstance(one, EvaluatedScheme)
        )

    def facts(self) -> EvaluationFacts:
        """What was refused already stands as if it were right: the rest can be looked at."""
        first = self.period_from.data or dt.date.min
        return EvaluationFacts(
            title=self.title.data or "", made_by=self.made_by.data or "",
            published_on=self.published_on.data or dt.date.max, source=self.source.data or "",
            period_from=first, period_to=self.period_to.data or first,
            design=self.design.data or "", comparison=tidy(self.comparison.data) or None,
            people=self._people("people"), compared=self._people("compared"),
            findings=tuple(one.facts() for one in self.filled), cost=self._cost(),
            is_named_so=bool(self.is_named_so.data),
        )  # fmt: skip

    def _people(self, name: str) -> int | None:
        return None if self[name].errors else people_in(self[name].data)

    @property
    def filled(self) -> tuple[FindingForm, ...]:
        return tuple(one for one in self.findings if one.is_filled)

    @property
    def service_lines(self) -> list[str]:
        return [line for one in (self.services.data or "").splitlines() if (line := tidy(one))]

    def part(self, place: int | None) -> Form:
        """Of none that is filled the first."""
        return self if place is None else (self.filled or self.findings)[place]

    def listed_errors(self) -> Iterator[tuple[str, str]]:
        yield from super().listed_errors()
        for one in self.findings:
            yield from _errors_of(one)

    def _cost(self) -> EvaluatedCost | None:
        found = _POUNDS.fullmatch(self.cost.data or "")
        if any(self[name].errors for name in COST_FIELDS) or found is None:
            return None
        if self.cost_per.data not in {one.value for one in CostPer}:
            return None
        pence = int(found[1].replace(",", "")) * 100 + int(found[2] or 0)
        return EvaluatedCost(
            pence, CostPer(self.cost_per.data), int(self.price_year.data or 0),
            self.cost_source.data or "",
        )  # fmt: skip


def _errors_of(form: Form) -> Iterator[tuple[str, str]]:
    for field in form:
        if field.errors:
            target = field.error_target if isinstance(field, DayMonthYear) else field.id
            yield target, str(field.errors[0])
