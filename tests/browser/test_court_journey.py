"""The court's journey as a person makes it: wide and narrow, with and without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit, patient_page

pytestmark = pytest.mark.browser

COURT = "/courts/preston-magistrates-court"
CHANGE = ".question__change > summary"
COURT_HEADING = "Preston Magistrates' Court"


def test_from_the_front_to_the_answer_for_a_home(visit: Visit) -> None:
    visit.go("/", "What is available")
    visit.page.fill("#q", "preston magistrates")
    visit.page.click("main button")
    visit.page.wait_for_url(f"**{COURT}")
    visit.is_at(COURT_HEADING)
    visit.page.click(CHANGE)
    visit.page.fill("#postcode", "pr1")
    visit.page.press("#postcode", "Enter")
    visit.page.wait_for_selector("text=PR1: Central Lancashire area")
    visit.is_at(COURT_HEADING)
    assert "Central Lancashire area" in visit.page.locator("#answer").inner_text()
    assert visit.page.url.partition("?asked=")[0] == visit.site + COURT
    assert "pr1" not in visit.page.title().lower()


def test_narrowing_by_facts_of_the_person(visit: Visit) -> None:
    visit.go(COURT, COURT_HEADING)
    visit.page.click(CHANGE)
    visit.page.select_option("#sex", "male")
    visit.page.fill("#months", "12")
    visit.page.click("text=Show what is available there")
    visit.page.wait_for_selector("dl.asked__facts")
    visit.is_at(COURT_HEADING)
    assert "Women’s centre: Sex: female" in visit.page.locator("main").inner_text()
    assert visit.page.input_value("#months") == "12"


def test_whether_there_is_time_in_the_order(visit: Visit) -> None:
    visit.go(COURT, COURT_HEADING)
    visit.page.click(CHANGE)
    visit.page.fill("#months", "18")
    visit.page.fill("#hours", "80")
    visit.page.click("text=Show what is available there")
    visit.page.wait_for_selector("dl.asked__facts")
    visit.is_at(COURT_HEADING)
    assert "Community order: runs on" in visit.page.locator("tr#unpaid_work").inner_text()
    visit.page.click("tr#unpaid_work summary")
    assert (
        "the order runs on until the hours are" in visit.page.locator("tr#unpaid_work").inner_text()
    )
    visit.page.click("tr#unpaid_work >> text=Services, who waits")
    visit.page.wait_for_selector("section#unpaid_work-in-full")
    visit.is_at(COURT_HEADING)
    work = visit.page.locator("section#unpaid_work-in-full").inner_text()
    assert "80 hours of work need about" in work


def test_a_mistake_is_said_at_the_top_and_at_the_field(visit: Visit) -> None:
    visit.go(COURT, COURT_HEADING)
    visit.page.click(CHANGE)
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
    visit.page.click(".line__name >> text=Building Choices")
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
        if "First supervision appointment" in reached[-1] and reached[-1].startswith("More"):
            break
    assert reached[0] == "Skip to main content"
    assert any(text.startswith("Change") for text in reached[:-1])


def test_on_paper_an_answer_about_a_person_is_one_sheet(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    page = patient_page(browser)
    page.goto(f"{site}{COURT}?area=central-lancashire")
    page.click(CHANGE)
    page.fill("#postcode", "PR1")
    page.fill("#months", "12")
    page.fill("#hours", "120")
    page.click("text=Show what is available there")
    page.wait_for_selector("dl.asked__facts")
    sheet = page.pdf(path=str(tmp_path / "asked.pdf"), format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    page.close()


def test_on_paper_it_is_one_sheet_with_the_date_and_the_sentence(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    page = patient_page(browser)
    page.goto(f"{site}{COURT}?area=central-lancashire")
    assert page.locator("h1").inner_text().startswith(COURT_HEADING)
    sheet = page.pdf(path=str(tmp_path / "sheet.pdf"), format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    page.emulate_media(media="print")
    expect(page.locator("text=As at 2 March 2027 at")).to_be_visible()
    expect(page.locator(".powers")).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("tr#unpaid_work details")).to_be_hidden()
    contacts = page.locator("table.glance tbody td:last-child")
    assert contacts.count() == contacts.locator("a.tel:visible").count() > 9
    page.close()
