"""A new provider's member lists its first service; its commissioner approves it; it is paused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from directory.people.roles import OrganisationKind, Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.places import make_area
from tests.makers.services import make_provider

pytestmark = pytest.mark.browser

JANE, CARLA = "jane.roe@example.org", "carla.approver@example.org"
TITLE = "Garden work on Tuesdays"


@dataclass(frozen=True)
class NewSite:
    address: str
    cookies: dict[str, str]


@pytest.fixture
def new_site(scratch: Path, tmp_path: Path) -> Iterator[NewSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        cookies = _make(app)
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield NewSite(address, cookies)


def _make(app: Flask) -> dict[str, str]:
    session = db.session()
    for slug in ("preston", "blackburn", "lancaster"):
        make_area(session, slug)
    provider = make_provider(session, "The New Beginners")
    organisation = make_organisation(
        session, OrganisationKind.PROVIDER, "The New Beginners", provider_id=provider.id
    )
    make_member(session, Role.LISTING_EDITOR, name="Jane Roe", organisation=organisation)
    make_member(session, Role.COMMISSIONER, name="Carla Approver")
    return {one: cookie_of(app, one) for one in (JANE, CARLA)}


@pytest.fixture
def site(new_site: NewSite) -> str:
    return new_site.address


def test_from_an_empty_page_to_readers_and_days_without_referrals(
    visit: Visit, new_site: NewSite
) -> None:
    page = visit.page
    as_somebody(page, new_site.address, new_site.cookies, JANE)
    visit.go("/listings", "Your listings")
    shown(visit, "empty")
    page.get_by_role("button", name="List your first service").click()
    visit.is_at("List a new service")
    page.get_by_role("button", name="Save and go on").click()
    visit.is_at("List a new service")
    shown(visit, "new-wrong")
    page.get_by_label("What it is called").fill(TITLE)
    page.get_by_label("One to one").check()
    page.get_by_text("North West", exact=True).click()
    page.get_by_label("Preston", exact=True).check()
    page.get_by_label("Anybody may read where it is and when").check()
    shown(visit, "new")
    page.get_by_role("button", name="Save and go on").click()
    visit.is_at(f"Write the listing of {TITLE}")
    _write(visit)
    as_somebody(page, new_site.address, new_site.cookies, CARLA)
    visit.go("/approving", "Listings to approve")
    page.get_by_role("link", name=TITLE).click()
    visit.is_at(TITLE)
    shown(visit, "decide")
    page.get_by_role("button", name="Publish what is ticked, send back the rest").click()
    visit.is_at("Listings to approve")
    as_somebody(page, new_site.address, new_site.cookies, JANE)
    visit.go("/listings", "Your listings")
    shown(visit, "listings")
    _plan_days(visit)


def _write(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("What it is", exact=True).fill("Two hours in the walled garden.")
    page.get_by_label("Telephone", exact=True).fill("01632 960333")
    page.get_by_text("Pathways:").click()
    page.locator("[name=pathways][value=accommodation]").check()
    shown(visit, "draft")
    page.get_by_role("button", name="Save and see it as readers will").click()
    visit.is_at(TITLE)
    shown(visit, "preview")
    page.get_by_role("button", name="Submit it for approval").click()
    visit.is_at(TITLE)
    assert "Carla Approver" in page.locator("main").inner_text()
    shown(visit, "submitted")


def _plan_days(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name=TITLE, exact=True).click()
    visit.is_at(TITLE)
    page.get_by_role("link", name="Plan days without referrals, or the end").click()
    visit.is_at("Plan days without referrals")
    shown(visit, "stop")
    for group, day in (("From", "5"), ("Until and including", "9")):
        for part, text in (("Day", day), ("Month", "April"), ("Year", "2027")):
            page.get_by_role("group", name=group).get_by_label(part, exact=True).fill(text)
    page.get_by_label("Why").fill("We move house")
    page.get_by_role("button", name="Plan it").click()
    visit.is_at(TITLE)
    shown(visit, "planned")
    page.get_by_role("link", name="The page that readers see").click()
    visit.is_at(TITLE)
    assert "It takes no referrals from 5 April 2027 to 9 April 2027." in (
        page.locator("main").inner_text()
    )
    shown(visit, "readers")
