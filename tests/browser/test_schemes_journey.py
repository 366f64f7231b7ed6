"""A region states how many people are on a scheme; anybody reads what is not withheld."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from commissioning.partnership.cohorts.counts import CohortCounts
from commissioning.partnership.cohorts.periods import CohortPeriod
from commissioning.partnership.cohorts.stating import CohortFacts, state_cohort
from directory.people.roles import OrganisationKind, Role
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area

pytestmark = pytest.mark.browser

KEEPER = "ada.keeper@example.org"
PATH = "/schemes/preston/ribble-scheme"
FACTS = SchemeFacts(
    "Ribble Scheme", SchemeKind.INTEGRATED_MANAGEMENT,
    "Police and probation officers work together with people who offend often.",
    telephone="01632 960 911", requirement="rehabilitation_activity",
)  # fmt: skip
JANUARY = CohortFacts(
    period=CohortPeriod(dt.date(2027, 1, 1), 1), source="The scheme’s team", stated_on=TODAY,
    counts=CohortCounts(places=30, on_scheme=28, statutory=22, not_statutory=6, joined=4),
)  # fmt: skip
BEFORE = replace(
    JANUARY,
    period=CohortPeriod(dt.date(2026, 11, 1), 1),
    counts=CohortCounts(
        places=30, on_scheme=31, statutory=20, not_statutory=11, joined=12, left_in_all=9,
        left_completed=9, complied=12, warned=8, breached=0, in_contact=11,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class SchemeSite:
    address: str
    cookies: dict[str, str]


@pytest.fixture
def scheme_site(scratch: Path, tmp_path: Path) -> Iterator[SchemeSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        session = db.session()
        area, by = make_area(session), actor(session)
        scheme = list_scheme(
            session, area, FACTS, stated_by="The team", stated_on=TODAY, by=by, at=NOW
        )
        for facts in (BEFORE, JANUARY):
            state_cohort(session, scheme, facts, by=by, at=NOW)
        own = make_organisation(
            session, OrganisationKind.PROBATION_REGION, "The region", region_id=area.region_id
        )
        make_member(session, Role.COMMISSIONER, organisation=own, name="Ada Keeper")
        cookies = {KEEPER: cookie_of(app, KEEPER)}
        session.commit()
        db.session.remove()
    with listening(app) as address:
        yield SchemeSite(address, cookies)


@pytest.fixture
def site(scheme_site: SchemeSite) -> str:
    return scheme_site.address


def test_a_month_is_stated_and_asked_about(visit: Visit, scheme_site: SchemeSite) -> None:
    page, on = visit.page, scheme_site
    visit.go("/schemes", "Schemes")
    page.click("main >> text=Ribble Scheme")
    visit.is_at("Integrated offender management, Preston")
    expect(page.locator("main")).to_contain_text("withheld")
    as_somebody(page, on.address, on.cookies, KEEPER)
    visit.go(f"{PATH}/state", "Ribble Scheme, Preston")
    for name, count in (("on_scheme", "30"), ("joined", "3"), ("left_in_all", "2")):
        page.fill(f"#{name}", count)
    page.click("main button")
    visit.is_at("Ribble Scheme, Preston")
    expect(page.locator("main")).to_contain_text("28 + 3 − 2 = 29, you say 30: is that right?")
    page.check("#is_right")
    page.click("main button")
    visit.is_at("Integrated offender management, Preston")
    expect(page.locator("main")).to_contain_text("full: 30 on 30 places")
