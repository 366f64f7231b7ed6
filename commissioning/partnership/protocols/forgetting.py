"""On what ground somebody's referral was shared goes with the reference of the referral."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.partnership.protocols.models import ReferralSharing
from commissioning.referrals.models import Referral

AT_ONCE = 5_000


def forget_grounds(session: Session, _at: dt.datetime) -> int:
    """Of people whose reference is erased; how many rows went, at most `AT_ONCE`."""
    asked = (
        select(ReferralSharing.referral_id)
        .join(Referral, Referral.id == ReferralSharing.referral_id)
        .where(Referral.erased_on.is_not(None))
        .limit(AT_ONCE)
    )
    keys = list(session.scalars(asked))
    session.execute(delete(ReferralSharing).where(ReferralSharing.referral_id.in_(keys)))
    return len(keys)
