"""From the court page to how its dates are worked out and how they held."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.makers.scene import COURT

pytestmark = pytest.mark.browser


def test_a_magistrate_who_doubts_a_date_finds_how_they_held(visit: Visit) -> None:
    visit.go(f"/courts/{COURT}", "Preston")
    visit.page.click("text=How dates are worked out")
    visit.is_at("How start dates are worked out")
    visit.page.click("a:has-text('The record so far')")
    bar = visit.page.locator("svg.bar").first
    assert bar.get_attribute("aria-label") == "One to one: 92 in 100 kept, 90 in 100 promised"
    box = bar.bounding_box()
    assert box is not None
    assert box["width"] > 200
    expect(visit.page.locator("text=3 days later")).to_be_visible()
    expect(visit.page.locator("text=Chances were too bright.")).to_be_visible()
