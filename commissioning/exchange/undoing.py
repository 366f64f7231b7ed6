"""Taking back a file that was taken in: which tables follow from which, and what follows anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from commissioning.lines.confirming import move_back
from commissioning.lines.figures import DayCount, FigureChange, count, mark_due
from commissioning.lines.models import Line, WeeklyTotal
from commissioning.lines.opening import terms_in_force_again
from commissioning.lines.weekly_totals import (
    NOTHING_TOLD,
    WeekCount,
    waiting_last_told,
    weeks_of_line,
)
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recounting import Recount, recount
from commissioning.referrals.waiting_since import keep_waiting_since
from commissioning.volumes.models import Lot
from directory.exchange.errors import NotUndoable, StandsOnIt
from directory.exchange.models import ImportRun
from directory.exchange.runs import import_run, taken_in_as
from directory.exchange.standing import import_named, spans_added
from directory.exchange.undoing import Undoing
from directory.exchange.undone_tables import Tables
from directory.keeping import batches
from directory.people.models import Person
from directory.searched import search_again_for_programmes, search_again_for_providers
from directory.services.exposing import derive_again
from directory.services.models import Service

RM_PERFORMANCE: Final = "rm-performance"
"""The layout of reports whose cases name the contract that they come under."""

TABLES: Final = Tables(
    derived=frozenset(
        {
            "service_requirement",
            "line_figures",
            "line_day",
            "line_week",
            "volume_month",
            "line_forecast",
            "forgotten_day",
            "promise",
            "promise_record",
            "back_test",
            "recalibration",
        }
    ),
    derived_columns={
        "service": frozenset({"search_version", "exposure"}),
        "commissioned_volume": frozenset({"used"}),
        "group_run": frozenset({"booked"}),
    },
    newest_of={
        "line_terms": ("line_id",),
        "group_statement": ("group_id",),
        "capacity_statement": ("line_id", "measure"),
        "agreement_term": ("agreement_id",),
        "agreement_conditions": ("agreement_id",),
        "agreement_award": ("agreement_id",),
        "agreement_price": ("agreement_id", "unit", "from_date"),
        "volume_segment": ("volume_id",),
        "provision_statement": ("local_delivery_unit_id", "requirement", "strand"),
        "court_team": ("court_id",),
        "prison_contact": ("prison_id", "role"),
        "scheme": ("local_delivery_unit_id", "name"),
        "programme_evidence": ("programme_id", "source"),
        "referral_event": ("referral_id",),
        "referral_particulars": ("referral_id",),
        "weekly_total": ("line_id", "week"),
    },
    belonging=dict.fromkeys(
        (
            "referral_event",
            "referral_particulars",
            "referral_characteristics",
            "referral_digest",
        ),
        ("referral_id", "referral"),
    ),
    called={
        "group_run": "group",
        "group_statement": "statement of a group",
        "line_terms": "terms of a line",
        "referral_event": "event of a referral",
        "service_area": "area of a service",
        "service_site": "site of a service",
        "action_milestone": "milestone of an action",
        "action_note": "note of an action",
        "court_sheet_forecast": "court sheet",
        "local_delivery_unit": "area",
    },
)
"""Every table of the portal that an import can reach is a fact of its own or stands here."""


def undo_import(session: Session, number: int, *, by: Person, at: dt.datetime) -> ImportRun:
    """Take back a file as one act; by the number of a whole workbook all of its sheets.

    The last sheet goes first; those that were taken back before are passed over. Raises
    `NotKnown`, `UndoneAlready`, `NotUndoable` and, where something later stands on it,
    `StandsOnIt` with its name; then nothing is taken back.
    """
    parts = taken_in_as(session, number)
    standing = [one for one in parts if one.undone_at is None] or parts
    with session.begin_nested():
        for part in standing:
            _undo(session, part, by=by, at=at)
    return import_run(session, number)


def what_keeps_it(session: Session, number: int) -> NotUndoable | StandsOnIt | None:
    """What `undo_import` would refuse it with now; asked without changing anything."""
    gone: list[ImportRun] = []
    for part in (one for one in taken_in_as(session, number) if one.undone_at is None):
        undoing = Undoing(session, part, TABLES, gone)
        try:
            undoing.refuse()
            _refuse_forgotten(session, undoing)
            _refuse_referrals_of_lots(session, undoing)
            undoing.refuse_resting()
        except (NotUndoable, StandsOnIt) as refusal:
            return refusal
        gone.append(part)
    return None


def why_lasting(session: Session, number: int | None) -> str:
    """Why nothing will ever take this file back as one; "" where it may be, or wrote nothing."""
    if number is None:
        return ""
    parts = taken_in_as(session, number)
    reasons = (Undoing(session, part, TABLES).lasting for part in parts)
    return next((reason for reason in reasons if reason is not None), "")


def _undo(session: Session, run: ImportRun, *, by: Person, at: dt.datetime) -> ImportRun:
    undoing = Undoing(session, run, TABLES)
    undoing.refuse()
    _refuse_forgotten(session, undoing)
    _refuse_referrals_of_lots(session, undoing)
    touched = undoing.touched().keys
    lines = _those_of(session, touched["line"], touched)
    cases = {key: recount(session, key) for key in _with_referrals(session, undoing)}
    weeks = {key: weeks_of_line(session, key) for key in _with_totals(session, undoing)}
    undoing.change_back()
    undoing.take_out(by=by, at=at)
    search_again_for_providers(session, touched["provider"])
    search_again_for_programmes(session, touched["programme"])
    for batch in batches(touched["service"]):
        services = session.scalars(select(Service).where(Service.id.in_(batch))).all()
        derive_again(session, services)
    _count_again(session, cases, at=at)
    _total_again(session, weeks, at=at)
    for change in undoing.changes:
        if change.table_name == "line_figures" and change.after:
            move_back(session, change.key[0], moved=change.after, to=change.before)
    remaining = session.scalars(select(Line.id).where(Line.id.in_(lines))).all()
    terms_in_force_again(session, remaining)
    mark_due(session, remaining, at=at)
    return run


def _refuse_forgotten(session: Session, undoing: Undoing) -> None:
    """Of somebody whose row is gone nothing says any more which counts they brought."""
    spans = spans_added(session, undoing.run).get(Referral.__tablename__, [])
    brought = sum(last - first + 1 for first, last in spans)
    ours = undoing.keys_of_ours(Referral.__tablename__)
    there = session.scalar(select(func.count()).select_from(ours.subquery())) or 0
    if there < brought:
        what = f"of {brought - there:,} people whom it brought only counts are held by now"
        raise NotUndoable(undoing.run, what)


def _refuse_referrals_of_lots(session: Session, undoing: Undoing) -> None:
    """A report of cases names contracts, which is not kept: later ones of the lots' lines stand."""
    changed = [one.key[0] for one in undoing.changes if one.table_name == Lot.__tablename__]
    lots = [Lot.id.in_(changed)]
    if Lot.__tablename__ in undoing.tables_added_to:
        lots.append(Lot.id.in_(undoing.keys_of_ours(Lot.__tablename__)))
    lines = select(Lot.line_id).where(or_(*lots), Lot.line_id.is_not(None))
    by = session.scalar(
        select(ImportRun)
        .join(Referral, Referral.recorded_at == ImportRun.applied_at)
        .where(
            or_(Referral.line_id.in_(lines), Referral.first_line_id.in_(lines)),
            ImportRun.id > undoing.run.id,
            ImportRun.undone_at.is_(None),
            ImportRun.layout == RM_PERFORMANCE,
        )
        .limit(1)
    )
    if by is not None:
        raise StandsOnIt(undoing.run, f"{import_named(by)} brought referrals to a lot of it", by)


