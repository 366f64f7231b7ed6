"""The jobs that pin what was said and keep the record of it."""

from __future__ import annotations

from commissioning.promises.pinning import pin_promises
from portal.promises.passes import settle, settling
from portal.running.jobs import Job, daily, hourly

JOBS = (
    Job("pin_promises", hourly, pin_promises),
    Job("keep_promise_record", daily(hour=4), settle, work_out=settling),
)
