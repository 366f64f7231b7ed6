"""A region states an evaluation, is told what cannot be, and anybody reads what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from portal.extensions import begin_writing, db
from tests.browser.conftest import Visit, listening
from tests.browser.somebody import as_somebody, cookie_of
from tests.databases import application, new_sqlite_database
from tests.makers.accounts import make_member, make_organisation
from tests.makers.evaluations import FEWER, NO_CLEAR, make_evaluation
from tests.makers.scene import make_scene

pytestmark = pytest.mark.browser

KEEPER = "ada.keeper@example.org"


@dataclass(frozen=True)
class EvaluatedSite:
    address: str
    service: str
    evaluation: str
    cookie: str


@pytest.fixture
def evaluated_site(scratch: Path, tmp_path: Path) -> Iterator[EvaluatedSite]:
    app = application(new_sqlite_database(scratch), tmp_path)
    with app.app_context():
        begin_writing(db.session())
        session = db.session()
        scene = make_scene(session)
        service = scene.service("Finance, benefit and debt advice 1", session)
        region = session.get_one(Region, scene.home.region_id)
        made = make_evaluation(session, service, region, findings=(FEWER, NO_CLEAR))
        own = make_organisation(
            session, OrganisationKind.PROBATION_REGION, "The region", region_id=region.id
        )
        make_member(session, Role.COMMISSIONER, organisation=own, name="Ada Keeper")
        cookie = cookie_of(app, KEEPER)
        path, evaluation = f"/services/{service.public_id}", f"/evaluations/{made.public_id}"
        session.commit()
        db.session.remove()
    with listening(app) as address:
        yield EvaluatedSite(address, path, evaluation, cookie)


@pytest.fixture
def site(evaluated_site: EvaluatedSite) -> str:
    return evaluated_site.address


def test_what_is_stated_is_read_from_the_service(
    visit: Visit, evaluated_site: EvaluatedSite
) -> None:
    page, on = visit.page, evaluated_site
    visit.go(on.service, "Finance, benefit and debt advice 1")
    page.click("text=Evaluated: mixed (1 evaluation)")
    visit.is_at("Evaluations")
    page.click("text=Two years of the service")
    visit.is_at("Evaluation")
    as_somebody(page, on.address, {KEEPER: on.cookie}, KEEPER)
    visit.go(on.evaluation, "Evaluation")
    page.click("text=Correct what is stated")
    visit.is_at("Correct what is stated")
    page.fill("#finding-1-lower", "-2")
    page.click("main form button")
    visit.is_at("Correct what is stated")
    page.click(".govuk-error-summary a")
    expect(page.locator("#finding-1-lower")).to_be_focused()
    page.fill("#finding-1-lower", "-9")
    page.fill("#reason", "The interval was misread.")
    page.click("main form button")
    visit.is_at("Evaluation")
    expect(page.locator("main")).to_contain_text("The interval was misread.")
    visit.go(f"{on.evaluation}/withdraw", "Two years of the service")
    visit.go("/evaluations/new", "State an evaluation")
