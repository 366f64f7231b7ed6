"""What a funder puts in: stated once however often it is sent, and taken out if it was wrong."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator

from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from commissioning.agreements.funding import state_contribution, withdraw_contribution
from commissioning.agreements.models import (
    AgreementFunder,
    ContributionKind,
    ContributionMistake,
    FunderContribution,
)
from commissioning.agreements.whole import AgreementWhole
from commissioning.partnership.partners.money import refuse_ended_funder
from directory.people.models import Person
from portal.agreements.fields import Typed, number
from portal.agreements.stating_form import StatingForm
from portal.agreements.words import MISTAKES, contribution
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import asked_once


class ContributionForm(StatingForm):
    """`request_id` comes with the form: sent twice, it is one contribution."""

    title = "What a funder puts in"
    button = "Add this"
    says = "Where budgets are pooled: money, or staff in full-time posts."
    request_id = HiddenField()
    funder = SelectField("Who", [InputRequired("Choose who puts it in")])
    kind = RadioField(
        "What",
        [InputRequired("Choose money or staff")],
        choices=options(
            [(ContributionKind.MONEY.value, "Money"), (ContributionKind.STAFF.value, "Staff")]
        ),
    )
    amount = Typed(
        "How much, in pounds or in full-time posts",
        number,
        wants="Enter an amount in figures, like 25000 or 1.5",
        validators=[InputRequired("Enter an amount in figures, like 25000 or 1.5")],
    )
    starts_on = DayMonthYear("From which day", [InputRequired("Enter its first day")])
    ends_on = DayMonthYear("To which day", description="Leave empty where it is not known.")

    def offer(self, known: AgreementWhole) -> None:
        named = [(one.funder.funder, one.funder.funder) for one in known.funders or ()]
        self.funder.choices = options([("", "Choose one"), *named])

    def fill(self, known: AgreementWhole) -> None:
        self.request_id.data = secrets.token_hex(16)

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        [told] = [one for one in known.funders or () if one.funder.funder == self.funder.data]
        kind, amount = ContributionKind(self.kind.data), self.amount.value
        refuse_ended_funder(session, told.funder.funder, on=self.starts_on.data or dt.date.max)
        is_money = kind is ContributionKind.MONEY
        state_contribution(
            session, told.funder, kind=kind, pence=round(amount * 100) if is_money else None,
            posts=None if is_money else amount, starts_on=self.starts_on.data or dt.date.max,
            ends_on=self.ends_on.data, request_id=asked_once(self.request_id.data), by=by, at=at,
        )  # fmt: skip


class WithdrawalForm(StatingForm):
    """Sent again, it has nothing left to take out, which is what was asked."""

    title = "Take out what was stated wrongly of a funder"
    button = "Take it out"
    says = (
        "It counts nowhere any more. What it was, who took it out and why stay in the record of"
        " changes. Then add what is right."
    )
    given = SelectField(
        "What was stated", [InputRequired("Choose what is taken out")], validate_choice=False
    )
    mistake = RadioField(
        "What is wrong with it",
        [InputRequired("Choose what is wrong with it")],
        choices=options([(one.value, words) for one, words in MISTAKES.items()]),
    )

    def offer(self, known: AgreementWhole) -> None:
        named = [
            (f"{one.id}", f"{funder.funder}: {contribution(one)}") for funder, one in _given(known)
        ]
        self.given.choices = options([("", "Choose one"), *named])

    def write(
        self, session: Session, known: AgreementWhole, *, by: Person, at: dt.datetime
    ) -> None:
        for funder, one in _given(known):
            if f"{one.id}" == self.given.data:
                withdraw_contribution(
                    session, funder, one, mistake=ContributionMistake(self.mistake.data), by=by,
                    at=at,
                )  # fmt: skip


def _given(known: AgreementWhole) -> Iterator[tuple[AgreementFunder, FunderContribution]]:
    for one in known.funders or ():
        for given in one.contributions:
            yield one.funder, given
