"""A group moves to today, its register is kept on a phone, and somebody is planned away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from directory.delivery import DeliveryKind
from directory.people.roles import OrganisationKind, Role
from directory.services.models import Service
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import TODAY
from tests.makers.groups import make_group, seat
from tests.makers.lines import make_line
from tests.makers.places import make_area

pytestmark = pytest.mark.browser

PIA = "pia.provider@example.org"


@dataclass(frozen=True)
class RegisterSite:
    address: str
    group: str
    cookies: dict[str, str]


@pytest.fixture
def register_site(scratch: Path, tmp_path: Path) -> Iterator[RegisterSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        group = _make()
        cookies = {PIA: cookie_of(app, PIA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield RegisterSite(address, group, cookies)


def _make() -> str:
    """A group of four people that starts in a week, and its provider."""
    session = db.session()
    line = make_line(session, areas=[make_area(session)], kind=DeliveryKind.CLOSED_GROUP)
    provider_id = session.get_one(Service, line.service_id).provider_id or 0
    forge = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=provider_id
    )
    make_member(session, Role.PROVIDER_ADMINISTRATOR, name="Pia Provider", organisation=forge)
    group = make_group(session, line, start=TODAY + dt.timedelta(days=7))
    for _ in range(4):
        seat(session, group)
    return str(group.external_id)


@pytest.fixture
def site(register_site: RegisterSite) -> str:
    return register_site.address


def test_a_group_moves_and_its_register_is_kept(visit: Visit, register_site: RegisterSite) -> None:
    page, on = visit.page, register_site
    as_somebody(page, on.address, on.cookies, PIA)
    visit.go("/groups", "Your groups")
    shown(visit, "groups")
    page.get_by_role("link", name=on.group, exact=True).click()
    for part, number in (("Day", "2"), ("Month", "3"), ("Year", "2027")):
        page.get_by_label(part).fill(number)
    page.get_by_role("button", name="Move them").click()
    expect(page.get_by_text("Everybody booked keeps their place")).to_be_visible()
    shown(visit, "group")
    page.locator("main a[href^='/registers/']").first.click()
    expect(page.get_by_text("Open until 9 March 2027.")).to_be_visible()
    page.get_by_text("Absent, unacceptable").nth(1).click()
    page.get_by_role("button", name="All others attended: save").click()
    visit.is_at("")
    assert page.get_by_role("status").inner_text() == "Saved."
    assert page.get_by_label("Absent, unacceptable").nth(1).is_checked()
    assert page.get_by_label("Attended", exact=True).nth(0).is_checked()
    shown(visit, "register")
    page.get_by_role("link", name="Plan or look up").first.click()
    page.get_by_label("Never on").select_option("Tuesday")
    page.get_by_role("button", name="Save the weekday").click()
    expect(page.get_by_text("Never on Tuesdays").first).to_be_visible()
    visit.is_at("")
    shown(visit, "person")
    visit.go("/registers", "Registers")
    expect(page.get_by_text("4 of 4 marked").first).to_be_visible()
    shown(visit, "registers")
    visit.go("/groups/new", "Plan a new group")
    shown(visit, "group-new")
