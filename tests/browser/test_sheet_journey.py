"""A court sheet and a bulletin as people come to them: by the button, by reference, on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit, patient_page

pytestmark = pytest.mark.browser

COURT = "/courts/preston-magistrates-court"
HEADING = "Preston Magistrates' Court"
REFERENCE = re.compile(r"/sheets/([0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3})$")


def test_from_the_court_to_its_sheet_and_back_to_it_by_reference(visit: Visit) -> None:
    visit.go(f"{COURT}?area=central-lancashire", HEADING)
    visit.page.click("text=Make a sheet")
    visit.page.wait_for_url(REFERENCE)
    visit.is_at(HEADING)
    said = visit.page.locator("main").inner_text()
    assert "This is what was known on 2 March 2027" in said
    found = REFERENCE.search(visit.page.url)
    assert found
    assert found[1] in said
    visit.go("/sheets", "Find a court sheet")
    visit.page.fill("#reference", found[1].lower().replace("-", " "))
    visit.page.press("#reference", "Enter")
    visit.page.wait_for_url(REFERENCE)
    visit.is_at(HEADING)


def test_a_slip_in_the_reference(visit: Visit) -> None:
    visit.go("/sheets", "Find a court sheet")
    visit.page.fill("#reference", "7K3-M9Q-0XQ")
    visit.page.click("text=Show the sheet")
    visit.page.wait_for_selector("text=There is a problem")
    visit.complaints = [said for said in visit.complaints if "status of 404" not in said]
    visit.is_at("Find a court sheet")
    assert visit.page.input_value("#reference") == "7K3-M9Q-0XQ"


def test_a_sheet_about_one_requirement(visit: Visit) -> None:
    visit.go(f"{COURT}?requirement=programme", HEADING)
    visit.page.click("text=Make a sheet")
    visit.page.wait_for_url(REFERENCE)
    visit.is_at(HEADING)
    assert "Who it is for" in visit.page.locator("main").inner_text()


def test_the_bulletin(visit: Visit) -> None:
    visit.go(COURT, HEADING)
    visit.page.click("text=What changed here since last week")
    visit.page.wait_for_url("**/bulletin")
    visit.is_at(f"{HEADING}: weekly bulletin")
    said = visit.page.locator("main").inner_text()
    assert "Opened (2)" in said
    assert "Horizon" in said
    visit.page.click(".area-choice a")
    visit.is_at(f"{HEADING}: weekly bulletin")
    assert "This is the first bulletin." in visit.page.locator("main").inner_text()


@pytest.mark.parametrize("asked", ["", "?area=central-lancashire"])
def test_on_paper_a_sheet_is_one_page(
    browser: Browser, site: str, tmp_path: Path, asked: str
) -> None:
    page = patient_page(browser)
    page.goto(f"{site}{COURT}{asked}")
    page.click("text=Make a sheet")
    page.wait_for_url(REFERENCE)
    paper = page.pdf(path=str(tmp_path / "sheet.pdf"), format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
    page.emulate_media(media="print")
    for seen in (
        "text=This is what was known on",
        ".powers",
        ".sheet-head__reference",
        ".tel >> nth=0",
    ):
        assert page.locator(seen).is_visible(), seen
    expect(page.locator("details").first).to_be_hidden()
    page.close()
