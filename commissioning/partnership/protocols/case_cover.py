"""Which agreement covers each referral of a case today, in a sentence for whoever may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.partnership.protocols.bodies import body_of, names_of
from commissioning.partnership.protocols.queries import known_protocols
from commissioning.partnership.protocols.relying import cover_of, grounds_stated
from commissioning.partnership.protocols.saying import cover_in_words
from commissioning.referrals.models import Referral
from directory.accounts.models import Organisation


@dataclass(frozen=True, slots=True)
class SharedReferral:
    """By its key; `provider` is its name where it may be told, `sent_by` the organisation's key,
    None where nobody sent it here."""

    key: int
    provider: str
    sent_by: int | None


def covers_in_words(
    session: Session, referrals: Iterable[SharedReferral], *, on: dt.date
) -> Mapping[int, str]:
    """By the referral's key, with the ground that was stated; none of one that is shared with
    nobody else."""
    known, parts = known_protocols(session, on=on), list(referrals)
    stated = grounds_stated(session, [one.key for one in parts])
    told: dict[int, str] = {}
    for one in parts:
        referral = session.get_one(Referral, one.key)
        sender = None
        if one.sent_by is not None:
            sender = body_of(session, session.get_one(Organisation, one.sent_by))
        relied = cover_of(
            session, referral.line_id, sender=sender,
            home_area_id=referral.home_local_delivery_unit_id, on=on, known=known,
        )  # fmt: skip
        if relied is not None:
            name = names_of(session, [relied.sender])[relied.sender]
            provider = one.provider or "the provider"
            ground = [stated[one.key].words] if one.key in stated else []
            told[one.key] = " ".join(
                (*cover_in_words(relied.cover, sender=name, provider=provider, on=on), *ground)
            )
    return told
