"""A board reads what is late; a commissioner says where it stands and links what stands behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from commissioning.partnership.actions.models import ActionLevel
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.plans import a_plan, an_item
from tests.makers.scene import make_scene
from tests.portal.plans.conftest import SERVICE

pytestmark = pytest.mark.browser

CARA = "cara.commissioner@example.org"
TITLE = "The plan homes"


@dataclass(frozen=True)
class PlanSite:
    address: str
    service: str
    cookie: dict[str, str]


@pytest.fixture
def plan_site(scratch: Path, tmp_path: Path) -> Iterator[PlanSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        service = _make(db.session())
        cookie = {CARA: cookie_of(app, CARA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield PlanSite(address, service, cookie)


def _make(session: Session) -> str:
    scene = make_scene(session)
    region = session.get_one(Region, scene.home.region_id)
    plan = a_plan(session, "homes", region=region)
    an_item(
        session, plan, "A1-N", "A protocol to be issued by 30 September 2026.",
        words="Agree a protocol for homes.", lead_words="Region, Councils",
    )  # fmt: skip
    an_item(session, plan, "A1-R1", "In due course.", ActionLevel.REGIONAL, region=region,
            words="Name who answers for homes.", parents=("A1-N",))  # fmt: skip
    an_item(session, plan, "A1-L1", "To begin in June 2026.", ActionLevel.LOCAL, region=region,
            area=scene.home, words="Meet the council.", parents=("A1-N",))  # fmt: skip
    office = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "North West", region_id=region.id
    )
    make_member(session, Role.COMMISSIONER, name="Cara Commissioner", organisation=office)
    return f"/services/{scene.service(SERVICE, session).public_id}"


@pytest.fixture
def site(plan_site: PlanSite) -> str:
    return plan_site.address


def test_a_plan_is_read_written_and_followed_to_a_service_and_back(
    visit: Visit, plan_site: PlanSite
) -> None:
    page = visit.page
    visit.go("/plans", "Action plans")
    page.get_by_role("link", name=TITLE, exact=True).click()
    visit.is_at(TITLE)
    expect(page.get_by_text("overdue since 1 October 2026").first).to_be_visible()
    shown(visit, "plan")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    shown(visit, "plan-printed")
    page.emulate_media(media="screen")
    as_somebody(page, plan_site.address, plan_site.cookie, CARA)
    visit.go("/plans/homes", TITLE)
    page.locator("#items li").get_by_role("link", name="A1-N", exact=True).last.click()
    visit.is_at("A1-N: Agree a protocol")
    shown(visit, "plan-action")
    page.get_by_role("link", name="Say where it stands").click()
    visit.is_at("Say where it stands")
    page.get_by_label("Done").check()
    page.get_by_role("button", name="Say it").click()
    visit.is_at("Say where it stands")
    expect(page.get_by_role("link", name="Enter what shows that it is done.")).to_be_visible()
    shown(visit, "plan-state-refused")
    page.get_by_label("Evidence").fill("The protocol, signed.")
    page.get_by_role("button", name="Say it").click()
    visit.is_at("A1-N: Agree a protocol")
    page.get_by_role("link", name="Link a service").click()
    visit.is_at("Link what stands behind it")
    shown(visit, "plan-link")
    page.get_by_label("A service", exact=True).check()
    page.get_by_label("Address of the service’s page").fill(plan_site.address + plan_site.service)
    page.get_by_role("button", name="Make the link").click()
    visit.is_at("A1-N: Agree a protocol")
    shown(visit, "plan-action-linked")
    page.get_by_role("link", name=SERVICE).click()
    visit.is_at(SERVICE)
    page.get_by_role("link", name="A1-N: Agree a protocol for homes.").click()
    visit.is_at("A1-N: Agree a protocol")
    visit.go("/plans/homes/actions/new", "Add an item")
    shown(visit, "plan-item-new")
