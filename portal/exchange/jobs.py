"""What files told of people who were referred is forgotten when its time is over."""

from __future__ import annotations

from commissioning.referrals.forgetting import forget_referrals
from portal.running.jobs import Job, hourly

JOBS = (Job("forget_referrals", hourly, forget_referrals),)
