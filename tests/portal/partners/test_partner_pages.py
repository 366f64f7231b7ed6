"""A region keeps its partners; anybody finds them, and what an area is crossed with."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import logged_in, make_organisation
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

pytestmark = pytest.mark.sqlite


def test_a_region_adds_changes_and_ends_one(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    ours = logged_in(
        visitor.application.test_client(), session, Role.COMMISSIONER, organisation=region,
        name="Ada Keeper",
    )  # fmt: skip
    session.commit()
    facts = {
        "name": "Invented City Council", "kind": "council", "post": "Partnership manager",
        "telephone": "01632 960 001", "email": "partners@example.org", "areas": [scene.home.slug],
        "pathway_accommodation": "leads", "boards": "Reducing reoffending board",
    }  # fmt: skip
    assert ours.post("/partners/new", {**facts, "areas": []}).status_code == 422
    asked = ours.post("/partners/new", {**facts, "post": "John Smith"})
    assert asked.status_code == 422
    assert "nobody’s name" in asked.text
    nobody = text_of(visitor.get(f"/partners/areas/{scene.home.slug}").text)
    assert "No partner that is recorded here is said to work in this area." in nobody
    path = ours.post("/partners/new", facts).location.partition("?")[0]
    assert ours.post("/partners/new", facts).location == f"{path}?done=new"  # a second click
    html = visitor.get(path).text
    assert 'href="tel:01632960001">01632 960 001</a>' in html
    assert 'href="mailto:partners@example.org">partners@example.org</a>' in html
    page = text_of(html)
    assert "Leads: Accommodation" in page
    assert "Reducing reoffending board" in page
    assert "pays into" not in page
    assert "No agreement of yours names it" in ours.get(path).text
    assert "Invented City Council" in visitor.get("/partners?q=council").text
    assert "Invented City Council" in visitor.get("/partners.csv").text
    there = text_of(visitor.get(f"/partners/areas/{scene.home.slug}").text)
    assert f"{facts['name']} Council Leads: Accommodation Partnership manager" in there
    same = ours.post(f"{path}/change", {**facts, "based_on": "1"})
    assert same.location == f"{path}?done=same"
    last = {"ended_on-day": "1", "ended_on-month": "3", "ended_on-year": "2027"}
    after = ours.post("/partners/new", {**facts, "name": "Invented Unitary Council"}).location
    named = {**last, "based_on": "1", "successor": "invented unitary council"}
    for _ in range(2):
        assert ours.post(f"{path}/end", named).location == f"{path}?done=end"
    assert "It ended on 1 March 2027. In its place: Invented Unitary" in text_of(
        visitor.get(path).text
    )
    html = visitor.get(path).text
    assert not any(str(facts[one]) in html for one in ("post", "telephone", "email"))
    [row] = [one for one in visitor.get("/partners.csv").text.splitlines() if "2027-03-01" in one]
    assert not any(str(facts[one]) in row for one in ("post", "telephone", "email"))
    page = text_of(visitor.get(after.partition("?")[0]).text)
    assert f"In place of {facts['name']} from 2 March 2027." in page
    there = text_of(visitor.get(f"/partners/areas/{scene.home.slug}").text)
    assert f"{facts['name']} Council" not in there


def test_what_nobody_told_of_an_area_is_not_known(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    ours = logged_in(
        visitor.application.test_client(), session, Role.COMMISSIONER, organisation=region,
        name="Ada Keeper",
    )  # fmt: skip
    session.commit()
    path = f"/partners/areas/{scene.home.slug}"
    assert "Health board – Not known to this portal." in text_of(visitor.get(path).text)
    told = {
        "kind": "health_board", "names": "Invented health board", "source": "The board",
        "from_day-day": "1", "from_day-month": "3", "from_day-year": "2027",
    }  # fmt: skip
    assert ours.post(f"{path}/state", told).status_code == 303
    page = text_of(visitor.get(path).text)
    assert "Invented health board, from 1 March 2027 This list is partial" in page
    assert ours.post("/partners/areas/north-wales/state", told).status_code == 404


def test_partners_and_agreements_are_reached_from_public_pages(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    region = session.get_one(Region, scene.home.region_id).slug
    assert f'href="/areas/{region}/feedback"' in visitor.get(f"/areas/{region}").text
    area = visitor.get(f"/areas/{region}/{scene.home.slug}").text
    assert f'href="/partners/areas/{scene.home.slug}"' in area
    for path in ("/about", "/plans", "/areas"):
        assert 'href="/partners"' in visitor.get(path).text
    for path in ("/about", "/plans"):
        assert 'href="/protocols"' in visitor.get(path).text
