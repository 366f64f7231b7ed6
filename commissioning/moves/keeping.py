"""Whose turn each open referral is, worked out and kept; brought level with events and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.bank_holidays import england_and_wales
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.calendar import HolidaysNotPublished
from commissioning.groups.models import Closure, GroupStatement
from commissioning.moves.due_move import DueMove, PromisedContact, due_move, first_contact
from commissioning.moves.facts import CaseMoves, begins_on, follow_up_stands, move_facts
from commissioning.moves.models import KeptMove
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral, ReferralDecline, ReferralEvent
from directory.clock import local_date

AT_ONCE: Final = 500
OPEN: Final = (ReferralStatus.WAITING, ReferralStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class MoveWorkedOut:
    """`due` None: nobody is due. `is_uncounted`: its clock runs outside the published holidays."""

    due: DueMove | None
    contact_by: dt.date | None
    is_uncounted: bool
    events_through: int
    line_id: int


def moves_worked_out(
    session: Session, referral_ids: Iterable[int], *, today: dt.date
) -> dict[int, MoveWorkedOut]:
    cases = move_facts(session, referral_ids, today=today)
    return {key: _worked_out(case) for key, case in cases.items()}


def _worked_out(case: CaseMoves) -> MoveWorkedOut:
    """Where holidays are not published the turn is told without a day."""
    calendar, facts, is_uncounted = england_and_wales(), case.facts, False
    try:
        due, contact = due_move(facts, calendar), first_contact(facts, calendar)
    except HolidaysNotPublished:
        is_uncounted, contact = True, PromisedContact(None, None)
        due = due_move(facts.without_levels(), calendar)
    by = contact.by if contact.made_on is None else None
    return MoveWorkedOut(due, by, is_uncounted, case.events_through, case.line_id)


def keep_moves(session: Session, referral_ids: Iterable[int], *, at: dt.datetime) -> int:
    """Work them out again and keep what comes of it; the caller has flushed what happened."""
    today, keys = local_date(at), sorted(set(referral_ids))
    found = moves_worked_out(session, keys, today=today)
    kept = {row.referral_id: row for row in session.scalars(
        select(KeptMove).where(KeptMove.referral_id.in_(keys)))}  # fmt: skip
    for key, worked in found.items():
        row = kept.pop(key, None)
        if worked.due is None:
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = KeptMove(referral_id=key)
            session.add(row)
        _write(row, worked, worked.due, today, at)
    for gone in kept.values():
        session.delete(gone)
    session.flush()
    return len(found)


def _write(
    row: KeptMove, worked: MoveWorkedOut, due: DueMove, today: dt.date, at: dt.datetime
) -> None:
    row.stage, row.party = due.stage.name, due.party
    row.since, row.counted_from, row.due_on = due.since, due.counted_from, due.by
    row.contact_by, row.is_uncounted = worked.contact_by, worked.is_uncounted
    row.events_through, row.as_of, row.kept_at = worked.events_through, today, at


def level_moves(session: Session, *, at: dt.datetime, at_once: int = AT_ONCE) -> int:
    """A bounded piece of what is behind; how many were worked out again. 0: level."""
    today = local_date(at)
    _drop_closed(session)
    behind = session.scalars(
        select(Referral.id)
        .outerjoin(KeptMove, KeptMove.referral_id == Referral.id)
        .where(is_open(), or_(is_behind(), _is_of_another_day(today), _line_changed()))
        .order_by(Referral.id)
        .limit(at_once)
        .with_for_update(of=Referral)
    ).all()
    return keep_moves(session, behind, at=at) if behind else 0


def _drop_closed(session: Session) -> None:
    closed = select(Referral.id).where(Referral.status.not_in(OPEN), ~is_open())
    session.execute(delete(KeptMove).where(KeptMove.referral_id.in_(closed)))


@cache
def is_open() -> ColumnElement[bool]:
    """Condition on `Referral`: it waits or is under way, or what follows a decline is undone.

    Its three states stand together, so that an index finds them past all that is closed.
    """
    follows = select(ReferralDecline.referral_id).where(follow_up_stands())
    of_declined = or_(Referral.status != ReferralStatus.DECLINED, Referral.id.in_(follows))
    return and_(Referral.status.in_((*OPEN, ReferralStatus.DECLINED)), of_declined)


@cache
def is_behind() -> ColumnElement[bool]:
    """Condition on `Referral` joined to what is kept of it: nothing is, or something happened: an
    event, or the end of an offer, its coming back or the move of a group, which are none."""
    happened = select(ReferralEvent.id).where(
        ReferralEvent.referral_id == Referral.id, ReferralEvent.id > KeptMove.events_through
    )
    return or_(
        KeptMove.referral_id.is_(None),
        happened.exists(),
        _offer_ended(),
        _offer_came_back(),
        _group_moved(),
    )


def _offer_ended() -> ColumnElement[bool]:
    """It is over for whoever was to answer it; of anybody else it moves no turn."""
    answered = select(PlaceOffer.id).where(
        PlaceOffer.referral_id == Referral.id, PlaceOffer.answered_at > KeptMove.kept_at
    )
    return and_(KeptMove.stage == "to_answer_offer", answered.exists())


def _offer_came_back() -> ColumnElement[bool]:
    """It went with its group, and stands again since something was said of the group."""
    said_since = (
        select(PlaceOffer.id)
        .join(GroupStatement, GroupStatement.group_id == PlaceOffer.group_id)
        .where(
            PlaceOffer.referral_id == Referral.id,
            PlaceOffer.answer.is_(None),
            GroupStatement.recorded_at > KeptMove.kept_at,
        )
    )
    return and_(KeptMove.stage != "to_answer_offer", said_since.exists())


def _group_moved() -> ColumnElement[bool]:
    """Whoever is to start is to by the day on which their group begins, as it was said last."""
    said = aliased(GroupStatement)
    newest = select(func.max(said.id)).where(said.group_id == Booking.group_id).scalar_subquery()
    begins = (
        select(begins_on())
        .select_from(GroupStatement)
        .join(Booking, Booking.group_id == GroupStatement.group_id)
        .where(
            Booking.referral_id == Referral.id,
            Booking.left_on.is_(None),
            GroupStatement.id == newest,
        )
        .correlate(Referral)
        .scalar_subquery()
    )
    return and_(KeptMove.stage == "to_start", KeptMove.due_on.is_distinct_from(begins))


def _is_of_another_day(today: dt.date) -> ColumnElement[bool]:
    return KeptMove.as_of != today


def _line_changed() -> ColumnElement[bool]:
    """A closure was announced or withdrawn since."""
    later = or_(Closure.recorded_at > KeptMove.kept_at, Closure.withdrawn_at > KeptMove.kept_at)
    return exists().where(and_(Closure.line_id == Referral.line_id, later))
