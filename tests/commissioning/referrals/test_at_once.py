"""Writers at the same moment: nothing is lost and nothing counted twice."""

from __future__ import annotations

import datetime as dt
import importlib
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import receive_referral, record_event
from commissioning.referrals.recounting import recount
from commissioning.referrals.sending import NewReferral, SendingOfficer, send_referral
from commissioning.referrals.whose_cases import CaseReader
from directory.base import Base
from directory.connections import bring_into_being, prepare
from directory.people.roles import OrganisationKind
from directory.places.models import LocalDeliveryUnit
from directory.sight import Looker
from tests.databases import new_postgresql_database, new_sqlite_database
from tests.makers.accounts import make_organisation
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line, make_line
from tests.makers.people import actor
from tests.makers.places import make_area

importlib.import_module("portal.starting.all_models")

WRITERS = 4
EACH = 5
RECEIVED = dt.date(2027, 1, 4)


def test_writers_at_once_lose_nothing(database: str, scratch: Path) -> None:
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    engine = create_engine(url, pool_size=WRITERS)
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        line = make_bare_line(session)
        shared = receive_referral(
            session,
            line,
            reference="shared",
            basis=Basis.LICENCE,
            received_on=RECEIVED,
            by=actor(session),
            at=NOW,
        )
        line_id, shared_id = line.id, shared.id

    def write(writer: int) -> int:
        """Receive some, and try to start the one that everybody tries to start."""
        starts = 0
        for number in range(EACH):
            with Session(engine) as session, session.begin():
                receive_referral(
                    session,
                    session.get_one(type(line), line_id),
                    reference=f"R-{writer}-{number}",
                    basis=Basis.LICENCE,
                    received_on=RECEIVED,
                    by=actor(session),
                    at=NOW,
                )
        try:
            with Session(engine) as session, session.begin():
                referral = session.get_one(Referral, shared_id)
                by = actor(session)
                kind = EventKind.STARTED
                record_event(session, referral, kind=kind, on_date=RECEIVED, by=by, at=NOW)
                starts += 1
        except CommissioningError:
            pass
        return starts

    with ThreadPoolExecutor(WRITERS) as pool:
        starts = sum(pool.map(write, range(WRITERS)))
    with Session(engine) as session:
        figures = session.get_one(LineFigures, line_id)
        counted = recount(session, line_id)
    engine.dispose()
    assert starts == 1
    assert (figures.waiting, figures.in_progress) == (WRITERS * EACH, 1)
    assert (counted.waiting, counted.in_progress) == (figures.waiting, figures.in_progress)
    assert figures.facts_version == 1 + 1 + WRITERS * EACH + 1


def test_one_form_sent_by_all_at_once_is_one_referral(database: str, scratch: Path) -> None:
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    engine = create_engine(url, pool_size=WRITERS)
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        area = make_area(session)
        line_id = make_line(session, areas=[area]).id
        team = make_organisation(
            session, OrganisationKind.COURT_TEAM, "A team", local_delivery_unit_id=area.id
        )
        reader = CaseReader(Looker.OFFENDER_MANAGER, frozenset({area.id}), team.id)
        area_id, request_id = area.id, uuid.uuid4()
        actor(session)

    def send(_: int) -> uuid.UUID:
        with Session(engine) as session, session.begin():
            sender = SendingOfficer(
                person=actor(session), reader=reader, team="A team", telephone="1"
            )
            home = session.get_one(LocalDeliveryUnit, area_id)
            new = NewReferral(reference="C-1", basis=Basis.LICENCE, home=home)
            line = session.get_one(Line, line_id)
            sent = send_referral(session, line, new, sender=sender, request_id=request_id, at=NOW)
            return sent.public_id

    with ThreadPoolExecutor(WRITERS) as pool:
        sent = set(pool.map(send, range(WRITERS)))
    with Session(engine) as session:
        figures = session.get_one(LineFigures, line_id)
        people = session.scalar(select(func.count()).select_from(Referral))
    engine.dispose()
    assert (len(sent), people, figures.waiting) == (1, 1, 1)
