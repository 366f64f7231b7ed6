"""Beds and stays as they are told; the vacancies of the line fall out of them.

Each act states how many beds are free tonight, and from which night on that changes: what lies
ahead holds by its day, and confirms nothing once nobody says anything any more.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.beds.errors import BedRefused
from commissioning.beds.models import LONGEST_REASON, Bed, BedOutage, BedStay
from commissioning.beds.nights import Stay, vacancies, vacancies_ahead
from commissioning.beds.queries import KnownBed, beds_of
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.groups.queries import capacity_of_line
from commissioning.lines.calling import tells_in_key_of
from commissioning.lines.models import Line
from commissioning.referrals.naming_cases import (
    cases_of_provider,
    names_case_or_number,
    tells_of_a_case,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person

STATED_BY: Final = "The provider’s beds"
AHEAD_DAYS: Final = 92
LONGEST_STAY: Final = dt.timedelta(days=3 * 366)


def add_bed(
    session: Session, line: Line, *, name: str, turnaround_days: int, by: Person, at: dt.datetime
) -> Bed:
    """Sent twice by the same person, on one day, it is one bed."""
    session.refresh(line, with_for_update=True)
    beds = [one.bed for one in beds_of(session, [line.id])[line.id]]
    named = next((bed for bed in beds if bed.name == name), None)
    told = (turnaround_days, local_date(at), by.id)
    if named and (named.turnaround_days, named.opened_on, named.recorded_by_id) == told:
        return named
    if not name or named:
        raise BedRefused("name", "Enter a name that no other bed of the house has.")
    of_line = cases_of_provider(line.id)
    what = names_case_or_number(session, name, of_line) or tells_in_key_of(session, line.id, name)
    if what:
        raise BedRefused("name", f"This holds {what}: call the bed after its room.")
    bed = Bed(
        line_id=line.id, name=name, turnaround_days=turnaround_days, opened_on=local_date(at),
        recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(bed)
    session.flush()
    after = {"line_id": line.id, "turnaround_days": turnaround_days}
    record_act(session, Act.BED_ADD, bed, by=by, at=at, after=after)
    _state_vacancies(session, line.id, by=by, at=at)
    return bed


def let_bed(
    session: Session,
    known: KnownBed,
    *,
    from_date: dt.date,
    leaves_on: dt.date,
    by: Person,
    at: dt.datetime,
) -> BedStay:
    """Somebody stays from one day to another; the night of `leaves_on` is free again. Sent twice by
    the same person it is one stay."""
    today = local_date(at)
    _lock(session, known.bed)
    known = _again(session, known.bed)
    told = (from_date, leaves_on, None, by.id)
    for stay in known.stays:
        if (stay.from_date, stay.leaves_on, stay.left_on, stay.recorded_by_id) == told:
            return stay
    if not dt.timedelta() < leaves_on - from_date <= LONGEST_STAY:
        raise BedRefused("leaves_on", "Enter a day after the first, within three years.")
    if known.record.clashes(Stay(from_date, leaves_on), today):
        raise BedRefused(
            "from_date", "On some of these nights, or between two stays, the bed is not free."
        )
    stay = BedStay(
        bed_id=known.bed.id, from_date=from_date, leaves_on=leaves_on, recorded_at=at,
        recorded_by_id=by.id,
    )  # fmt: skip
    session.add(stay)
    session.flush()
    after = {"bed_id": known.bed.id, "from_date": from_date, "leaves_on": leaves_on}
    record_act(session, Act.BED_LET, stay, by=by, at=at, after=after)
    _state_vacancies(session, known.bed.line_id, by=by, at=at)
    return stay


def end_stay(
    session: Session, known: KnownBed, *, left_on: dt.date, by: Person, at: dt.datetime
) -> BedStay:
    """Whoever is there has gone, today or on a day before."""
    stay = _who_is_there(session, known, at=at)
    if not stay.from_date <= left_on <= local_date(at):
        raise BedRefused("left_on", "Enter a day since they came, up to today.")
    stay.left_on = left_on
    after = {"left_on": left_on}
    record_act(session, Act.BED_LEAVE, stay, by=by, at=at, after=after)
    _state_vacancies(session, known.bed.line_id, by=by, at=at)
    return stay


def stay_on(
    session: Session, known: KnownBed, *, until: dt.date, reason: str, by: Person, at: dt.datetime
) -> BedStay:
    """Past the day that was planned, with a reason and a day by which they are to go."""
    stay = _who_is_there(session, known, at=at)
    if not max(stay.leaves_on, local_date(at)) < until <= stay.leaves_on + LONGEST_STAY:
        raise BedRefused("until", "Enter a day after today and after the day that was planned.")
    before = {"overstays_until": stay.overstays_until}
    why = _reason(session, known.bed, reason)
    stay.overstays_until, stay.overstay_reason = until, why
    after = {"overstays_until": until}
    record_act(session, Act.BED_OVERSTAY, stay, by=by, at=at, before=before, after=after)
    _state_vacancies(session, known.bed.line_id, by=by, at=at)
    return stay


def take_out_of_service(
    session: Session,
    known: KnownBed,
    *,
    from_date: dt.date,
    to_date: dt.date | None,
    reason: str,
    by: Person,
    at: dt.datetime,
) -> BedOutage:
    """Both days counted. Whoever sleeps there stays: their nights come first."""
    _lock(session, known.bed)
    if to_date is not None and to_date < from_date:
        raise BedRefused("to_date", "Enter a last day that is not before the first.")
    told = (from_date, to_date, reason.strip(), by.id)
    for known_outage in _again(session, known.bed).outages:
        if told == (
            known_outage.from_date, known_outage.to_date, known_outage.reason,
            known_outage.recorded_by_id,
        ):  # fmt: skip
            return known_outage
    outage = BedOutage(
        bed_id=known.bed.id, from_date=from_date, to_date=to_date, recorded_at=at,
        reason=_reason(session, known.bed, reason), recorded_by_id=by.id,
    )  # fmt: skip
    session.add(outage)
    session.flush()
    after = {"bed_id": known.bed.id, "from_date": from_date, "to_date": to_date}
    record_act(session, Act.BED_TAKE_OUT, outage, by=by, at=at, after=after)
    _state_vacancies(session, known.bed.line_id, by=by, at=at)
    return outage


def _who_is_there(session: Session, known: KnownBed, *, at: dt.datetime) -> BedStay:
    _lock(session, known.bed)
    today, known = local_date(at), _again(session, known.bed)
    there = [stay for stay in known.stays if stay.left_on is None and stay.from_date <= today]
    if not there:
        raise BedRefused("", "Nobody is in this bed.")
    return there[-1]


def _lock(session: Session, bed: Bed) -> None:
    session.refresh(bed, with_for_update=True)


def _again(session: Session, bed: Bed) -> KnownBed:
    return next(one for one in beds_of(session, [bed.line_id])[bed.line_id] if one.bed is bed)


def _reason(session: Session, bed: Bed, text: str) -> str:
    reason = text.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise BedRefused("reason", f"Enter a reason of at most {LONGEST_REASON} characters.")
    if what := tells_of_a_case(session, reason, cases_of_provider(bed.line_id)):
        raise BedRefused(
            "reason", f"Take this out, for nothing here may tell who somebody is: {what}."
        )
    return reason


def _state_vacancies(session: Session, line_id: int, *, by: Person, at: dt.datetime) -> None:
    """Tonight's, and each later night on which another number was stated, or now holds."""
    session.flush()
    today, line = local_date(at), session.get_one(Line, line_id)
    beds = [one.record for one in beds_of(session, [line_id])[line_id]]
    known = {
        stated.from_date: stated.value
        for stated in capacity_of_line(session, line_id, measure=CapacityMeasure.VACANCIES)
    }
    changes = {night for night, _ in vacancies_ahead(beds, today, days=AHEAD_DAYS)}
    for night in sorted({today} | changes | {day for day in known if day > today}):
        value = vacancies(beds, night, today)
        if night != today and known.get(night) == value:
            continue
        state_capacity(
            session, line, measure=CapacityMeasure.VACANCIES, from_date=night, value=value,
            stated_by=STATED_BY, stated_on=today, by=by, at=at,
        )  # fmt: skip
    session.flush()
