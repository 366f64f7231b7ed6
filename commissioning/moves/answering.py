"""Silence answered: the steps of the rule taken for every turn of a provider that is due.

Each step is kept once for a turn, whoever runs it and however often; what a day missed the next
makes good. A return is no event of the referral: its wait goes on from day 0, nobody declined.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.calendar import HolidaysNotPublished
from commissioning.lines.models import Line
from commissioning.moves.due_move import DueMove
from commissioning.moves.errors import MoveRefused
from commissioning.moves.keeping import MoveWorkedOut, keep_moves, moves_worked_out
from commissioning.moves.models import KeptMove, ReminderSent, SilenceReturn
from commissioning.moves.queries import standing_return
from commissioning.moves.silence import SilenceStep, steps_due
from commissioning.moves.stages import DueParty
from commissioning.referrals.models import Referral, ReferralEvent, ReferralSending
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.keeping import batches
from directory.people.models import Person
from directory.services.models import Service

LOOKS_AHEAD = dt.timedelta(days=14)
"""Longer than the two working days before which the first step falls, whatever the holidays."""


@dataclass(frozen=True, slots=True)
class SilenceMoved:
    """A step just taken; whom to tell is asked by whoever tells."""

    row: ReminderSent
    home_area_id: int | None
    provider_id: int | None
    line_id: int


def answer_silence(session: Session, *, by: Person, at: dt.datetime) -> list[SilenceMoved]:
    """Every step that has fallen due and was not taken, in the order of referrals."""
    today = local_date(at)
    asked = select(KeptMove.referral_id).where(
        KeptMove.party == DueParty.PROVIDER, KeptMove.due_on <= today + LOOKS_AHEAD
    )
    keys = session.scalars(asked.order_by(KeptMove.referral_id)).all()
    return [
        moved
        for batch in batches(keys)
        for moved in _of_batch(session, batch, today=today, by=by, at=at)
    ]


def _of_batch(
    session: Session, keys: list[int], *, today: dt.date, by: Person, at: dt.datetime
) -> list[SilenceMoved]:
    locked = select(Referral.id).where(Referral.id.in_(keys)).order_by(Referral.id)
    keys = list(session.scalars(locked.with_for_update()))
    worked = moves_worked_out(session, keys, today=today)
    taken, moved = _taken(session, keys), []
    for key, case in worked.items():
        for step in _steps(case, taken[key], today):
            assert case.due is not None  # noqa: S101  no step without a turn
            moved.append(_take(session, key, case.line_id, case.due, step, by=by, at=at))
    session.flush()
    keep_moves(session, [row.referral_id for row in moved], at=at)
    return _concerned(session, moved)


Taken = Mapping[tuple[str, dt.date], Mapping[SilenceStep, dt.date]]


def _steps(case: MoveWorkedOut, taken: Taken, today: dt.date) -> list[SilenceStep]:
    if case.due is None:
        return []
    turn = case.due.stage.name, case.due.counted_from
    try:
        return steps_due(case.due, taken.get(turn, {}), today=today, calendar=england_and_wales())
    except HolidaysNotPublished:
        return []


def _taken(
    session: Session, keys: Sequence[int]
) -> defaultdict[int, dict[tuple[str, dt.date], dict[SilenceStep, dt.date]]]:
    found: defaultdict[int, dict[tuple[str, dt.date], dict[SilenceStep, dt.date]]]
    found = defaultdict(dict)
    for row in session.scalars(select(ReminderSent).where(ReminderSent.referral_id.in_(keys))):
        found[row.referral_id].setdefault((row.stage, row.counted_from), {})[row.step] = row.sent_on
    return found


def _take(
    session: Session,
    referral_id: int,
    line_id: int,
    due: DueMove,
    step: SilenceStep,
    *,
    by: Person,
    at: dt.datetime,
) -> ReminderSent:
    today, due_on = local_date(at), due.by or local_date(at)
    row = ReminderSent(
        referral_id=referral_id, stage=due.stage.name, counted_from=due.counted_from, step=step,
        line_id=line_id, due_on=due_on, sent_on=today, sent_at=at, told=0,
    )  # fmt: skip
    session.add(row)
    if step is SilenceStep.RETURNED:
        back = SilenceReturn(
            referral_id=referral_id, line_id=line_id, stage=due.stage.name, due_on=due_on,
            returned_on=today, returned_at=at,
        )  # fmt: skip
        session.add(back)
        session.flush()
        after = {"due_on": due_on, "line_id": line_id}
        referral = session.get_one(Referral, referral_id)
        record_act(session, Act.REFERRAL_RETURN, referral, by=by, at=at, after=after)
    return row


def _concerned(session: Session, rows: Sequence[ReminderSent]) -> list[SilenceMoved]:
    found = session.execute(
        select(Referral.id, Referral.home_local_delivery_unit_id, Service.provider_id)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Referral.id.in_([row.referral_id for row in rows]))
    )
    whose = {key: (area_id, provider_id) for key, area_id, provider_id in found}
    return [SilenceMoved(row, *whose[row.referral_id], row.line_id) for row in rows]


def senders_of(session: Session, referral_ids: Sequence[int]) -> dict[int, int]:
    """Who sent each in person; of others who recorded the receipt, as a file's sender does."""
    first = (
        select(func.min(ReferralEvent.id))
        .where(ReferralEvent.referral_id.in_(referral_ids))
        .group_by(ReferralEvent.referral_id)
    )
    rows = session.execute(
        select(ReferralEvent.referral_id, ReferralEvent.recorded_by_id).where(
            ReferralEvent.id.in_(first)
        )
    )
    told = {key: value for key, value in rows}  # noqa: C416  rows are no pairs to the checker
    sent = session.execute(
        select(ReferralSending.referral_id, ReferralSending.sent_by_id).where(
            ReferralSending.referral_id.in_(referral_ids)
        )
    )
    return told | {key: value for key, value in sent}  # noqa: C416  as above


def send_again(session: Session, referral: Referral, *, by: Person, at: dt.datetime) -> bool:
    """The sender gives it to the same provider once more; whether that is news.

    Its clock begins anew, its wait does not. Raises `MoveRefused`.
    """
    session.refresh(referral, with_for_update=True)
    back = standing_return(session, referral.id)
    if back is None:
        last = session.scalar(
            select(SilenceReturn.sent_again_by_id)
            .where(SilenceReturn.referral_id == referral.id)
            .order_by(SilenceReturn.id.desc())
            .limit(1)
        )
        if last == by.id:
            return False
        raise MoveRefused("It is not with its sender: somebody sent it again, or it went on.")
    back.sent_again_on, back.sent_again_by_id = local_date(at), by.id
    session.flush()
    after = {"sent_again_on": back.sent_again_on}
    record_act(session, Act.REFERRAL_SEND_AGAIN, referral, by=by, at=at, after=after)
    keep_moves(session, [referral.id], at=at)
    return True
