"""An inbox on a phone: what is new is accepted, many at once; an officer sees whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from commissioning.moves.counting_hands import count_days_in_hands
from directory.people.roles import OrganisationKind, Role
from portal.extensions import begin_writing, db
from portal.inbox.telling import tell_of_silence
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW
from tests.makers.inboxes import InboxMade, fill_inbox
from tests.makers.scene import make_scene

pytestmark = pytest.mark.browser

PIA, OLA, CARLA = (f"{name}@example.org" for name in ("pia.provider", "ola.officer", "carla.buyer"))


@dataclass(frozen=True)
class InboxSite:
    address: str
    cookies: dict[str, str]


@pytest.fixture
def inbox_site(scratch: Path, tmp_path: Path) -> Iterator[InboxSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        session = db.session()
        begin_writing(session)
        made = fill_inbox(session, make_scene(session))
        _members(made)
        tell_of_silence(session, NOW)
        count_days_in_hands(session, NOW)
        cookies = {email: cookie_of(app, email) for email in (PIA, OLA, CARLA)}
        session.commit()
        db.session.remove()
    with listening(app) as address:
        yield InboxSite(address, cookies)


def _members(made: InboxMade) -> None:
    session, home = made.session, made.scene.home
    own = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=made.provider_id
    )
    make_member(session, Role.PROVIDER_ADMINISTRATOR, name="Pia Provider", organisation=own)
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, "A team", local_delivery_unit_id=home.id
    )
    make_member(session, Role.OFFENDER_MANAGER, name="Ola Officer", organisation=team)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "A region", region_id=home.region_id
    )
    make_member(session, Role.COMMISSIONER, name="Carla Buyer", organisation=region)


@pytest.fixture
def site(inbox_site: InboxSite) -> str:
    return inbox_site.address


def test_an_inbox_from_new_to_with_somebody_else(visit: Visit, inbox_site: InboxSite) -> None:
    page, on = visit.page, inbox_site
    as_somebody(page, on.address, on.cookies, PIA)
    visit.go("/inbox", "Your inbox")
    shown(visit, "inbox-past-due")
    page.get_by_role("link", name="New").click()
    visit.is_at("Your inbox")
    for box in page.locator("input[name=referral]").all()[:2]:
        box.check()
    page.get_by_label("Accept", exact=True).check()
    shown(visit, "inbox-new")
    page.get_by_role("button", name="Record for those ticked").click()
    visit.is_at("Your inbox")
    expect(page.get_by_text("Recorded for 2 referrals: Accept.")).to_be_visible()
    page.get_by_role("button", name="Record for those ticked").click()
    visit.is_at("Your inbox")
    expect(page.get_by_text("Tick the referrals first.")).to_be_visible()
    shown(visit, "inbox-refused")
    visit.go("/waiting-on", "Who is due to act")
    shown(visit, "waiting-on-provider")
    as_somebody(page, on.address, on.cookies, OLA)
    visit.go("/waiting-on", "Who is due to act")
    shown(visit, "waiting-on-officer")
    as_somebody(page, on.address, on.cookies, CARLA)
    visit.go("/waiting-on", "Who is due to act")
    shown(visit, "waiting-on-commissioner")
    visit.go("/waiting-on/areas", "In whose hands the days of waiting lie")
    shown(visit, "waiting-on-areas")
