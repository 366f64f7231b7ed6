"""A commissioner sees what to decide and why, narrows the desk, keeps the view, prints."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.desk.attention import count_attention
from commissioning.desk.models import LineAttention
from commissioning.volumes.models import VolumeUnit
from directory.people.roles import OrganisationKind, Role
from portal.desk.views import BOARD_ROWS
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.agreements import buy
from tests.makers.days import TODAY
from tests.makers.lines import make_line
from tests.makers.returned import starts_recorded
from tests.makers.scene import Scene, make_scene

pytestmark = pytest.mark.browser

CORA = "cora.commissions@example.org"
GROUP = "Building Choices"


@dataclass(frozen=True)
class DeskSite:
    address: str
    cookies: dict[str, str]


@pytest.fixture
def desk_site(scratch: Path, tmp_path: Path) -> Iterator[DeskSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        cookies = {CORA: _make(app)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield DeskSite(address, cookies)


def _make(app: Flask) -> str:
    session = db.session()
    scene = make_scene(session)
    group = scene.lines[GROUP]
    buy(session, group, quantity=8, unit=VolumeUnit.REFERRAL)
    while count_attention(session, today=TODAY):
        pass
    counted = session.get(LineAttention, group.id) or LineAttention(
        line_id=group.id, as_of=TODAY, facts_version=1, starts_without_end=0,
        people_above_places=0, promised=12, later_than_promised=4,
    )  # fmt: skip
    counted.orders_end_first = 2
    session.add(counted)
    _make_a_usual_desk(session, scene)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "North", region_id=scene.home.region_id
    )
    make_member(session, Role.COMMISSIONER, name="Cora Commissions", organisation=region)
    return cookie_of(app, CORA)


def _make_a_usual_desk(session: Session, scene: Scene) -> None:
    """More lines than a board has, each with people to decide on and months that nobody told."""
    for _ in range(BOARD_ROWS):
        line = make_line(session, areas=[scene.home])
        buy(session, line, quantity=120, unit=VolumeUnit.START)
        starts_recorded(session, line.id, dt.date(2026, 9, 1), 8)
        counted = LineAttention(
            line_id=line.id, as_of=TODAY, facts_version=1, starts_without_end=0,
            people_above_places=0, orders_end_first=1, promised=12, later_than_promised=4,
        )  # fmt: skip
        session.add(counted)
    session.flush()


@pytest.fixture
def site(desk_site: DeskSite) -> str:
    return desk_site.address


def test_what_needs_a_decision_and_why(visit: Visit, desk_site: DeskSite) -> None:
    page = visit.page
    as_somebody(page, desk_site.address, desk_site.cookies, CORA)
    visit.go("/desk", "Your desk")
    row = page.locator(".desk tbody tr", has_text=GROUP).first
    assert "2 people cannot finish before their order ends" in row.inner_text()
    shown(visit, "desk")
    page.click("summary:has-text('Show only some')")
    page.select_option("#kind", "contract")
    page.click("main form >> text=Show")
    visit.is_at("Your desk")
    assert page.locator(".desk tbody tr").count() == BOARD_ROWS + 2
    page.fill("#name", "Bought by contract")
    page.click("text=Keep the view")
    page.wait_for_selector("text=The view is kept.")
    shown(visit, "desk-narrowed")
    page.click("text=One page for a board")
    visit.is_at("What needs a decision")
    shown(visit, "desk-board")
    page.goto(f"{desk_site.address}/desk/board")
    page.emulate_media(media="print")
    shown(visit, "desk-paper")
    assert page.locator(".desk tbody tr").count() == BOARD_ROWS
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
