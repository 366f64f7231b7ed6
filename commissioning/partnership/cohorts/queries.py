"""What can be asked of the counts of schemes."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.cohorts.counts import CohortCounts
from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.periods import CohortPeriod
from commissioning.partnership.cohorts.told import CohortTold
from directory.errors import NotKnown
from directory.schemes.addresses import scheme_key
from directory.schemes.models import Scheme

SchemeKey = tuple[int, str]
"""The key of its area, and `scheme_key` of its name."""


def key_of_scheme(scheme: Scheme) -> SchemeKey:
    return scheme.local_delivery_unit_id, scheme_key(scheme.name)


def cohorts_of_areas(
    session: Session, area_ids: Collection[int]
) -> Mapping[SchemeKey, list[CohortTold]]:
    """By scheme, the newest period first; of one period by source."""
    asked = select(CohortStatement).where(CohortStatement.local_delivery_unit_id.in_(area_ids))
    rows = session.scalars(asked.order_by(CohortStatement.version, CohortStatement.id))
    by_scheme: defaultdict[SchemeKey, list[CohortStatement]] = defaultdict(list)
    for row in rows:
        by_scheme[row.local_delivery_unit_id, row.scheme_key].append(row)
    return {key: _told(those) for key, those in by_scheme.items()}


def cohorts_of(session: Session, scheme: Scheme) -> list[CohortTold]:
    key = key_of_scheme(scheme)
    return list(cohorts_of_areas(session, [key[0]]).get(key, ()))


def cohort_told(session: Session, scheme: Scheme, public_id: uuid.UUID) -> CohortTold:
    """By the identifier of any of its versions: whoever looked at a former one is told that it is
    one. Raises `NotKnown`."""
    for one in cohorts_of(session, scheme):
        if public_id in {row.public_id for row in (one.row, *one.before)}:
            return one
    raise NotKnown("statement of counts", public_id)


def ended_with(told: Iterable[CohortTold], source_key: str, period: CohortPeriod) -> int | None:
    """On the scheme as the period before ended, as the same source told it."""
    for one in told:
        ended = one.row.period.after.first_day == period.first_day
        if ended and one.row.source_key == source_key:
            return one.row.on_scheme
    return None


def told_after(
    told: Iterable[CohortTold], source_key: str, period: CohortPeriod
) -> CohortCounts | None:
    """Of the next period of the same length, as the same source told it."""
    named = period.after, source_key
    same = (one.row.counts for one in told if (one.row.period, one.row.source_key) == named)
    return next(same, None)


def _told(rows: Iterable[CohortStatement]) -> list[CohortTold]:
    """`rows` of one scheme, by version."""
    versions: defaultdict[tuple[CohortPeriod, str], list[CohortStatement]] = defaultdict(list)
    for row in rows:
        versions[row.period, row.source_key].append(row)
    told = [CohortTold(each[-1], tuple(reversed(each[:-1]))) for each in versions.values()]
    told.sort(key=lambda one: (one.row.source_key, one.row.months))
    return sorted(told, key=lambda one: one.row.period.last_day, reverse=True)
