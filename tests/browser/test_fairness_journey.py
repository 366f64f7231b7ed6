"""From the published statistics to a region's groups; a commissioner from need to one line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.referrals.particulars import Sex
from commissioning.statistics.publishing import publications_due, publish
from directory.people.roles import OrganisationKind, Role
from directory.search.unmet import UnmetSearch, count_unmet_search
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.quarters import refer_some
from tests.makers.scene import Scene, make_scene

pytestmark = pytest.mark.browser

CARLA = "carla.buyer@example.org"
ADVICE = "Finance, benefit and debt advice 1"
NEXT_QUARTER = dt.date(2027, 3, 4)


@dataclass(frozen=True)
class FairnessSite:
    address: str
    cookies: dict[str, str]
    line: str


@pytest.fixture
def fairness_site(scratch: Path, tmp_path: Path) -> Iterator[FairnessSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        scene = make_scene(db.session())
        _refer(db.session(), scene)
        line, cookies = str(scene.lines[ADVICE].public_id), _members(app, scene)
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield FairnessSite(address, cookies, line)


def _refer(session: Session, scene: Scene) -> None:
    """Published, then revised because records came late."""
    line, activity = scene.lines[ADVICE], "rehabilitation_activity"
    for sex, started, waiting in ((Sex.FEMALE, 10, 33), (Sex.MALE, 60, 33), (Sex.ANOTHER, 2, 3)):
        for many, after in ((started, 20), (waiting, None)):
            refer_some(
                session, line, many, home=scene.home, sex=sex, started_after=after,
                requirement=activity,
            )  # fmt: skip
    for reason, many in (("full", 20), ("unsuitable", 9), ("out_of_area", 14)):
        refer_some(session, line, many, home=scene.home, declined_for=reason, requirement=activity)
    digests = [f"{number:032}" for number in range(12)]
    for code in ("unpaid_work", activity):
        refer_some(session, line, 12, home=scene.beside, requirement=code, digests=digests)
    publish(session, publications_due(session, today=TODAY), at=NOW)
    refer_some(session, line, 20, home=scene.home, sex=Sex.MALE)
    refer_some(session, line, 20, home=scene.home, on=dt.date(2026, 10, 5))
    publish(session, publications_due(session, today=NEXT_QUARTER), at=NOW)
    for _ in range(12):
        count_unmet_search(session, UnmetSearch("gambling", scene.home.slug), day=TODAY)


def _members(app: Flask, scene: Scene) -> dict[str, str]:
    session = db.session()
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    make_member(session, Role.COMMISSIONER, name="Carla Buyer", organisation=region)
    return {CARLA: cookie_of(app, CARLA)}


@pytest.fixture
def site(fairness_site: FairnessSite) -> str:
    return fairness_site.address


def test_from_statistics_to_a_line(visit: Visit, fairness_site: FairnessSite) -> None:
    page = visit.page
    visit.go("/statistics?quarter=2026-Q3", "Statistics: July to September 2026")
    shown(visit, "statistics")
    page.get_by_role("link", name="How groups of people fare").click()
    visit.is_at("How groups of people fare")
    page.get_by_label("Region").select_option("North West")
    page.get_by_role("button", name="Show").click()
    visit.is_at("How groups of people fare")
    assert "more than chance alone" in page.locator("main").inner_text()
    shown(visit, "fairness")
    as_somebody(page, fairness_site.address, fairness_site.cookies, CARLA)
    visit.go("/desk/need", "Need beside provision")
    assert "gambling" in page.locator("main").inner_text()
    shown(visit, "need")
    visit.go(f"/desk/lines/{fairness_site.line}/fairness?quarter=2026-Q3", "How groups")
    assert "Exact figures" in page.locator("main").inner_text()
    shown(visit, "line")
