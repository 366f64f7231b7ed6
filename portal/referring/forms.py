"""What is asked of somebody who is referred: codes and days, and nothing that says who they are."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from wtforms import (
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired

from commissioning.referrals.kinds import Basis
from commissioning.referrals.particulars import (
    AgeBand,
    Characteristics,
    Disability,
    Ethnicity,
    Sex,
    need_codes,
)
from commissioning.referrals.restricted_reasons import priority_reasons
from commissioning.referrals.sending import NewReferral
from directory.places.models import Court, LocalDeliveryUnit
from directory.telephones import telephone_problem
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import UNPAID_WORK, asked_once, tidy

BASES: Final = {
    Basis.COMMUNITY_ORDER: lazy_gettext("Community order"),
    Basis.SUSPENDED_SENTENCE_ORDER: lazy_gettext("Suspended sentence order"),
    Basis.LICENCE: lazy_gettext("Licence or post-sentence supervision"),
    Basis.DEFERRED_SENTENCE: lazy_gettext("Deferred sentence: nothing is sentenced yet"),
    Basis.CONDITIONAL_CAUTION: lazy_gettext("Conditional caution"),
    Basis.PRE_COURT: lazy_gettext("Before court"),
    Basis.VOLUNTARY: lazy_gettext("By choice, on no order"),
}
NOT_FIRST: Final = "in_turn"
MOST_HOURS: Final = UNPAID_WORK.most
ETHNICITIES: Final = {
    Ethnicity.ASIAN: "Asian or Asian British",
    Ethnicity.BLACK: "Black, Black British, Caribbean or African",
    Ethnicity.MIXED: "Mixed or multiple",
    Ethnicity.WHITE: "White",
    Ethnicity.OTHER: "Another ethnic group",
}
PREFER_NOT: Final = "prefer_not_to_say"


def _answers(kind: Iterable[Any], words: dict[Any, str] | None = None) -> list[Any]:
    named = words or {}
    told = [
        (one.value, str(named.get(one, one.value.replace("_", " ").capitalize())))
        for one in kind
        if one.value != PREFER_NOT
    ]
    return options([("", gettext("Not asked")), *told, (PREFER_NOT, gettext("Prefers not to say"))])


class ReferForm(Form):
    """`request_id` comes with the form: sent twice, it is one referral."""

    request_id = HiddenField()
    reference = StringField(
        lazy_gettext("Your reference of the case"),
        description=lazy_gettext(
            "As your own system calls it, with no meaning elsewhere. Not a CRN, PNC, CRO, NOMIS "
            "or National Insurance number, and no name."
        ),
        filters=[tidy],
        validators=[InputRequired(lazy_gettext("Enter your reference of the case"))],
    )
    home = SelectField(
        lazy_gettext("Where the person will live"),
        description=lazy_gettext("The probation area of their home, not of the court."),
        validate_choice=False,
    )
    basis = RadioField(
        lazy_gettext("On what basis"),
        validators=[InputRequired(lazy_gettext("Choose on what basis the person is referred"))],
    )
    sentenced_on = DayMonthYear(
        lazy_gettext("Day of sentence"),
        description=lazy_gettext("The wait counts from it for an order of a court."),
    )
    order_ends_on = DayMonthYear(lazy_gettext("Last day of the order or licence, where known"))
    released_on = DayMonthYear(lazy_gettext("Day of release from custody, where there is one"))
    requirement = SelectField(lazy_gettext("Requirement of the order"), validate_choice=False)
    court = SelectField(lazy_gettext("Court that made the order"), validate_choice=False)
    hours_ordered = StringField(
        lazy_gettext("Hours of unpaid work ordered (only for unpaid work)"), filters=[tidy]
    )
    needs = SelectMultipleField(lazy_gettext("What it is to help with"), validate_choice=False)
    priority = SelectField(
        lazy_gettext("Does the person go before their turn, and why?"),
        description=lazy_gettext(
            "This says nothing of risk. The provider reads that somebody goes first, never why. "
            "Risk is told by telephone before the first meeting."
        ),
        validate_choice=False,
    )
    telephone = StringField(
        lazy_gettext("Your team’s published telephone number"),
        description=lazy_gettext("The provider rings it for details and risk."),
        filters=[tidy],
        validators=[InputRequired(lazy_gettext("Enter a number on which your team is reached"))],
    )
    sharing_agreement = StringField(
        lazy_gettext("Reference of the agreement on sharing that you rely on"),
        description=lazy_gettext(
            "Leave empty unless you rely on another than the one named here. Willingness stated in "
            "court is not consent to sharing."
        ),
        filters=[tidy],
    )
    sex = SelectField(lazy_gettext("Sex"), validate_choice=False)
    age_band = SelectField(lazy_gettext("Age"), validate_choice=False)
    ethnicity = SelectField(lazy_gettext("Ethnic group"), validate_choice=False)
    disability = SelectField(lazy_gettext("Disabled"), validate_choice=False)

    def offer(
        self,
        areas: Iterable[LocalDeliveryUnit],
        courts: Iterable[Court],
        requirements: Iterable[tuple[str, str]],
    ) -> None:
        """What can be chosen; asked again of what came back, for a browser may send anything."""
        none = gettext("None, or not known")
        self.home.choices = options(
            [("", gettext("Choose an area")), *((area.slug, area.name) for area in areas)]
        )
        self.court.choices = options([("", none), *((one.slug, one.name) for one in courts)])
        self.requirement.choices = options([("", none), *requirements])
        self.basis.choices = options([(basis.value, str(said)) for basis, said in BASES.items()])
        self.needs.choices = options(
            [(code, code.replace("_", " ").capitalize()) for code in need_codes()]
        )
        self.priority.choices = options(
            [(NOT_FIRST, gettext("No, in turn")), *priority_reasons().items()]
        )
        self.sex.choices = _answers(Sex)
        self.age_band.choices = _answers(AgeBand)
        self.ethnicity.choices = _answers(Ethnicity, ETHNICITIES)
        self.disability.choices = _answers(Disability)

    def validate_home(self, field: SelectField) -> None:
        if not _is_chosen(field) or not field.data:
            raise ValidationError(gettext("Choose where the person will live"))

    def validate_telephone(self, field: Field) -> None:
        if problem := telephone_problem(field.data):
            raise ValidationError(problem[0].upper() + problem[1:])

    def validate_hours_ordered(self, field: Field) -> None:
        if field.data and self.hours is None:
            raise ValidationError(
                gettext(
                    "Enter hours as a number from 1 to %(most)s, or leave empty", most=MOST_HOURS
                )
            )

    @property
    def hours(self) -> float | None:
        try:
            hours = float(self.hours_ordered.data or "nan")
        except ValueError:
            return None
        return hours if math.isfinite(hours) and 1 <= hours <= MOST_HOURS else None

    @property
    def asked_for(self) -> uuid.UUID:
        return asked_once(self.request_id.data)

    def new_referral(self, home: LocalDeliveryUnit, court: Court | None) -> NewReferral:
        first = self.priority.data or NOT_FIRST
        return NewReferral(
            reference=self.reference.data or "",
            basis=Basis(self.basis.data),
            home=home,
            court=court,
            requirement=_chosen(self.requirement),
            sentenced_on=self.sentenced_on.data,
            order_ends_on=self.order_ends_on.data,
            released_on=self.released_on.data,
            hours_ordered=self.hours,
            needs=tuple(self.needs.data or ()),
            priority_reason=None if first == NOT_FIRST else first,
            characteristics=Characteristics(
                sex=_one_of(Sex, self.sex),
                age_band=_one_of(AgeBand, self.age_band),
                ethnicity=_one_of(Ethnicity, self.ethnicity),
                disability=_one_of(Disability, self.disability),
            ),
        )

    def put(self, field: str, says: str) -> None:
        """A refusal of the domain, on its field; one of none stands above all."""
        known = {"priority_reason": "priority", "received_on": "sentenced_on"}
        found = self._fields.get(known.get(field, field))
        if found is None:
            self.form_errors.append(says)
        else:
            found.errors = [says]


def _is_chosen(field: SelectField) -> bool:
    return field.data in {value for value, *_ in field.iter_choices()}


def _chosen(field: SelectField) -> str | None:
    return field.data if field.data and _is_chosen(field) else None


def _one_of(kind: Any, field: SelectField) -> Any:
    """Any: one of four enums; None where it was not asked."""
    code = _chosen(field)
    return None if code is None else kind(code)
