"""A commissioner finds what ends, extends it, states a price, and tells what a month comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from commissioning.agreements.stating import state_conditions
from directory.people.roles import Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member
from tests.makers.agreements import make_lot
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_region
from tests.portal.agreements.bought import bought

pytestmark = pytest.mark.browser

CARLA = "carla.own@example.org"


@dataclass(frozen=True)
class AgreementSite:
    address: str
    agreement: str
    cookies: dict[str, str]


@pytest.fixture
def agreement_site(scratch: Path, tmp_path: Path) -> Iterator[AgreementSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        session = db.session()
        own = bought(app, session, priced=False)
        own.deliver(60, 50, 8)
        state_conditions(
            session, own.agreement, notice_months=15, extensions=[12, 12],
            review_dates=[dt.date(2027, 9, 1)], by=actor(session), at=NOW,
        )  # fmt: skip
        make_lot(session).region_id = make_region(session).id
        make_member(session, Role.COMMISSIONER, name="Carla Own")
        cookies = {CARLA: cookie_of(app, CARLA)}
        path = own.path
        session.commit()
        db.session.remove()
    with listening(app) as address:
        yield AgreementSite(address, path, cookies)


@pytest.fixture
def site(agreement_site: AgreementSite) -> str:
    return agreement_site.address


def test_what_ends_is_extended_priced_and_told_by_the_month(
    visit: Visit, agreement_site: AgreementSite
) -> None:
    page, on = visit.page, agreement_site
    as_somebody(page, on.address, on.cookies, CARLA)
    visit.go("/desk/agreements?within=all", "Agreements: what ends when")
    shown(visit, "agreements-pipeline")
    page.click("text=Mentoring in Preston")
    visit.is_at("Mentoring in Preston")
    page.click("text=State a price")
    visit.is_at("What a unit costs")
    page.click("main button")
    visit.is_at("What a unit costs")
    shown(visit, "agreements-price-refused")
    page.select_option("#unit", "start")
    page.fill("#pence", "120")
    for part, value in (("day", "1"), ("month", "4"), ("year", "2026")):
        page.fill(f"#from_date-{part}", value)
    page.fill("#bands", "100: 60.00")
    page.fill("#cap", "115")
    page.click("main button")
    visit.is_at("Mentoring in Preston")
    shown(visit, "agreements-whole")
    page.click("text=What each month comes to")
    visit.is_at("What each month comes to")
    page.select_option("#month", index=1)
    page.click("text=Tell this month")
    visit.is_at("What each month comes to")
    expect(page.locator(".done")).to_be_visible()
    shown(visit, "agreements-money")
    visit.go("/desk/lots", "Lots that buy no queue known here")
    shown(visit, "agreements-lots")
