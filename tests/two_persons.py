"""Two persons who save at one moment, each over a connection of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session

import portal.starting.all_models  # noqa: F401  every table has to be known
from commissioning.errors import CommissioningError
from directory.base import Base
from directory.connections import bring_into_being, connection_options, prepare
from directory.errors import DirectoryError
from directory.people.models import Person, PersonKind
from tests.databases import new_postgresql_database
from tests.patience import PATIENCE_SECONDS

TELEPHONES = {"jane": "01632 960201", "ali": "01632 960202"}
"""Who they are, and what each would write."""

Refusal = DirectoryError | CommissioningError

Edit = Callable[[Session, Person, Barrier | None], None]
"""Where there is a barrier, wait at it once all has been looked at."""


@contextmanager
def database_of_two(kind: str, folder: Path) -> Iterator[Engine]:
    """A database of their own, in which both are known."""
    is_file = kind == "sqlite"
    url = f"sqlite:///{folder / 'two.sqlite'}" if is_file else new_postgresql_database()
    engine = create_engine(url, **connection_options(url))
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        for code in TELEPHONES:
            session.add(Person(code=code, name=code.title(), kind=PersonKind.STAFF))
    yield engine
    engine.dispose()


def at_once(engine: Engine, edit: Edit) -> list[Refusal | str]:
    """Both at one moment. SQLite lets one writer in at a time, so there they meet at the door."""
    is_sqlite = engine.dialect.name == "sqlite"
    together = Barrier(len(TELEPHONES), timeout=PATIENCE_SECONDS)

    def save(code: str) -> Refusal | str:
        if is_sqlite:
            together.wait()
        try:
            with Session(engine) as session, session.begin():
                by = session.scalars(select(Person).where(Person.code == code)).one()
                edit(session, by, None if is_sqlite else together)
        except (DirectoryError, CommissioningError) as refusal:
            return refusal
        return code

    with ThreadPoolExecutor(len(TELEPHONES)) as pool:
        return list(pool.map(save, TELEPHONES))
