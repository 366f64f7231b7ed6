"""Whose listing it is: every page of it, asked by each who may and each who may not."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure
from tests.makers.accounts import make_organisation
from tests.makers.listings import OLD_NUMBER, make_draft, make_person
from tests.makers.places import make_region
from tests.makers.services import make_provider, make_service
from tests.portal.listings.keeping import Kept, kept_listing

pytestmark = pytest.mark.usefixtures("client")

EDITOR, COMMISSIONER = Role.LISTING_EDITOR, Role.COMMISSIONER
MAY_EDIT = {Role.LISTING_EDITOR, Role.PROVIDER_ADMINISTRATOR}
MAY_DECIDE = {Role.COMMISSIONER, Role.REGION_HEAD}

PAGES = [
    ("GET", "", MAY_EDIT | MAY_DECIDE),
    ("GET", "/history", MAY_EDIT | MAY_DECIDE),
    ("GET", "/confirm", MAY_EDIT | MAY_DECIDE),
    ("GET", "/draft", MAY_EDIT),
    ("POST", "/reach", MAY_EDIT),
    ("POST", "/draft", MAY_EDIT),
    ("POST", "/draft/submit", MAY_EDIT),
    ("POST", "/draft/take-back", MAY_EDIT),
    ("POST", "/draft/leave", MAY_EDIT),
    ("POST", "/confirm", MAY_EDIT | MAY_DECIDE),
    ("POST", "/lines/{line}/closure", MAY_EDIT | MAY_DECIDE),
]
DECIDING = [
    ("GET", "/approving/{draft}"),
    ("GET", "/approving/{draft}/preview"),
    ("POST", "/approving/{draft}"),
    ("GET", "/approving/services/{service}/earlier/1"),
    ("GET", "/approving/services/{service}/withdraw"),
    ("POST", "/approving/services/{service}/withdraw"),
]


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    return kept_listing(app, session)


@pytest.mark.parametrize("role", Role)
def test_whose_role_does_not_include_it_is_refused(kept: Kept, role: Role) -> None:
    somebody = kept.somebody(role)
    line = kept.line()
    for method, path, may in PAGES:
        address = kept.path + path.format(line=line.public_id)
        ask = somebody.get if method == "GET" else somebody.post
        status = ask(address).status_code
        assert (status in {200, 303, 422}) is (role in may), (method, path, status)
        assert (status == 403) is (role not in may), (method, path, status)


@pytest.mark.parametrize("role", sorted(MAY_EDIT | MAY_DECIDE), ids=str)
def test_anothers_is_not_there(app: Flask, session: Session, kept: Kept, role: Role) -> None:
    """Another provider's, another region's: as if there were none, page by page."""
    if role in MAY_EDIT:
        other = make_provider(session, "Another Trust")
        where = {"provider_id": other.id}
        organisation = make_organisation(session, OrganisationKind.PROVIDER, "Another", **where)
    else:
        where = {"region_id": make_region(session, "wales").id}
        organisation = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", **where)
    stranger = kept.somebody(role, organisation=organisation)
    line = kept.line()
    draft = make_draft(session, kept.service, make_person(session, "Jane Roe"))
    session.flush()
    for method, path, may in PAGES:
        if role in may:
            ask = stranger.get if method == "GET" else stranger.post
            mine = ask(kept.path + path.format(line=line.public_id))
            nobodys = ask(f"/listings/{uuid.uuid4()}" + path.format(line=line.public_id))
            assert (mine.status_code, nobodys.status_code) == (404, 404), (method, path)
            assert "Thinking Ahead" not in mine.text
    if role in MAY_DECIDE:
        assert "Thinking Ahead" not in stranger.get("/approving").text
        for method, path in DECIDING:
            ask = stranger.get if method == "GET" else stranger.post
            address = path.format(draft=draft.public_id, service=kept.service.public_id)
            assert ask(address).status_code == 404, (method, path)
    else:
        assert "Thinking Ahead" not in stranger.get("/listings").text


def test_nobody_decides_on_their_own_nor_on_what_is_not_submitted(kept: Kept) -> None:
    carla = kept.somebody(COMMISSIONER)
    own = make_draft(kept.session, kept.service, carla.member.person)
    unsent = make_draft(
        kept.session, kept.service, make_person(kept.session, "Jane"), is_submitted=False
    )
    for draft in (own, unsent):
        assert carla.get(f"/approving/{draft.public_id}").status_code == 404
        assert carla.post(f"/approving/{draft.public_id}").status_code == 404
    assert "Nothing waits for you" in carla.get("/approving").text


def test_a_line_of_another_service_is_not_of_this_one(app: Flask, kept: Kept) -> None:
    other = kept.line(make_service(kept.session, areas=[kept.area])).public_id
    jane = kept.somebody(EDITOR)
    assert jane.post(f"{kept.path}/lines/{other}/closure").status_code == 404


def test_how_a_confidential_service_is_reached_stands_on_none_of_its_pages(kept: Kept) -> None:
    kept.service.exposure = Exposure.CONFIDENTIAL
    kept.session.flush()
    draft = make_draft(
        kept.session, kept.service, make_person(kept.session, "Jane"), telephone="01632 960777",
        summary="Kept safe.",
    )  # fmt: skip
    jane, carla = kept.somebody(Role.PROVIDER_ADMINISTRATOR), kept.somebody(COMMISSIONER)
    decide = f"/approving/{draft.public_id}"
    pages = [jane.get(kept.path + path).text for path in ("", "/draft", "/history", "/confirm")]
    pages += [carla.get(path).text for path in (decide, f"{decide}/preview", "/approving")]
    for page in pages:
        for secret in (OLD_NUMBER, "960777", "old@example.org"):
            assert secret not in page
    assert "not shown on a page" in pages[4]


def test_the_actor_is_who_is_logged_in(kept: Kept) -> None:
    jane = kept.somebody(EDITOR, "Jane Roe")
    jane.post(f"{kept.path}/reach", {"based_on": "1", "telephone": OLD_NUMBER,
              "email": "old@example.org", "opening_hours": "9 to 5", "by": "1"})  # fmt: skip
    kept.session.refresh(kept.service)
    said = kept.service.said["opening_hours"]
    assert said["by"] == "Jane Roe"
    assert isinstance(jane.member.person, Person)
