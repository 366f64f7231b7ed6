"""The job that makes the keys of today and tomorrow and deletes those that have had two days."""

from __future__ import annotations

from portal.asking.sealing_keys import change_keys
from portal.running.jobs import Job, hourly

JOBS = (Job("change_sealing_keys", hourly, change_keys),)
