"""Asking for returns: one an agreement, provider and month, made once however often it is run.

A return is asked of whoever can answer: a provider whose organisation has members here, or one
with which a due day was arranged. Months that were missed are made good: back to the first that
was asked of that provider under that agreement, and a year at most. Of whom nothing was asked yet
nothing of earlier months is either, but of those in which nobody was asked at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.queries import term_in_force
from commissioning.returns.errors import NotOfTheAgreement, ReturnRefused
from commissioning.returns.models import (
    LATEST_WORKING_DAY,
    USUAL_WORKING_DAY,
    MonthlyReturn,
    ReturnArrangement,
    ReturnSigning,
)
from commissioning.returns.months import (
    due_on,
    last_day_of,
    month_after,
    month_before,
    month_of,
    months_between,
)
from commissioning.returns.moving import refuse_month
from commissioning.returns.parts import parts_of
from commissioning.returns.queries import arrangement_of, needs_two
from commissioning.volumes.models import Lot
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.providers.models import Provider


def ask_for_returns(session: Session, *, by: Person, at: dt.datetime) -> int:
    """Of every month that is over; how many were not asked for before."""
    last = month_before(month_of(local_date(at)))
    first = _first_unasked(session, last)
    agreements = session.scalars(
        select(Agreement)
        .where(
            Agreement.provider_id.is_not(None),
            Agreement.id.in_(select(Lot.agreement_id)),
        )
        .order_by(Agreement.id)
    ).all()
    return sum(_ask_of(session, one, first, last, by=by, at=at) for one in agreements)


def ask_for_return(
    session: Session,
    agreement: Agreement,
    provider: Provider,
    month: dt.date,
    *,
    by: Person,
    at: dt.datetime,
) -> MonthlyReturn:
    """The one there is, or a new one. Raises `AgreementOver`, `NotOfTheAgreement`."""
    refuse_month(session, agreement, month)
    if last_day_of(month) >= local_date(at):
        raise ReturnRefused(f"{month:%B %Y} is not over yet.")
    if provider.id not in parts_of(session, agreement):
        raise NotOfTheAgreement(provider.name, agreement.title)
    known = session.scalar(
        select(MonthlyReturn).where(
            MonthlyReturn.agreement_id == agreement.id,
            MonthlyReturn.provider_id == provider.id,
            MonthlyReturn.month == month,
        )
    )
    return known or _made(session, agreement, provider.id, month, by=by, at=at)


def arrange_due_day(
    session: Session,
    agreement: Agreement,
    provider: Provider,
    *,
    working_day: int,
    by: Person,
    at: dt.datetime,
) -> ReturnArrangement:
    """From the next return on; what was asked for keeps the day that was said."""
    if not 1 <= working_day <= LATEST_WORKING_DAY:
        raise ReturnRefused(f"Enter a working day from 1 to {LATEST_WORKING_DAY}.")
    found = arrangement_of(session, agreement.id, provider.id)
    before = None if found is None else {"due_working_day": found.due_working_day}
    if found is None:
        found = ReturnArrangement(agreement_id=agreement.id, provider_id=provider.id)
        session.add(found)
    found.due_working_day, found.arranged_at, found.arranged_by_id = working_day, at, by.id
    session.flush()
    after = {"due_working_day": working_day}
    if before != after:
        record_act(session, Act.RETURN_ARRANGE, found, by=by, at=at, before=before, after=after)
    return found


def choose_signing(
    session: Session, provider: Provider, *, two: bool, by: Person, at: dt.datetime
) -> None:
    """Whether a second person of the provider signs each return before it is sent."""
    before = needs_two(session, provider.id)
    if before == two:
        return
    found = session.get(ReturnSigning, provider.id)
    if found is None:
        found = ReturnSigning(provider_id=provider.id)
        session.add(found)
    found.needs_two, found.arranged_at, found.arranged_by_id = two, at, by.id
    session.flush()
    told = {"needs_two": before}, {"needs_two": two}
    record_act(
        session, Act.RETURN_CHOOSE_SIGNING, provider, by=by, at=at, before=told[0], after=told[1]
    )


def _first_unasked(session: Session, last: dt.date) -> dt.date:
    """The first month after those of which a return was asked of anybody."""
    asked = session.scalar(select(func.max(MonthlyReturn.month)))
    return last if asked is None else min(last, max(month_after(asked), _year_before(last)))


def _year_before(last: dt.date) -> dt.date:
    return dt.date(last.year - 1, last.month, 1)


def _ask_of(
    session: Session,
    agreement: Agreement,
    first: dt.date,
    last: dt.date,
    *,
    by: Person,
    at: dt.datetime,
) -> int:
    known, earliest = _asked(session, agreement), _year_before(last)
    term = term_in_force(session, agreement.id)
    if term is not None and term.starts_on is not None:
        earliest = max(earliest, month_of(term.starts_on))
    if term is not None and term.ends_on is not None:
        last = min(last, month_of(term.ends_on))
    providers = _who_can_answer(session, agreement) if earliest <= last else []
    began = dict.fromkeys(providers, first)
    for month, provider_id in known:
        began[provider_id] = min(month, began.get(provider_id, month))
    wanted = [
        (month, provider_id)
        for month in months_between(earliest, last)
        for provider_id in providers
        if month >= began[provider_id] and (month, provider_id) not in known
    ]
    for month, provider_id in wanted:
        _made(session, agreement, provider_id, month, by=by, at=at)
    return len(wanted)


def _asked(session: Session, agreement: Agreement) -> set[tuple[dt.date, int]]:
    rows = session.execute(
        select(MonthlyReturn.month, MonthlyReturn.provider_id).where(
            MonthlyReturn.agreement_id == agreement.id
        )
    )
    return {(month, provider_id) for month, provider_id in rows}


def _who_can_answer(session: Session, agreement: Agreement) -> Sequence[int]:
    parts = parts_of(session, agreement)
    here = session.scalars(
        select(Organisation.provider_id).where(
            Organisation.provider_id.in_(parts), Organisation.closed_at.is_(None)
        )
    )
    arranged = session.scalars(
        select(ReturnArrangement.provider_id).where(
            ReturnArrangement.agreement_id == agreement.id,
            ReturnArrangement.provider_id.in_(parts),
        )
    )
    answering = {*here, *arranged}
    return [one for one in parts if one in answering]


def _made(
    session: Session,
    agreement: Agreement,
    provider_id: int,
    month: dt.date,
    *,
    by: Person,
    at: dt.datetime,
) -> MonthlyReturn:
    arranged = arrangement_of(session, agreement.id, provider_id)
    day = USUAL_WORKING_DAY if arranged is None else arranged.due_working_day
    made = MonthlyReturn(
        agreement_id=agreement.id,
        provider_id=provider_id,
        month=month,
        due_on=due_on(month, day, asked_on=local_date(at)),
        asked_at=at,
    )
    session.add(made)
    session.flush()
    after = {"agreement_id": agreement.id, "provider_id": provider_id, "month": month}
    record_act(session, Act.RETURN_ASK, made, by=by, at=at, after=after | {"due_on": made.due_on})
    return made
