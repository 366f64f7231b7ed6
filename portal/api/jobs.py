"""What is remembered of requests is kept for a day, a program's keys of events for a quarter."""

from __future__ import annotations

from commissioning.pushes.events import forget_keys
from portal.api.answers import forget_answers
from portal.api.sandbox import forget_rehearsed
from portal.running.jobs import Job, daily, hourly

JOBS = (
    Job("forget_answers", hourly, forget_answers),
    Job("forget_rehearsed", hourly, forget_rehearsed),
    Job("forget_event_keys", daily(3), forget_keys),
)
