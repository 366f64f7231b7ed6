"""Two workers that settle at the same moment: one records, the other waits and finds it done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session

import portal.starting.all_models  # noqa: F401  so that every table is known
from commissioning.promises.models import PromiseRecord
from commissioning.promises.recording import worked_out_record, write_record
from commissioning.promises.revising import ChangesDue, changes_due, record_changes
from directory.base import Base
from directory.connections import bring_into_being, prepare
from directory.people.queries import SystemActor, system_actor
from tests.databases import new_postgresql_database
from tests.makers.days import NOW, moment
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.promises import changes, promise
from tests.patience import PATIENCE_SECONDS, until


def settled(session: Session, due: ChangesDue, rows: list[PromiseRecord]) -> int:
    recorded = record_changes(session, due, NOW)
    write_record(session, rows, NOW)
    return recorded


def worked_out(engine: Engine) -> tuple[ChangesDue, list[PromiseRecord]]:
    with Session(engine) as session:
        return changes_due(session, NOW), worked_out_record(session, NOW)


def somebody_waits_for_a_lock(engine: Engine) -> bool:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with engine.connect() as connection:
        return bool(connection.scalar(waiting))


@pytest.mark.postgresql
def test_a_change_is_recorded_once_and_the_record_kept_once() -> None:
    engine = create_engine(new_postgresql_database())
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        line = make_line(session, areas=[make_area(session)], at=moment(-200))
        promise(session, line, kept=13, broken=7)
        system_actor(session, SystemActor.WORKER)
    found, also_found = worked_out(engine), worked_out(engine)

    def settle_too() -> int:
        with Session(engine) as session, session.begin():
            return settled(session, *also_found)

    with ThreadPoolExecutor(1) as pool:
        with Session(engine) as session, session.begin():
            assert settled(session, *found) == 1
            other = pool.submit(settle_too)
            until(
                lambda: other.done() or somebody_waits_for_a_lock(engine),
                "the other comes to what the first one has written",
            )
            assert not other.done(), "the other waits for the first one"
        assert other.result(timeout=PATIENCE_SECONDS) == 0
    with Session(engine) as session:
        kept = session.scalars(select(PromiseRecord)).all()
        assert (len(changes(session)), len(kept)) == (1, 2)  # of the kind, and of the line
    engine.dispose()
