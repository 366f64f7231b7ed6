"""A region keeps an agreement on sharing and a partner; an officer refers where none covers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import day
from tests.makers.protocols import make_protocol
from tests.makers.scene import make_scene

pytestmark = pytest.mark.browser

KEEPER, OFFICER = "ada.keeper@example.org", "ola.officer@example.org"


@dataclass(frozen=True)
class SharingSite:
    address: str
    line: str
    home: str
    cookies: dict[str, str]


@pytest.fixture
def sharing_site(scratch: Path, tmp_path: Path) -> Iterator[SharingSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        session = db.session()
        scene = make_scene(session)
        line = scene.lines["Building Choices"]
        region = session.get_one(Region, scene.home.region_id)
        make_protocol(session, line, region=region, review_on=day(-3))
        own = make_organisation(
            session, OrganisationKind.PROBATION_REGION, "The region", region_id=region.id
        )
        team = make_organisation(
            session, OrganisationKind.COURT_TEAM, "A team", local_delivery_unit_id=scene.home.id
        )
        make_member(session, Role.COMMISSIONER, organisation=own, name="Ada Keeper")
        make_member(session, Role.OFFENDER_MANAGER, organisation=team, name="Ola Officer")
        cookies = {one: cookie_of(app, one) for one in (KEEPER, OFFICER)}
        path, home = f"/refer/{line.public_id}", scene.home.slug
        session.commit()
        db.session.remove()
    with listening(app) as address:
        yield SharingSite(address, path, home, cookies)


@pytest.fixture
def site(sharing_site: SharingSite) -> str:
    return sharing_site.address


def test_what_nobody_covers_is_sent_and_asked_of(visit: Visit, sharing_site: SharingSite) -> None:
    page, on = visit.page, sharing_site
    visit.go("/protocols", "Agreements on sharing information")
    as_somebody(page, on.address, on.cookies, OFFICER)
    visit.go(on.line, "Refer somebody to")
    expect(page.locator("main")).to_contain_text("is past review since 27 February 2027")
    page.fill("#reference", "CASE-4471")
    page.select_option("#home", on.home)
    page.check("input[name=basis][value=voluntary]")
    page.fill("#telephone", "01772 000001")
    page.click("main button")
    visit.is_at("Case")
    page.click("text=Say on what ground you share")
    visit.is_at("Sharing with the provider")
    page.check("input[name=ground][value=consent]")
    page.select_option("#consent", "willing_in_court")
    page.click("main button")
    visit.is_at("Sharing with the provider")
    expect(page.locator(".govuk-error-summary")).to_contain_text("is not consent to sharing")
    as_somebody(page, on.address, on.cookies, KEEPER)
    visit.go("/protocols", "Agreements on sharing information")
    page.click("text=NW-1")
    visit.is_at("NW-1")
    page.click("text=Renew it after a review")
    visit.is_at("NW-1")
    visit.go("/protocols/new", "Add an agreement")
    visit.go("/protocols/files", "Files of referrals that no agreement covers")
    visit.go("/partners/new", "Add a partner")
    visit.go(f"/partners/areas/{on.home}", "Which bodies lie in")
