"""The house's promises about transactions, on real databases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from directory.people.models import Person, PersonKind
from portal.extensions import begin_reading, begin_writing, db


def somebody() -> Person:
    return Person(code="somebody", name="Somebody", kind=PersonKind.SYSTEM)


def test_a_reader_cannot_write(app: Flask) -> None:
    with app.app_context():
        begin_reading(db.session())
        db.session.add(somebody())
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.flush()
        db.session.rollback()


def test_a_writer_after_a_reader_on_the_same_connection_can_write(app: Flask) -> None:
    with app.app_context():
        begin_reading(db.session())
        db.session.scalars(select(Person)).all()
        db.session.remove()
        begin_writing(db.session())
        db.session.add(somebody())
        db.session.flush()
        assert db.session.scalars(select(Person.name)).all() == ["Somebody"]
        db.session.rollback()


def test_a_savepoint_undoes_only_its_own(session: Session) -> None:
    session.add(somebody())
    session.flush()
    with session.begin_nested() as savepoint:
        session.execute(text("UPDATE person SET name = 'Else'"))
        savepoint.rollback()
    session.expire_all()
    assert session.scalars(select(Person.name)).all() == ["Somebody"]


def test_what_a_test_commits_is_gone_afterwards(session: Session) -> None:
    assert session.scalars(select(Person)).all() == []
    session.add(somebody())
    session.commit()
    assert len(session.scalars(select(Person)).all()) == 1
