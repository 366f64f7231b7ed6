"""What is kept of who asks is read again on the next request after anybody changed anything.

On databases of their own: only what a connection that never writes has read is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.accounts.models import Account, Membership, Organisation, Visit, VisitEnd
from directory.people.roles import Role
from directory.places.models import Exposure
from directory.services.models import Service
from portal.extensions import begin_writing, db
from portal.looking import begin
from tests.databases import application, new_postgresql_database, new_sqlite_database
from tests.makers.accounts import LoggedIn, logged_in
from tests.makers.lines import make_line
from tests.makers.places import make_area

TOLD_TO_OFFICERS = "What it is."
LATER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def portal(database: str, scratch: Path, tmp_path: Path) -> Iterator[Flask]:
    url = new_sqlite_database(scratch) if database == "sqlite" else new_postgresql_database()
    app = application(url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


def changed(portal: Flask, change: Callable[[Session], object]) -> None:
    """By somebody else: another session, as another request or a command has it."""
    with portal.app_context(), Session(db.engine) as session:
        begin_writing(session)
        change(session)
        session.commit()


@pytest.fixture
def restricted(portal: Flask) -> str:
    """The address of a service whose text officers read and nobody else does."""
    paths: list[str] = []

    def make(session: Session) -> None:
        line = make_line(session, areas=[make_area(session)], exposure=Exposure.RESTRICTED)
        session.flush()
        paths.append(f"/services/{session.get_one(Service, line.service_id).public_id}")

    changed(portal, make)
    return paths[0]


def officer_of(portal: Flask, name: str = "Ada Officer") -> LoggedIn:
    with portal.app_context(), Session(db.engine, expire_on_commit=False) as session:
        begin_writing(session)
        officer = logged_in(portal.test_client(), session, Role.OFFENDER_MANAGER, name=name)
        session.commit()
    return officer


def _disabled(session: Session, officer: LoggedIn) -> None:
    session.get_one(Account, officer.visit.account_id).disabled_at = LATER


def _role_ended(session: Session, officer: LoggedIn) -> None:
    session.get_one(Membership, officer.member.id).ended_at = LATER


def _organisation_closed(session: Session, officer: LoggedIn) -> None:
    session.get_one(Organisation, officer.member.organisation_id).closed_at = LATER


def _visit_ended(session: Session, officer: LoggedIn) -> None:
    visit = session.get_one(Visit, officer.visit.id)
    visit.ended_at, visit.ended_why = LATER, VisitEnd.REVOKED


def _token_rotated(session: Session, officer: LoggedIn) -> None:
    session.get_one(Visit, officer.visit.id).token_digest = "f" * 64


def _idle(session: Session, officer: LoggedIn) -> None:
    visit = session.get_one(Visit, officer.visit.id)
    visit.last_seen_at -= dt.timedelta(minutes=31)


def _another_role(session: Session, officer: LoggedIn) -> None:
    session.get_one(Membership, officer.member.id).role = Role.LISTING_EDITOR


CHANGES: Final = (
    _disabled,
    _role_ended,
    _visit_ended,
    _token_rotated,
    _idle,
    _another_role,
    _organisation_closed,
)
"""The last concerns them all."""


def test_what_ends_or_changes_a_right_holds_on_the_next_request(
    portal: Flask, restricted: str
) -> None:
    for change in CHANGES:
        officer = officer_of(portal, f"Ada{change.__name__}")
        asked_twice = [officer.get(restricted).text for _ in range(2)]
        changed(portal, partial(change, officer=officer))
        after = officer.get(restricted).text
        assert all(TOLD_TO_OFFICERS in page for page in asked_twice), change.__name__
        assert TOLD_TO_OFFICERS not in after, change.__name__


def test_the_clock_alone_ends_a_visit_that_was_kept(
    portal: Flask, restricted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = officer_of(portal)
    before = officer.get(restricted).text
    monkeypatch.setattr("portal.access.begin", _half_an_hour_later)
    after = officer.get(restricted).text
    assert (TOLD_TO_OFFICERS in before, TOLD_TO_OFFICERS in after) == (True, False)


def _half_an_hour_later(at: dt.datetime) -> None:
    begin(at + dt.timedelta(minutes=31))


def test_what_was_kept_for_one_is_told_to_nobody_else(portal: Flask, restricted: str) -> None:
    first, second = officer_of(portal, "Ada First"), officer_of(portal, "Bea Second")
    nobody = portal.test_client()
    pages = [who.get(restricted).text for who in (first, second, nobody, first, nobody)]
    told = [TOLD_TO_OFFICERS in page for page in pages]
    assert told == [True, True, False, True, False]


def test_each_visitor_is_named_to_themselves_alone(portal: Flask) -> None:
    names = ("Ada First", "Bea Second")
    browsers = {name: officer_of(portal, name) for name in names}
    for name in (*names, *names):
        page = browsers[name].get("/courts").text
        assert [one for one in names if one in page] == [name]
