"""Months that were told and accepted, and cases that were counted, of one line."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.lines.figures import DayCount, FigureChange, count
from commissioning.returns.asking import ask_for_return
from commissioning.returns.deciding import accept, report_by_telephone
from commissioning.returns.models import MonthlyReturn, ReturnCounter
from commissioning.returns.parts import part_of
from directory.providers.models import Provider
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.returns import make_person


def starts_recorded(session: Session, line_id: int, month: dt.date, started: int) -> None:
    change = FigureChange(line_id, days={month.replace(day=15): DayCount(started=started)})
    count(session, [change], at=NOW)


def starts_told(
    session: Session, agreement: Agreement, provider: Provider, month: dt.date, started: float
) -> MonthlyReturn:
    """By telephone, and accepted by nobody yet; of everything else nothing happened."""
    one = ask_for_return(session, agreement, provider, month, by=actor(session), at=NOW)
    told = {
        (lot.lot_id, counter): started if counter is ReturnCounter.STARTED else 0.0
        for lot in part_of(session, agreement, provider.id)
        for counter in lot.must_be_told
    }
    by = make_person(session, "Tess Telephone")
    report_by_telephone(session, one, told, told_by="Mo", seen=one.version, by=by, at=NOW)
    return one


def starts_returned(
    session: Session, agreement: Agreement, provider: Provider, month: dt.date, started: float
) -> MonthlyReturn:
    one = starts_told(session, agreement, provider, month, started)
    by = make_person(session, "Anna Accepts")
    accept(session, one, seen=one.version, by=by, at=NOW)
    return one
