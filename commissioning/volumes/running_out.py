"""When it is told that what was bought runs out before its period ends, and when it is so no more.

| told | when |
|---|---|
| it runs out | it is used up; or will be within 28 days, a week or more before the period ends |
| it runs out no more | it lasts or has ended, or will not be used up within 56 days |

Between the two what was told last stands, so that a day that moves about is not told twice. None
is told ahead while fewer than 10 were expected to date.
"""

from __future__ import annotations

from datetime import timedelta

from commissioning.volumes.account import VolumeAccount
from commissioning.volumes.alerts import FEWEST_EXPECTED

TOLD_AHEAD = timedelta(days=28)
GONE_BEYOND = timedelta(days=56)
LEAST_BEFORE_THE_END = timedelta(days=7)


def runs_out(account: VolumeAccount) -> bool:
    day, volume = account.exhausted_on, account.volume
    if day is None or not volume.total:
        return False
    if day <= account.on:
        return True
    is_soon = day - account.on <= TOLD_AHEAD and volume.last - day >= LEAST_BEFORE_THE_END
    return is_soon and account.expected_to_date >= FEWEST_EXPECTED


def runs_out_no_more(account: VolumeAccount) -> bool:
    """What is not known is neither; of what has ended nothing runs out."""
    day = account.exhausted_on
    if day is None:
        return account.ended_on is not None or account.outturn is not None
    return day - account.on > GONE_BEYOND
