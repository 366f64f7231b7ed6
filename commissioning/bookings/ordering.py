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

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from commissioning.bookings.free_places import NOT_SENTENCED
from commissioning.bookings.kinds import LeftReason, TurnStanding
from commissioning.bookings.models import Booking, PlaceOffer, TurnKey
from commissioning.bookings.queries import RuleAndLength, offer_stands, rule_and_length
from commissioning.bookings.turns import (
    WANTS,
    RuleInForce,
    TurnFacts,
    TurnOrder,
    WaitingCase,
    ahead_of,
    last_day_of,
    next_in_turn,
    turns,
)
from commissioning.groups.models import Group
from commissioning.referrals.folding import RecordedEvent, counting
from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent, ReferralParticulars
from commissioning.referrals.queries import DAY_0, event_columns
from commissioning.referrals.states import accepting_kinds
from directory.dialect import insert_or_replace
from directory.keeping import batches

_KEY_BYTES: Final = 16

_WAITS_FOR_IT: Final = WANTS | {TurnStanding.NOT_ACCEPTED}
"""Whom no hold goes before."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whom a key stands for, with the salt of its digests; `offered_group_id` of an open offer."""

    referral_id: int
    key: str
    salt: str
    basis: Basis
    facts: TurnFacts
    offered_group_id: int | None


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
            turn.standing in _WAITS_FOR_IT
            and self.waiting[turn.case.key].basis not in NOT_SENTENCED
            for turn in self.turns
        )


def order_for(
    session: Session,
    group: Group,
    *,
    start: dt.date,
    today: dt.date,
    among: Collection[int] | None = None,
    makes_keys: bool = True,
    said: RuleAndLength | None = None,
) -> GroupOrder:
    """As at now; `start` of the group decides who can no longer finish. `among`: these alone.
    `said` of its line, where it was read under the group's lock.

    Without `makes_keys` nothing is written: whoever has no key yet comes last among their like.
    """
    rule, weeks = rule_and_length(session, group.line_id) if said is None else said
    last_day = last_day_of(start, weeks)
    every = _rows(session, group, today)
    rows = every if among is None else [row for row in every if row.id in among]
    missing = [row.id for row in rows if row.key is None]
    keys = (
        _new_keys(session, missing) if makes_keys else {key: (f"~{key:020}", "") for key in missing}
    )
    paused = _paused(session, [row.id for row in rows if row.was_paused])
    waiting: dict[str, Waiting] = {}
    cases = []
    for row in rows:
        key, salt = keys.get(row.id, (row.key, row.salt))
        facts = TurnFacts(row.is_priority, row.order_ends_on, row.day_0)
        waiting[key] = Waiting(row.id, key, salt, row.basis, facts, row.offered_group_id)
        cases.append(
            WaitingCase(
                key,
                facts,
                is_paused=row.id in paused,
                has_offer=row.offered_group_id is not None,
                gave_up_here=row.gave_up_here,
                answered=row.answered,
                is_accepted=row.is_accepted,
            )
        )
    return GroupOrder(rule, last_day, turns(cases, steps=rule.steps, last_day=last_day), waiting)


def _rows(session: Session, group: Group, today: dt.date) -> Sequence[Row[*tuple[Any, ...]]]:
    session.flush()
    asked = {"of_line": group.line_id, "of_group": group.id, "today": today}
    return session.connection().execute(_who_waits(), asked).all()


@cache
def _who_waits() -> Select[*tuple[Any, ...]]:
    """Whoever has a place waits for none. An order's end is as it was said last, and so is the
    answer about this group; a day stands open for one offer at most, of whichever group."""
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
    answered_here = and_(
        PlaceOffer.group_id == bindparam("of_group"), PlaceOffer.answer.is_not(None)
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
            _told_of_pauses().label("was_paused"),
            _offer(PlaceOffer.group_id, offer_stands(bindparam("today", type_=Date))).label(
                "offered_group_id"
            ),
            _offer(PlaceOffer.answer, answered_here).label("answered"),
            gave_up(bindparam("of_group")).label("gave_up_here"),
            is_accepted().label("is_accepted"),
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


def _told_of_pauses() -> ColumnElement[bool]:
    told = ReferralEvent.kind.in_((EventKind.PAUSED, EventKind.CORRECTED))
    return exists().where(ReferralEvent.referral_id == Referral.id, told).correlate(Referral)


def is_accepted() -> ColumnElement[bool]:
    """An event counts that says so: none that was corrected, and what a correction put instead."""
    says, corrects = ReferralEvent, aliased(ReferralEvent)
    said = or_(
        says.kind.in_(accepting_kinds()),
        says.replacement_kind.in_([kind.value for kind in accepting_kinds()]),
    )
    corrected = exists().where(corrects.corrects_id == says.id).correlate(says)
    return exists().where(says.referral_id == Referral.id, said, ~corrected).correlate(Referral)


def _offer(column: InstrumentedAttribute[Any], which: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Of the newest such offer."""
    asked = select(column).where(PlaceOffer.referral_id == Referral.id, which)
    return asked.order_by(PlaceOffer.id.desc()).limit(1).correlate(Referral).scalar_subquery()


def gave_up(group_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Condition on a referral: it gave a place of the group up."""
    left = aliased(Booking)
    here = and_(left.group_id == group_id, left.left_reason == LeftReason.GAVE_UP)
    return exists().where(left.referral_id == Referral.id, here).correlate(Referral, Group)


def _new_keys(session: Session, referral_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """In the order of the referrals; who makes them at the same moment waits, and both agree."""
    if not referral_ids:
        return {}
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


def _paused(session: Session, referral_ids: Sequence[int]) -> set[int]:
    """More pauses than resumptions: the state table lets no second follow the first."""
    told: dict[int, list[RecordedEvent]] = {}
    for batch in batches(referral_ids):
        events = session.connection().execute(_pauses(), {"of_referrals": batch})
        for referral_id, *event in events:
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
        .where(
            ReferralEvent.referral_id.in_(bindparam("of_referrals", expanding=True)),
            ReferralEvent.kind.in_(of_pauses),
        )
        .order_by(ReferralEvent.id)
    )
