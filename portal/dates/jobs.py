"""The job that thins the history of the start dates."""

from __future__ import annotations

from commissioning.dates.keeping import thin_history
from portal.running.jobs import Job, daily

JOBS = (Job("thin_forecast_history", daily(hour=3), thin_history),)
