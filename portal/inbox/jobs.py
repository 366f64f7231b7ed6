"""The worker's part: silence answered once a day, and the days in each party's hands counted."""

from __future__ import annotations

from commissioning.moves.counting_hands import count_days_in_hands
from portal.inbox.telling import tell_of_silence
from portal.running.jobs import Job, daily

JOBS = (
    Job("inbox.silence", daily(hour=6), tell_of_silence),
    Job("inbox.days_in_hands", daily(hour=2), count_days_in_hands),
)
