"""How long to wait before a message is tried again, and when to give it up."""

from __future__ import annotations

import datetime as dt
from typing import Final

PAUSES: Final = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
    dt.timedelta(hours=24),
    dt.timedelta(hours=24),
)
"""After the first try, the second and so on: eight tries in two and a half days, as long as a
mailbox may be full over a weekend."""


def pause_after(tries: int) -> dt.timedelta | None:
    """None where so many were enough."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None
