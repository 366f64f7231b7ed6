"""When somebody is reminded that a fact grows old: never of a fact alone, nor oftener than weekly.

| of its shelf life | what happens |
|---|---|
| three fifths gone | reminded |
| four fifths gone | reminded |
| all of it gone, and each seven days after | reminded |
| never confirmed, or a date that has passed | reminded each seven days |

What counts is the time since the last message, so that a night on which nothing ran is made good
by the next, and whoever confirmed in between is not written to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from commissioning.listings.facts import FactStanding, ServiceFact
from directory.services.freshness import FactKind, expires_on, shelf_lives_days

SHARES: Final = (0.6, 0.8)
EVERY: Final = dt.timedelta(days=7)


def newest_moment(kind: FactKind, confirmed_on: dt.date, today: dt.date) -> dt.date | None:
    """The last day, not after today, on which a reminder of it fell due; None before the first."""
    ends = expires_on(kind, confirmed_on) + dt.timedelta(days=1)
    if today >= ends:
        return ends + EVERY * ((today - ends) // EVERY)
    days = shelf_lives_days()[kind]
    moments = [confirmed_on + dt.timedelta(days=round(days * share)) for share in SHARES]
    return max((day for day in moments if day <= today), default=None)


def is_reminder_due(facts: Iterable[ServiceFact], *, last: dt.date | None, today: dt.date) -> bool:
    """`last` is the day of the message before, None where there was none."""
    if last is not None and today - last < EVERY:
        return False
    return any(_is_due(fact, last, today) for fact in facts)


def _is_due(fact: ServiceFact, last: dt.date | None, today: dt.date) -> bool:
    if fact.standing is FactStanding.PASSED or fact.confirmed_on is None:
        return True
    moment = newest_moment(fact.kind, fact.confirmed_on, today)
    return moment is not None and (last is None or moment > last)
