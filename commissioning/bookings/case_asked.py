"""Which of one case's referrals is meant where its reference is given for a place in a group."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, select

from commissioning.groups.models import Group
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral


def of_queue_first(group_id: int) -> tuple[ColumnElement[int], ...]:
    """An order: to the group's own queue first, then who waits, then the newest."""
    own = select(Group.line_id).where(Group.id == group_id).scalar_subquery()
    return (
        case((Referral.line_id == own, 0), else_=1),
        case((Referral.status == ReferralStatus.WAITING, 0), else_=1),
        Referral.id.desc(),
    )
