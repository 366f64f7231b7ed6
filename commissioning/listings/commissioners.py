"""Who commissions a service: whom to tell of it, and whose it is to decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.queries import services_funded_by
from directory.accounts.deputies import approvers, has_approvers
from directory.accounts.models import Account, Membership, Organisation
from directory.accounts.sights import sight_of
from directory.listings.queries import Commissioned
from directory.people.roles import OrganisationKind
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class Commissioner:
    """Somebody who is written to about what is `theirs`."""

    email: str
    theirs: Commissioned


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
    organisation = member.organisation
    funds = organisation.kind is OrganisationKind.HEALTH_OR_COUNCIL
    bought = services_funded_by(session, organisation.name) if funds else ()
    sight = sight_of(session, member, on=on, service_ids=bought)
    email = select(Account.email).where(Account.person_id == member.person_id)
    return Commissioner(session.scalars(email).one(), commissioned_by(organisation.kind, sight))
