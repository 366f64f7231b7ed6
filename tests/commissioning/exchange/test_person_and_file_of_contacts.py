"""A court's team and a prison's contact: the same Friday and Monday as of a provider, for both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.court_known import team_of
from commissioning.exchange.undoing import undo_import
from directory.attribution import said_by_field
from directory.exchange.errors import StandsOnIt
from directory.exchange.newest_counts import OLDER
from directory.exchange.report import Report
from directory.offers import FactOffered, open_offers
from directory.people.models import Person
from directory.places.contact_points import ContactPoint
from directory.places.court_teams import team_at
from directory.places.models import Prison
from directory.places.prison_contacts import contact_at, prison_contacts
from directory.places.queries import court_by_slug
from directory.places.stated_contacts import edit_contact, offered_of, take_contact_offer
from directory.stating import NotSaid
from tests.commissioning.exchange.desk import (
    CASES,
    FRIDAY,
    HERS,
    MONDAY,
    OLD,
    THEIRS,
    THURSDAY,
    changes_told,
)
from tests.commissioning.exchange.desk import Desk as Files

HER_TEAM, BOARD = "Example Team", "Example Board"


@dataclass
class Contact:
    """One kind of contact, by file and by person."""

    session: Session
    files: Files
    by: Person
    kind: str
    key: str
    row: str
    reached: Callable[[], ContactPoint[Any]]

    def file(self, *, at: dt.datetime, on: dt.date | None = None, source: str | None = None,
             stated_by: str = BOARD, **cells: Any) -> Report:  # fmt: skip
        heading = ",".join((self.key, *cells, "stated_by,stated_on"))
        row = ",".join((self.row, *cells.values(), stated_by, (on or at.date()).isoformat()))
        return self.files.take_in(self.kind, f"{heading}\n{row}\n", at=at, source=source)

    def person(self, at: dt.datetime = FRIDAY, **told: str | None) -> Any:
        newest = self.newest
        based_on = 0 if newest is None else newest.version
        return edit_contact(
            self.session, self.reached(), told, stated_by=HER_TEAM, based_on=based_on,
            by=self.by, at=at,
        )  # fmt: skip

    @property
    def newest(self) -> Any:
        told = self.reached().told(self.session)
        return told[-1] if told else None

    @property
    def offered(self) -> list[FactOffered]:
        anchor = offered_of(self.session, self.reached())
        return [] if anchor is None else open_offers(self.session, anchor)

    def whose(self, field: str) -> str | None:
        said = said_by_field(self.newest.said).get(field)
        return None if said is None else said.who


@pytest.fixture(params=["court-teams", "prison-contacts"])
def contact(request: pytest.FixtureRequest, session: Session, desk: Files, jane: Person) -> Contact:
    if request.param == "court-teams":
        key, row = "court,name", "preston-crown-court,Court Team"
        return Contact(
            session, desk, jane, request.param, key, row,
            lambda: team_at(court_by_slug(session, "preston-crown-court")),
        )  # fmt: skip
    prison = session.scalars(select(Prison)).one()
    return Contact(
        session, desk, jane, request.param, "prison,role", "pni,Head of resettlement",
        lambda: contact_at(prison, "Head of  resettlement"),
    )  # fmt: skip


@pytest.fixture
def stated(contact: Contact) -> Contact:
    contact.file(at=THURSDAY, telephone=OLD, email="help@example.org")
    return contact


@pytest.mark.parametrize(("friday", "monday", "stands", "whose", "is_kept"), CASES)
def test_telephone_of_a_contact(
    stated: Contact,
    friday: bool,
    monday: str | None,
    stands: str | None,
    whose: str | None,
    is_kept: bool,
) -> None:
    if friday:
        stated.person(telephone=HERS)
    before = stated.newest.telephone
    more: dict[str, Any] = (
        {"email": "help@example.org"} if monday is None else {"telephone": monday}
    )
    report = stated.file(at=MONDAY, **more)
    assert report.changes == changes_told(stated.reached().name, before, stands)
    assert (stated.newest.telephone, stated.whose("telephone")) == (stands, whose)
    assert stated.newest.email == "help@example.org"
    assert bool(report.aside) is is_kept
    if is_kept:
        [sentence] = report.aside
        assert f"kept Telephone {HERS}, stated by Jane Smith on 5 March 2027" in sentence
        says = f"says {monday}" if monday else "leaves it empty"
        assert sentence.endswith(f"; import of 8 March 2027 {says}")
    assert [one.value for one in stated.offered] == ([monday] if is_kept and monday else [])


@pytest.mark.parametrize(
    ("source", "day", "stands", "why"),
    [
        ("the register", MONDAY.date(), OLD, "from import on 4 March 2027"),
        ("import", dt.date(2027, 3, 1), OLD, "from import on 4 March 2027"),
        ("import", MONDAY.date(), THEIRS, None),
    ],
)
def test_a_source_changes_what_it_said_and_nothing_newer(
    stated: Contact, source: str, day: dt.date, stands: str, why: str | None
) -> None:
    report = stated.file(at=MONDAY, on=day, source=source, telephone=THEIRS)
    assert stated.newest.telephone == stands
    assert [why in sentence for sentence in report.aside if why] == ([True] if why else [])


WHAT_DATES_IT = [
    # who states the telephone after the file of Thursday -> in whose name, of which day it is told
    ("nobody", BOARD, THURSDAY),
    ("a person", HER_TEAM, FRIDAY),
    ("its source, all of it", "Region", MONDAY),
    ("its source, the telephone alone", BOARD, THURSDAY),
    ("another source, what it may not say", BOARD, THURSDAY),
    ("a person, then its source", HER_TEAM, FRIDAY),
]


@pytest.mark.parametrize(("who", "stated_by", "at"), WHAT_DATES_IT)
def test_a_row_has_the_day_of_whoever_said_all_of_it(
    stated: Contact, who: str, stated_by: str, at: dt.datetime
) -> None:
    both: dict[str, Any] = {"telephone": THEIRS, "email": "new@example.org"}
    if who.startswith("a person"):
        stated.person(telephone=HERS)
    if who in {"its source, all of it", "a person, then its source"}:
        stated.file(at=MONDAY, stated_by="Region", **both)
    if who == "its source, the telephone alone":
        stated.file(at=MONDAY, stated_by="Region", telephone=THEIRS)
        assert stated.newest.telephone == THEIRS
    if who.startswith("another"):
        stated.file(at=MONDAY, stated_by="Region", source="the register", **both)
    assert (stated.newest.stated_by, stated.newest.stated_on) == (stated_by, at.date())


def test_what_is_older_than_a_persons_word_is_kept_for_its_day(stated: Contact) -> None:
    stated.person(telephone=HERS)
    report = stated.file(at=MONDAY, on=dt.date(2027, 3, 3), telephone=THEIRS, email="a@example.org")
    assert report.notes == {OLDER: 1}
    assert len(report.aside) == 2, "its own later e-mail stands too"
    assert stated.newest.telephone == HERS
    again = stated.file(at=MONDAY, on=dt.date(2027, 3, 3), telephone=THEIRS, email="a@example.org")
    assert again.outcomes == {"unchanged": 1}


def test_the_same_file_again_changes_nothing(stated: Contact) -> None:
    stated.person(telephone=HERS)
    for _ in range(2):
        report = stated.file(at=MONDAY, telephone=THEIRS, email="new@example.org")
    assert (report.outcomes, len(report.aside)) == ({"unchanged": 1}, 1)
    assert (stated.newest.telephone, stated.newest.email) == (HERS, "new@example.org")
    assert len(stated.reached().told(stated.session)) == 3


def test_who_answers_for_it_takes_what_was_offered(stated: Contact) -> None:
    stated.person(telephone=HERS)
    stated.file(at=MONDAY, telephone=THEIRS)
    [offer] = stated.offered
    contact = take_contact_offer(
        stated.session, stated.reached(), offer, stated_by=HER_TEAM,
        based_on=stated.newest.version, by=stated.by, at=MONDAY,
    )  # fmt: skip
    assert (contact.telephone, stated.whose("telephone")) == (THEIRS, "Jane Smith")
    assert stated.offered == []


def test_nobody_can_leave_it_without_a_way_to_reach_it(stated: Contact) -> None:
    with pytest.raises(NotSaid):
        stated.person(telephone=None, email=None)


def test_a_file_under_a_persons_word_is_not_taken_back(stated: Contact) -> None:
    report = stated.file(at=MONDAY, telephone=THEIRS, email="new@example.org")
    stated.person(at=MONDAY + dt.timedelta(hours=1), email=None)
    assert report.run_id is not None
    with pytest.raises(StandsOnIt, match="a later one of its kind"):
        undo_import(stated.session, report.run_id, by=stated.by, at=MONDAY + dt.timedelta(hours=2))


def test_a_file_over_a_persons_word_is_taken_back(stated: Contact) -> None:
    stated.person(telephone=HERS)
    report = stated.file(at=MONDAY, telephone=THEIRS, email="new@example.org")
    assert report.run_id is not None
    undo_import(stated.session, report.run_id, by=stated.by, at=MONDAY + dt.timedelta(hours=2))
    assert (stated.newest.telephone, stated.newest.email) == (HERS, "help@example.org")
    assert stated.offered == []


def test_pages_tell_the_persons_word(session: Session, stated: Contact) -> None:
    stated.person(telephone=HERS)
    stated.file(at=MONDAY, telephone=THEIRS)
    if stated.kind == "court-teams":
        court = court_by_slug(session, "preston-crown-court")
        shown: Any = team_of(session, court.id, MONDAY.date())
    else:
        [shown] = prison_contacts(session, session.scalars(select(Prison)).one())
    assert (shown.telephone, shown.stated_by) == (HERS, HER_TEAM)
