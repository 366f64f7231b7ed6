"""The job that puts the day's head of the record of changes outside the database."""

from __future__ import annotations

from portal.audit.sealing import export_day
from portal.running.jobs import Job, daily

JOBS = (Job("export_audit_head", daily(hour=2), export_day),)
