"""A quarter is published once it can be told, revised once, and stays as it stood."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.particulars import Sex
from commissioning.statistics.models import PublishedRelease
from commissioning.statistics.publishing import (
    LATE_RECORDS,
    publications_due,
    publish,
    told_of,
    year_of_declines,
)
from commissioning.statistics.quarters import Quarter
from directory.audit.models import AuditRow
from directory.places.models import Exposure, LocalDeliveryUnit
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_region
from tests.makers.quarters import refer_some
from tests.makers.services import make_service

LATER = dt.date(2027, 3, 4)
"""From then on the next quarter is published."""

WINTER = dt.date(2026, 10, 5)


@pytest.fixture
def home(session: Session) -> LocalDeliveryUnit:
    return make_area(session, "preston")


@pytest.fixture
def line(session: Session, home: LocalDeliveryUnit) -> Line:
    return make_line(session, areas=[home])


def publish_on(session: Session, today: dt.date) -> list[tuple[str, int]]:
    at = dt.datetime.combine(today, dt.time(5), dt.UTC)
    publish(session, publications_due(session, today=today), at=at)
    rows = session.execute(
        select(PublishedRelease.quarter, PublishedRelease.version).order_by(PublishedRelease.id)
    )
    return [(quarter, version) for quarter, version in rows]


def latest(session: Session, quarter: str) -> PublishedRelease:
    asked = select(PublishedRelease).where(PublishedRelease.quarter == quarter)
    found = session.scalars(asked.order_by(PublishedRelease.version.desc())).first()
    assert found is not None
    return found


def test_nothing_is_due_where_nobody_was_referred(session: Session) -> None:
    assert publications_due(session, today=TODAY) == []


def test_a_quarter_is_published_with_regions_groups_and_an_audit_row(
    session: Session, line: Line, home: LocalDeliveryUnit
) -> None:
    refer_some(session, line, 40, home=home, sex=Sex.MALE, started_after=20)
    refer_some(session, line, 26, home=home, sex=Sex.MALE)
    refer_some(session, line, 28, home=home, sex=Sex.FEMALE, started_after=70)
    refer_some(session, line, 5)  # home not known: in the nation alone
    assert publish_on(session, TODAY) == [("2026-Q3", 1)]
    told = told_of(latest(session, "2026-Q3"))
    nation, region = told.area(""), told.area("north-west")
    assert nation is not None
    assert region is not None
    assert (nation.figures.referred, region.figures.referred) == ("100", "95")
    assert region.figures.started == "70"  # 40 of July, 28 of September
    in_time = region.figures.in_time
    assert in_time is not None
    assert (in_time.share.part, in_time.share.whole) == (40, 95)
    female, male, *_, not_asked, _ = region.groups["sex"]
    assert female.figures is None  # all 28 of them stand alike
    assert male.figures is None  # and would tell of them by what is left
    assert not_asked.referred == "0"
    row = session.scalars(select(AuditRow).where(AuditRow.act == "statistics:publish")).one()
    assert row.after == {"quarter": "2026-Q3", "version": 1, "method": 1}


def test_two_workers_publish_once(session: Session, line: Line) -> None:
    refer_some(session, line, 10)
    due = publications_due(session, today=TODAY)
    assert publish(session, due, at=NOW) == 1
    assert publish(session, due, at=NOW) == 0


def test_late_records_are_a_revision_with_the_quarter_after_and_the_first_stays(
    session: Session, line: Line, home: LocalDeliveryUnit
) -> None:
    refer_some(session, line, 20, home=home)
    refer_some(session, line, 20, home=home, on=WINTER)
    publish_on(session, TODAY)
    refer_some(session, line, 15, home=home)
    assert publish_on(session, TODAY) == [("2026-Q3", 1)]
    assert sorted(publish_on(session, LATER)) == [("2026-Q3", 1), ("2026-Q3", 2), ("2026-Q4", 1)]
    first, second = session.scalars(
        select(PublishedRelease)
        .where(PublishedRelease.quarter == "2026-Q3")
        .order_by(PublishedRelease.version)
    )
    assert (first.reason, second.reason) == (None, LATE_RECORDS)
    referred = [told_of(one).areas[0].figures.referred for one in (first, second)]
    assert referred == ["20", "35"]
    refer_some(session, line, 15, home=home)
    publish_on(session, LATER)
    assert latest(session, "2026-Q3").version == 2


def test_where_nothing_changed_there_is_no_revision(session: Session, line: Line) -> None:
    refer_some(session, line, 20)
    refer_some(session, line, 20, on=WINTER)
    publish_on(session, TODAY)
    assert sorted(publish_on(session, LATER)) == [("2026-Q3", 1), ("2026-Q4", 1)]


def test_of_a_confidential_service_nothing_is_counted(
    session: Session, line: Line, home: LocalDeliveryUnit
) -> None:
    refer_some(session, line, 20, home=home)
    refuge = make_service(session, areas=[home])
    secret = make_line(session, service=refuge, areas=[home])
    refuge.exposure = Exposure.CONFIDENTIAL
    session.flush()
    refer_some(session, secret, 30, home=home)
    publish_on(session, TODAY)
    assert told_of(latest(session, "2026-Q3")).areas[0].figures.referred == "20"


def decline(session: Session, line: Line, home: LocalDeliveryUnit, **by_reason: int) -> None:
    for reason, many in by_reason.items():
        refer_some(session, line, many, home=home, declined_for=reason)


def test_declines_have_exact_totals_and_hide_small_cells(
    session: Session, line: Line, home: LocalDeliveryUnit
) -> None:
    wales = make_area(session, "cardiff", region=make_region(session, "wales", code="D"))
    decline(session, line, home, full=20, no_staff=3, unsuitable=9, out_of_area=2, other=11)
    decline(session, line, wales, full=8, unsuitable=13, out_of_area=12, duplicate=9)
    publish_on(session, TODAY)
    told = told_of(latest(session, "2026-Q3")).declines
    assert list(told.columns) == ["no_place", "unsuitable", "out_of_area", "other"]
    assert sorted(told.row_totals) == [0, 42, 45]
    assert list(told.column_totals) == [31, 22, 14, 20]
    shown = [cell for cells in told.cells for cell in cells if cell is not None]
    assert not any(0 < cell < 8 for cell in shown)


def test_a_table_in_which_a_total_would_tell_is_withheld(
    session: Session, line: Line, home: LocalDeliveryUnit
) -> None:
    decline(session, line, home, full=20, unsuitable=3)
    publish_on(session, TODAY)
    assert told_of(latest(session, "2026-Q3")).declines.is_withheld


def test_a_table_with_few_late_records_stands_as_it_was(
    session: Session, line: Line, home: LocalDeliveryUnit
) -> None:
    decline(session, line, home, full=20, unsuitable=10)
    refer_some(session, line, 20, home=home, on=WINTER)
    publish_on(session, TODAY)
    decline(session, line, home, full=2)
    publish_on(session, LATER)
    release = latest(session, "2026-Q3")
    told = told_of(release).declines
    assert list(told.column_totals) == [20, 10, 0, 0]
    if release.version == 2:
        assert told.is_kept_from_before


def test_a_year_is_told_once_all_its_quarters_are(
    session: Session, line: Line, home: LocalDeliveryUnit
) -> None:
    for month in (5, 8, 11):
        refer_some(session, line, 10, home=home, on=dt.date(2026, month, 1), declined_for="full")
    refer_some(session, line, 10, home=home, on=dt.date(2027, 2, 1), declined_for="full")
    publish_on(session, LATER)
    assert year_of_declines(session, Quarter.called("2026-Q3")) is None
    publish_on(session, dt.date(2027, 6, 2))
    year = year_of_declines(session, Quarter.called("2027-Q1"))
    assert year is not None
    assert list(year.column_totals) == [40, 0, 0, 0]
