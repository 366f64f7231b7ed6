"""Finding a service as a person does it: wide and narrow, by keyboard, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Visit, patient_page

pytestmark = pytest.mark.browser

HEADING = "Find a service"


def test_words_then_a_filter_then_the_service(visit: Visit) -> None:
    visit.go("/services", HEADING)
    visit.page.fill("#q", "debt")
    visit.page.press("#q", "Enter")
    visit.page.wait_for_selector("text=services for “debt”")
    visit.is_at(HEADING)
    assert "requirement" not in visit.page.url
    assert visit.page.url == f"{visit.site}/services?q=debt"
    visit.page.click("summary:has-text('Area')")
    visit.page.check("input[name=area][value=central-lancashire]")
    visit.page.click("details[open] button:has-text('Apply')")
    visit.page.wait_for_selector("text=Area: Central Lancashire")
    visit.is_at(HEADING)
    assert visit.page.url.endswith("?q=debt&area=central-lancashire")
    visit.page.click("a.tag-drop:has-text('Central Lancashire')")
    visit.page.wait_for_selector(".chosen", state="detached")
    visit.page.click(".hit__name a >> nth=0")
    visit.is_at("Finance, benefit and debt advice")
    visit.page.click("dd a[href^='/providers/']")
    visit.is_at("Example Forge Trust")


def test_for_one_person_the_answer_stands_in_place_and_the_address_says_nothing(
    visit: Visit,
) -> None:
    visit.go("/services", HEADING)
    visit.page.fill("#q", "mentoring")
    visit.page.fill("#place", "PR1")
    visit.page.click("form#ask summary")
    visit.page.select_option("#age", "50-")
    visit.page.click("text=Search for this person")
    visit.page.wait_for_selector("text=Not for this person")
    visit.is_at(HEADING)
    assert visit.page.url.startswith(f"{visit.site}/services?q=mentoring&asked=")
    assert "PR1" not in visit.page.title()
    assert visit.page.input_value("#place") == "PR1"
    visit.page.click(".tag-drop:has-text('PR1')")
    visit.page.wait_for_selector(".chosen", state="detached")
    assert visit.page.locator("text=Not for this person").count() == 1


def test_nothing_found_leads_on(visit: Visit) -> None:
    visit.go("/services?q=debt&requirement=residence", HEADING)
    visit.page.click("text=Without requirement")
    visit.page.wait_for_selector("text=services for “debt”")
    visit.is_at(HEADING)


def test_a_mistake_is_said_at_the_top_and_at_the_field(visit: Visit) -> None:
    visit.go("/services", HEADING)
    visit.page.fill("#place", "ZZ99")
    visit.page.press("#place", "Enter")
    visit.page.wait_for_selector("text=There is a problem")
    visit.is_at(HEADING)
    visit.page.click(".govuk-error-summary a")
    if visit.runs_scripts:
        assert visit.page.evaluate("document.activeElement.id") == "place"


def test_the_map_stands_beside_its_words_and_a_cell_opens_its_services(visit: Visit) -> None:
    visit.go("/coverage", "What is available where")
    visit.page.select_option("#requirement", "unpaid_work")
    visit.page.click("text=Show on the map")
    visit.is_at("What is available where")
    drawn = visit.page.locator("svg.map").bounding_box()
    listed = visit.page.locator(".places").first.bounding_box()
    assert drawn
    assert listed
    assert (listed["x"] > drawn["x"] + drawn["width"]) == (visit.width > 1000)
    visit.go("/coverage?requirement=unpaid_work&region=north-west", "What is available where")
    visit.page.click(".cover td a >> nth=0")
    visit.is_at(HEADING)
    visit.page.wait_for_selector(".hit")


def test_the_other_pages(visit: Visit) -> None:
    visit.go("/services/sheet?q=debt", "Services for")
    visit.go("/services?requirement=residence&place=Preston&why=yes", HEADING)
    visit.go("/prisons", "Choose a prison")
    visit.go("/areas/north-west/central-lancashire", "Central Lancashire")


def test_the_keyboard_alone_finds_narrows_and_opens(browser: Browser, site: str) -> None:
    page = patient_page(browser)
    page.goto(f"{site}/services")

    def tab_to(wanted: str, limit: int = 60) -> None:
        for _ in range(limit):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "(document.activeElement.id || '') + ' ' + document.activeElement.textContent"
            )
            if wanted in focused:
                return
        pytest.fail(f"{wanted} is not reached")

    tab_to("q ")
    page.keyboard.type("debt")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=services for “debt”")
    tab_to("Requirement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to("Apply")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Requirement: Rehabilitation activity")
    tab_to("Finance, benefit and debt advice")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Finance, benefit and debt advice')")
    assert page.url.startswith(f"{site}/services/")
    page.close()
