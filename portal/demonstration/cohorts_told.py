"""Invented counts of the invented schemes: one over its places with a month that nobody told, one
not told since long, one of a few people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.naming import FICTIONAL
from commissioning.partnership.cohorts.counts import REASONS, CohortCounts
from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.periods import months_before
from commissioning.partnership.cohorts.stating import CohortFacts, state_cohort
from directory.clock import local_date
from directory.people.models import Person
from directory.schemes.listing import schemes_of_kinds
from directory.schemes.models import SchemeKind

SOURCE: Final = f"Example Scheme Board {FICTIONAL}"
TOLD_AFTER: Final = dt.timedelta(days=3)
_NOBODY: Final = dict.fromkeys(REASONS, 0)

TOLD: Final[Mapping[str, Mapping[int, CohortCounts]]] = {
    "Example Ribble Scheme": {
        5: CohortCounts(places=30, on_scheme=26, statutory=17, not_statutory=9),
        3: CohortCounts(
            places=30, on_scheme=28, statutory=18, not_statutory=10, joined=9, left_in_all=8,
        ),
        2: CohortCounts(
            places=30, on_scheme=30, statutory=20, not_statutory=10, joined=10, left_in_all=8,
            **{**_NOBODY, "left_completed": 8}, complied=11, warned=9, breached=0,
        ),
        1: CohortCounts(
            places=30, on_scheme=33, statutory=22, not_statutory=11, joined=11, left_in_all=8,
            **{**_NOBODY, "left_completed": 5, "left_recalled": 2, "left_moved": 1},
            complied=17, warned=3, breached=2, in_contact=10, fell_away=1,
        ),
    },
    "Example First Call": {
        9: CohortCounts(places=25, on_scheme=19, statutory=10, not_statutory=9),
        8: CohortCounts(places=25, on_scheme=21, statutory=11, not_statutory=10),
    },
    "Example Whole Week Order": {
        1: CohortCounts(
            places=8, on_scheme=6, statutory=6, not_statutory=0, joined=2, left_in_all=1,
            complied=4, warned=1, breached=1,
        ),
    },
}  # fmt: skip
"""By scheme, then by how many months ago the period ended, the last whole one being 1."""


def make_cohorts_told(session: Session, *, by: Person, at: dt.datetime) -> bool:
    """Once; whether anything was made."""
    if session.scalar(select(CohortStatement.id).limit(1)) is not None:
        return False
    today = local_date(at)
    listed = {one.name: one for one, _ in schemes_of_kinds(session, tuple(SchemeKind))}
    for name, by_month in TOLD.items():
        scheme = listed.get(f"{name} {FICTIONAL}")
        if scheme is None:
            continue
        for back, counts in by_month.items():
            period = months_before(today, back)[-1]
            facts = CohortFacts(
                period=period, counts=counts, source=SOURCE,
                stated_on=min(today, period.last_day + TOLD_AFTER),
            )  # fmt: skip
            state_cohort(session, scheme, facts, by=by, at=at, is_generated=True)
    return True
