"""Two installations that differ only in a secret answer many origins and radii alike."""

from __future__ import annotations

import random

from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from directory.places.models import Exposure, Site
from directory.search.models import EmptySearch
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from directory.services.serving import place_at_sites
from directory.services.siting import keep_confidential_address
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import every_sector
from tests.makers.scene import Scene, add_line
from tests.makers.services import make_provider
from tests.makers.start_dates import answer_everything
from tests.portal.asking_on import answered, evened
from tests.portal.finding.conftest import Level
from tests.thoroughness import examples

ORIGINS = examples(200)
RADII = ("", "5", "10", "20", "50", "100")
ADDRESSES = (
    "/services", "/services?q=horizon", "/services?q=refuge", "/services?q=fishergate",
    "/services?q=programme+near+preston", "/services?requirement=residence", "/services.csv",
    "/services/sheet", "/coverage", "/coverage?requirement=residence&region=north-west",
    "/areas/north-west/central-lancashire", "/sitemap.xml",
)  # fmt: skip


def answers(client: FlaskClient, session: Session) -> list[str]:
    """Every address, then random postcodes; only the word that differs each time is evened.

    What earlier questions left behind (searches without a result) is forgotten first.
    """
    session.execute(delete(EmptySearch))
    session.flush()
    chance = random.Random(3)
    seen = [client.get(path).text for path in ADDRESSES]
    for ground in chance.sample(every_sector(), ORIGINS):
        asked = {
            "place": f"{ground.code}AA",
            "radius": chance.choice(RADII),
            "requirement": chance.choice(("residence", "programme", "")),
            "q": chance.choice(("", "horizon", "residence", "place to live")),
        }
        seen.append(answered(client, "/services", asked).text)
    return [evened(page) for page in seen]


def add_site(
    session: Session, scene: Scene, name: str, exposure: Exposure, **where: object
) -> Site:
    site = Site(
        external_id=name,
        name=name,
        exposure=exposure,
        local_delivery_unit_id=scene.home.id,
        provider_id=make_provider(session).id,
        **where,
    )
    session.add(site)
    session.flush()
    return site


def hide_refuge(session: Session, scene: Scene) -> Site:
    line = add_line(session, scene, "Rosewood refuge", "residence")
    site = add_site(session, scene, "Rosewood", Exposure.CONFIDENTIAL)
    service = scene.service("Rosewood refuge", session)
    place_at_sites(session, service, [site], by=actor(session), at=NOW)
    answer_everything(session)
    assert line is not None
    return site


def test_the_address_of_a_refuge_and_the_refuge_itself_change_no_byte(
    visitor: FlaskClient, session: Session, scene: Scene, level: Level
) -> None:
    before = answers(visitor, session)
    site = hide_refuge(session, scene)
    level()
    with_refuge = answers(visitor, session)
    keep_confidential_address(
        session, site, address="1 Fishergate", postcode="PR1 2AB", by=actor(session), at=NOW
    )
    level()
    assert with_refuge == before
    assert answers(visitor, session) == before
    assert not any("Rosewood" in page for page in before)


def test_the_venue_of_a_restricted_service_and_its_own_words_change_no_byte(
    visitor: FlaskClient, session: Session, scene: Scene, level: Level
) -> None:
    service = scene.service("Horizon", session)
    here = add_site(
        session, scene, "A hall", Exposure.RESTRICTED, latitude=53.7, longitude=-2.6,
        postcode="PR1 2AB", address="2 Fishergate",
    )  # fmt: skip
    place_at_sites(session, service, [here], by=actor(session), at=NOW)
    level()
    before = answers(visitor, session)
    here.latitude, here.longitude, here.postcode = 54.1, -1.0, "YO1 7HH"
    here.name = here.address = "3 Fishergate"
    listing = Listing(
        "Horizon, Thursdays at Fishergate", "Where and when.", requirements=("programme",),
        who_for="Men near Fishergate",
    )  # fmt: skip
    publish_listing(session, service, listing, by=actor(session), at=NOW)
    answer_everything(session)
    level()
    assert answers(visitor, session) == before
    # "Thursdays": a start date may well fall on a Thursday.
    assert not any("3 Fishergate" in page or "Thursdays" in page for page in before)


def test_the_place_of_an_open_service_is_seen(
    visitor: FlaskClient, session: Session, scene: Scene, level: Level
) -> None:
    """The comparison can fail: what is open may be measured to."""
    before = answers(visitor, session)
    hall = add_site(
        session, scene, "A hall", Exposure.OPEN, latitude=53.7, longitude=-2.6, postcode="PR1 2AB"
    )
    service = scene.service("Supported housing in Leyland", session)
    place_at_sites(session, service, [hall], by=actor(session), at=NOW)
    level()
    assert answers(visitor, session) != before
