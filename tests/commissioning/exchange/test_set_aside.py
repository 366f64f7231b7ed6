"""What the records refuse is set aside like what cannot be read, and the line says how many."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.models import Referral
from commissioning.referrals.recounting import recount
from directory.exchange.taking import Taking
from tests.commissioning.exchange.conftest import Import
from tests.commissioning.exchange.test_referrals import SOUND, written
from tests.makers.days import TODAY

ASIDE = Taking(TODAY, sets_aside=True)
OTHERWISE = SOUND | {"basis": "licence", "started_on": "2026-12-01"}
FRESH = SOUND | {"reference": "R5", "started_on": "2026-12-01"}
WRONG = SOUND | {"reference": "R6", "outcome": "completed"}


@pytest.fixture
def line(session: Session, one_line: str) -> Line:
    return session.scalars(select(Line).where(Line.external_id == one_line)).one()


def test_a_row_that_contradicts_the_records_is_set_aside_and_the_others_are_in(
    session: Session, take_in: Import, line: Line
) -> None:
    take_in("referrals", written(SOUND))
    assert take_in("referrals", written(OTHERWISE, FRESH)).is_refused
    report = take_in("referrals", written(OTHERWISE, FRESH, WRONG), taking=ASIDE)
    assert (report.is_refused, report.outcomes["added"], report.outcomes["set aside"]) == (
        False, 1, 2,
    )  # fmt: skip
    assert sorted({error.row for error in report.errors}) == [2, 4]
    assert session.scalar(select(func.count()).select_from(Referral)) == 2
    session.expire_all()
    kept = session.scalars(select(LineFigures)).one()
    counted = recount(session, line.id)
    assert (kept.waiting, kept.in_progress) == (counted.waiting, counted.in_progress) == (1, 1)
    assert kept.rows_set_aside == 2
    take_in("referrals", written(SOUND, FRESH), taking=ASIDE)
    session.expire_all()
    assert session.scalars(select(LineFigures.rows_set_aside)).one() == 0
