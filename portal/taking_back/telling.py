"""Telling the other side that a word on a referral was taken back; no message names a case."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.moves.whom_to_tell import provider_addresses, sender_addresses
from commissioning.referrals.kinds import Party
from commissioning.referrals.models import Referral
from directory.listings.telling import written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from directory.services.models import Service

SUBJECT: Final = "Something said of a referral was taken back"
SAYS: Final = {
    Party.PROVIDER: (
        "A provider took back what it had recorded today of somebody who was sent to it. It was a"
        " mistake and counts no longer: the referral stands as it stood before, with the day from"
        " which the wait counts. If you acted on it, look at the case."
    ),
    Party.OFFICER: (
        "Officers took back what they had recorded today of somebody who was sent to you. It was a"
        " mistake and counts no longer: the referral stands as it stood before, with the day from"
        " which the wait counts. If you acted on it, look at the case."
    ),
}
LOOK_AT: Final = {Party.PROVIDER: "/sent", Party.OFFICER: "/inbox"}


def other_side(session: Session, referral: Referral, speaker: Party) -> list[str]:
    """The addresses of those to whom the speaker's word was said."""
    if speaker is Party.PROVIDER:
        homes = {referral.id: referral.home_local_delivery_unit_id}
        return sender_addresses(session, homes)[referral.id]
    provider_id = session.scalar(
        select(Service.provider_id)
        .join(Line, Line.service_id == Service.id)
        .where(Line.id == referral.line_id)
    )
    return provider_addresses(session, provider_id)


def tell_of_taking_back(
    session: Session, referral: Referral, speaker: Party, at: dt.datetime
) -> int:
    """How many messages were written."""
    words = Words(SUBJECT, f"{SAYS[speaker]}\n\n{current_app.config['ADDRESS']}{LOOK_AT[speaker]}")
    told = other_side(session, referral, speaker)
    for to in told:
        written(session, to, words, MessageKind.REFERRAL_CORRECTED, at)
    return len(told)
