"""Two persons change one record that both saw at the same version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

import portal.starting.all_models  # noqa: F401  every table has to be known
from directory.base import Base
from directory.connections import bring_into_being, connection_options, prepare
from directory.people.models import Person, PersonKind
from directory.places.court_teams import team_at
from directory.places.models import Court, CourtTeam, Prison, PrisonContact, Site, StatedContact
from directory.places.prison_contacts import contact_at
from directory.places.stated_contacts import edit_contact
from directory.providers.editing import add_provider, edit_provider
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.siting import edit_site
from directory.services.stating import edit_listing
from directory.versions import ChangedMeanwhile
from tests.databases import new_postgresql_database
from tests.makers.days import NOW
from tests.makers.places import make_area, make_court
from tests.makers.services import make_service
from tests.patience import PATIENCE_SECONDS

TELEPHONES = {"jane": "01632 960201", "ali": "01632 960202"}

Edit = Callable[[Session, Person, Barrier | None], None]


@pytest.fixture
def engine(database: str, scratch: Path, tmp_path: Path) -> Iterator[Engine]:
    is_file = database == "sqlite"
    url = f"sqlite:///{tmp_path / 'two.sqlite'}" if is_file else new_postgresql_database()
    engine = create_engine(url, **connection_options(url))
    prepare(engine)
    bring_into_being(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        for code in TELEPHONES:
            session.add(Person(code=code, name=code.title(), kind=PersonKind.STAFF))
        session.flush()
        jane = session.scalars(select(Person).where(Person.code == "jane")).one()
        add_provider(session, {"name": "Anawim"}, by=jane, at=NOW)
        make_service(session, areas=[make_area(session)])
        contacts(session, jane)
    yield engine
    engine.dispose()


def contacts(session: Session, by: Person) -> None:
    """Of a court's team and a prison's housing worker an e-mail is known."""
    prison = Prison(code="XXI", name="Somewhere (HMP)", holds_men=True, holds_women=False)
    session.add(prison)
    session.flush()
    told = {"name": "Court Team", "email": "help@example.org"}
    more: dict[str, Any] = {"stated_by": "Team", "based_on": 0, "by": by, "at": NOW}
    edit_contact(session, team_at(make_court(session)), told, **more)
    del told["name"]
    edit_contact(session, contact_at(prison, "Housing worker"), told, **more)


def edit_the_provider(session: Session, by: Person, both_have_looked: Barrier | None) -> None:
    provider = session.scalars(select(Provider).where(Provider.name == "Anawim")).one()
    if both_have_looked is not None:
        both_have_looked.wait()
    told = {"telephone": TELEPHONES[by.code]}
    edit_provider(session, provider, told, based_on=1, by=by, at=NOW)


def edit_the_listing(session: Session, by: Person, both_have_looked: Barrier | None) -> None:
    service = session.scalars(select(Service)).one()
    if both_have_looked is not None:
        both_have_looked.wait()
    told = {"telephone": TELEPHONES[by.code]}
    edit_listing(session, service, told, based_on=1, by=by, at=NOW + dt.timedelta(seconds=1))


def edit_the_team(session: Session, by: Person, both_have_looked: Barrier | None) -> None:
    team = team_at(session.scalars(select(Court)).one())
    if both_have_looked is not None:
        assert len(team.told(session)) == 1
        both_have_looked.wait()
    told = {"telephone": TELEPHONES[by.code]}
    edit_contact(session, team, told, stated_by="Team", based_on=1, by=by, at=NOW)


def edit_the_contact(session: Session, by: Person, both_have_looked: Barrier | None) -> None:
    contact = contact_at(session.scalars(select(Prison)).one(), "Housing worker")
    if both_have_looked is not None:
        assert len(contact.told(session)) == 1
        both_have_looked.wait()
    told = {"telephone": TELEPHONES[by.code]}
    edit_contact(session, contact, told, stated_by="Team", based_on=1, by=by, at=NOW)


def edit_the_site(session: Session, by: Person, both_have_looked: Barrier | None) -> None:
    site = session.scalars(select(Site)).one()
    if both_have_looked is not None:
        both_have_looked.wait()
    edit_site(session, site, {"telephone": TELEPHONES[by.code]}, based_on=1, by=by, at=NOW)


def at_once(engine: Engine, edit: Edit) -> list[ChangedMeanwhile | str]:
    """Both at one moment. SQLite lets one writer in at a time, so there they meet at the door."""
    is_sqlite = engine.dialect.name == "sqlite"
    together = Barrier(len(TELEPHONES), timeout=PATIENCE_SECONDS)

    def save(code: str) -> ChangedMeanwhile | str:
        if is_sqlite:
            together.wait()
        try:
            with Session(engine) as session, session.begin():
                by = session.scalars(select(Person).where(Person.code == code)).one()
                edit(session, by, None if is_sqlite else together)
        except ChangedMeanwhile as refusal:
            return refusal
        return code

    with ThreadPoolExecutor(len(TELEPHONES)) as pool:
        return list(pool.map(save, TELEPHONES))


@pytest.mark.parametrize(
    ("edit", "model"),
    [
        (edit_the_provider, Provider),
        (edit_the_listing, ListingRevision),
        (edit_the_team, CourtTeam),
        (edit_the_contact, PrisonContact),
        (edit_the_site, Site),
    ],
)
def test_one_is_kept_and_the_other_sees_both(
    engine: Engine, edit: Edit, model: type[Provider | ListingRevision | StatedContact | Site]
) -> None:
    saved = at_once(engine, edit)
    [winner] = [one for one in saved if isinstance(one, str)]
    [refusal] = [one for one in saved if isinstance(one, ChangedMeanwhile)]
    loser = next(code for code in TELEPHONES if code != winner)
    with Session(engine) as session:
        kept = session.scalars(
            select(model.telephone).where(model.telephone.in_(TELEPHONES.values()))
        ).all()
    assert kept == [TELEPHONES[winner]]
    [clash] = refusal.clashes
    assert (clash.yours, clash.theirs) == (TELEPHONES[loser], TELEPHONES[winner])
    assert refusal.version == 2
    assert (
        f"Telephone: you say “{TELEPHONES[loser]}”; it says “{TELEPHONES[winner]}”,"
        f" stated by {winner.title()} on 2 March 2027." in str(refusal)
    )


def test_both_wrote_the_same_so_nobody_is_asked(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        provider = session.scalars(select(Provider).where(Provider.name == "Anawim")).one()
        [jane, ali] = session.scalars(select(Person).where(Person.kind == PersonKind.STAFF))
        for by in (jane, ali):
            told = {"email": "help@example.org"}
            edit_provider(session, provider, told, based_on=1, by=by, at=NOW)
        assert (provider.email, provider.version) == ("help@example.org", 2)
        assert session.scalar(select(func.count(Provider.id)).where(Provider.version == 2)) == 1
