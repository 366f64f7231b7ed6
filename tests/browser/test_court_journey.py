"""The court's journey as a person makes it: wide and narrow, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

COURT = "/courts/preston-magistrates-court"
COURT_HEADING = "Preston Magistrates' Court"
SCREENS = [
    pytest.param((1280, True), id="wide"),
    pytest.param((1280, False), id="wide, no JavaScript"),
    pytest.param((320, True), id="narrow"),
    pytest.param((320, False), id="narrow, no JavaScript"),
]


@dataclass
class Visit:
    """A page of the portal and what went wrong while it was open."""

    page: Page
    site: str
    width: int
    runs_scripts: bool
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        """Chromium reports the status of a refused form as if a resource were missing."""
        if "status of 422" not in said.text:
            self.complaints.append(said.text)

    def go(self, path: str, heading: str) -> None:
        self.page.goto(self.site + path)
        self.is_at(heading)

    def is_at(self, heading: str) -> None:
        """The heading first: an error page without faults must not pass for the page."""
        assert self.page.locator("h1").inner_text().startswith(heading)
        fits = self.page.evaluate("document.documentElement.scrollWidth")
        assert fits <= self.width, f"{self.page.url} is {fits} wide"
        if self.runs_scripts:
            results = Axe().run(self.page)
            assert results.violations_count == 0, results.generate_report()


@pytest.fixture(params=SCREENS)
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Visit]:
    width, runs_scripts = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=runs_scripts
    )
    visit = Visit(context.new_page(), site, width, runs_scripts)
    visit.page.set_default_timeout(10_000)

    def watch(asked: Request) -> None:
        if not asked.url.startswith(site):
            visit.elsewhere.append(asked.url)

    visit.page.on("console", visit.hear)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", watch)
    yield visit
    context.close()
    assert visit.complaints == []
    assert visit.elsewhere == []


def test_from_the_front_to_the_answer_for_a_home(visit: Visit) -> None:
    visit.go("/", "Find what is available at sentence")
    visit.page.fill("#q", "preston")
    visit.page.click("main button")
    visit.is_at("Choose a court")
    visit.page.click(f"text={COURT_HEADING}")
    visit.is_at(COURT_HEADING)
    visit.page.fill("#postcode", "pr1")
    visit.page.press("#postcode", "Enter")
    visit.page.wait_for_selector("text=PR1: probably")
    visit.is_at(COURT_HEADING)
    assert "Central Lancashire area" in visit.page.locator("#answer").inner_text()
    assert visit.page.url.removesuffix("#answer") == visit.site + COURT
    assert "pr1" not in visit.page.title().lower()


def test_narrowing_by_facts_of_the_person(visit: Visit) -> None:
    visit.go(COURT, COURT_HEADING)
    visit.page.click("form#ask summary")
    visit.page.select_option("#sex", "male")
    visit.page.fill("#months", "12")
    visit.page.click("text=Show what is available there")
    visit.page.wait_for_selector("text=For an order of 12 months.")
    visit.is_at(COURT_HEADING)
    assert "Women’s centre: Sex: female" in visit.page.locator("main").inner_text()
    assert visit.page.input_value("#months") == "12"


def test_a_mistake_is_said_at_the_top_and_at_the_field(visit: Visit) -> None:
    visit.go(COURT, COURT_HEADING)
    visit.page.fill("#postcode", "ZZ99")
    visit.page.click("text=Show what is available there")
    visit.page.wait_for_selector("text=There is a problem")
    visit.is_at(COURT_HEADING)
    visit.page.click(".govuk-error-summary a")
    if visit.runs_scripts:
        assert visit.page.evaluate("document.activeElement.id") == "postcode"


def test_the_other_pages(visit: Visit) -> None:
    visit.go("/areas", "Choose an area")
    visit.go("/areas/north-west", "North West")
    visit.go("/areas/north-west/blackburn", "Blackburn")
    visit.go("/about/api", "The answer for software")
    visit.go("/courts", "Choose a court")
    visit.go(f"{COURT}?requirement=rehabilitation_activity", COURT_HEADING)
    visit.go(f"{COURT}?requirement=programme", COURT_HEADING)
    visit.page.click(".line__name a >> nth=0")
    visit.is_at("Building Choices")


def test_the_keyboard_reaches_the_question_before_the_answer(visit: Visit) -> None:
    visit.go(COURT, COURT_HEADING)
    if not visit.runs_scripts:
        return
    reached = []
    for _ in range(30):
        visit.page.keyboard.press("Tab")
        reached.append(
            visit.page.evaluate(
                "document.activeElement.id || document.activeElement.textContent.trim()"
            )
        )
        if "First supervision appointment" in reached[-1]:
            break
    assert reached[0] == "Skip to main content"
    assert reached.index("postcode") < len(reached) - 1


def test_on_paper_it_is_one_sheet_with_the_date_and_the_sentence(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(f"{site}{COURT}?area=central-lancashire")
    assert page.locator("h1").inner_text().startswith(COURT_HEADING)
    sheet = page.pdf(path=str(tmp_path / "sheet.pdf"), format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    page.emulate_media(media="print")
    assert page.locator("text=As at 2 March 2027 at").is_visible()
    assert page.locator(".powers").is_visible()
    assert not page.locator("#ask").is_visible()
    assert not page.locator("section#unpaid_work").is_visible()
    page.close()
