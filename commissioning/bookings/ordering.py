"""Who waits for a place of a group at this moment, as cases for `turns`.

Keys are made here for whoever has none yet, so that an order can be written down by keys alone.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.bookings.free_places import NOT_SENTENCED
from commissioning.bookings.kinds import LeftReason, TurnStanding
from commissioning.bookings.models import Booking, PlaceOffer, TurnKey
from commissioning.bookings.queries import RuleInForce, rule_of
from commissioning.bookings.turns import (
    TurnFacts,
    TurnOrder,
    WaitingCase,
    ahead_of,
    next_in_turn,
    turns,
)
from commissioning.groups.models import Group
from commissioning.lines.queries import terms_in_force
from commissioning.referrals.folding import RecordedEvent, counting
from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent, ReferralParticulars
from commissioning.referrals.queries import DAY_0, event_columns
from directory.dialect import insert_or_replace
from directory.keeping import batches

_WEEK: Final = dt.timedelta(days=7)
_KEY_BYTES: Final = 16

_WANTS: Final = frozenset({TurnStanding.IN_TURN, TurnStanding.PASSED_ON_HERE})
"""Silence is no refusal: whoever did not answer still waits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom a key stands for, with the salt of its digests."""

    referral_id: int
    key: str
    salt: str
    basis: Basis
    facts: TurnFacts


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """Everybody who waits for a place of a group, in turn."""

    rule: RuleInForce
    last_day: dt.date | None
    turns: tuple[TurnOrder, ...]
    waiting: Mapping[str, Waiting]

    def key_of(self, referral_id: int) -> str | None:
        """None: does not wait."""
        keys = (key for key, one in self.waiting.items() if one.referral_id == referral_id)
        return next(keys, None)

    def turn_of(self, key: str) -> TurnOrder:
        return next(turn for turn in self.turns if turn.case.key == key)

    def ahead_of(self, key: str) -> int:
        return ahead_of(self.turns, key)

    def next(self, places: int) -> list[Waiting]:
        return [self.waiting[turn.case.key] for turn in next_in_turn(self.turns, places)]

    def standing_of(self, key: str) -> TurnStanding:
        return self.turn_of(key).standing

    @property
    def sentenced_waiting(self) -> int:
        """How many who were sentenced, or may have been, would take a place."""
        return sum(
            turn.standing in _WANTS and self.waiting[turn.case.key].basis not in NOT_SENTENCED
            for turn in self.turns
        )


def order_for(
    session: Session,
    group: Group,
    *,
    start: dt.date,
    today: dt.date,
    among: Collection[int] | None = None,
) -> GroupOrder:
    """As at now; `start` of the group decides who can no longer finish. `among`: these alone."""
    waiting = _waiting(session, group.line_id, among)
    paused = _paused(session, group.line_id)
    offered, answered = _offers(session, group, today)
    gave_up = set(session.scalars(_gave_up(), {"of_group": group.id}))
    cases = (
        WaitingCase(
            one.key,
            one.facts,
            is_paused=one.referral_id in paused,
            has_offer=one.referral_id in offered,
            gave_up_here=one.referral_id in gave_up,
            answered=answered.get(one.referral_id),
        )
        for one in waiting
    )
    rule = rule_of(session, group.line_id)
    last_day = _last_day(session, group.line_id, start)
    order = turns(cases, steps=rule.steps, last_day=last_day)
    return GroupOrder(rule, last_day, order, {one.key: one for one in waiting})


def _last_day(session: Session, line_id: int, start: dt.date) -> dt.date | None:
    """When the group meets for the last time, once a week from its start; None: nobody said."""
    terms = terms_in_force(session, line_id)
    if terms is None:
        return None
    weeks = terms.programme_weeks or terms.sessions_required
    return None if not weeks else start + _WEEK * (weeks - 1)


def _waiting(session: Session, line_id: int, among: Collection[int] | None) -> list[Waiting]:
    every = session.execute(_who_waits(), {"of_line": line_id}).all()
    rows = every if among is None else [row for row in every if row.id in among]
    missing = [row.id for row in rows if row.key is None]
    keys = _new_keys(session, missing) if missing else {}
    found = []
    for row in rows:
        key, salt = keys.get(row.id, (row.key, row.salt))
        facts = TurnFacts(row.is_priority, row.order_ends_on, row.day_0)
        found.append(Waiting(row.id, key, salt, row.basis, facts))
    return found


@cache
def _who_waits() -> Select[*tuple[Any, ...]]:
    """Whoever has a place waits for none. An order's end is as it was said last."""
    newest = (
        select(func.max(ReferralParticulars.id))
        .where(ReferralParticulars.referral_id == Referral.id)
        .correlate(Referral)
        .scalar_subquery()
    )
    said = aliased(ReferralParticulars)
    has_a_place = select(Booking.id).where(
        Booking.referral_id == Referral.id, Booking.left_on.is_(None)
    )
    return (
        select(
            Referral.id,
            Referral.is_priority,
            Referral.basis,
            DAY_0.label("day_0"),
            func.coalesce(said.complete_by, said.order_ends_on).label("order_ends_on"),
            TurnKey.key,
            TurnKey.salt,
        )
        .outerjoin(TurnKey, TurnKey.referral_id == Referral.id)
        .outerjoin(said, said.id == newest)
        .where(
            Referral.line_id == bindparam("of_line"),
            Referral.status == ReferralStatus.WAITING,
            ~has_a_place.exists(),
        )
        .order_by(Referral.id)
    )


