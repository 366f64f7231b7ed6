"""The lists of returns: what a provider has to send, whom a commissioner has to chase."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session

from commissioning.returns.derived import (
    PartInMonth,
    partly_recorded_of_parts,
    recorded_of_parts,
)
from commissioning.returns.models import MonthlyReturn, ReturnState
from commissioning.returns.months import month_of
from commissioning.returns.parts import parts_of_agreements
from commissioning.returns.queries import (
    TO_ACCEPT,
    WITH_PROVIDER,
    accepted_lately,
    figures_in_force,
    needs_two,
    open_returns,
    parts_of_subcontractors,
    share_untyped,
)
from commissioning.returns.states import Side
from commissioning.returns.telling import DUE_SOON
from directory.acts import Act
from directory.clock import local_date
from directory.sight import Sight
from portal.asking.onlooker import sight_of_reader
from portal.formatting import in_words
from portal.formatting import month as month_in_words
from portal.looking import looking, moment
from portal.returns.figure_words import STATE_WORDS, recorded_together, untyped_words
from portal.returns.whose import side


@dataclass(frozen=True, slots=True)
class ShownReturn:
    public_id: str
    month: str
    title: str
    provider: str
    due: str
    is_overdue: bool
    state: str
    can_be_nil: bool = False
    is_ticked: bool = False
    recorded: str = ""


@dataclass(frozen=True, slots=True)
class ReturnList:
    title: str
    says: str
    rows: tuple[ShownReturn, ...]

    @property
    def can_be_nil(self) -> bool:
        return any(row.can_be_nil for row in self.rows)

    @property
    def is_recorded(self) -> bool:
        """Whether what is recorded stands beside it: it does where nil is still to be said."""
        return any(row.can_be_nil or row.recorded for row in self.rows)


@dataclass(frozen=True, slots=True)
class ReturnsPage:
    """`lists` in the order in which something must be done; empty ones are left out."""

    is_provider: bool
    lists: tuple[ReturnList, ...]
    untyped: str
    provider: str = ""
    may_choose_signing: bool = False
    needs_two: bool = False
    done: str = ""
    problems: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(one.rows for one in self.lists)

    @property
    def can_be_nil(self) -> bool:
        return any(one.can_be_nil for one in self.lists)


def returns_page(
    session: Session, *, problems: Mapping[str, str] | None = None, ticked: Iterable[str] = ()
) -> ReturnsPage:
    """`problems` by the return at fault, "" for the whole; what is at fault is ticked no more."""
    wrong = problems or {}
    sight, today = sight_of_reader(), local_date(moment())
    rows = open_returns(session, sight=sight)
    since = month_of(today).replace(year=today.year - 1)
    done = accepted_lately(session, sight=sight, since=since)
    is_provider = side() is Side.PROVIDER
    lists = (
        _of_provider(session, sight, rows, today, set(ticked) - wrong.keys())
        if is_provider
        else _chasing(rows, today)
    )
    lately = _list(
        lazy_gettext("Accepted"), lazy_gettext("Of the last twelve months."), done, today
    )
    provider_id = next(iter(sight.provider_ids), None)
    member = looking().membership
    return ReturnsPage(
        is_provider,
        tuple(one for one in (*lists, lately) if one.rows),
        _untyped(session, [*rows, *done]),
        "" if member is None else member.organisation.name,
        is_provider and looking().may(Act.RETURN_CHOOSE_SIGNING),
        provider_id is not None and needs_two(session, provider_id),
        request.args.get("done", ""),
        tuple(wrong.values()),
    )


def _of_provider(
    session: Session,
    sight: Sight,
    rows: Sequence[MonthlyReturn],
    today: dt.date,
    ticked: set[str],
) -> list[ReturnList]:
    to_do = [one for one in rows if one.state in WITH_PROVIDER]
    waits = [one for one in rows if one.state in TO_ACCEPT]
    recorded = _recorded_words(session, to_do)
    below = parts_of_subcontractors(session, sight=sight, limit=24)
    return [
        _list(lazy_gettext("To send"), "", to_do, today, ticked=ticked, recorded=recorded),
        _list(lazy_gettext("Sent, with your commissioner"), "", waits, today),
        _list(
            lazy_gettext("Parts of your subcontractors"),
            lazy_gettext("Their figures stand with yours once they are sent."),
            below,
            today,
        ),
    ]


def _chasing(rows: Sequence[MonthlyReturn], today: dt.date) -> list[ReturnList]:
    """Each return in one list: what can be done now first, then whom to chase."""
    waits = [one for one in rows if one.state in TO_ACCEPT]
    theirs_still = [one for one in rows if one.state in WITH_PROVIDER]
    overdue = [one for one in theirs_still if one.due_on < today]
    ahead = [one for one in theirs_still if one.due_on >= today]
    begun = [one for one in ahead if one.state is not ReturnState.NOT_STARTED]
    not_begun = [one for one in ahead if one.state is ReturnState.NOT_STARTED]
    soon = [one for one in not_begun if one.due_on <= today + DUE_SOON]
    later = [one for one in not_begun if one.due_on > today + DUE_SOON]
    return [
        _list(lazy_gettext("To accept"), "", waits, today),
        _list(lazy_gettext("Overdue"), "", overdue, today),
        _list(lazy_gettext("Due soon"), lazy_gettext("In the next five days."), soon, today),
        _list(lazy_gettext("Started and not sent"), "", begun, today),
        _list(lazy_gettext("Not due yet"), "", later, today),
    ]


def _list(
    title: object,
    says: object,
    rows: Sequence[MonthlyReturn],
    today: dt.date,
    *,
    ticked: Iterable[str] = (),
    recorded: Mapping[str, str] | None = None,
) -> ReturnList:
    """With `recorded` each stands beside what is recorded of it, or can be nil."""
    return ReturnList(
        str(title),
        str(says),
        tuple(_row(one, today, ticked, recorded) for one in rows),
    )


def _row(
    one: MonthlyReturn,
    today: dt.date,
    ticked: Iterable[str],
    recorded: Mapping[str, str] | None,
) -> ShownReturn:
    is_overdue = one.state in WITH_PROVIDER and one.due_on < today
    told = (recorded or {}).get(str(one.public_id), "")
    due = in_words(one.due_on)
    return ShownReturn(
        str(one.public_id),
        month_in_words(one.month),
        one.agreement.title,
        one.provider.name,
        gettext("overdue since %(day)s", day=due) if is_overdue else due,
        is_overdue,
        str(STATE_WORDS[one.state]),
        recorded is not None and not told,
        str(one.public_id) in ticked,
        told,
    )


def _recorded_words(session: Session, rows: Sequence[MonthlyReturn]) -> dict[str, str]:
    """Of all lots of each together, also where only a part of the month is told."""
    by_agreement = parts_of_agreements(session, {one.agreement for one in rows})
    parts = [
        PartInMonth(by_agreement[one.agreement_id].get(one.provider_id, ()), one.month)
        for one in rows
    ]
    known = recorded_of_parts(session, parts)
    partly = partly_recorded_of_parts(session, parts, known)
    return {
        str(one.public_id): recorded_together(whole, least)
        for one, whole, least in zip(rows, known, partly, strict=True)
    }


def _untyped(session: Session, rows: Sequence[MonthlyReturn]) -> str:
    known = figures_in_force(session, [one.id for one in rows])
    figures = [figure for by_key in known.values() for figure in by_key.values()]
    return untyped_words(share_untyped(figures), len(figures))
