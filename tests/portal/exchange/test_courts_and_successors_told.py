"""What files tell of courts and providers, as somebody reads it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from directory.exchange.runner import run_import
from directory.people.models import Person
from directory.providers.models import Provider
from directory.search.document import documents
from directory.services.models import Service
from tests.makers.days import NOW, TODAY
from tests.makers.hidden import add_refuge
from tests.makers.scene import COURT, make_scene

TakeIn = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def take_in(session: Session, importer: Person, tmp_path: Path) -> TakeIn:
    def run(kind: str, text: str) -> None:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        report = run_import(session, kind_called(kind, ""), path, by=importer, at=NOW)
        assert report.errors == []
        session.commit()

    return run


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_team_of_the_court_is_rung_first_there_and_on_paper(
    client: FlaskClient, session: Session, take_in: TakeIn
) -> None:
    make_scene(session)
    session.commit()
    take_in(
        "court-teams",
        "court,name,telephone,stated_by,stated_on\n"
        f"{COURT},Preston Court Team,01632 960104,Example Region,2027-03-01\n",
    )
    take_in(
        "court-areas",
        "court,area,confirmed_by,confirmed_on\n"
        f"{COURT},central-lancashire,Example Region,2027-03-01\n",
    )
    page = words(client.get(f"/courts/{COURT}").text)
    team = "Preston Court Team 01632 960104"
    told = f"Ring first: {team} (as stated by Example Region on 1 March 2027)"
    assert told in page
    assert "(confirmed by Example Region on 1 March 2027)" in page
    assert "Preston Court Team" not in words(client.get(f"/courts/{COURT}?area=north-wales").text)
    made = client.post(f"/courts/{COURT}/sheets", follow_redirects=True)
    assert team in words(made.text)


@pytest.fixture
def merged(session: Session, take_in: TakeIn) -> Provider:
    """Who came after Old Harbour Trust, which has a record, and Harbour Hands, which has none."""
    make_scene(session)
    session.commit()
    after = session.scalars(select(Provider).order_by(Provider.id)).first()
    assert after is not None
    take_in("providers", "external_id,name,charity_number\nOLD,Old Harbour Trust,1112223\n")
    heading = "provider,kind,former_provider,former_name,former_charity_number,from_date,"
    take_in(
        "provider-successors",
        f"{heading}stated_by,stated_on\n"
        f"{after.external_id},merged,OLD,Old Harbour Trust,,2026-04-01,Example Region,2027-03-01\n"
        f"{after.external_id},renamed,,Harbour Hands,3334445,2020-01-01,Example,2027-03-01\n",
    )
    return after


def test_former_names_and_numbers_find_who_came_after(
    client: FlaskClient, merged: Provider
) -> None:
    for typed in ("Harbour Hands", "3334445", "1112223", "harbour hand"):
        html = client.get("/providers", query_string={"q": typed}).text
        assert f"/providers/{merged.public_id}" in html, typed
        assert "formerly Harbour Hands, Old Harbour Trust" in words(html), typed


def test_the_old_page_says_who_came_after_and_the_new_one_what_it_was(
    client: FlaskClient, session: Session, merged: Provider
) -> None:
    old = session.scalars(select(Provider).where(Provider.external_id == "OLD")).one()
    page = client.get(f"/providers/{old.public_id}").text
    assert f"On 1 April 2026 it merged into {merged.name}" in words(page)
    assert f'href="/providers/{merged.public_id}"' in page
    page = words(client.get(f"/providers/{merged.public_id}").text)
    assert "Harbour Hands, until it was renamed on 1 January 2020 charity 3334445" in page
    assert "Old Harbour Trust, until it merged into this one on 1 April 2026" in page


def test_services_are_searched_by_the_former_name(session: Session, merged: Provider) -> None:
    ids = session.scalars(select(Service.id).where(Service.provider_id == merged.id)).all()
    found = list(documents(session, ids, today=TODAY))
    open_ones = [one for one in found if one.text]
    assert open_ones
    assert all("Harbour Hands" in one.text for one in open_ones)
    assert not any("Harbour Hands" in one.text for one in found if not one.text)


def test_the_search_learns_of_it_at_once(session: Session, take_in: TakeIn) -> None:
    make_scene(session)
    session.commit()
    provider_id, before = session.execute(
        select(Service.provider_id, Service.search_version).where(Service.provider_id.is_not(None))
    ).first()  # type: ignore[misc]
    after = session.get_one(Provider, provider_id)
    take_in(
        "provider-successors",
        "provider,kind,former_name,from_date,stated_by,stated_on\n"
        f"{after.external_id},renamed,Quay Hands,{dt.date(2020, 1, 1)},Example,2027-03-01\n",
    )
    versions = select(Service.search_version).where(Service.provider_id == provider_id)
    assert min(session.scalars(versions)) > before


def test_a_former_name_of_whom_nobody_may_know_is_told_nowhere(
    client: FlaskClient, session: Session, take_in: TakeIn
) -> None:
    """A refuge's provider was taken over by one that everybody may know."""
    scene = make_scene(session)
    refuge = add_refuge(session, scene)
    hidden = Provider(external_id="HID", name="Hidden Harbour", source="tests", recorded_at=NOW)
    session.add(hidden)
    session.flush()
    refuge.provider_id = hidden.id
    session.commit()
    after = session.scalars(select(Provider).order_by(Provider.id)).first()
    assert after is not None
    take_in(
        "provider-successors",
        "provider,kind,former_name,former_provider,from_date,stated_by,stated_on\n"
        f"{after.external_id},taken_over,Hidden Harbour,HID,2026-04-01,Example,2027-03-01\n",
    )
    read = [
        client.get(path).text
        for path in (f"/providers/{after.public_id}", "/providers", "/providers?q=hidden+harbour")
    ]
    assert all("formerly" not in html.casefold() for html in read)
    assert f"/providers/{after.public_id}" not in read[-1]
    ids = session.scalars(select(Service.id)).all()
    assert not any("Harbour" in one.text for one in documents(session, ids, today=TODAY))
