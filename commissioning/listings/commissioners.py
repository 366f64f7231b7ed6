"""Who commissions a service: whom to tell of it, and whose it is to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.sight_of_member import sight_of_member
from directory.accounts.deputies import approvers, has_approvers
from directory.accounts.models import Account, Membership, Organisation
from directory.listings.queries import Commissioned
from directory.people.roles import OrganisationKind
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class Commissioner:
    """Somebody who is written to about what is `theirs`; `sight` is what they are shown."""

    email: str
    theirs: Commissioned
    sight: Sight


def commissioned_by(kind: OrganisationKind, sight: Sight) -> Commissioned:
    """A probation region decides in all of its areas, others on what they have bought."""
    in_areas = kind is OrganisationKind.PROBATION_REGION
    return Commissioned(sight.area_ids if in_areas else frozenset(), sight.service_ids)


def commissioners(session: Session, *, on: dt.date) -> Iterator[Commissioner]:
    """Of each organisation those who would approve on the day: commissioners, else deputies or the
    head; each with what is theirs."""
    rows = select(Organisation).where(Organisation.closed_at.is_(None)).order_by(Organisation.id)
    for organisation in session.scalars(rows):
        if has_approvers(organisation.kind):
            for member in approvers(session, organisation, on=on):
                yield _commissioner(session, member, on)


def _commissioner(session: Session, member: Membership, on: dt.date) -> Commissioner:
    sight = sight_of_member(session, member, on=on)
    email = select(Account.email).where(Account.person_id == member.person_id)
    theirs = commissioned_by(member.organisation.kind, sight)
    return Commissioner(session.scalars(email).one(), theirs, sight)
