"""What a member sees, with what their organisation pays for: the one place that joins the two."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.agreements.own_agreements import agreements_funded_by
from commissioning.agreements.queries import services_funded_by
from directory.accounts.models import Membership
from directory.accounts.sights import areas_of, sight_of
from directory.people.roles import OrganisationKind
from directory.sight import Sight


def sight_of_member(session: Session, member: Membership, *, on: dt.date) -> Sight:
    if member.organisation.kind is not OrganisationKind.HEALTH_OR_COUNCIL:
        return sight_of(session, member, on=on)
    name, areas = member.organisation.name, areas_of(session, member, on=on)
    return sight_of(
        session,
        member,
        on=on,
        service_ids=services_funded_by(session, name),
        agreement_ids=agreements_funded_by(session, name, area_ids=areas),
    )
