"""What of proofs of turn goes with a reference: the key, its salt, and what the order was made of.

What is left of a proof are random keys that stand for nobody, positions and salted digests. A
referral says itself when it is forgotten; this follows, in batches, and may run at any time.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import delete, null, select, update
from sqlalchemy.orm import Session

from commissioning.bookings.models import TurnKey, TurnProofRow
from commissioning.referrals.models import Referral
from directory.keeping import batches

AT_ONCE: Final = 5_000

_PAST_THE_OBJECTS = {"synchronize_session": False}


def forget_turns(session: Session, at: dt.datetime) -> int:
    """Erase the keys of whoever's reference is erased; returns how many. `at` is the job's."""
    due = session.execute(
        select(TurnKey.referral_id, TurnKey.key)
        .join(Referral, Referral.id == TurnKey.referral_id)
        .where(Referral.erased_on.is_not(None))
        .order_by(TurnKey.referral_id)
        .limit(AT_ONCE)
    ).all()
    for batch in batches([row.key for row in due]):
        going = update(TurnProofRow).where(TurnProofRow.key.in_(batch)).values(facts=null())
        session.execute(going, execution_options=_PAST_THE_OBJECTS)
    for referral_ids in batches([row.referral_id for row in due]):
        keys = delete(TurnKey).where(TurnKey.referral_id.in_(referral_ids))
        session.execute(keys, execution_options=_PAST_THE_OBJECTS)
    session.expire_all()
    return len(due)
