"""What must not leak: two databases that differ only in it answer byte for byte alike."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.places.models import Exposure, Site
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from directory.services.serving import place_at_sites
from tests.makers.days import NOW
from tests.makers.hidden import add_refuge, add_restricted_group, move_restricted_group
from tests.makers.people import actor
from tests.makers.places import make_area, make_court, make_region
from tests.makers.scene import COURT, Scene, add_line
from tests.makers.start_dates import answer_everything
from tests.portal.asking_on import answered, evened

PATHS = (
    "/courts",
    f"/courts/{COURT}",
    f"/courts/{COURT}?area=central-lancashire&requirement=residence",
    f"/courts/{COURT}?requirement=programme",
    "/areas/north-west/central-lancashire",
    f"/api/v1/availability?court={COURT}",
    "/api/v1/availability?ldu=central-lancashire&requirement=residence",
)
HIDDEN_WORDS = ("Rosewood", "Thursday", "Fishergate")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    """A court, and a restricted group that starts on 11 May."""
    make_region(session, code="B")
    home = make_area(session, "central-lancashire")
    beside = make_area(session, "blackburn", latitude=53.75, longitude=-2.48)
    scene = Scene(make_court(session, COURT, serves=[home]), home, beside, {})
    add_restricted_group(session, scene, "Horizon")
    add_line(session, scene, "An open service", "rehabilitation_activity")
    answer_everything(session)
    return scene


ASKED = {"postcode": "PR1", "months": "12", "hours": "100"}


def read_all(client: FlaskClient) -> dict[str, str]:
    """Every page; only the word that differs with each request is evened out."""
    seen = {path: client.get(path).text for path in PATHS}
    seen["asked"] = answered(client, f"/courts/{COURT}", ASKED).text
    return {path: evened(html) for path, html in seen.items()}


def test_a_confidential_service_changes_nothing(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    before = read_all(client)
    service = add_refuge(session, scene)
    assert read_all(client) == before
    hidden = client.get(f"/services/{service.public_id}")
    unknown = client.get("/services/00000000-0000-4000-8000-000000000000")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    nowhere = "00000000-0000-4000-8000-000000000000"
    assert evened(hidden.text).replace(str(service.public_id), nowhere) == evened(unknown.text)


def test_a_confidential_service_is_no_nearest_elsewhere(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    before = client.get("/api/v1/availability?ldu=blackburn&requirement=residence").text
    add_refuge(session, scene)
    after = client.get("/api/v1/availability?ldu=blackburn&requirement=residence").text
    assert after == before


def test_the_day_venue_and_group_of_a_restricted_service_change_nothing(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    before = read_all(client)
    move_restricted_group(session, dt.date(2027, 5, 20))
    site = Site(
        external_id="venue",
        name="Fishergate hall",
        exposure=Exposure.RESTRICTED,
        local_delivery_unit_id=scene.home.id,
    )
    session.add(site)
    session.flush()
    service = scene.service("Horizon", session)
    place_at_sites(session, service, [site], by=actor(session), at=NOW)
    listing = Listing(
        title="Horizon, Thursday evenings at Fishergate hall",
        summary="Where and when.",
        requirements=("programme",),
        who_for="Men who live near Fishergate",
    )
    publish_listing(session, service, listing, by=actor(session), at=NOW)
    answer_everything(session)
    after = read_all(client)
    assert after == before
    assert not any(word in html for word in HIDDEN_WORDS for html in after.values())


def test_no_length_of_order_tells_the_day_of_a_restricted_service(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    """An order of two months from 16 March ends on 16 May, between the two days."""
    later = NOW + dt.timedelta(days=14)
    lengths = [{"months": str(months)} for months in range(1, 7)]

    def asked() -> list[str]:
        with time_machine.travel(later, tick=False):
            pages = [answered(client, f"/courts/{COURT}", length).text for length in lengths]
        return [evened(page) for page in pages]

    before = asked()
    move_restricted_group(session, dt.date(2027, 5, 20))
    assert asked() == before
    assert len(set(before)) == len(lengths)


def test_another_month_of_a_restricted_service_is_seen(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    """The comparison can fail: the month itself may be known."""
    before = read_all(client)
    move_restricted_group(session, dt.date(2027, 7, 20))
    assert read_all(client) != before


def test_of_a_restricted_service_the_json_has_the_month_and_the_office_alone(
    client: FlaskClient, scene: Scene
) -> None:
    answer = json.loads(client.get(f"/api/v1/availability?court={COURT}").text)
    programme = next(one for one in answer["requirements"] if one["code"] == "programme")
    (row,) = programme["rows"]
    assert row["likely_start"] == "2027-05"
    assert row["restricted"] is True
    assert row["office"]["name"]
    hidden = ("provider", "contact", "by_9_in_10", "basis", "waiting", "used", "completion")
    assert {row[name] for name in (*hidden, "confirmed_at", "typical_wait")} == {None}


def test_of_a_restricted_service_the_page_has_no_provider_and_no_day(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    html = client.get(f"/services/{scene.service('Horizon', session).public_id}").text
    assert "Half start by the end of May 2027." in html
    for secret in (
        "Example Forge Trust",
        "01632 960 101",
        "11 May",
        "How to refer",
        "People waiting",
    ):
        assert secret not in html