def _with_referrals(session: Session, undoing: Undoing) -> list[int]:
    """Lines to which the file brought somebody, first or by a transfer."""
    ours = undoing.keys_of_ours("referral")
    stood = select(Referral.line_id, Referral.first_line_id).where(Referral.id.in_(ours))
    first = {key for row in session.execute(stood.distinct()) for key in row if key is not None}
    events = select(ReferralEvent.to_line_id).where(
        ReferralEvent.referral_id.in_(ours), ReferralEvent.to_line_id.is_not(None)
    )
    return sorted({*first, *(key for key in session.scalars(events.distinct()) if key)})


def _with_totals(session: Session, undoing: Undoing) -> list[int]:
    """Lines of which the file told a week's totals."""
    ours = WeeklyTotal.id.in_(undoing.keys_of_ours("weekly_total"))
    asked = select(WeeklyTotal.line_id).where(ours).distinct().order_by(WeeklyTotal.line_id)
    return list(session.scalars(asked))


def _total_again(
    session: Session, before: Mapping[int, Mapping[dt.date, WeekCount]], *, at: dt.datetime
) -> None:
    """Make the figures say what the totals that remain say."""
    changes = []
    for key, was in before.items():
        now = weeks_of_line(session, key)
        days = {
            week: _less(
                now.get(week, NOTHING_TOLD).day_count, was.get(week, NOTHING_TOLD).day_count
            )
            for week in {*was, *now}
        }
        waiting = waiting_last_told(now) - waiting_last_told(was)
        changes.append(FigureChange(key, waiting=waiting, days=days))
    count(session, changes, at=at, is_weekly=True)


def _those_of(session: Session, lines: Iterable[int], touched: Mapping[str, set[int]]) -> set[int]:
    """With the lines of the services that were touched."""
    of_services = session.scalars(select(Line.id).where(Line.service_id.in_(touched["service"])))
    return {*lines, *of_services}


def _count_again(session: Session, before: Mapping[int, Recount], *, at: dt.datetime) -> None:
    """Take from the figures what the referrals that went had brought."""
    changes = []
    for key, was in before.items():
        now = recount(session, key)
        days = {
            day: _less(now.days.get(day, DayCount()), was.days.get(day, DayCount()))
            for day in {*was.days, *now.days}
        }
        changes.append(
            FigureChange(
                key,
                now.waiting - was.waiting,
                now.waiting_priority - was.waiting_priority,
                now.in_progress - was.in_progress,
                {day: less for day, less in days.items() if any(less)},
            )
        )
    count(session, changes, at=at, is_weekly=True)
    keep_waiting_since(session, before)


def _less(now: DayCount, was: DayCount) -> DayCount:
    return DayCount._make(here - there for here, there in zip(now, was, strict=True))
