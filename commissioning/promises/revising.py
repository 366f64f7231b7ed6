"""Recording what is changed in how dates are said; nothing recorded is changed afterwards.

Back-tests say how chances are mapped, for they judge the engine alone; promises say whether a
line falls back to a wider statement, for they are what people were told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.dates.recalibration import ChanceMap
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.promises.following import census_on, dates_if_narrower, followed_promises
from commissioning.promises.in_force import InForce, Kind, recalibrations_in_force, widths_turned
from commissioning.promises.judging import FEWEST_JUDGED, PromiseTally, breaks_too_often
from commissioning.promises.learning import Fallen, revised_of_kind, revised_of_line
from commissioning.promises.models import BackTest, Recalibration
from commissioning.promises.reasons import NARROWED, WIDENED, of_chances
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor

REVISED_EVERY: Final = dt.timedelta(days=7)
LEARNT_FROM_DAYS: Final = 485
WATCHED_DAYS: Final = 365


@dataclass(slots=True)
class Evidence:
    """What speaks about a line: its past days worked out again, and the promises made to people.

    `if_narrower`: promises of a wider range, judged by the dates without its width.
    """

    kind: Kind
    tests: PromiseTally = field(default_factory=PromiseTally)
    fallen: Fallen = field(default_factory=Fallen)
    promises: PromiseTally = field(default_factory=PromiseTally)
    if_narrower: PromiseTally = field(default_factory=PromiseTally)


@dataclass(frozen=True, slots=True)
class ChangesDue:
    """Changes to record, worked out when `newest_id` was the newest one recorded."""

    changes: Sequence[Recalibration]
    newest_id: int


def changes_due(session: Session, at: dt.datetime) -> ChangesDue:
    """What back-tests and promises ask for; only reads.

    Chances are mapped anew at most once in `REVISED_EVERY`, so that it may be run twice.
    """
    before = recalibrations_in_force(session)
    of_kinds, of_lines = _back_tests(session, local_date(at))
    _add_promises(session, of_lines, before, local_date(at))
    changes = [
        change for kind, found in of_kinds.items() if (change := _of_kind(kind, found, before, at))
    ]
    changes += [
        change for line, found in of_lines.items() if (change := _of_line(line, found, before, at))
    ]
    return ChangesDue(changes, _newest_id(session))


def record_changes(session: Session, due: ChangesDue, at: dt.datetime) -> int:
    """Add the changes; none when another worker has recorded any since they were worked out.

    One worker at a time: until the transaction ends another one waits here.
    """
    by = system_actor(session, SystemActor.WORKER)
    session.refresh(by, with_for_update={"key_share": True})
    if _newest_id(session) != due.newest_id:
        return 0
    for change in due.changes:
        _record(session, change, by=by, at=at)
    session.flush()
    return len(due.changes)


def _newest_id(session: Session) -> int:
    return session.scalar(select(func.max(Recalibration.id))) or 0


def _record(session: Session, change: Recalibration, *, by: Person, at: dt.datetime) -> None:
    change.recorded_at, change.recorded_by_id = at, by.id
    session.add(change)
    session.flush()
    record_act(session, Act.LINE_RECALIBRATE, change, by=by, at=at, after={"reason": change.reason})


def _back_tests(
    session: Session, today: dt.date
) -> tuple[dict[Kind, Evidence], dict[int, Evidence]]:
    of_kinds: dict[Kind, Evidence] = {}
    of_lines: dict[int, Evidence] = {}
    first = today - dt.timedelta(days=LEARNT_FROM_DAYS)
    for row in session.scalars(
        select(BackTest)
        .where(BackTest.engine_version == ENGINE_VERSION, BackTest.as_of >= first)
        .order_by(BackTest.id)
    ):
        kind = (row.delivery_kind, row.is_generated)
        tally, fallen = PromiseTally.from_stored(row.tally), Fallen.from_stored(row.fallen)
        for found in (
            of_kinds.setdefault(kind, Evidence(kind)),
            of_lines.setdefault(row.line_id, Evidence(kind)),
        ):
            found.tests.add(tally)
            found.fallen += fallen
    return of_kinds, of_lines


def _add_promises(
    session: Session, of_lines: dict[int, Evidence], before: InForce, today: dt.date
) -> None:
    """Each line's promises of the last year by this engine, told at the line's present width.

    On the day on which the width turned most people were still told the old dates.
    """
    census = census_on(today)
    first = census - dt.timedelta(days=WATCHED_DAYS)
    turned_on = {line: local_date(at) for line, at in widths_turned(session).items()}
    narrower = dates_if_narrower(session, before.wide_lines)
    for one in followed_promises(
        session, since=first, census=census, engine_version=ENGINE_VERSION
    ):
        if one.promised_on > turned_on.get(one.line_id, dt.date.min):
            found = of_lines.setdefault(one.line_id, Evidence((one.kind, one.is_generated)))
            found.promises.count(one.promised, one.followed)
            if one.forecast_id in narrower:
                without_width = one.if_told(narrower[one.forecast_id])
                found.if_narrower.count(without_width, one.followed)


def _of_kind(kind: Kind, found: Evidence, before: InForce, at: dt.datetime) -> Recalibration | None:
    if not _is_time(before.of_kinds.get(kind), at):
        return None
    old = before.chances_of_kind(kind)
    new = revised_of_kind(old, found.fallen)
    return None if new is None else _change(kind, found, new, _told(old, new, found))


def _of_line(
    line_id: int, found: Evidence, before: InForce, at: dt.datetime
) -> Recalibration | None:
    own = before.of_lines.get(line_id)
    old = before.chances_of_line(line_id, found.kind)
    new = None
    if _is_time(own, at):
        of_kind = before.chances_of_kind(found.kind)
        new = revised_of_line(old, found.fallen, of_kind=of_kind)
    was_wide = before.is_wide(line_id)
    is_wide = _is_wide(found, was_wide=was_wide)
    reasons = [] if new is None else [_told(old, new, found)]
    if is_wide != was_wide:
        reasons.append(WIDENED if is_wide else NARROWED)
    if not reasons:
        return None
    change = _change(found.kind, found, new, " ".join(reasons))
    change.line_id, change.is_wide = line_id, is_wide
    if new is None and own is not None:
        change.chances = own.chances
    return change


def _is_time(newest: Recalibration | None, at: dt.datetime) -> bool:
    return newest is None or at - newest.recorded_at >= REVISED_EVERY


def _is_wide(found: Evidence, *, was_wide: bool) -> bool:
    """Wide once too many are broken; narrow again when the dates without the width would hold.

    That the wide dates hold says nothing: a line that was narrowed for it would break again.
    """
    if not was_wide:
        return breaks_too_often(found.promises)
    narrower = found.if_narrower
    would_hold = 10 * narrower.broken <= narrower.judged
    return not (narrower.judged >= FEWEST_JUDGED and would_hold)


def _told(old: ChanceMap, new: ChanceMap, found: Evidence) -> str:
    tests = found.tests
    return of_chances(old, new, outcomes=tests.people, share_kept=tests.share_kept())


def _change(kind: Kind, found: Evidence, new: ChanceMap | None, reason: str) -> Recalibration:
    counted = found.promises if new is None else found.tests
    return Recalibration(
        engine_version=ENGINE_VERSION,
        delivery_kind=kind[0],
        is_generated=kind[1],
        chances=None if new is None else list(new.values),
        is_wide=False,
        outcomes=counted.people,
        share_kept=counted.share_kept(),
        reason=reason,
    )
