"""Jobs that remind providers, tell who commissions what is not put right, and forget drafts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from directory.listings.forgetting import forget_drafts
from portal.listings.contradictions import contradictions_to_tell, tell_of_contradictions
from portal.listings.lapses import commissioners_to_tell, tell_of_lapses
from portal.listings.reminders import members_due, remind
from portal.running.jobs import Change, Job, daily, hourly


def remind_providers(session: Session, at: dt.datetime) -> int:
    """How many were written to."""
    return remind(session, members_due(session, at), at)


def reminding(session: Session, at: dt.datetime) -> Change:
    """Who is due is read here; that they are due still is asked again as they are written to."""
    members = members_due(session, at)
    return lambda writes, moment: remind(writes, members, moment)


def tell_commissioners(session: Session, at: dt.datetime) -> int:
    """Of what nobody has confirmed in its grace; how many were written to."""
    return tell_of_lapses(session, commissioners_to_tell(session, at), at)


def telling_commissioners(session: Session, at: dt.datetime) -> Change:
    told = commissioners_to_tell(session, at)
    return lambda writes, moment: tell_of_lapses(writes, told, moment)


def tell_contradicted(session: Session, at: dt.datetime) -> int:
    """Those who stated places, and those who commission, where people are refused as full."""
    return tell_of_contradictions(session, contradictions_to_tell(session, at), at)


def telling_contradicted(session: Session, at: dt.datetime) -> Change:
    addresses = list(contradictions_to_tell(session, at))
    return lambda writes, moment: tell_of_contradictions(writes, addresses, moment)


JOBS = (
    Job("remind_providers", daily(hour=6), remind_providers, work_out=reminding),
    Job("tell_commissioners", daily(hour=6), tell_commissioners, work_out=telling_commissioners),
    Job("tell_contradicted", hourly, tell_contradicted, work_out=telling_contradicted),
    Job("forget_drafts", daily(hour=3), forget_drafts),
)
