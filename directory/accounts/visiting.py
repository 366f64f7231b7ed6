"""Visits: begun by a password, over by the clock, by hand, or because what they rest on is gone."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from directory.accounts.models import Account, Membership, Organisation, Visit, VisitEnd
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from directory.unchanged import while_unchanged

IDLE: Final = dt.timedelta(minutes=30)
LONGEST: Final = dt.timedelta(hours=12)
TOKEN_BYTES: Final = 32

IN_FORCE: Final = (Membership.ended_at.is_(None), Organisation.closed_at.is_(None))
"""Conditions on a membership joined to its organisation: what `is_in_force` says of one."""

FRESH: Final = {"populate_existing": True}
"""Nothing that a session read before is believed of who may enter."""


class EntryStep(enum.StrEnum):
    """What is still asked of somebody who has given their password."""

    SECOND_FACTOR = "second_factor"
    ROLE = "role"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class VisitKnown:
    """A visit as the database has it now, with what it rests on: whether it holds, and as whom.

    Plain, so that it can be kept while nothing changes; what the clock decides is asked of it anew.
    `membership_id` to `is_in_force` are of the membership that was chosen, if one was. In the order
    of the columns of `_known`.
    """

    id: int
    account_id: int
    entered_at: dt.datetime
    last_seen_at: dt.datetime
    second_factor_at: dt.datetime | None
    ended_at: dt.datetime | None
    ended_why: VisitEnd | None
    name: str
    is_disabled: bool
    has_second_factor: bool
    person_id: int
    membership_id: int | None = None
    role: Role | None = None
    organisation_id: int | None = None
    organisation: str = ""
    organisation_kind: OrganisationKind | None = None
    is_in_force: bool = False


def digest_of(token: str) -> str:
    """Needs no key: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def begin_visit(
    session: Session, account: Account, *, browser: str, at: dt.datetime
) -> tuple[Visit, str]:
    """A new visit and the token that its cookie holds, told nowhere else."""
    token = new_token()
    only = memberships_of(session, account.person_id)
    visit = Visit(
        token_digest=digest_of(token),
        account=account,
        membership=only[0] if len(only) == 1 else None,
        browser=browser[:80],
        entered_at=at,
        last_seen_at=at,
    )
    session.add(visit)
    session.flush()
    record_act(session, Act.VISIT_BEGIN, visit, by=account.person, at=at)
    return visit, token


def rotate(session: Session, visit: Visit) -> str:
    """Another token: who had read the old one has nothing."""
    token = new_token()
    visit.token_digest = digest_of(token)
    session.flush()
    return token


def choose_membership(session: Session, visit: Visit, membership: Membership) -> str:
    """Act as this for the rest of the visit; gives the token that it has from now on."""
    visit.membership = membership
    return rotate(session, visit)


def visit_of(session: Session, token: str) -> VisitKnown | None:
    """Whatever became of it: `why_over` tells whether it holds.

    The next request after any change in the database reads it again.
    """
    return while_unchanged(session, _visit_of, digest_of(token))


def _visit_of(session: Session, digest: str) -> VisitKnown | None:
    session.flush()
    asked = {"digest": digest}
    row = session.connection().execute(_known_by_token(), asked).one_or_none()
    return None if row is None else VisitKnown(*row)


def visit_known(session: Session, visit: Visit) -> VisitKnown:
    """Of a visit of this very transaction."""
    return _all_known(session, Visit.id == visit.id)[0]


def _all_known(session: Session, such: ColumnElement[bool]) -> list[VisitKnown]:
    rows = session.execute(_known().where(such))
    return [VisitKnown(*row) for row in rows]


@cache
def _known_by_token() -> Select[*tuple[Any, ...]]:
    return _known().where(Visit.token_digest == bindparam("digest"))


def _known() -> Select[*tuple[Any, ...]]:
    """The fields of a `VisitKnown`, without the objects: asked anew with almost every request."""
    own = aliased(Person)
    return (
        select(
            Visit.id, Visit.account_id, Visit.entered_at, Visit.last_seen_at,
            Visit.second_factor_at, Visit.ended_at, Visit.ended_why, own.name,
            Account.disabled_at.is_not(None), Account.factor_set_at.is_not(None),
            func.coalesce(Membership.person_id, Account.person_id), Membership.id, Membership.role,
            Organisation.id, func.coalesce(Organisation.name, ""), Organisation.kind,
            and_(Membership.id.is_not(None), *IN_FORCE),
        )
        .join(Account, Account.id == Visit.account_id)
        .join(own, own.id == Account.person_id)
        .outerjoin(Membership, Membership.id == Visit.membership_id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
    )  # fmt: skip


def why_over(visit: VisitKnown, at: dt.datetime) -> VisitEnd | None:
    """Asked on every request, so that nothing ends a visit later than the next one."""
    if visit.ended_at is not None:
        return visit.ended_why
    if visit.is_disabled:
        return VisitEnd.DISABLED
    if visit.membership_id is not None and not visit.is_in_force:
        return VisitEnd.ROLE_CHANGED
    if at >= visit.entered_at + LONGEST:
        return VisitEnd.TOO_LONG
    return VisitEnd.IDLE if at >= visit.last_seen_at + IDLE else None


def ends_at(visit: Visit) -> dt.datetime:
    """When it is over if nothing more is asked."""
    return min(visit.last_seen_at + IDLE, visit.entered_at + LONGEST)


def step_before(visit: VisitKnown) -> EntryStep | None:
    """None once somebody is wholly in."""
    if visit.has_second_factor and visit.second_factor_at is None:
        return EntryStep.SECOND_FACTOR
    if visit.role is None:
        return EntryStep.ROLE
    if visit.role.needs_second_factor and visit.second_factor_at is None:
        return EntryStep.SET_UP
    return None


def memberships_of(session: Session, person_id: int) -> list[Membership]:
    """In force, by organisation."""
    rows = session.scalars(
        select(Membership)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.person_id == person_id,
            *IN_FORCE,
        )
        .order_by(Organisation.name, Membership.role, Membership.id)
    )
    return list(rows)


def open_visits(session: Session, account: Account, *, at: dt.datetime) -> list[Visit]:
    """That still hold, the newest first."""
    known = _all_known(session, Visit.account_id == account.id)
    holding = [visit.id for visit in known if why_over(visit, at) is None]
    rows = session.scalars(
        select(Visit)
        .where(Visit.id.in_(holding))
        .order_by(Visit.entered_at.desc(), Visit.id.desc())
    )
    return list(rows)


def end_visit(
    session: Session, visit: Visit, why: VisitEnd, *, by: Person, at: dt.datetime
) -> None:
    visit.ended_at, visit.ended_why = at, why
    session.flush()
    record_act(session, Act.VISIT_END, visit, by=by, at=at, after={"why": why.value})


def end_visits(
    session: Session,
    account: Account,
    why: VisitEnd,
    *,
    by: Person,
    at: dt.datetime,
    but: Visit | None = None,
) -> None:
    """All that are open, but for one that may go on."""
    for visit in open_visits(session, account, at=at):
        if visit is not but:
            end_visit(session, visit, why, by=by, at=at)


def end_visits_as(
    session: Session,
    account: Account,
    membership: Membership,
    why: VisitEnd,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    """Those in which the membership was chosen."""
    rows = session.scalars(
        select(Visit)
        .where(
            Visit.account_id == account.id,
            Visit.membership_id == membership.id,
            Visit.ended_at.is_(None),
        )
        .order_by(Visit.id)
    )
    for visit in rows:
        end_visit(session, visit, why, by=by, at=at)
