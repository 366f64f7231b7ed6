"""Two persons change one record that both saw at the same version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directory.people.models import Person, PersonKind
from directory.providers.editing import add_provider, edit_provider
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.stating import edit_listing
from directory.versions import ChangedMeanwhile
from tests.makers.days import NOW
from tests.makers.services import make_service
from tests.two_persons import TELEPHONES, Edit, at_once, database_of_two


@pytest.fixture
def engine(database: str, scratch: Path, tmp_path: Path) -> Iterator[Engine]:
    with database_of_two(database, tmp_path) as engine:
        with Session(engine) as session, session.begin():
            jane = session.scalars(select(Person).where(Person.code == "jane")).one()
            add_provider(session, {"name": "Anawim"}, by=jane, at=NOW)
            make_service(session)
        yield engine


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


@pytest.mark.parametrize(
    ("edit", "model"), [(edit_the_provider, Provider), (edit_the_listing, ListingRevision)]
)
def test_one_is_kept_and_the_other_sees_both(
    engine: Engine, edit: Edit, model: type[Provider | ListingRevision]
) -> None:
    saved = at_once(engine, edit)
    assert len(saved) == len(TELEPHONES)
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
