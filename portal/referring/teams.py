"""The number under which a team is published, to begin with."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals.models import ReferralSending
from directory.accounts.models import Organisation
from directory.places.models import CourtTeam, PrisonContact


def published_number(session: Session, organisation: Organisation) -> str:
    """As it was stated last of the court's team or of the prison, else as it was sent last."""
    stated = _stated(session, organisation)
    if stated:
        return stated
    sent = select(ReferralSending.published_number).where(
        ReferralSending.organisation_id == organisation.id
    )
    newest = sent.order_by(ReferralSending.sent_at.desc(), ReferralSending.referral_id.desc())
    return session.scalar(newest.limit(1)) or ""


def _stated(session: Session, organisation: Organisation) -> str | None:
    if organisation.court_id is not None:
        stated = select(CourtTeam.telephone).where(CourtTeam.court_id == organisation.court_id)
        return session.scalar(stated.order_by(CourtTeam.id.desc()).limit(1))
    if organisation.prison_id is not None:
        of_prison = select(PrisonContact.telephone).where(
            PrisonContact.prison_id == organisation.prison_id
        )
        return session.scalar(of_prison.order_by(PrisonContact.id.desc()).limit(1))
    return None
