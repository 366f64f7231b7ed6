"""What is stated of an agreement, one form a statement; each knows the verb that it asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from commissioning.agreements.buying import changes_months_over, vary_volume
from commissioning.agreements.expiry import refuse_beyond_options
from commissioning.agreements.funding import state_funder, withdraw_funder
from commissioning.agreements.signing import state_term
from commissioning.agreements.stating import state_award, state_conditions, state_price
from commissioning.agreements.whole import AgreementWhole, LotTold
from commissioning.partnership.partners.money import refuse_ended_funder
from commissioning.volumes.models import CommissionedVolume
from commissioning.volumes.money import Price
from commissioning.volumes.volume import units_told
from directory.clock import local_date
from directory.people.models import Person
from portal.agreements.contribution_forms import ContributionForm, WithdrawalForm
from portal.agreements.fields import Typed, bands, number, pence, several_months, share, whole
from portal.agreements.stating_form import StatingForm
from portal.agreements.words import UNITS, options_left
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy
from portal.formatting import between, in_words

REVIEWS: Final = ("review_1", "review_2", "review_3")


class ExtendForm(StatingForm):
    title = "Change the last day"
    button = "Change the last day"
    says = (
        "A later day extends the agreement, an earlier one ends it sooner. What was recorded"
        " before stays in its history."
    )
    ends_on = DayMonthYear("The last day", [InputRequired("Enter the last day")])

    def notes(self, known: AgreementWhole) -> tuple[str, ...]:
        ends = [one.volume.ends_on for lot in known.lots for one in lot.volumes]
        bought = (
            f"What is bought stops on {in_words(max(ends))}, whatever the last day is: nothing is"
            " bought for time after it, and another volume must be agreed for it."
            if ends
            else "No volume is bought under it, and a later last day buys none."
        )
        return (options_left(known.expiring), bought)

    def fill(self, known: AgreementWhole) -> None:
        self.ends_on.process(None, known.expiring.ends_on)

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        refuse_beyond_options(known.expiring, self.ends_on.data)
        state_term(
            session, known.agreement, starts_on=known.expiring.starts_on,
            ends_on=self.ends_on.data, by=by, at=at,
        )  # fmt: skip


class ConditionsForm(StatingForm):
    title = "Notice, options to extend and reviews"
    button = "State this"
    says = "Leave empty what is not known. What was stated before stays readable."
    notice_months = Typed(
        "Months of notice",
        whole,
        wants="Enter the months of notice in figures, like 6",
        validators=[Optional()],
    )
    extensions = Typed(
        "Options to extend, in months",
        several_months,
        wants="Enter months in figures, like 12, or 12, 12; or none",
        validators=[Optional()],
        description="In the order in which they may be taken, like 12, 12. “none” where it cannot "
        "be extended.",
    )
    review_1 = DayMonthYear("First review")
    review_2 = DayMonthYear("Second review")
    review_3 = DayMonthYear("Third review")
    field_of = MappingProxyType({"review_dates": "review_1"})

    def fill(self, known: AgreementWhole) -> None:
        said = known.conditions
        if said is None:
            return
        self.notice_months.data = "" if said.notice_months is None else str(said.notice_months)
        if said.extensions is not None:
            self.extensions.data = ", ".join(map(str, said.extensions)) or "none"
        for name, day in zip(REVIEWS, said.review_dates or (), strict=False):
            self[name].process(None, dt.date.fromisoformat(day))

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        days = sorted({self[name].data for name in REVIEWS} - {None})
        state_conditions(
            session, known.agreement, notice_months=self.notice_months.value,
            extensions=self.extensions.value, review_dates=days or None, by=by, at=at,
        )  # fmt: skip


class AwardForm(StatingForm):
    title = "Award"
    button = "State this"
    says = (
        "Until an agreement is awarded its provider sees no price of it, on any page or in any"
        " file. Nobody but you and the provider ever sees what a unit costs."
    )
    is_awarded = RadioField(
        "Has it been awarded?",
        [InputRequired("Choose whether it has been awarded")],
        choices=options([("yes", "Yes"), ("no", "Not yet")]),
    )
    awarded_on = DayMonthYear("On which day")

    def fill(self, known: AgreementWhole) -> None:
        if known.awarded_on is not None:
            self.is_awarded.data = "yes"
            self.awarded_on.process(None, known.awarded_on)

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = super().validate(extra_validators)
        if is_right and self.is_awarded.data == "yes" and self.awarded_on.data is None:
            self.awarded_on.errors = ["Enter the day on which it was awarded"]
            return False
        return is_right

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        day = self.awarded_on.data if self.is_awarded.data == "yes" else None
        state_award(session, known.agreement, awarded_on=day, by=by, at=at)


class PriceForm(StatingForm):
    title = "What a unit costs"
    button = "State the price"
    says = (
        "From a day on. An earlier price stays for the months before it; the same day again"
        " corrects what was stated for it."
    )
    unit = SelectField("What is counted", [InputRequired("Choose what is counted")])
    pence = Typed(
        "Price of one, in pounds",
        pence,
        wants="Enter a price in pounds, like 120 or 120.50",
        validators=[InputRequired("Enter a price in pounds, like 120 or 120.50")],
    )
    from_date = DayMonthYear(
        "From which day",
        [InputRequired("Enter the day from which the price holds")],
        description="The first day of a month, or the first day of the agreement.",
    )
    bands = Typed(
        "Other prices above a share of the volume",
        bands,
        wants="Enter a share in per cent, a colon and a price, like 100: 60.00",
        validators=[Optional()],
        description="Like 100: 60.00 for £60.00 each above 100 % of the volume. Several by commas. "
        "Leave empty where there are none.",
    )
    cap = Typed(
        "Share of the volume above which nothing is paid, in per cent",
        share,
        wants="Enter a share in per cent, like 115",
        validators=[Optional()],
        description="Like 115. Leave empty where there is no cap.",
    )

    def offer(self, known: AgreementWhole) -> None:
        units = {one.volume.unit for lot in known.lots for one in lot.volumes}
        named = [(unit.value, UNITS[unit]) for unit in UNITS if unit in units]
        self.unit.choices = options([("", "Choose one"), *named])

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        day = self.from_date.data or dt.date.max  # asked for above
        price = Price(self.unit.data, day, self.pence.value, self.bands.value or (), self.cap.value)
        state_price(session, known.agreement, price, by=by, at=at)


class FunderForm(StatingForm):
    title = "Who pays"
    button = "State this"
    says = (
        "A body of health or a council that is named as it is called here reads the agreement, and"
        " its prices, where it lies in its areas."
    )
    funder = StringField(
        "Name of the funder",
        [
            InputRequired("Enter the name of the funder"),
            Length(max=300, message="Use at most 300 characters"),
            nothing_of_a_person,
        ],
        filters=[tidy],
    )
    share = Typed(
        "Its share, in per cent",
        share,
        wants="Enter a share in per cent, like 40",
        validators=[Optional()],
        description="Leave empty where it is not stated. All shares together are at most 100 %.",
    )
    leaves = SelectMultipleField(
        "Named by mistake",
        choices=options([("yes", "Take this funder out")]),
        validate_choice=False,
    )

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        name = self.funder.data or ""
        if not self.leaves.data:
            refuse_ended_funder(session, name, on=local_date(at))
            state_funder(
                session, known.agreement, funder=name, share=self.share.value, by=by, at=at
            )
            return
        for one in known.funders or ():
            if one.funder.funder == name:
                withdraw_funder(session, known.agreement, one.funder, by=by, at=at)


class VaryForm(StatingForm):
    title = "Vary a volume"
    button = "Vary it"
    says = (
        "From that day the volume runs at the rate at which its whole period would hold the new"
        " number. What was bought before stays; the year becomes the sum of both by days."
    )
    _means = ""
    """What a day in months that are over changes."""
    volume = SelectField("Which volume", [InputRequired("Choose which volume")])
    from_date = DayMonthYear("From which day", [InputRequired("Enter the day of the variation")])
    quantity = Typed(
        "How many a whole period from then on",
        number,
        wants="Enter a number in figures, like 900",
        validators=[InputRequired("Enter a number in figures, like 900")],
    )
    sure = SelectMultipleField(
        "Nothing more is bought",
        choices=options([("yes", "Yes: from that day on nothing more of it is bought")]),
        validate_choice=False,
    )
    past = SelectMultipleField(
        "Months that are over",
        choices=options([("yes", "Yes: it was agreed from that day, and the provider knows")]),
        validate_choice=False,
    )

    def offer(self, known: AgreementWhole) -> None:
        """Whether it is meant is asked of nothing alone, and of months that are over."""
        day = self.from_date.data
        self._means = "" if day is None else changes_months_over(day, today=known.today)
        if "past" in self and not self._means:
            del self.past
        named = [(_key(lot, one), _named(lot, one)) for lot, one in _volumes(known.lots)]
        self.volume.choices = options([("", "Choose one"), *named])
        if "sure" in self and not self._is_nothing:
            del self.sure

    @property
    def _is_nothing(self) -> bool:
        typed = self.quantity.data
        try:
            return bool(typed) and self.quantity.read(typed or "") == 0
        except ValueError:
            return False

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        day = in_words(self.from_date.data)
        if self._is_nothing and not self.sure.data:
            means = f"0 from {day} stops what is bought: what is delivered from then on is over it."
            self.sure.errors = [f"{means} Tick it if that is meant"]
        if "past" in self and not self.past.data:
            means = f"{self._means[:1].upper()}{self._means[1:]}"
            self.past.errors = [f"{means}. Choose a later day, or tick it if that is meant"]
        return not self.errors

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        volumes = {_key(lot, one): one for lot, one in _volumes(known.lots)}
        volume = volumes[self.volume.data]
        day = self.from_date.data or dt.date.max  # asked for above
        vary_volume(session, volume, from_date=day, quantity=self.quantity.value, by=by, at=at)


FORMS: Final[Mapping[str, type[StatingForm]]] = MappingProxyType(
    {
        "extend": ExtendForm,
        "conditions": ConditionsForm,
        "award": AwardForm,
        "price": PriceForm,
        "funders": FunderForm,
        "contribution": ContributionForm,
        "withdraw": WithdrawalForm,
        "vary": VaryForm,
    }
)


def _volumes(lots: Sequence[LotTold]) -> list[tuple[LotTold, CommissionedVolume]]:
    return [(lot, one.volume) for lot in lots for one in lot.volumes]


def _key(lot: LotTold, volume: CommissionedVolume) -> str:
    return f"{lot.lot.public_id}.{volume.unit.value}.{volume.starts_on}"


def _named(lot: LotTold, volume: CommissionedVolume) -> str:
    period = between(volume.starts_on, volume.ends_on)
    where = lot.service or lot.ground or lot.lot.external_id
    return f"{units_told(volume.quantity)} {UNITS[volume.unit]}, {period}: {where}"
