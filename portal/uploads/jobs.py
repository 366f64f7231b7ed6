"""What was read of files is kept for a day."""

from __future__ import annotations

from commissioning.uploads.sending import forget_uploads
from portal.running.jobs import Job, hourly

JOBS = (Job("forget_uploads", hourly, forget_uploads),)
