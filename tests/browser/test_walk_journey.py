"""One case from the hearing to its end: held, referred, booked, postponed, marked, completed.

At each step what the other person's page says: the officer's after the provider's act, the
provider's after the officer's, and what anybody reads of the places all the while.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import expect

from directory.delivery import DeliveryKind
from directory.people.roles import OrganisationKind, Role
from directory.services.models import Service
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, newest_message, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, TODAY, day
from tests.makers.groups import make_group
from tests.makers.lines import make_line, make_terms
from tests.makers.places import make_area, make_court
from tests.makers.start_dates import answer_everything

pytestmark = pytest.mark.browser

ADA, PIA = "ada.court@example.org", "pia.provider@example.org"
COURT, SERVICE = "/courts/preston-magistrates-court", "Thinking Ahead"
FIRST = day(28)
"""Tuesday 30 March 2027; it is postponed by a fortnight."""

ON_THE_DAY = dt.datetime(2027, 4, 13, 17, tzinfo=dt.UTC)
LATER = dt.datetime(2027, 5, 12, 9, tzinfo=dt.UTC)


@dataclass(frozen=True)
class WalkSite:
    app: Flask
    address: str
    group: str

    def cookies(self, at: dt.datetime) -> dict[str, str]:
        """New visits: those of weeks ago are over."""
        with self.app.app_context():
            begin_writing(db.session())
            made = {email: cookie_of(self.app, email, at=at) for email in (ADA, PIA)}
            db.session().commit()
            db.session.remove()
        return made


@pytest.fixture
def walk_site(scratch: Path, tmp_path: Path) -> Iterator[WalkSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        group = _make()
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield WalkSite(app, address, group)


def _make() -> str:
    """Preston's court, an officer of its team, and a group of eight places that begins in March."""
    session = db.session()
    area = make_area(session)
    court = make_court(session, serves=[area])
    line = make_line(session, areas=[area], kind=DeliveryKind.CLOSED_GROUP, terms=make_terms())
    provider_id = session.get_one(Service, line.service_id).provider_id or 0
    forge = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=provider_id
    )
    make_member(session, Role.PROVIDER_ADMINISTRATOR, name="Pia Provider", organisation=forge)
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, "Preston court team", court_id=court.id
    )
    make_member(session, Role.COURT_OFFICER, name="Ada Court", organisation=team)
    group = make_group(session, line, start=FIRST, places=8)
    answer_everything(session)
    return str(group.external_id)


@pytest.fixture
def site(walk_site: WalkSite) -> str:
    return walk_site.address


def test_from_the_hearing_to_the_end(visit: Visit, walk_site: WalkSite) -> None:
    page, on = visit.page, walk_site
    people = _people(visit, on, on.cookies(NOW))
    _held_in_everybodys_sight(visit, people)
    people.ada()
    case = _refer(visit)
    people.pia()
    visit.go("/inbox?heading=new", "Your inbox")
    expect(page.get_by_text("…4471").first).to_be_visible()
    people.ada()
    _turn_into_a_booking(visit)
    _reads(visit, COURT, "Group of 30 March 2027: 7 of 8 places left, 1 booked, 0 held")
    _postponed_and_told(visit, on, people, case)
    with time_machine.travel(ON_THE_DAY, tick=True):
        people = _people(visit, on, on.cookies(ON_THE_DAY))
        people.pia()
        _mark(visit, on.group)
        people.ada()
        _reads(visit, case, "Under way.", heading="Case …4471")
        expect(page.get_by_text("accept or decline")).to_have_count(0)
    with time_machine.travel(LATER, tick=True):
        people = _people(visit, on, on.cookies(LATER))
        people.pia()
        _complete(visit)
        people.ada()
        _reads(visit, "/sent", "Completed", heading="What became of what I sent")
        shown(visit, "walk-sent")


@dataclass(frozen=True)
class _People:
    """Who sits at the browser from now on: the court officer, the provider, or nobody known."""

    ada: Callable[[], None]
    pia: Callable[[], None]
    nobody: Callable[[], None]


def _people(visit: Visit, on: WalkSite, cookies: dict[str, str]) -> _People:
    return _People(
        lambda: as_somebody(visit.page, on.address, cookies, ADA),
        lambda: as_somebody(visit.page, on.address, cookies, PIA),
        visit.page.context.clear_cookies,
    )


def _held_in_everybodys_sight(visit: Visit, people: _People) -> None:
    people.ada()
    _hold(visit)
    people.nobody()
    _reads(visit, COURT, "7 in the group of 30 March 2027.")
    expect(visit.page.get_by_text("held before sentence")).to_have_count(0)
    people.pia()
    _reads(visit, COURT, "Group of 30 March 2027: 7 of 8 places left, 0 booked, 1 held")


