"""Several services put together as a person does it, and the sheet of paper that comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit, patient_page
from tests.portal.asking_on import evened

pytestmark = pytest.mark.browser

HEADING = "Several services in one order"
COURT = "/courts/preston-magistrates-court"
PARTS = ("Building Choices", "Alcohol treatment", "Finance, benefit and debt advice 1")


def choose(page: Page, number: int, title: str) -> None:
    select = page.locator(f"#part-{number}")
    value = select.locator("option", has_text=title).first.get_attribute("value")
    select.select_option(value)


def test_from_the_court_page_to_a_plan_and_back(visit: Visit) -> None:
    page = visit.page
    visit.go(f"{COURT}?area=central-lancashire", "Preston Magistrates' Court")
    page.click("text=Put several services together")
    visit.is_at(HEADING)
    for number, title in enumerate(PARTS, start=1):
        choose(page, number, title)
    page.click("text=Add another")
    page.wait_for_selector("#part-4")
    page.locator("button", has_text="Remove").last.click()
    page.wait_for_selector("#part-4", state="detached")
    page.fill("#months", "12")
    page.press("#months", "Enter")
    page.wait_for_selector("#plan")
    visit.is_at(HEADING)
    plan = page.locator(".plan__parts").inner_text()
    assert plan.index("Alcohol treatment") < plan.index("Building Choices")
    assert "After 13 weeks of Alcohol treatment" in plan
    assert page.url.startswith(f"{visit.site}/packages?asked=")
    page.fill("#months", "99")
    page.press("#months", "Enter")
    page.wait_for_selector("text=There is a problem")
    visit.is_at(HEADING)
    assert page.input_value("#months") == "99"


def test_from_a_postcode_without_an_area(visit: Visit) -> None:
    page = visit.page
    visit.go("/packages", HEADING)
    page.click("text=Go on")
    page.wait_for_selector("text=There is a problem")
    visit.is_at(HEADING)
    page.fill("#postcode", "PR1")
    page.press("#postcode", "Enter")
    page.wait_for_selector("#part-1")
    visit.is_at(HEADING)
    assert "PR1: Central Lancashire area" in page.locator("main").inner_text()
    assert "pr1" not in evened(page.url).lower() + page.title().lower()


def test_three_parts_are_one_sheet_of_paper(browser: Browser, site: str, tmp_path: Path) -> None:
    page = patient_page(browser)
    page.goto(f"{site}/packages?area=central-lancashire")
    for number, title in enumerate(PARTS, start=1):
        choose(page, number, title)
    page.fill("#months", "12")
    page.press("#months", "Enter")
    page.wait_for_selector("#plan")
    sheet = page.pdf(path=str(tmp_path / "plan.pdf"), format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    page.emulate_media(media="print")
    expect(page.locator("text=As at 2 March 2027 at").first).to_be_visible()
    expect(page.locator(".plan__wording")).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator("textarea")).to_be_hidden()
    page.close()
