"""Owners are reminded of reviews; grounds of referrals go with the referral's reference."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.partnership.protocols.forgetting import forget_grounds
from commissioning.partnership.protocols.telling import remind_of_reviews
from portal.running.jobs import Job, daily, hourly


def remind(session: Session, at: dt.datetime) -> int:
    return remind_of_reviews(session, at=at, page=f"{current_app.config['ADDRESS']}/protocols")


JOBS = (
    Job("remind_of_protocols", daily(hour=6), remind),
    Job("forget_grounds", hourly, forget_grounds),
)
