"""A month is answered in a browser: in one click, with a difference, and by the commissioner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from commissioning.agreements.buying import commission_volume
from commissioning.returns.answering import say_nothing_happened, send
from commissioning.returns.deciding import accept
from commissioning.volumes.models import VolumeUnit
from directory.people.roles import OrganisationKind, Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor
from tests.makers.returns import FEBRUARY, JANUARY, happened_in_february, supplied

pytestmark = pytest.mark.browser

OLIVE, SAM, CARLA = (f"{name}@example.org" for name in ("olive.prime", "sam.small", "carla.buyer"))
MOST_ACTIONS = 8


@dataclass(frozen=True)
class ReturnsSite:
    address: str
    prime: str
    small: str
    cookies: dict[str, str]


@pytest.fixture
def returns_site(scratch: Path, tmp_path: Path) -> Iterator[ReturnsSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        prime, small = _make()
        cookies = {email: cookie_of(app, email) for email in (OLIVE, SAM, CARLA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield ReturnsSite(address, prime, small, cookies)


def _make() -> tuple[str, str]:
    """A year in which January was accepted and February is to be answered; one line is quiet."""
    session = db.session()
    world = supplied(session)
    happened_in_february(session, world.lines[0])
    world.deliver("Work club", world.prime)
    by = actor(session)
    commission_volume(
        session, world.lots[0], unit=VolumeUnit.START, starts_on=OPENED.replace(year=2026),
        ends_on=OPENED.replace(year=2027, month=3, day=31), quantity=120, by=by, at=NOW,
    )  # fmt: skip
    for provider, name in ((world.prime, "Olive Prime"), (world.small, "Sam Small")):
        organisation = make_organisation(
            session, OrganisationKind.PROVIDER, provider.name, provider_id=provider.id
        )
        make_member(session, Role.PROVIDER_ADMINISTRATOR, name=name, organisation=organisation)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "A region", region_id=world.area.region_id or 0
    )
    make_member(session, Role.COMMISSIONER, name="Carla Buyer", organisation=region)
    january = world.ask(world.prime, JANUARY)
    say_nothing_happened(session, january, seen=1, by=by, at=NOW)
    send(session, january, seen=january.version, by=by, at=NOW)
    accept(session, january, seen=january.version, by=world.person("Henry"), at=NOW)
    say_nothing_happened(session, world.ask(world.small, JANUARY), seen=1, by=by, at=NOW)
    prime, small = world.ask(world.prime, FEBRUARY), world.ask(world.small, FEBRUARY)
    return f"/returns/{prime.public_id}", f"/returns/{small.public_id}"


@pytest.fixture
def site(returns_site: ReturnsSite) -> str:
    return returns_site.address


class Hands:
    """Clicks and fields typed into, counted."""

    def __init__(self, visit: Visit) -> None:
        self.page = visit.page
        self.actions = 0

    def click(self, name: str, role: str = "button") -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def open(self, words: str) -> None:
        self.actions += 1
        self.page.locator("summary", has_text=words).click()

    def type(self, label: str, words: str) -> None:
        self.actions += 1
        self.page.get_by_label(label).first.fill(words)


def test_a_month_in_few_actions(visit: Visit, returns_site: ReturnsSite) -> None:
    page, on = visit.page, returns_site
    as_somebody(page, on.address, on.cookies, OLIVE)
    visit.go("/returns", "Monthly returns")
    shown(visit, "returns-provider")
    hands = Hands(visit)
    hands.click("February 2027", "link")
    visit.is_at("Return for February 2027")
    shown(visit, "return-derived")
    hands.open("Something differs")
    hands.type("Started", "3")
    hands.type("Why it differs", "One came by telephone and has no case yet.")
    hands.click("Keep these figures")
    visit.is_at("Return for February 2027")
    expect(page.get_by_text("1 more than 2 from recorded cases")).to_be_visible()
    shown(visit, "return-differs")
    hands.click("This is right, and nothing happened on Work club")
    visit.is_at("Return for February 2027")
    expect(page.get_by_text("Sent. Your commissioner accepts it")).to_be_visible()
    assert hands.actions <= MOST_ACTIONS
    as_somebody(page, on.address, on.cookies, SAM)
    visit.go(on.small, "Return for February 2027")
    shown(visit, "return-unknown")
    in_one = Hands(visit)
    in_one.click("Nothing happened: send it")
    visit.is_at("Return for February 2027")
    assert in_one.actions == 1
    _accepted_by_another(visit, on)


def _accepted_by_another(visit: Visit, on: ReturnsSite) -> None:
    page = visit.page
    as_somebody(page, on.address, on.cookies, CARLA)
    visit.go("/returns", "Monthly returns")
    shown(visit, "returns-commissioner")
    visit.go(on.prime, "Return for February 2027")
    shown(visit, "return-to-accept")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Accept it")).to_be_hidden()
    expect(page.get_by_text("All parts of the agreement")).to_be_visible()
    shown(visit, "return-printed")
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Accept it").click()
    visit.is_at("Return for February 2027")
    page.locator("summary", has_text="Correct a figure").click()
    page.get_by_role("button", name="Correct it").click()
    visit.is_at("Return for February 2027")
    expect(page.get_by_role("link", name="Say why")).to_be_visible()
    shown(visit, "return-correcting")
