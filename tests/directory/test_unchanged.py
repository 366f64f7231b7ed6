"""What is kept while nothing changes is never behind the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, create_engine, select, text
from sqlalchemy.orm import Session

from directory import unchanged
from directory.base import Base
from directory.connections import bring_into_being, prepare
from directory.people.models import Person, PersonKind
from directory.unchanged import each_while_unchanged, while_unchanged
from portal.extensions import reading_view


class Names:
    """Everybody's name; counts how often it was read."""

    def __init__(self) -> None:
        self.read = 0

    def __call__(self, session: Session, *, beginning: str = "") -> list[str]:
        self.read += 1
        wanted = select(Person.name).where(Person.name.startswith(beginning)).order_by(Person.id)
        return list(session.scalars(wanted))


class Kinds:
    """The kind of each person by name; notes whose was read."""

    def __init__(self) -> None:
        self.read: list[list[str]] = []

    def __call__(self, session: Session, names: Sequence[str]) -> Mapping[str, PersonKind]:
        self.read.append(list(names))
        rows = session.execute(select(Person.name, Person.kind).where(Person.name.in_(names)))
        return {row.name: row.kind for row in rows}


@pytest.fixture
def kinds() -> Kinds:
    return Kinds()


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """As the portal's, on a file."""
    engine = create_engine(f"sqlite:///{tmp_path / 'people.sqlite3'}")
    bring_into_being(engine)
    prepare(engine)
    people = Base.metadata.tables["person"]
    assert isinstance(people, Table)
    Base.metadata.create_all(engine, tables=[people])
    write(engine, "Ada")
    yield engine
    engine.dispose()


def ask(engine: Engine, names: Names, **named: str) -> list[str]:
    """A reader with a transaction of its own."""
    with Session(reading_view(engine)) as session:
        return while_unchanged(session, names, **named)


def ask_each(engine: Engine, kinds: Kinds, *names: str) -> list[str]:
    """Those that were found."""
    with Session(reading_view(engine)) as session:
        return list(each_while_unchanged(session, kinds, names))


def write(engine: Engine, name: str) -> None:
    with Session(engine) as session:
        session.add(Person(code=name, name=name, kind=PersonKind.SYSTEM))
        session.commit()


def test_while_nothing_changes_it_is_read_once_for_each_question(
    engine: Engine, names: Names
) -> None:
    assert [ask(engine, names) for _ in range(3)] == [["Ada"]] * 3
    assert ask(engine, names, beginning="B") == []
    assert names.read == 2


def test_what_the_same_connection_wrote_is_told(engine: Engine, names: Names) -> None:
    assert ask(engine, names) == ["Ada"]
    write(engine, "Bea")  # the pool hands out the connection that has just read
    assert ask(engine, names) == ["Ada", "Bea"]


def test_what_another_process_wrote_is_told_from_the_next_transaction_on(
    engine: Engine, names: Names
) -> None:
    elsewhere = create_engine(engine.url)
    with Session(reading_view(engine)) as session:
        assert while_unchanged(session, names) == ["Ada"]
        with elsewhere.begin() as connection:
            connection.execute(text("UPDATE person SET name = 'Bea'"))
        assert while_unchanged(session, names, beginning="") == ["Ada"]  # sees its own moment
    assert ask(engine, names) == ["Bea"]
    assert ask(engine, names, beginning="") == ["Bea"]
    elsewhere.dispose()


def test_what_a_writer_undoes_was_never_kept(engine: Engine, names: Names) -> None:
    with Session(engine) as session:
        session.execute(text("UPDATE person SET name = 'Bea'"))
        assert while_unchanged(session, names) == ["Bea"]
        session.rollback()
    assert ask(engine, names) == ["Ada"]


def test_no_more_is_kept_than_stated(
    engine: Engine, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "MOST_KEPT", 2)
    for beginning in ("A", "B", "C", "A"):
        ask(engine, names, beginning=beginning)
    assert names.read == 4


def test_of_many_only_those_not_yet_asked_about_are_read(engine: Engine, kinds: Kinds) -> None:
    write(engine, "Bea")
    assert ask_each(engine, kinds, "Ada", "Cyd") == ["Ada"]
    assert ask_each(engine, kinds, "Cyd", "Bea", "Ada") == ["Bea", "Ada"]
    assert ask_each(engine, kinds, "Cyd") == []
    assert ask_each(engine, kinds) == []
    assert kinds.read == [["Ada", "Cyd"], ["Bea"]]


def test_of_many_each_is_read_again_once_something_changed(engine: Engine, kinds: Kinds) -> None:
    assert ask_each(engine, kinds, "Ada", "Bea") == ["Ada"]
    write(engine, "Bea")
    assert ask_each(engine, kinds, "Ada", "Bea") == ["Ada", "Bea"]


def test_a_writer_reads_each_every_time(engine: Engine, kinds: Kinds) -> None:
    with Session(engine) as session:
        session.execute(text("UPDATE person SET name = 'Bea'"))
        for _ in range(2):
            assert list(each_while_unchanged(session, kinds, ["Bea"])) == ["Bea"]
        session.rollback()
    assert ask_each(engine, kinds, "Bea") == []
    assert len(kinds.read) == 3


def test_of_many_no_more_are_kept_than_stated(
    engine: Engine, kinds: Kinds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "MOST_KEPT", 2)
    assert ask_each(engine, kinds, "Ada", "Bea") == ["Ada"]
    assert ask_each(engine, kinds, "Cyd", "Ada") == ["Ada"]  # a third: all are forgotten
    assert ask_each(engine, kinds, "Ada", "Bea", "Cyd") == ["Ada"]  # too many to keep
    assert ask_each(engine, kinds, "Ada") == ["Ada"]
    assert kinds.read == [["Ada", "Bea"], ["Cyd", "Ada"], ["Ada", "Bea", "Cyd"]]
