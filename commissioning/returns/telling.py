"""Whom returns concern by message: a copy of what was told by telephone, a weekly reminder."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.returns.models import MonthlyReturn, ReturnFigure
from commissioning.returns.queries import WITH_PROVIDER
from directory.accounts.models import Account, Membership, Organisation
from directory.acts import Act
from directory.clock import day_in_words, local_date
from directory.listings.telling import members_of, written
from directory.messages.addresses import key_of
from directory.messages.kinds import MessageKind
from directory.messages.models import Message, Rhythm
from directory.messages.reminding import DAYS_BETWEEN, rhythm_of
from directory.messages.writing import Words
from directory.people.models import Person
from directory.people.permissions import roles_that_may
from directory.providers.models import Provider

COPY: Final = "A monthly return was recorded for you by telephone"
REMINDER: Final = "Monthly returns that are due"
DUE_SOON: Final = dt.timedelta(days=5)


def copy_to_provider(
    session: Session,
    one: MonthlyReturn,
    figures: Iterable[ReturnFigure],
    *,
    by: Person,
    at: dt.datetime,
    page: str,
) -> int:
    """To every member and to the address that the portal holds; how many were written to."""
    lines = [f"- {figure.counter.value}: {figure.value:g}" for figure in figures]
    began = (
        f"{by.name} recorded what {one.told_by} told by telephone of “{one.agreement.title}”,"
        f" {one.month:%B %Y}:"
    )
    ends = f"It is marked “told by telephone”. If it is wrong, say so before it is accepted: {page}"
    words = Words(COPY, "\n".join([began, "", *lines, "", ends]))
    held = [one.provider.email] if one.provider.email else []
    addresses = {key_of(to): to for to in [*held, *members_of(session, one.provider_id)]}
    sent = [
        written(session, to, words, MessageKind.TOLD_BY_TELEPHONE, at) for to in addresses.values()
    ]
    return sum(message is not None for message in sent)


def remind_of_returns(session: Session, *, at: dt.datetime, page: str) -> int:
    """One message a week to whoever answers for a provider, with all that it has to send."""
    due = _due_by_provider(session, local_date(at))
    return sum(
        _remind(session, provider_id, returns, at, page) for provider_id, returns in due.items()
    )


def _due_by_provider(session: Session, today: dt.date) -> dict[int, list[MonthlyReturn]]:
    rows = session.scalars(
        select(MonthlyReturn)
        .where(MonthlyReturn.state.in_(WITH_PROVIDER), MonthlyReturn.due_on <= today + DUE_SOON)
        .order_by(MonthlyReturn.provider_id, MonthlyReturn.due_on, MonthlyReturn.id)
    )
    found: defaultdict[int, list[MonthlyReturn]] = defaultdict(list)
    for row in rows:
        found[row.provider_id].append(row)
    return dict(found)


def _remind(
    session: Session,
    provider_id: int,
    returns: Sequence[MonthlyReturn],
    at: dt.datetime,
    page: str,
) -> int:
    words = Words(REMINDER, "\n".join(_body(returns, local_date(at), page)))
    sent = [
        written(session, to, words, MessageKind.RETURNS_DUE, at)
        for to in _addresses(session, provider_id)
        if _may_be_reminded(session, to, at)
    ]
    return sum(message is not None for message in sent)


def _body(returns: Sequence[MonthlyReturn], today: dt.date, page: str) -> Iterable[str]:
    yield "What is recorded stands in each of them already: mostly one button is enough."
    yield ""
    for one in returns:
        day = day_in_words(one.due_on)
        told = f"overdue since {day}" if one.due_on < today else f"due on {day}"
        yield f"- {one.agreement.title}, {one.month:%B %Y}: {told}"
    yield ""
    yield f"Answer them: {page}"


def _addresses(session: Session, provider_id: int) -> list[str]:
    """Those who may answer and want to be reminded; where nobody has an account, the provider's."""
    rows = session.execute(
        select(Account.email, Account.person_id, Organisation.id)
        .join(Membership, Membership.person_id == Account.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Organisation.provider_id == provider_id,
            Organisation.closed_at.is_(None),
            Membership.ended_at.is_(None),
            Membership.role.in_(roles_that_may(Act.RETURN_SUBMIT)),
            Account.disabled_at.is_(None),
        )
        .distinct()
        .order_by(Account.email)
    ).all()
    if not rows:
        held = session.get_one(Provider, provider_id).email
        return [held] if held else []
    return [
        email
        for email, person_id, organisation_id in rows
        if rhythm_of(session, person_id=person_id, organisation_id=organisation_id)
        is not Rhythm.NONE
    ]


def _may_be_reminded(session: Session, to: str, at: dt.datetime) -> bool:
    last = session.scalar(
        select(func.max(Message.written_at)).where(
            func.lower(Message.to_address) == key_of(to), Message.kind == MessageKind.RETURNS_DUE
        )
    )
    return last is None or (local_date(at) - local_date(last)).days >= DAYS_BETWEEN
