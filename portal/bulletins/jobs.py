"""The job that writes every court's bulletin, early on Monday."""

from __future__ import annotations

from commissioning.bulletins.writing import write_bulletins
from portal.jobs import Job, weekly

JOBS = (Job("write_bulletins", weekly(weekday=1, hour=4), write_bulletins),)
