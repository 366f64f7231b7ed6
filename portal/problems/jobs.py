"""The job that writes to whoever keeps a page of which something was reported."""

from __future__ import annotations

from portal.problems.telling import tell_of_problems
from portal.running.jobs import Job, daily

JOBS = (Job("tell_of_problems", daily(hour=6), tell_of_problems),)
