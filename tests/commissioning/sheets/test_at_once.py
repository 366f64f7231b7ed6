"""Two clicks at the same moment: one sheet, and both are shown it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from commissioning.sheets import making
from commissioning.sheets.document import SheetQuestion
from commissioning.sheets.making import DailyLimit, make_sheet
from commissioning.sheets.models import CourtSheet
from directory.audit.models import AuditRow
from directory.base import Base
from directory.connections import bring_into_being, prepare
from directory.places.queries import court_by_slug
from tests.databases import new_postgresql_database
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import COURT, make_scene
from tests.patience import PATIENCE_SECONDS

CLICKS = 4


@pytest.mark.postgresql
def test_clicks_at_once_make_one_sheet(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have looked and found none before any has written: the database decides."""
    engine = create_engine(new_postgresql_database(), pool_size=CLICKS)
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        make_scene(session)
    all_have_looked = Barrier(CLICKS, timeout=PATIENCE_SECONDS)
    count_today = making._refuse_too_many

    def wait_for_the_others(*args: object, **said: object) -> None:
        count_today(*args, **said)  # type: ignore[arg-type]  # passed on as they came
        all_have_looked.wait()

    monkeypatch.setattr(making, "_refuse_too_many", wait_for_the_others)

    def click(number: int) -> str:
        at = NOW + dt.timedelta(milliseconds=number)
        with Session(engine) as session, session.begin():
            court, by = court_by_slug(session, COURT), actor(session)
            limit = DailyLimit(of_a_court=1)
            return make_sheet(session, court, SheetQuestion(), by=by, at=at, limit=limit).reference

    with ThreadPoolExecutor(CLICKS) as pool:
        references = set(pool.map(click, range(CLICKS)))
    with Session(engine) as session:
        sheets = session.scalars(select(CourtSheet.reference)).all()
        made = AuditRow.act == "sheet:make"
        acts = session.scalar(select(func.count()).select_from(AuditRow).where(made))
    engine.dispose()
    assert references == set(sheets)
    assert (len(sheets), acts) == (1, 1)
