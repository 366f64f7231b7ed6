"""Once a year somebody says of each member that this is still right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from sqlalchemy.orm import Session

from directory.accounts.joining import members_of
from directory.accounts.models import Membership, Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person

GOOD_FOR: Final = dt.timedelta(days=365)
SAID_AHEAD: Final = dt.timedelta(days=30)


def certify_again_by(member: Membership) -> dt.date:
    return member.certified_on + GOOD_FOR


def is_overdue(member: Membership, *, on: dt.date) -> bool:
    return on > certify_again_by(member)


def is_due(member: Membership, *, on: dt.date) -> bool:
    """From a month ahead."""
    return on >= certify_again_by(member) - SAID_AHEAD


def certify(
    session: Session,
    organisation: Organisation,
    chosen: Collection[str],
    *,
    by: Person,
    at: dt.datetime,
) -> int:
    """Of the members with these public identifiers; how many they were."""
    certified = [one for one in members_of(session, organisation) if str(one.public_id) in chosen]
    today = local_date(at)
    for member in certified:
        before, member.certified_on = {"certified_on": member.certified_on}, today
        after = {"certified_on": today}
        record_act(session, Act.MEMBER_CERTIFY, member, by=by, at=at, before=before, after=after)
    session.flush()
    return len(certified)
