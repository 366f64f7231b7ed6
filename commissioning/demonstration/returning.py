"""A year of monthly returns, each asked, answered and accepted by the verbs of everybody's.

| month | the prime's | its subcontractor's |
|---|---|---|
| up to the last but four | accepted, one of them with a difference | accepted, told by telephone |
| the last but three | accepted | not started: behind |
| the last but two | sent, waits to be accepted | not started: behind |
| the last but one | not started: overdue | not started: behind |
| the last | not started: due, or overdue by now | the same |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.demonstration.wish import morning_of
from commissioning.returns.answering import say_it_is_right, send, state_figures
from commissioning.returns.asking import ask_for_return
from commissioning.returns.deciding import accept, report_by_telephone
from commissioning.returns.derived import FigureKey, recorded_figures
from commissioning.returns.models import MonthlyReturn, ReturnCounter
from commissioning.returns.months import month_after
from commissioning.returns.parts import part_of
from directory.people.models import Person
from directory.providers.models import Provider

OVERDUE_OF_PRIME: Final = 2
SENT_OF_PRIME: Final = 3
BEHIND_SINCE: Final = 4
"""Counted from the last month that is over, which is 1."""

DIFFERS_IN: Final = 3
"""Of the months, from the first, the one of which the prime says more than is recorded."""

WHY_IT_DIFFERS: Final = "One person began on the last day and was put down in the week after."
ANSWERED_AFTER: Final = dt.timedelta(days=2)
ACCEPTED_AFTER: Final = dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class AnsweringSide:
    """`editor` answers for the prime; what `commissioner` wrote down, `head` accepts."""

    editor: Person
    commissioner: Person
    head: Person


def return_a_year(
    session: Session,
    agreement: Agreement,
    subcontractor: Provider,
    months: Sequence[dt.date],
    side: AnsweringSide,
    *,
    by: Person,
) -> None:
    """Of an agreement whose months are over, the first first."""
    prime = session.get_one(Provider, agreement.provider_id)
    for number, month in enumerate(months):
        back, asked_at = len(months) - number, morning_of(month_after(month), 6)
        own = ask_for_return(session, agreement, prime, month, by=by, at=asked_at)
        other = ask_for_return(session, agreement, subcontractor, month, by=by, at=asked_at)
        if back > OVERDUE_OF_PRIME:
            _send(session, own, side, asked_at + ANSWERED_AFTER, differs=number == DIFFERS_IN)
        if back > SENT_OF_PRIME:
            _accept(session, own, side.commissioner, asked_at + ACCEPTED_AFTER)
        if back > BEHIND_SINCE:
            _by_telephone(session, other, side, asked_at + ANSWERED_AFTER)
            _accept(session, other, side.head, asked_at + ACCEPTED_AFTER)


def return_what_is_recorded(
    session: Session,
    agreement: Agreement,
    months: Sequence[dt.date],
    side: AnsweringSide,
    *,
    by: Person,
) -> None:
    """All months but the last, accepted; 0 is typed where nothing is recorded of a line."""
    prime = session.get_one(Provider, agreement.provider_id)
    for month in months:
        asked_at = morning_of(month_after(month), 6)
        own = ask_for_return(session, agreement, prime, month, by=by, at=asked_at)
        if month == months[-1]:
            continue
        answered_at = asked_at + ANSWERED_AFTER
        told = _recorded_or_none(session, own)
        state_figures(
            session, own, told, reasons={}, seen=own.version, by=side.editor, at=answered_at
        )
        send(session, own, seen=own.version, by=side.editor, at=answered_at)
        _accept(session, own, side.commissioner, asked_at + ACCEPTED_AFTER)


def _recorded_or_none(session: Session, one: MonthlyReturn) -> dict[FigureKey, float]:
    lots = part_of(session, one.agreement, one.provider_id)
    recorded = recorded_figures(session, lots, one.month)
    missing = {(lot.lot_id, counter): 0.0 for lot in lots for counter in lot.must_be_told}
    return missing | {key: figure.value for key, figure in recorded.items()}


def _send(
    session: Session,
    one: MonthlyReturn,
    side: AnsweringSide,
    at: dt.datetime,
    *,
    differs: bool = False,
) -> None:
    if differs:
        _say_more(session, one, side.editor, at)
    else:
        say_it_is_right(session, one, seen=one.version, by=side.editor, at=at)
    send(session, one, seen=one.version, by=side.editor, at=at)


def _say_more(session: Session, one: MonthlyReturn, by: Person, at: dt.datetime) -> None:
    lots = part_of(session, one.agreement, one.provider_id)
    recorded = recorded_figures(session, lots, one.month)
    told = {key: figure.value for key, figure in recorded.items()}
    told[lots[0].lot_id, ReturnCounter.STARTED] += 1
    reasons = {lots[0].lot_id: WHY_IT_DIFFERS}
    state_figures(session, one, told, reasons=reasons, seen=one.version, by=by, at=at)


def _by_telephone(
    session: Session, one: MonthlyReturn, side: AnsweringSide, at: dt.datetime
) -> None:
    lots = part_of(session, one.agreement, one.provider_id)
    recorded = recorded_figures(session, lots, one.month)
    report_by_telephone(
        session, one, {key: figure.value for key, figure in recorded.items()},
        told_by="The office", seen=one.version, by=side.commissioner, at=at,
    )  # fmt: skip


def _accept(session: Session, one: MonthlyReturn, by: Person, at: dt.datetime) -> None:
    accept(session, one, seen=one.version, by=by, at=at)
