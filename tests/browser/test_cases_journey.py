"""An officer refers somebody, reads the case, prints a slip and reads what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from directory.people.roles import OrganisationKind, Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import TODAY
from tests.makers.scene import make_scene

pytestmark = pytest.mark.browser

ADA = "ada.roe@example.org"
GROUP = "Building Choices"


@dataclass(frozen=True)
class CaseSite:
    address: str
    area: str
    service_id: str
    cookies: dict[str, str]


@pytest.fixture
def case_site(scratch: Path, tmp_path: Path) -> Iterator[CaseSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        session = db.session()
        begin_writing(session)
        scene = make_scene(session)
        team = make_organisation(
            session, OrganisationKind.COURT_TEAM, "Preston team",
            local_delivery_unit_id=scene.home.id,
        )  # fmt: skip
        make_member(session, Role.OFFENDER_MANAGER, name="Ada Roe", organisation=team)
        area, service = scene.home.slug, str(scene.service(GROUP, session).public_id)
        cookies = {ADA: cookie_of(app, ADA)}
        session.commit()
        db.session.remove()
    with listening(app) as address:
        yield CaseSite(address, area, service, cookies)


@pytest.fixture
def site(case_site: CaseSite) -> str:
    return case_site.address


def test_referred_read_printed_and_followed(visit: Visit, case_site: CaseSite) -> None:
    page = visit.page
    as_somebody(page, case_site.address, case_site.cookies, ADA)
    visit.go(f"/services/{case_site.service_id}", GROUP)
    page.get_by_role("link", name="Refer somebody", exact=True).last.click()
    visit.is_at("Refer somebody")
    page.get_by_label("Where the person will live").select_option(case_site.area)
    page.get_by_role("button", name="Show the queues").click()
    shown(visit, "refer-choose")
    page.locator("main table").get_by_role("link", name=GROUP).click()
    visit.is_at("Refer somebody to")
    page.get_by_role("button", name="Refer", exact=True).click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    visit.is_at("Refer somebody to")
    shown(visit, "refer-refused")
    _fill(visit)
    page.get_by_role("button", name="Refer", exact=True).click()
    visit.is_at("Case …4471")
    shown(visit, "case")
    page.get_by_role("link", name="Record what happened").click()
    visit.is_at("Record what happened")
    shown(visit, "case-record")
    page.go_back()
    page.get_by_role("link", name="Pass to another queue").click()
    visit.is_at("Pass to another queue")
    shown(visit, "case-transfer")
    page.go_back()
    address = page.url.partition("?")[0]
    page.get_by_role("link", name="A slip for the person").click()
    visit.is_at("When and where")
    shown(visit, "case-slip")
    assert GROUP not in page.locator("main").inner_text()
    _print_the_sheet(visit, address)
    visit.go("/cases", "Cases")
    shown(visit, "cases")
    page.get_by_label("Find a case by its reference").fill("CASE-4471")
    page.get_by_role("button", name="Find").click()
    visit.is_at("Case …4471")
    visit.go("/sent", "What became of what I sent")
    shown(visit, "sent")


def _print_the_sheet(visit: Visit, address: str) -> None:
    visit.page.goto(f"{address}/sheet")
    visit.is_at("Case …4471, for the file")
    assert len(re.findall(rb"/Type\s*/Page[^s]", visit.page.pdf(format="A4"))) == 1


def _fill(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Your reference of the case").fill("CASE-4471")
    page.get_by_label("Community order").check()
    for part in ("day", "month", "year"):
        page.locator(f"#sentenced_on-{part}").fill(str(getattr(TODAY, part)))
    page.get_by_label("Accommodation").check()
    page.get_by_label("Does the person go before their turn").select_option("court_set_a_day")
    page.get_by_label("Your team’s published telephone number").fill("01772 000001")
    page.get_by_label("Sex").select_option("prefer_not_to_say")
