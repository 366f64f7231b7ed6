"""Once a year somebody says of each member that this is still right.

| days to the end of the year | what happens |
|---|---|
| 30 and fewer | the members who may certify are told, and again each seven days |
| none left | the pages say since when it is overdue |
| 30 days over | whoever looks after the organisation is told as well: its region, else the portal |

Nobody is shut out by the passing of a day: somebody who is ill must not close a women's centre.
A person certifies, or takes the member out. Where nobody of an organisation may certify, those who
look after it are told from the first day on.
"""

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
LEFT_AFTER: Final = dt.timedelta(days=30)


def certify_again_by(member: Membership) -> dt.date:
    return member.certified_on + GOOD_FOR


def is_overdue(member: Membership, *, on: dt.date) -> bool:
    return on > certify_again_by(member)


def is_left(member: Membership, *, on: dt.date) -> bool:
    """So long overdue that those who look after the organisation are told."""
    return on > certify_again_by(member) + LEFT_AFTER


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
