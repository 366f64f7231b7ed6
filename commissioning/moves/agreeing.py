"""Agreeing on a service level; what a provider says of a clock that it did not miss."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.lines.models import Line
from commissioning.moves.errors import MoveRefused
from commissioning.moves.keeping import keep_moves
from commissioning.moves.models import LONGEST_NOTE, ClockNote, KeptMove, ReminderSent, ServiceLevel
from commissioning.moves.silence import SilenceStep
from commissioning.moves.stages import ServiceClock, usual_levels
from commissioning.referrals.models import Referral
from commissioning.referrals.naming_cases import cases_of_line, names_case_or_number
from commissioning.volumes.models import Lot
from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import NotKnown
from directory.identifiers import may_name_a_person
from directory.people.models import Person
from directory.services.models import Service

MOST_DAYS = 250


def agree_service_level(
    session: Session,
    agreement: Agreement,
    clock: ServiceClock,
    *,
    working_days: int | None,
    by: Person,
    at: dt.datetime,
) -> ServiceLevel:
    """From now on, also for who waits; null: this agreement sets no day. Raises `MoveRefused`."""
    if working_days is not None and not 1 <= working_days <= MOST_DAYS:
        raise MoveRefused(f"Enter working days from 1 to {MOST_DAYS}.")
    before = session.scalar(
        select(ServiceLevel)
        .where(ServiceLevel.agreement_id == agreement.id, ServiceLevel.clock == clock)
        .order_by(ServiceLevel.id.desc())
        .limit(1)
    )
    if before is not None and before.working_days == working_days:
        return before
    level = ServiceLevel(
        agreement_id=agreement.id, clock=clock, working_days=working_days, recorded_at=at,
        recorded_by_id=by.id,
    )  # fmt: skip
    session.add(level)
    session.flush()
    record_act(
        session, Act.SERVICE_LEVEL_STATE, level, by=by, at=at,
        before=None if before is None else {"working_days": before.working_days},
        after={"clock": clock.value, "working_days": working_days, "agreement_id": agreement.id},
    )  # fmt: skip
    lines = select(Lot.line_id).where(Lot.agreement_id == agreement.id)
    waiting = session.scalars(
        select(KeptMove.referral_id)
        .join(Referral, Referral.id == KeptMove.referral_id)
        .where(Referral.line_id.in_(lines))
    )
    keep_moves(session, waiting.all(), at=at)
    return level


class LevelStated(NamedTuple):
    """What was agreed on a clock, when and by whom; null: no day from then on."""

    clock: ServiceClock
    working_days: int | None
    stated_at: dt.datetime
    stated_by: str


def levels_stated(session: Session, agreement: Agreement) -> list[LevelStated]:
    """The newest first: of each clock the first holds, where any was stated."""
    rows = session.execute(
        select(ServiceLevel.clock, ServiceLevel.working_days, ServiceLevel.recorded_at, Person.name)
        .join(Person, Person.id == ServiceLevel.recorded_by_id)
        .where(ServiceLevel.agreement_id == agreement.id)
        .order_by(ServiceLevel.id.desc())
    )
    return [LevelStated._make(row) for row in rows]


def levels_in_force(stated: Iterable[LevelStated]) -> dict[ServiceClock, int]:
    """Of an agreement, from what was stated of it with the newest first: else the usual ones."""
    levels = dict(usual_levels())
    for one in reversed(list(stated)):
        if one.working_days is None:
            levels.pop(one.clock, None)
        else:
            levels[one.clock] = one.working_days
    return levels


def agree_service_levels(
    session: Session,
    agreement: Agreement,
    levels: Mapping[ServiceClock, int | None],
    *,
    by: Person,
    at: dt.datetime,
    based_on: int | None = None,
) -> list[ServiceLevel]:
    """Those of the clocks that differ from what holds; the others stay as they are.

    `based_on`: how many were ever stated when whoever states them looked; None: however many.
    Raises `MoveRefused`.
    """
    stated = levels_stated(session, agreement)
    holds = levels_in_force(stated)
    changed = {
        clock: days for clock, days in levels.items() if holds.get(clock) != days
    }  # what is said again changes nothing
    if changed and based_on is not None and based_on != len(stated):
        raise MoveRefused(
            "Somebody stated other days since: look at what holds now, and state yours."
        )
    return [
        agree_service_level(session, agreement, clock, working_days=days, by=by, at=at)
        for clock, days in changed.items()
    ]


def missed_clock(session: Session, public_id: uuid.UUID, such: ColumnElement[bool]) -> ReminderSent:
    """A clock that counts as missed; `such`: on lines that are theirs. Raises `NotKnown`."""
    found = session.scalar(
        select(ReminderSent)
        .join(Line, Line.id == ReminderSent.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(
            ReminderSent.public_id == public_id,
            ReminderSent.step == SilenceStep.ESCALATED,
            such,
        )
    )
    if found is None:
        raise NotKnown("missed clock", public_id)
    return found


def _refuse_names(session: Session, reminder: ReminderSent, words: str) -> None:
    """Without a word of what they hold."""
    if what := names_case_or_number(session, words, cases_of_line(reminder.line_id)):
        raise MoveRefused(f"This holds {what}: nothing here may tell who somebody is.")
    if may_name_a_person(words):
        raise MoveRefused(
            "This may hold a name: nothing here may tell who somebody is. Write what was done by"
            " which team, such as “our duty worker rang the court team”, and only the first word of"
            " a sentence, days and months with a capital letter."
        )


def say_otherwise(
    session: Session, reminder: ReminderSent, *, words: str, by: Person, at: dt.datetime
) -> ClockNote:
    """“We say otherwise”: added beside the clock, which it does not change. Once in these words."""
    if not words or len(words) > LONGEST_NOTE:
        raise MoveRefused(f"Say in up to {LONGEST_NOTE} letters what happened instead.")
    _refuse_names(session, reminder, words)
    same = session.scalar(
        select(ClockNote).where(ClockNote.reminder_id == reminder.id, ClockNote.words == words)
    )
    if same is not None:
        return same
    note = ClockNote(
        reminder_id=reminder.id, referral_id=reminder.referral_id, words=words, noted_at=at,
        noted_by_id=by.id,
    )  # fmt: skip
    session.add(note)
    session.flush()
    record_act(session, Act.CLOCK_DISPUTE, note, by=by, at=at, after={"step": reminder.step.value})
    return note
