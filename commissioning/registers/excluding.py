"""What is planned ahead of registers: never on a weekday, away from one day to another.

Why is asked nowhere and kept nowhere: it would tell of faith or health.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals.models import Referral
from commissioning.registers.errors import AbsenceImpossible
from commissioning.registers.models import ExcludedWeekday, PlannedAbsence
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person

LONGEST_AWAY = dt.timedelta(days=366)


def exclude_weekday(
    session: Session,
    referral: Referral,
    *,
    weekday: int,
    from_date: dt.date,
    by: Person,
    at: dt.datetime,
) -> ExcludedWeekday:
    """From that day on; the same again changes nothing. What was marked before stays."""
    if not 1 <= weekday <= 7:
        raise AbsenceImpossible("weekday", "Choose a weekday.")
    session.refresh(referral, with_for_update=True)
    known = session.scalar(
        select(ExcludedWeekday).where(
            ExcludedWeekday.referral_id == referral.id,
            ExcludedWeekday.weekday == weekday,
            ExcludedWeekday.to_date.is_(None),
        )
    )
    if known is not None and known.from_date <= from_date:
        return known
    _refuse_past(from_date, "from_date", at)
    excluded = ExcludedWeekday(
        referral_id=referral.id, weekday=weekday, from_date=from_date, recorded_at=at,
        recorded_by_id=by.id,
    )  # fmt: skip
    session.add(excluded)
    session.flush()
    after = {"weekday": weekday, "from_date": from_date}
    record_act(session, Act.WEEKDAY_EXCLUDE, excluded, by=by, at=at, after=after)
    session.flush()
    return excluded


def allow_weekday(
    session: Session, excluded: ExcludedWeekday, *, by: Person, at: dt.datetime
) -> None:
    """From today on the weekday is one like others; the days before stay excluded."""
    today = local_date(at)
    if excluded.to_date is not None:
        return
    before = {"weekday": excluded.weekday, "from_date": excluded.from_date}
    if excluded.from_date >= today:
        record_act(session, Act.WEEKDAY_ALLOW, excluded, by=by, at=at, before=before)
        session.delete(excluded)
    else:
        excluded.to_date = today - dt.timedelta(days=1)
        after = before | {"to_date": excluded.to_date}
        record_act(session, Act.WEEKDAY_ALLOW, excluded, by=by, at=at, before=before, after=after)
    session.flush()


def plan_absence(
    session: Session,
    referral: Referral,
    *,
    from_date: dt.date,
    to_date: dt.date,
    by: Person,
    at: dt.datetime,
) -> PlannedAbsence:
    """Both days included. Two that overlap are refused; the same by the same person is one."""
    _refuse_past(from_date, "from_date", at)
    if to_date < from_date:
        raise AbsenceImpossible("to_date", "Enter a last day that is not before the first.")
    if to_date - from_date > LONGEST_AWAY:
        raise AbsenceImpossible("to_date", "Enter a last day within a year of the first.")
    session.refresh(referral, with_for_update=True)
    overlapping = session.scalar(
        select(PlannedAbsence).where(
            PlannedAbsence.referral_id == referral.id,
            PlannedAbsence.from_date <= to_date,
            PlannedAbsence.to_date >= from_date,
        )
    )
    told = (from_date, to_date, by.id)
    if overlapping is not None and told == (
        overlapping.from_date, overlapping.to_date, overlapping.recorded_by_id
    ):  # fmt: skip
        return overlapping
    if overlapping is not None:
        raise AbsenceImpossible("from_date", "Another time away lies on some of these days.")
    absence = PlannedAbsence(
        referral_id=referral.id, from_date=from_date, to_date=to_date, recorded_at=at,
        recorded_by_id=by.id,
    )  # fmt: skip
    session.add(absence)
    session.flush()
    after = {"from_date": from_date, "to_date": to_date}
    record_act(session, Act.ABSENCE_PLAN, absence, by=by, at=at, after=after)
    session.flush()
    return absence


def cancel_absence(
    session: Session, absence: PlannedAbsence, *, by: Person, at: dt.datetime
) -> None:
    """The person comes again from today on; one that lies ahead is as if it was never planned."""
    today = local_date(at)
    before = {"from_date": absence.from_date, "to_date": absence.to_date}
    if absence.to_date < today:
        raise AbsenceImpossible("to_date", "This time away is over.")
    if absence.from_date >= today:
        record_act(session, Act.ABSENCE_CANCEL, absence, by=by, at=at, before=before)
        session.delete(absence)
    else:
        absence.to_date = today - dt.timedelta(days=1)
        after = before | {"to_date": absence.to_date}
        record_act(session, Act.ABSENCE_CANCEL, absence, by=by, at=at, before=before, after=after)
    session.flush()


def _refuse_past(day: dt.date, field: str, at: dt.datetime) -> None:
    if day < local_date(at):
        raise AbsenceImpossible(field, "Enter today or a later day.")
