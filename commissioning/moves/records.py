"""What is told of clocks afterwards: those missed, what providers say of them, days by party."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.lines.models import Line
from commissioning.moves.models import ClockNote, DaysInHands, ReminderSent, SilenceReturn
from commissioning.moves.silence import SilenceStep
from commissioning.moves.stages import DueParty
from commissioning.referrals.models import Referral
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reads_text
from directory.sight import Looker, Sight


class MissedClock(NamedTuple):
    """The provider's last day was over by three working days; `returned_on`: then it came back."""

    public_id: uuid.UUID
    reminder_id: int
    reference: str | None
    title: str | None
    provider: str | None
    is_read: bool
    stage: str
    due_on: dt.date
    returned_on: dt.date | None


def missed_clocks(
    session: Session, such: ColumnElement[bool], sight: Sight, *, since: dt.date, most: int
) -> list[MissedClock]:
    """On lines that are theirs (`Line` joined to its service), the latest first."""
    sent, back = ReminderSent, SilenceReturn
    returned_on = (
        select(func.max(back.returned_on))
        .where(
            back.referral_id == sent.referral_id,
            back.stage == sent.stage,
            back.due_on == sent.due_on,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            sent.public_id, sent.id, Referral.reference, ListingRevision.title, Provider.name,
            reads_text(sight), sent.stage, sent.due_on, returned_on,
        )
        .join(Referral, Referral.id == sent.referral_id)
        .join(Line, Line.id == sent.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .where(such, sent.step == SilenceStep.ESCALATED, sent.due_on >= since)
        .order_by(sent.due_on.desc(), sent.id.desc())
        .limit(most)
    )  # fmt: skip
    return [MissedClock._make(row) for row in rows]


class ClockSaid(NamedTuple):
    words: str
    by: str
    noted_at: dt.datetime


def notes_on(session: Session, reminder_ids: Collection[int]) -> dict[int, list[ClockSaid]]:
    """What providers say otherwise, by clock, in order."""
    rows = session.execute(
        select(ClockNote.reminder_id, ClockNote.words, Person.name, ClockNote.noted_at)
        .join(Person, Person.id == ClockNote.noted_by_id)
        .where(ClockNote.reminder_id.in_(reminder_ids))
        .order_by(ClockNote.id)
    )
    found: dict[int, list[ClockSaid]] = {}
    for key, *told in rows:
        found.setdefault(key, []).append(ClockSaid._make(told))
    return found


class HandsCounted(NamedTuple):
    """People and their days by whose they were; the days together are their waits exactly."""

    name: str
    is_waiting: bool
    people: int
    returned: int
    officer: int
    provider: int
    commissioner: int
    court: int
    person: int
    as_of: dt.date

    @property
    def days(self) -> int:
        return self.officer + self.provider + self.commissioner + self.court + self.person

    def of(self, party: DueParty) -> int:
        found: int = getattr(self, party.value)
        return found


def hands_by_area(session: Session) -> list[HandsCounted]:
    """Whole areas, by name; whoever's home nobody knows stands nowhere."""
    return _hands(session, LocalDeliveryUnit.name, DaysInHands.area_id, LocalDeliveryUnit.id)


def hands_by_provider(session: Session, such: ColumnElement[bool]) -> list[HandsCounted]:
    """`such`: a condition on `DaysInHands`: whose, or where."""
    return _hands(session, Provider.name, DaysInHands.provider_id, Provider.id, such)


def _hands(
    session: Session,
    name: ColumnElement[str] | InstrumentedAttribute[str],
    key: InstrumentedAttribute[int | None],
    of: InstrumentedAttribute[int],
    *such: ColumnElement[bool],
) -> list[HandsCounted]:
    hands = DaysInHands
    sums = (
        hands.people, hands.returned, hands.officer_days, hands.provider_days,
        hands.commissioner_days, hands.court_days, hands.person_days,
    )  # fmt: skip
    rows = session.execute(
        select(name, hands.is_waiting, *(func.sum(one) for one in sums), func.max(hands.as_of))
        .join_from(hands, of.class_, key == of)
        .where(*such)
        .group_by(name, of, hands.is_waiting)
        .order_by(name, of, hands.is_waiting)
    )
    return [HandsCounted._make(row) for row in rows]


def hands_of(sight: Sight) -> ColumnElement[bool]:
    """Condition on `DaysInHands`: a provider's own, or of people at home where one commissions."""
    if sight.looker in (Looker.PROVIDER, Looker.PRIME):
        return DaysInHands.provider_id.in_(sight.provider_ids)
    if sight.looker is Looker.COMMISSIONER and sight.area_ids:
        return DaysInHands.area_id.in_(sight.area_ids)
    return false()
