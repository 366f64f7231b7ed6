"""Past days worked out again from what had been recorded when they began, beside what followed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from math import ceil
from typing import Final, NamedTuple
from zlib import crc32

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.dates.models import ForPriority
from commissioning.dates.past_days import past_dates
from commissioning.dates.working_out import programme_sessions
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.errors import TermsNotStated
from commissioning.lines.models import Line
from commissioning.promises.following import followed
from commissioning.promises.judging import Promised, PromiseTally
from commissioning.promises.learning import Fallen, fallen
from commissioning.promises.models import BackTest
from commissioning.referrals.models import Referral
from commissioning.referrals.queries import DAY_0
from commissioning.timing.line_courses import ProgrammeSessions
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.services.models import Programme, Service
from directory.services.sight import is_published

LONGEST_AGO_DAYS: Final = 485
SHORTEST_AGO_DAYS: Final = 120
"""A year of past days, the newest of them old enough for most people to have started."""

DAYS_OF_LINE: Final = 12
"""So many days of a line within the year tell enough; older ones fall out of it and make room."""


@dataclass(frozen=True, slots=True)
class BackTested:
    """One line on one past day: how many had it as day 0, and how the dates would have held."""

    line_id: int
    as_of: dt.date
    kind: DeliveryKind
    is_generated: bool
    followed_to: dt.date
    tally: PromiseTally
    fallen: Fallen


class _PastPerson(NamedTuple):
    """What would have been said to one person, and the days on which they started or left."""

    said: StartDays
    target_days: int | None
    started_on: dt.date | None
    left_on: dt.date | None


def back_test(session: Session, line_id: int, *, on: dt.date, census: dt.date) -> BackTested:
    """What would have been said on that day, beside what had become of its people by the census."""
    line, kind, is_generated, name, group, one_to_one = session.execute(
        select(
            Line,
            Service.delivery_kind,
            Service.is_generated,
            Programme.name,
            Programme.group_sessions,
            Programme.one_to_one_sessions,
        )
        .join(Service, Service.id == Line.service_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .where(Line.id == line_id)
    ).one()
    tally, all_fallen = PromiseTally(), Fallen()
    programme = programme_sessions(name, group, one_to_one)
    for case in _cases(session, line, on, programme):
        outcome = followed(on, case.started_on, case.left_on, census)
        tally.count(promised(case.said, case.target_days), outcome)
        if case.said.status == "ok":
            all_fallen += fallen(case.said, outcome)
    return BackTested(line_id, on, kind, is_generated, census, tally, all_fallen)


def _cases(
    session: Session, line: Line, on: dt.date, programme: ProgrammeSessions | None
) -> Iterator[_PastPerson]:
    """Everybody whose day 0 it was; nobody where nothing was known of the line by then."""
    try:
        past = past_dates(session, line, on=on, programme=programme)
    except TermsNotStated:
        return
    for person in session.execute(
        select(Referral.is_priority, Referral.started_on, Referral.left_on)
        .where(Referral.line_id == line.id, DAY_0.in_([on]))
        .order_by(Referral.id)
    ):
        priority = ForPriority.PRIORITY if person.is_priority else ForPriority.STANDARD
        yield _PastPerson(
            past.start_days[priority], past.target_days, person.started_on, person.left_on
        )


def promised(said: StartDays, target_days: int | None) -> Promised:
    """What the page would have told: dates within the default order, the chance for the target."""
    likely = said.quantiles_within(DEFAULT_ORDER_DAYS)
    within_target = None if target_days is None else said.chance_within(target_days)
    return Promised(likely.p10, likely.p50, likely.p90, target_days, within_target)


def is_back_tested(session: Session, line_id: int, *, on: dt.date) -> bool:
    """Whether a worker has kept that line and day for the engine of today."""
    known = exists().where(
        BackTest.line_id == line_id,
        BackTest.as_of == on,
        BackTest.engine_version == ENGINE_VERSION,
    )
    return bool(session.scalar(select(known)))


def keep_back_test(session: Session, found: BackTested, *, at: dt.datetime) -> bool:
    """Store it; False where another worker has already tested that line and day."""
    row = BackTest(
        line_id=found.line_id,
        as_of=found.as_of,
        engine_version=ENGINE_VERSION,
        delivery_kind=found.kind,
        is_generated=found.is_generated,
        followed_to=found.followed_to,
        people=found.tally.people,
        tally=found.tally.to_stored(),
        fallen=found.fallen.to_stored(),
        worked_at=at,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def planned_back_tests(session: Session, *, today: dt.date, most: int) -> list[tuple[int, dt.date]]:
    """Lines and past days worth testing next, at most so many: the least tested lines first.

    The kinds take turns. Which days of a line come up is by chance, but the same for
    the same records.
    """
    lines = _least_tested(session, today)[: max(most, 0)]
    days_each = ceil(most / len(lines)) if lines else 0
    planned = [
        (line_id, day)
        for line_id, done in lines
        for day in _days_of(session, line_id, done, today)[: min(days_each, DAYS_OF_LINE - done)]
    ]
    return planned[:most]


def _least_tested(session: Session, today: dt.date) -> list[tuple[int, int]]:
    """Lines with somebody to follow, and how many of their days were tested."""
    queued = [kind for kind in DeliveryKind if kind.is_queued]
    done = func.count(BackTest.id)
    rows = session.execute(
        select(Line.id, Service.delivery_kind, done)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(
            BackTest,
            (BackTest.line_id == Line.id)
            & (BackTest.engine_version == ENGINE_VERSION)
            & (BackTest.as_of >= today - dt.timedelta(days=LONGEST_AGO_DAYS)),
        )
        .where(
            is_published(),
            Service.delivery_kind.in_(queued),
            exists().where(Referral.line_id == Line.id, _is_in_window(today)),
        )
        .group_by(Line.id, Service.delivery_kind)
        .having(done < DAYS_OF_LINE)
    )
    by_kind: defaultdict[DeliveryKind, list[tuple[int, int, int]]] = defaultdict(list)
    for line_id, kind, tested in rows:
        by_kind[kind].append((tested, _shuffled(line_id), line_id))
    turns = zip_longest(*(sorted(by_kind[kind]) for kind in queued))
    return [(line[2], line[0]) for line in chain.from_iterable(turns) if line is not None]


def _days_of(session: Session, line_id: int, done: int, today: dt.date) -> list[dt.date]:
    tested = select(BackTest.as_of).where(
        BackTest.line_id == line_id, BackTest.engine_version == ENGINE_VERSION
    )
    days = list(
        session.scalars(
            select(DAY_0)
            .where(Referral.line_id == line_id, _is_in_window(today), DAY_0.not_in(tested))
            .distinct()
            .order_by(DAY_0)
        )
    )
    return sorted(days, key=lambda day: _shuffled(line_id, done, day.toordinal()))


def _shuffled(*numbers: int) -> int:
    """An order that has nothing to do with the numbers, but is always the same for them."""
    return crc32(" ".join(map(str, numbers)).encode())


def _is_in_window(today: dt.date) -> ColumnElement[bool]:
    first, last = (today - dt.timedelta(days=ago) for ago in (LONGEST_AGO_DAYS, SHORTEST_AGO_DAYS))
    return DAY_0.between(first, last)