def _new_keys(session: Session, referral_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """In the order of the referrals; who makes them at the same moment waits, and both agree."""
    table: Any = TurnKey.__table__
    rows = [
        {
            "referral_id": referral_id,
            "key": secrets.token_hex(_KEY_BYTES),
            "salt": secrets.token_hex(_KEY_BYTES),
        }
        for referral_id in sorted(referral_ids)
    ]
    insert_or_replace(
        session.connection(), table, rows, key=("referral_id",), replace=("referral_id",)
    )
    found: dict[int, tuple[str, str]] = {}
    for batch in batches(referral_ids):
        kept = select(TurnKey.referral_id, TurnKey.key, TurnKey.salt)
        for referral_id, key, salt in session.execute(kept.where(TurnKey.referral_id.in_(batch))):
            found[referral_id] = key, salt
    return found


def _paused(session: Session, line_id: int) -> set[int]:
    """More pauses than resumptions: the state table lets no second follow the first."""
    told: dict[int, list[RecordedEvent]] = {}
    for referral_id, *event in session.execute(_pauses(), {"of_line": line_id}):
        told.setdefault(referral_id, []).append(RecordedEvent._make(event))
    return {key for key, events in told.items() if _is_paused(events)}


def _is_paused(events: Collection[RecordedEvent]) -> bool:
    kinds = Counter(event.kind for event in counting(events))
    return kinds[EventKind.PAUSED] > kinds[EventKind.RESUMED]


@cache
def _pauses() -> Select[*tuple[Any, ...]]:
    of_pauses = (EventKind.PAUSED, EventKind.RESUMED, EventKind.CORRECTED)
    return (
        select(ReferralEvent.referral_id, *event_columns())
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(
            Referral.line_id == bindparam("of_line"),
            Referral.status == ReferralStatus.WAITING,
            ReferralEvent.kind.in_(of_pauses),
        )
        .order_by(ReferralEvent.id)
    )


def _offers(session: Session, group: Group, today: dt.date) -> tuple[set[int], dict[int, Any]]:
    """Who has an offer that stands, of any group; and the last answer about this one."""
    offered: set[int] = set()
    answered: dict[int, Any] = {}
    asked = {"of_line": group.line_id, "of_group": group.id, "today": today}
    for referral_id, group_id, answer in session.execute(_offers_of_line(), asked):
        if answer is None:
            offered.add(referral_id)
        elif group_id == group.id:
            answered[referral_id] = answer
    return offered, answered


@cache
def _offers_of_line() -> Select[*tuple[Any, ...]]:
    stands = and_(PlaceOffer.answer.is_(None), PlaceOffer.answer_by >= bindparam("today"))
    answered_here = and_(
        PlaceOffer.group_id == bindparam("of_group"), PlaceOffer.answer.is_not(None)
    )
    return (
        select(PlaceOffer.referral_id, PlaceOffer.group_id, PlaceOffer.answer)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .where(Referral.line_id == bindparam("of_line"), or_(stands, answered_here))
        .order_by(PlaceOffer.id)
    )


@cache
def _gave_up() -> Select[*tuple[Any, ...]]:
    return select(Booking.referral_id).where(
        Booking.group_id == bindparam("of_group"), Booking.left_reason == LeftReason.GAVE_UP
    )
