"""What is stated of a scheme's counts in one period, and how it is corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar, Final

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from commissioning.errors import CommissioningError
from commissioning.partnership.cohorts.checking import MOST_PEOPLE
from commissioning.partnership.cohorts.counts import (
    COMPLIANCE,
    CONTACT,
    COUNT_NAMES,
    FLOWS,
    LABELS,
    STOCK,
    CohortCounts,
)
from commissioning.partnership.cohorts.errors import CohortAsked, CohortRefused
from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.periods import (
    CohortPeriod,
    months_before,
    period_of,
    quarters_before,
)
from commissioning.partnership.cohorts.stating import CohortFacts
from portal.asking.date_field import DayMonthYear, day_in
from portal.asking.no_name_box import NoNameBox
from portal.asking.options import options
from portal.asking.typed import a_name_or_post, tidy, whole_number

MONTHS_OFFERED: Final = 24
QUARTERS_OFFERED: Final = 8
GROUPS: Final = (
    (lazy_gettext("Places and people at the end of the period"), ("places", *STOCK)),
    (lazy_gettext("Who joined and left in it"), FLOWS),
    (lazy_gettext("What became of those under an order or licence"), COMPLIANCE),
    (lazy_gettext("What became of those who take part by consent"), CONTACT),
)


def a_count(_form: Form, field: Field) -> None:
    if field.data and whole_number(field.data, least=0, most=MOST_PEOPLE) is None:
        raise ValidationError(
            gettext(
                "%(count)s: enter a whole number up to %(most)s, or leave it empty if it is not "
                "known",
                count=field.label.text, most=MOST_PEOPLE,
            )
        )  # fmt: skip


class CohortForm(NoNameBox):
    """Beside these a field for each of `COUNT_NAMES`. `asked` is the key of the question to which
    `is_right` says yes."""

    published: ClassVar[Iterable[str]] = ("source",)

    period = SelectField(lazy_gettext("Which month or quarter?"), validate_choice=False)
    source = StringField(
        lazy_gettext("Who says so?"),
        [InputRequired(lazy_gettext("Enter the team or body that says so")), Length(max=300),
         a_name_or_post],
        description=lazy_gettext("A team or a body, never a person, like “IOM team, Preston”"),
        filters=[tidy],
    )  # fmt: skip
    stated_on = DayMonthYear(
        lazy_gettext("When was it said?"), [InputRequired(lazy_gettext("Enter the day"))]
    )
    asked = HiddenField()
    is_right = BooleanField(lazy_gettext("Yes: the numbers are right as they stand"))

    def offer(self, today: dt.date) -> None:
        ended = (*months_before(today, MONTHS_OFFERED), *quarters_before(today, QUARTERS_OFFERED))
        self.period.choices = options((one.code, one.words) for one in ended)

    def count_fields(self, names: Iterable[str]) -> list[Field]:
        return [self[name] for name in names]

    @property
    def counts(self) -> CohortCounts:
        typed = {
            name: whole_number(self[name].data, least=0, most=MOST_PEOPLE) for name in COUNT_NAMES
        }
        return CohortCounts(**typed)

    def facts(self, period: CohortPeriod, source: str) -> CohortFacts:
        return CohortFacts(
            period=period, counts=self.counts, source=source, stated_on=day_in(self.stated_on),
            answered=(self.asked.data or "") if self.is_right.data else "",
            names_nobody=bool(self.names_nobody.data),
        )  # fmt: skip

    @property
    def chosen_period(self) -> CohortPeriod | None:
        return period_of(self.period.data or "")

    def refuse(self, why: CommissioningError) -> None:
        """Each fault on the field that it names, else above the form."""
        if isinstance(why, CohortAsked):
            self.asked.data, self.is_right.data = why.question.key, False
            self.is_right.errors = [why.question.says]
        elif isinstance(why, CohortRefused):
            for fault in why.faults:
                if fault.field in self:
                    self[fault.field].errors = [fault.says]
                else:
                    self.form_errors.append(fault.says)
        else:
            self.form_errors.append(str(why))


class CohortCorrection(CohortForm):
    """Of one source's statement of a period: neither is asked again, so nothing sent of them is
    judged."""

    published = ()

    source = StringField()
    reason = TextAreaField(
        lazy_gettext("Why are they corrected?"),
        [InputRequired(lazy_gettext("Enter why they are corrected")), Length(max=500)],
        description=lazy_gettext(
            "In a sentence, about numbers alone and never about a person. What stood before is kept"
        ),
        filters=[tidy],
    )
    based_on = HiddenField()

    def fill(self, row: CohortStatement) -> None:
        for name in COUNT_NAMES:
            told = row.counts.told(name)
            self[name].data = "" if told is None else f"{told}"
        self.stated_on.process(None, row.stated_on)
        self.based_on.data = f"{row.version}"

    def keep_named(self, row: CohortStatement) -> None:
        """What its fields must have, whatever was sent."""
        self.period.data, self.source.data = row.period.code, row.source

    @property
    def seen(self) -> int:
        return whole_number(self.based_on.data, most=MOST_PEOPLE) or 0


for _name in COUNT_NAMES:
    for _form in (CohortForm, CohortCorrection):
        setattr(_form, _name, StringField(LABELS[_name], [a_count], filters=[tidy]))
