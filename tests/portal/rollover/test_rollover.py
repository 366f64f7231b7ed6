"""Listings over the turn of the year in browsers: counts that match, carried on, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.listings.models import ListingCarried
from directory.people.roles import OrganisationKind, Role
from directory.services.models import Service
from directory.services.queries import area_ids_served
from directory.services.serving import stop_serving
from tests.makers.accounts import make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_region
from tests.makers.services import make_provider, make_service
from tests.portal.listings.keeping import TITLE, Kept, kept_listing

pytestmark = pytest.mark.usefixtures("clock", "client")

LAST, FIRST = dt.date(2027, 3, 31), dt.date(2027, 4, 1)


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class Turning(Kept):
    others: Service


@pytest.fixture
def turning(app: Flask, session: Session) -> Turning:
    """One of two listings ends with the year, and so does one of another trust."""
    kept = kept_listing(app, session)
    make_service(session, "Goes on", areas=[kept.area])
    others = make_service(session, "Of another", areas=[kept.area])
    others.provider_id = make_provider(session, "Another trust").id
    for service in (kept.service, others):
        stop_serving(session, service, [kept.area], last_day=LAST, by=actor(session), at=NOW)
    session.flush()
    return Turning(app, session, kept.service, kept.organisation, kept.area, others)


def served(turning: Turning) -> bool:
    return area_ids_served(turning.session, turning.service.id, on=FIRST) != set()


def test_carried_on_and_taken_back_with_counts_that_match(turning: Turning) -> None:
    jane = turning.somebody(Role.LISTING_EDITOR, "Jane Roe")
    page = jane.get("/rollover").text
    assert "2 listings: 1 carried on, 1 ends, 0 changed" in page
    assert "2 listings: 2 carried on, 0 end, 0 changed" in page
    assert "served nowhere" in page
    assert "Of another" not in page
    assert "by none" not in page
    sent = {"listing": str(turning.service.public_id)}
    answer = jane.post("/rollover/carry", sent)
    assert (answer.status_code, answer.location) == (303, "/rollover?done=carried")
    page = jane.get(answer.location).text
    assert "2 listings: 2 carried on, 0 end, 0 changed" in page
    assert "by Jane Roe on 2 March 2027" in page
    assert "There is nothing to carry on." in page
    assert served(turning)
    assert jane.post("/rollover/carry", sent).location.endswith("?done=same")
    assert len(turning.session.scalars(select(ListingCarried)).all()) == 1
    back = jane.post("/rollover/take-back", sent)
    assert back.location.endswith("?done=taken-back")
    assert "2 listings: 1 carried on, 1 ends, 0 changed" in jane.get("/rollover").text
    assert not served(turning)
    assert jane.post("/rollover/take-back", sent).location.endswith("?done=same")


def test_after_the_turn_it_is_carried_on_still_and_not_taken_back(turning: Turning) -> None:
    with time_machine.travel(dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC), tick=False):
        jane = turning.somebody(Role.LISTING_EDITOR, "Jane Roe")
        sent = {"listing": str(turning.service.public_id)}
        assert jane.post("/rollover/carry", sent).location.endswith("?done=carried")
        assert "End after all" not in jane.get("/rollover").text
        refused = jane.post("/rollover/take-back", sent)
        assert refused.status_code == 422
        assert "can be taken back until 31 March 2027" in refused.text
        assert served(turning)


def test_a_commissioner_sees_those_of_its_areas(turning: Turning) -> None:
    carla = turning.somebody(Role.COMMISSIONER, "Carla Approver")
    page = carla.get("/rollover").text
    assert "3 listings: 1 carried on, 2 end, 0 changed" in page
    sent = {"listing": [str(turning.service.public_id), str(turning.others.public_id)]}
    assert carla.post("/rollover/carry", sent).location.endswith("?done=carried")
    assert "3 listings: 3 carried on, 0 end, 0 changed" in carla.get("/rollover").text
    elsewhere = make_organisation(
        turning.session, OrganisationKind.PROBATION_REGION, "Wales",
        region_id=make_region(turning.session, "wales").id,
    )  # fmt: skip
    dai = turning.somebody(Role.COMMISSIONER, "Dai Other", organisation=elsewhere)
    assert "None of your services is listed on that day" in dai.get("/rollover").text
    assert dai.post("/rollover/carry", sent).status_code == 404


def test_another_trusts_listing_is_not_found_and_nothing_is_carried(turning: Turning) -> None:
    jane = turning.somebody(Role.LISTING_EDITOR, "Jane Roe")
    both = {"listing": [str(turning.service.public_id), str(turning.others.public_id)]}
    assert jane.post("/rollover/carry", both).status_code == 404
    assert not served(turning)


def test_without_a_tick_it_says_what_to_do(turning: Turning) -> None:
    jane = turning.somebody(Role.LISTING_EDITOR, "Jane Roe")
    answer = jane.post("/rollover/carry", {})
    assert answer.status_code == 422
    assert "Tick at least one listing." in answer.text
    assert TITLE in answer.text


@pytest.mark.parametrize(
    "role",
    [Role.SENTENCER, Role.COURT_OFFICER, Role.PRISON_OFFICER, Role.ANALYST, Role.ADMINISTRATOR],
)
def test_others_may_not(turning: Turning, role: Role) -> None:
    assert turning.somebody(role).get("/rollover").status_code == 403


@pytest.mark.usefixtures("at_work")
def test_the_command_counts_and_changes_nothing(turning: Turning, app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["rollover", "--region", "north-west"])
    assert told.exit_code == 0, told.output
    lines = told.output.splitlines()
    assert lines[0] == (
        "31 March 2027 to 1 April 2027. 3 listings: 1 carried on, 2 end, 0 changed."
    )
    assert lines[1] == (
        "If all that can be is carried on: 3 listings: 3 carried on, 0 end, 0 changed."
    )
    assert f"Ends: {TITLE}, Example Forge Trust: Preston → served nowhere" in lines
    assert not served(turning)
    wrong = app.test_cli_runner().invoke(args=["rollover", "--region", "nowhere"])
    assert wrong.exit_code == 1
