"""A confidential address and a restricted venue change no answer, wherever it is asked from."""

from __future__ import annotations

import random
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.places.distance import Point
from directory.places.models import Exposure, Site
from directory.search.asking import find
from directory.search.catalogue import Catalogue
from directory.search.levelling import Leveller
from directory.search.question import SearchQuestion
from directory.services.siting import keep_confidential_address
from tests.directory.search.town import TODAY, Town
from tests.makers.days import NOW
from tests.makers.people import actor

WORDS = ("", "", "partner", "safe place", "programme for men", "secret street", "mill lane")


def questions(count: int) -> list[SearchQuestion]:
    chance = random.Random("secrets")
    return [
        SearchQuestion(
            chance.choice(WORDS),
            origin=_somewhere(chance),
            radius_miles=chance.choice([None, chance.uniform(0.1, 3), chance.uniform(1, 300)]),
            home_area=chance.choice([None, "central-lancashire", "doncaster"]),
            explains=True,
        )
        for _ in range(count)
    ]


def _somewhere(chance: random.Random) -> Point:
    return chance.uniform(51, 54.5), chance.uniform(-3, 0)


def answers(session: Session, catalogue: Catalogue) -> list[bytes]:
    found = [find(session, one, catalogue=catalogue, today=TODAY) for one in questions(200)]
    return [repr(asdict(one)).encode() for one in found]


def move_what_is_hidden(session: Session) -> None:
    """Every site that is not open, to the other end of the country."""
    for site in session.scalars(select(Site).where(Site.exposure != Exposure.OPEN)):
        if site.exposure is Exposure.RESTRICTED:
            site.latitude, site.longitude = 50.1, -5.5
            site.address, site.postcode = "9 Mill Lane", "TR18 2AB"
        else:
            keep_confidential_address(
                session,
                site,
                address="9 Mill Lane",
                postcode="TR18 2AB",
                by=actor(session),
                at=NOW,
            )
    session.flush()


def test_hidden_places_betray_nothing(session: Session, town: Town, catalogue: Catalogue) -> None:
    before = answers(session, catalogue)
    move_what_is_hidden(session)
    other = Catalogue(catalogue.folder.with_name("other"))
    Leveller(other.folder).level(session, today=TODAY)
    assert answers(session, other) == before


def test_an_open_site_that_moves_is_seen(
    session: Session, town: Town, catalogue: Catalogue
) -> None:
    """The comparison above can fail."""
    before = answers(session, catalogue)
    for site in session.scalars(select(Site).where(Site.exposure == Exposure.OPEN)):
        site.latitude = 50.1
    session.flush()
    assert answers(session, Catalogue(catalogue.folder)) != before
