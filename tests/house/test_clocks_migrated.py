"""Revision 0007 with data: what was one clock, one reason and always a target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.availability.provision import state_provision
from commissioning.availability.statuses import Provision, WhyNot
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import LineDay
from directory.delivery import DeliveryKind
from portal.extensions import db
from tests.databases import (
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area

pytestmark = pytest.mark.soak  # a revision that stands does not change

BEFORE, SINCE = "0006", "0007"
DAY = dt.date(2027, 2, 20)
SAID_ON = dt.date(2027, 2, 25)


@pytest.fixture
def old_app(database: str, scratch: Path) -> Iterator[Flask]:
    """The portal on a database with data, taken back to the revision before."""
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    app = application(url, scratch)
    with app.app_context():
        with Session(db.engine) as session:
            fill(session)
            session.commit()
        flask_migrate.downgrade(revision=BEFORE)
        yield app
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


def fill(session: Session) -> None:
    """A line with a target and one without; a bed whose vacancies were said; three statements."""
    area = make_area(session)
    make_line(session, areas=[area], places=None)
    line = make_line(session, areas=[area])
    session.add(LineDay(line_id=line.id, day=DAY, referred=1))
    bed = make_line(session, areas=[area], kind=DeliveryKind.BED, places=None)
    state_capacity(
        session,
        bed,
        measure=CapacityMeasure.VACANCIES,
        from_date=SAID_ON,
        value=2,
        stated_by="x",
        stated_on=SAID_ON,
        by=actor(session),
        at=NOW,
    )
    session.flush()
    session.execute(
        text("UPDATE line_terms SET target_days = NULL WHERE line_id = :line"), {"line": bed.id}
    )
    facts: list[dict[str, Any]] = [
        {"why_not": WhyNot.FULL, "stated_on": DAY},
        {"said": Provision.PROVIDED},
        {"why_not": WhyNot.NO_STAFF, "strand": "general_offending"},
    ]
    for told in facts:
        state_provision(
            session, area, requirement="programme", stated_by="x", by=actor(session), at=NOW, **told
        )


def rows(says: str) -> list[tuple[Any, ...]]:
    with Session(db.engine) as session:
        return [tuple(map(str, row)) for row in session.execute(text(says))]


def test_down_keeps_the_last_day_and_the_reasons(old_app: Flask) -> None:
    assert rows("SELECT confirmed_on FROM line_figures ORDER BY line_id") == [
        ("None",),
        (str(TODAY),),
        (str(SAID_ON),),
    ]
    assert rows("SELECT why_not, stated_on FROM provision_statement") == [("full", str(DAY))]
    assert rows("SELECT target_days FROM line_terms ORDER BY line_id") == [("42",), ("42",), ("0",)]


def test_up_gives_each_fact_its_clock_and_invents_none(old_app: Flask) -> None:
    flask_migrate.upgrade(revision=SINCE)
    clocks = "dates_confirmed_on, vacancies_confirmed_on, last_received_on"
    assert rows(f"SELECT {clocks} FROM line_figures ORDER BY line_id") == [
        ("None", "None", "None"),
        (str(TODAY), "None", str(DAY)),
        (str(SAID_ON), str(SAID_ON), "None"),
    ]
    told = "said, why_not, stated_on, review_on, strand, telephone"
    assert rows(f"SELECT {told} FROM provision_statement") == [
        ("not_available", "full", str(DAY), str(DAY + dt.timedelta(days=91)), "None", "None")
    ]
    assert rows("SELECT target_days FROM line_terms ORDER BY line_id") == [("42",), ("42",), ("0",)]


WRONG = (
    "UPDATE provision_statement SET why_not = NULL",
    "UPDATE provision_statement SET said = 'provided'",
    "UPDATE provision_statement SET said = 'perhaps', why_not = NULL",
    "UPDATE provision_statement SET why_not = 'perhaps'",
    "UPDATE provision_statement SET review_on = '2027-02-19'",
    "UPDATE line_terms SET target_days = -1",
    "UPDATE line_terms SET session_weekday = 8",
    "UPDATE line_terms SET allocation = 'perhaps'",
    "UPDATE line_figures SET waiting = -1",
)


def is_refused(says: str) -> bool:
    with Session(db.engine) as session:
        try:
            session.execute(text(says))
        except IntegrityError:
            return True
    return False


def test_what_must_never_be_false_is_still_refused(old_app: Flask) -> None:
    flask_migrate.upgrade(revision=SINCE)
    assert not is_refused("UPDATE provision_statement SET strand = NULL")
    assert [says for says in WRONG if not is_refused(says)] == []


def test_before_it_what_must_never_be_false_is_refused_too(old_app: Flask) -> None:
    wrong = (
        "UPDATE provision_statement SET why_not = 'perhaps'",
        "UPDATE provision_statement SET why_not = NULL",
        "UPDATE line_terms SET session_weekday = 8",
    )
    assert [says for says in wrong if not is_refused(says)] == []
