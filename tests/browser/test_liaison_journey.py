"""A court asks and reads the answer, the region meets it, a bench answers by its link."""

from __future__ import annotations

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
from tests.makers.places import make_region
from tests.makers.scene import COURT, make_scene

pytestmark = pytest.mark.browser

ADA = "ada.commissioner@example.org"
ASKED = "Is there a session of Building Choices for somebody who works at night?"
ANSWERED = "Yes, from next month on Mondays in Preston."


@dataclass(frozen=True)
class LiaisonSite:
    address: str
    cookies: dict[str, str]


@pytest.fixture
def liaison_site(scratch: Path, tmp_path: Path) -> Iterator[LiaisonSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        make_scene(db.session())
        region = make_organisation(
            db.session(), OrganisationKind.PROBATION_REGION, "North West",
            region_id=make_region(db.session()).id,
        )  # fmt: skip
        make_member(db.session(), Role.COMMISSIONER, organisation=region)
        cookies = {ADA: cookie_of(app, ADA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield LiaisonSite(address, cookies)


@pytest.fixture
def site(liaison_site: LiaisonSite) -> str:
    return liaison_site.address


def test_asked_answered_met_and_said_once_a_year(visit: Visit, liaison_site: LiaisonSite) -> None:
    page = visit.page
    answer_at = _ask(visit)
    as_somebody(page, liaison_site.address, liaison_site.cookies, ADA)
    _answer(visit)
    _meet(visit)
    link = _open_round(visit)
    page.context.clear_cookies()
    page.goto(answer_at)
    visit.is_at("A question of")
    expect(page.get_by_text(ANSWERED)).to_be_visible()
    shown(visit, "answered")
    visit.go(f"/courts/{COURT}", "Preston")
    expect(page.get_by_text(ANSWERED)).to_be_visible()
    shown(visit, "court")
    page.get_by_role("link", name="Questions answered and meetings").click()
    visit.is_at("Preston")
    shown(visit, "court-liaison")
    _say_once_a_year(visit, link)


def _ask(visit: Visit) -> str:
    """The address of the answer to come."""
    page = visit.page
    visit.go(f"/courts/{COURT}", "Preston")
    page.get_by_role("link", name="Ask probation about what is offered here").click()
    visit.is_at("Ask probation")
    page.get_by_role("button", name="Ask", exact=True).click()
    visit.is_at("Ask probation")
    shown(visit, "ask-refused")
    page.get_by_label("Which requirement or service").select_option(label="Building Choices")
    page.get_by_label("What do you ask?").fill(ASKED)
    page.get_by_role("button", name="Ask", exact=True).click()
    visit.is_at("A question of")
    shown(visit, "asked")
    return page.url.partition("?")[0]


def _answer(visit: Visit) -> None:
    page = visit.page
    visit.go("/liaison", "Courts and probation")
    shown(visit, "liaison")
    page.get_by_role("link", name="Building Choices").click()
    visit.is_at("A question of")
    page.get_by_label("Your answer").fill(ANSWERED)
    page.get_by_label("Show the answer to everybody").check()
    shown(visit, "question")
    page.get_by_role("button", name="Answer it").click()
    visit.is_at("Courts and probation")
    expect(page.get_by_text(ASKED)).to_have_count(0)
    shown(visit, "liaison-answered")


def _meet(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="Meetings with courts").click()
    visit.is_at("Meetings with courts")
    page.get_by_role("link", name="Plan a meeting").click()
    visit.is_at("A meeting with courts")
    page.get_by_label("It was held").check()
    for part, typed in (("Day", "1"), ("Month", "3"), ("Year", "2027")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("Preston Magistrates' Court").check()
    page.get_by_label("Legal adviser").check()
    shown(visit, "meeting-new")
    page.get_by_role("button", name="Keep the meeting").click()
    visit.is_at("Meeting of 1 March 2027")
    page.get_by_label("What was asked").fill("Who rings the court?")
    page.get_by_role("button", name="Add it").click()
    visit.is_at("Meeting of 1 March 2027")
    shown(visit, "meeting")


def _open_round(visit: Visit) -> str:
    """The address of one of the bench's links."""
    page = visit.page
    visit.go("/liaison/rounds", "Yearly feedback of sentencers")
    for part, typed in (("Day", "1"), ("Month", "April"), ("Year", "2027")):
        page.get_by_label(part, exact=True).fill(typed)
    shown(visit, "rounds")
    page.get_by_role("button", name="Open the round").click()
    visit.is_at("Round of 2027")
    page.get_by_label("Preston Magistrates' Court").fill("2")
    page.get_by_role("button", name="Make the links").click()
    visit.is_at("Round of 2027")
    shown(visit, "round")
    link = page.locator("code").first.inner_text()
    page.get_by_role("link", name="Close the round before its last day").click()
    visit.is_at("Close the round of 2027")
    shown(visit, "round-closing")
    return link


def _say_once_a_year(visit: Visit, link: str) -> None:
    page = visit.page
    visit.go(link[link.index("/bench-feedback") :], "What sentencers say")
    for question in page.get_by_role("group").all():
        question.get_by_label("Mostly").check()
    shown(visit, "bench")
    page.get_by_role("button", name="Send my answers").click()
    visit.is_at("Thank you")
    visit.go("/areas/north-west/feedback", "North West")
    shown(visit, "results")
