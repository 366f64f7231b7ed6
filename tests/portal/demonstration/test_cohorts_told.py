"""Each invented scheme has its invented counts, whatever the day of the month."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from commissioning.demonstration.stating import SCHEMES
from commissioning.partnership.cohorts.queries import cohorts_of
from commissioning.partnership.cohorts.reading import CohortTrend, PlacesUse, places_use
from commissioning.partnership.cohorts.rows import cohort_rows, reading_of
from directory.people.models import Person
from directory.schemes.listing import list_scheme
from portal.demonstration.cohorts_told import make_cohorts_told
from tests.makers.places import make_area

pytestmark = pytest.mark.sqlite


@pytest.mark.parametrize("day", [1, 2, 31])
def test_one_has_a_gap_one_is_old_one_is_small(
    session: Session, importer: Person, day: int
) -> None:
    at = dt.datetime(2027, 3, day, 9, 30, tzinfo=dt.UTC)
    area = make_area(session)
    listed = [
        list_scheme(session, area, one, stated_by="A team", stated_on=dt.date(2027, 2, 1),
                    by=importer, at=at)
        for one in SCHEMES
    ]  # fmt: skip
    assert make_cohorts_told(session, by=importer, at=at)
    assert not make_cohorts_told(session, by=importer, at=at)
    told = [cohorts_of(session, one) for one in listed]
    gap, old, small = (cohort_rows(each, is_exact=False) for each in told)
    assert [one.period.code for one in gap if one.told is None] == ["2026-11"]
    reading = reading_of(cohort_rows(told[0], is_exact=True), is_exact=True, today=at.date())
    assert reading is not None
    assert (reading.trend, reading.is_current) == (CohortTrend.RISING, True)
    rounded = reading_of(gap, is_exact=False, today=at.date())
    assert rounded is not None
    assert rounded.trend is CohortTrend.NOT_TOLD
    use = places_use(told[0][0].row.places, told[0][0].row.on_scheme)
    assert use is not None
    assert use.use is PlacesUse.OVER
    since_long = reading_of(old, is_exact=False, today=at.date())
    assert since_long is not None
    assert not since_long.is_current
    assert small[0].shown is not None
    assert small[0].shown["on_scheme"].is_withheld