def _postponed_and_told(visit: Visit, on: WalkSite, people: _People, case: str) -> None:
    people.pia()
    _postpone(visit, on.group)
    told = newest_message(on.app, ADA, at=NOW + dt.timedelta(minutes=5))
    assert "13 April 2027" in told
    assert "4471" not in told
    people.ada()
    _reads(visit, case, "13 April 2027", heading="Case …4471")
    shown(visit, "walk-postponed")
    people.nobody()
    _reads(visit, COURT, "7 in the group of 13 April 2027")


def _reads(visit: Visit, path: str, words: str, *, heading: str = "Preston") -> None:
    visit.go(path.removeprefix(visit.site), heading)
    expect(visit.page.get_by_text(words).locator("visible=true").first).to_be_visible()


def _hold(visit: Visit) -> None:
    page = visit.page
    visit.go(COURT, "Preston")
    shown(visit, "walk-court")
    page.get_by_role("link", name="Hold a place").first.click()
    visit.is_at("A place in a group")
    for part, number in (("day", "2"), ("month", "3"), ("year", "2027")):
        page.locator(f"#hearing_on-{part}").fill(number)
    shown(visit, "walk-hold")
    page.get_by_role("button", name="Hold one place").click()
    visit.is_at("Hold ")
    expect(page.get_by_text("One place is held.")).to_be_visible()
    shown(visit, "walk-held")
    page.get_by_role("status").get_by_role("link", name="Back to the court’s page").click()
    visit.is_at("Preston")
    expect(page.get_by_text("7 of 8 places left, 0 booked, 1 held").first).to_be_visible()
    shown(visit, "walk-court-held")


def _refer(visit: Visit) -> str:
    page = visit.page
    visit.go(COURT, "Preston")
    page.locator("main").get_by_role("link", name="Refer somebody").click()
    visit.is_at("Refer somebody")
    page.locator("main table").get_by_role("link", name=SERVICE).click()
    visit.is_at("Refer somebody to")
    page.get_by_label("Your reference of the case").fill("CASE-4471")
    page.get_by_label("Community order").check()
    for part in ("day", "month", "year"):
        page.locator(f"#sentenced_on-{part}").fill(str(getattr(TODAY, part)))
    page.get_by_label("Your team’s published telephone number").fill("01772 000001")
    page.get_by_label("Sex").select_option("prefer_not_to_say")
    page.get_by_role("button", name="Refer", exact=True).click()
    visit.is_at("Case …4471")
    return page.url.partition("?")[0]


def _turn_into_a_booking(visit: Visit) -> None:
    page = visit.page
    visit.go("/holds", "Places held before sentence")
    page.locator("main table a").first.click()
    page.get_by_label("Case reference").fill("CASE-4471")
    page.get_by_role("button", name="Turn it into a booking").click()
    visit.is_at("Why this place was given")
    expect(page.get_by_text("Booked.", exact=True)).to_be_visible()
    shown(visit, "walk-booked")


def _postpone(visit: Visit, group: str) -> None:
    page = visit.page
    visit.go("/groups", "Your groups")
    page.get_by_role("link", name=group, exact=True).click()
    expect(page.get_by_text("1 of 8")).to_be_visible()
    for part, number in (("Day", "13"), ("Month", "4"), ("Year", "2027")):
        page.get_by_label(part).fill(number)
    page.get_by_role("button", name="Move them").click()
    expect(page.get_by_text("Everybody booked keeps their place")).to_be_visible()
    shown(visit, "walk-group")


def _mark(visit: Visit, group: str) -> None:
    """On a phone, after the session."""
    page = visit.page
    with visit.narrowed():
        visit.go("/groups", "Your groups")
        page.get_by_role("link", name=group, exact=True).click()
        page.locator("main a[href^='/registers/']").first.click()
        page.get_by_role("button", name="All others attended: save").click()
        assert page.get_by_role("status").inner_text() == "Saved."
        assert page.get_by_label("Attended", exact=True).nth(0).is_checked()
        shown(visit, "walk-register-phone")


def _complete(visit: Visit) -> None:
    page = visit.page
    visit.go("/inbox", "Your inbox")
    page.locator("nav.inbox-headings").get_by_role("link", name="Under way and ending").click()
    page.locator("input[name=referral]").first.check()
    page.get_by_label("Completed", exact=True).check()
    page.get_by_role("button", name="Record for those ticked").click()
    expect(page.get_by_text("Recorded for 1 referral: Completed.")).to_be_visible()
