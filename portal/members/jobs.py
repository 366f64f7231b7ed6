"""The job that reminds, once a day and each of them once a week, of members to be certified."""

from __future__ import annotations

from portal.members.reminders import remind_of_certifying
from portal.running.jobs import Job, daily

JOBS = (Job("members.certify", daily(hour=6), remind_of_certifying),)
