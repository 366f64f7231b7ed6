"""The job that looks at every volume once a day, and tells of alerts that came or went."""

from __future__ import annotations

from portal.desk.alerts import tell_of_alerts
from portal.running.jobs import Job, daily

JOBS = (Job("desk.alerts", daily(hour=5), tell_of_alerts),)
