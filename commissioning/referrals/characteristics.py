"""Who is referred, by groups: counted together and told by the rule for small numbers.

Nobody reads one person's answers. Preferring not to say is an answer and is counted; not having
been asked is told apart from it, and so is that the answer is no longer held.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.monitoring.disclosure import suppress
from commissioning.referrals.models import Referral, ReferralCharacteristics
from commissioning.referrals.particulars import AgeBand, Disability, Ethnicity, Sex

NOT_ASKED: Final = "not_asked"
NO_LONGER_HELD: Final = "no_longer_held"

GROUPS: Final[Mapping[str, type[enum.StrEnum]]] = {
    "sex": Sex,
    "age_band": AgeBand,
    "ethnicity": Ethnicity,
    "disability": Disability,
}


def people_by_group(
    session: Session, line_ids: Collection[int], *, since: dt.date, until: dt.date
) -> dict[str, dict[str, str]]:
    """By characteristic and group, people received from `since` to `until`, both included.

    As they may be published: 0, `*` for 1 to 7, else to the nearest 5.
    """
    return {name: _told(session, name, line_ids, since, until) for name in GROUPS}


def _told(
    session: Session, name: str, line_ids: Collection[int], since: dt.date, until: dt.date
) -> dict[str, str]:
    answer = getattr(ReferralCharacteristics, name)
    is_erased = Referral.erased_on.is_not(None)
    rows = session.execute(
        select(answer, is_erased, func.count())
        .select_from(Referral)
        .outerjoin(ReferralCharacteristics, ReferralCharacteristics.referral_id == Referral.id)
        .where(Referral.line_id.in_(line_ids), Referral.received_on.between(since, until))
        .group_by(answer, is_erased)
    )
    unknown = {True: NO_LONGER_HELD, False: NOT_ASKED}
    counted = {
        unknown[bool(erased)] if group is None else group.value: people
        for group, erased, people in rows
    }
    groups = [*(group.value for group in GROUPS[name]), NOT_ASKED, NO_LONGER_HELD]
    shown = suppress([counted.get(group, 0) for group in groups])
    return dict(zip(groups, shown, strict=True))
