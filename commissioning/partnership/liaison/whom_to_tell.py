"""Who answers for a probation region towards its courts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.deputies import approvers
from directory.accounts.models import Account, Organisation


def liaison_addresses(session: Session, region_id: int, *, on: dt.date) -> list[str]:
    """Commissioners of the region; else deputies named for them; else its head."""
    own = select(Organisation).where(
        Organisation.region_id == region_id, Organisation.closed_at.is_(None)
    )
    people = [
        member.person_id
        for organisation in session.scalars(own)
        for member in approvers(session, organisation, on=on)
    ]
    emails = select(Account.email).where(Account.person_id.in_(people)).order_by(Account.email)
    return list(session.scalars(emails))
