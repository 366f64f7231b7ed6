"""The number under which a team is published, to begin with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Organisation
from directory.places.models import CourtTeam, PrisonContact


def published_number(session: Session, organisation: Organisation) -> str:
    """As it was stated last of the court's team or of the prison; "" where nobody did."""
    if organisation.court_id is not None:
        stated = select(CourtTeam.telephone).where(CourtTeam.court_id == organisation.court_id)
        return session.scalar(stated.order_by(CourtTeam.id.desc()).limit(1)) or ""
    if organisation.prison_id is not None:
        of_prison = select(PrisonContact.telephone).where(
            PrisonContact.prison_id == organisation.prison_id
        )
        return session.scalar(of_prison.order_by(PrisonContact.id.desc()).limit(1)) or ""
    return ""
