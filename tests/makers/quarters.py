"""People referred within a quarter, by group, and what became of them."""

from __future__ import annotations

import datetime as dt
import itertools

from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.particulars import Beside, Characteristics, Sex
from commissioning.referrals.recording import record_histories
from directory.places.models import LocalDeliveryUnit
from tests.makers.days import NOW
from tests.makers.people import actor

AUTUMN = dt.date(2026, 7, 6)
"""A day of the quarter that is the latest to be published on the tests' own day: 2026-Q3."""

_numbers = itertools.count(1)


def refer_some(
    session: Session,
    line: Line,
    many: int,
    *,
    home: LocalDeliveryUnit | None = None,
    on: dt.date = AUTUMN,
    sex: Sex | None = None,
    started_after: int | None = None,
    declined_for: str = "",
    requirement: str | None = None,
    digests: list[str] | None = None,
    at: dt.datetime = NOW,
) -> None:
    """Each received on the same day by order of a court; `started_after` and the rest in days."""
    histories = []
    for number in range(many):
        events = []
        if started_after is not None:
            events.append(HistoryEvent(EventKind.STARTED, on + dt.timedelta(started_after)))
        if declined_for:
            after = on + dt.timedelta(3)
            events.append(HistoryEvent(EventKind.DECLINED, after, reason=declined_for))
        facts = ReferralFacts(
            reference=f"Q-{next(_numbers):06}",
            line_id=line.id,
            basis=Basis.COMMUNITY_ORDER,
            received_on=on,
            sentenced_on=on,
            home_local_delivery_unit_id=None if home is None else home.id,
            requirement=requirement,
        )
        beside = Beside(
            characteristics=Characteristics(sex=sex),
            digest=digests[number] if digests else None,
        )
        histories.append(History(facts, events, row=number, beside=beside))
    record_histories(session, [histories], by=actor(session), at=at)
