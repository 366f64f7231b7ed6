"""A commissioner makes two services one, and parts them again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from directory.people.roles import Role
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of, shown
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member
from tests.makers.services import make_service
from tests.portal.listings.keeping import TITLE, kept_listing

pytestmark = pytest.mark.browser

CARLA = "carla.approver@example.org"


@dataclass(frozen=True)
class TwiceSite:
    address: str
    twin_id: str
    cookies: dict[str, str]


@pytest.fixture
def twice_site(scratch: Path, tmp_path: Path) -> Iterator[TwiceSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        twin_id = _make(app)
        cookies = {CARLA: cookie_of(app, CARLA)}
        db.session().commit()
        db.session.remove()
    with listening(app) as address:
        yield TwiceSite(address, twin_id, cookies)


def _make(app: Flask) -> str:
    session = db.session()
    kept = kept_listing(app, session)
    kind = kept.service.delivery_kind
    twin = make_service(session, "Thinking ahead!", kind=kind, areas=[kept.area])
    kept.line(twin)
    make_member(session, Role.COMMISSIONER, name="Carla Approver")
    return str(twin.public_id)


@pytest.fixture
def site(twice_site: TwiceSite) -> str:
    return twice_site.address


def test_made_one_and_parted(visit: Visit, twice_site: TwiceSite) -> None:
    page = visit.page
    as_somebody(page, twice_site.address, twice_site.cookies, CARLA)
    visit.go("/duplicates", "Listed twice?")
    shown(visit, "duplicates")
    page.locator(".tasks__link").first.click()
    visit.is_at("Are these two one?")
    page.get_by_role("button", name="Make them one").click()
    visit.is_at("Are these two one?")
    shown(visit, "pair")
    page.get_by_label(f"{TITLE}, the").check()
    page.get_by_label("Why").fill("The provider says so.")
    page.get_by_role("button", name="Make them one").click()
    visit.is_at("Two made one")
    shown(visit, "merge")
    visit.go(f"/services/{twice_site.twin_id}", TITLE)
    page.go_back()
    page.get_by_label("Why").fill("Two rooms, two queues.")
    page.get_by_role("button", name="Part them again").click()
    visit.is_at("Two that were one")
    visit.go(f"/services/{twice_site.twin_id}", "Thinking ahead!")
