"""A sheet shown again: the facts of its day byte for byte, less what has become secret since."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.keeping import thin_history
from commissioning.dates.models import LineForecast
from commissioning.lines.models import LineFigures
from commissioning.sheets.document import SheetQuestion, from_bytes, sha256_of
from commissioning.sheets.errors import NoSuchSheet, NotAReference
from commissioning.sheets.making import make_sheet
from commissioning.sheets.models import CourtSheet, SheetForecast
from commissioning.sheets.reference import in_groups, new_reference
from commissioning.sheets.showing import OpenSheet, open_sheet
from commissioning.sheets.withholding import services_in
from directory.places.models import Exposure, Site
from directory.services.editing import publish_listing, withdraw_service
from directory.services.listing import Listing
from directory.services.serving import place_at_sites
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import Scene, make_scene
from tests.makers.services import make_provider
from tests.makers.start_dates import answer_everything

FORM_1 = Path(__file__).parents[2] / "portal/sheets/form_1/unpaid_work.json"
A_YEAR_LATER = NOW + dt.timedelta(days=366)
RENAMED = "Community Payback in Central Lancashire"


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


@pytest.fixture
def sheet(session: Session, scene: Scene) -> CourtSheet:
    return make_sheet(session, scene.court, SheetQuestion(), by=actor(session), at=NOW)


def shown(session: Session, sheet: CourtSheet) -> OpenSheet:
    return open_sheet(session, in_groups(sheet.reference))


def titles(opened: OpenSheet) -> set[str]:
    return {row.title for found in opened.answer.requirements for row in found.rows}


def change_everything(session: Session, scene: Scene) -> None:
    """What happens in a year: names, courts and dates change, and old forecasts are thinned."""
    by = actor(session)
    for title in scene.lines:
        publish_listing(
            session,
            scene.service(title, session),
            Listing(title=f"Formerly {title}", summary="Renamed.", referral_route="By telephone."),
            by=by,
            at=A_YEAR_LATER,
        )
    withdraw_service(session, scene.service("Building Choices", session), by=by, at=A_YEAR_LATER)
    scene.court.name, scene.home.name = "Preston Justice Centre", "Lancashire West"
    scene.court.slug = "preston-justice-centre"
    for figures in session.scalars(select(LineFigures)):
        figures.facts_version += 1
        figures.dates_confirmed_on = A_YEAR_LATER.date()
        figures.waiting = 90
    session.flush()
    answer_everything(session, at=NOW + dt.timedelta(days=3))
    answer_everything(session, at=A_YEAR_LATER)
    assert thin_history(session, A_YEAR_LATER + dt.timedelta(days=100)) > 0


def test_a_year_old_sheet_says_what_it_said(
    session: Session, scene: Scene, sheet: CourtSheet
) -> None:
    kept, first = bytes(sheet.document), shown(session, sheet)
    pinned = set(session.scalars(select(SheetForecast.forecast_id)))
    change_everything(session, scene)
    session.expire_all()
    again = shown(session, sheet)
    assert again.document == kept
    assert again == replace(first, court_slug="preston-justice-centre")
    assert RENAMED in titles(again)
    assert again.answer.court.name == "Preston Magistrates' Court"
    assert again.answer.as_at == NOW
    assert pinned <= set(session.scalars(select(LineForecast.id)))


def test_any_spelling_of_the_reference_finds_it(session: Session, sheet: CourtSheet) -> None:
    assert open_sheet(session, f" {sheet.reference.lower()} ").reference == in_groups(
        sheet.reference
    )


def test_what_is_no_sheet_is_told_apart_from_a_slip(session: Session) -> None:
    with pytest.raises(NoSuchSheet):
        open_sheet(session, new_reference())
    with pytest.raises(NotAReference):
        open_sheet(session, "7K3-M9Q-0XQ")


def turn(session: Session, scene: Scene, title: str, exposure: Exposure) -> None:
    """Its only site becomes restricted or confidential, and so does the service."""
    site = Site(
        external_id=f"site {exposure}",
        name="Rosewood",
        exposure=exposure,
        local_delivery_unit_id=scene.home.id,
        provider_id=make_provider(session).id,
    )
    session.add(site)
    session.flush()
    service = scene.service(title, session)
    place_at_sites(session, service, [site], by=actor(session), at=NOW)
    assert service.exposure is exposure


@pytest.mark.parametrize("exposure", [Exposure.CONFIDENTIAL, Exposure.RESTRICTED])
def test_what_has_become_secret_is_withheld_and_the_bytes_stay(
    session: Session, scene: Scene, sheet: CourtSheet, exposure: Exposure
) -> None:
    kept = bytes(sheet.document)
    turn(session, scene, "Alcohol treatment, Discovery House", exposure)
    now_shown = shown(session, sheet)
    assert now_shown.is_partly_withheld
    assert now_shown.document is None
    assert "Discovery House" not in str(now_shown.answer)
    assert "alcohol_treatment" not in {one.code for one in now_shown.answer.requirements}
    assert RENAMED in titles(now_shown)
    assert session.get_one(CourtSheet, sheet.id).document == kept


def test_a_strand_goes_with_the_service_that_made_it(
    session: Session, scene: Scene, sheet: CourtSheet
) -> None:
    """Its status and its place in the count are as much its own as its name."""
    [before] = [one for one in shown(session, sheet).answer.requirements if one.code == "residence"]
    assert "Other places to live" in {one.name for one in before.strands if one.lines}
    turn(session, scene, "Supported housing in Leyland", Exposure.CONFIDENTIAL)
    [after] = [one for one in shown(session, sheet).answer.requirements if one.code == "residence"]
    assert "Leyland" not in str(after)
    assert after.row_count == before.row_count - 1
    assert "Other places to live" not in {one.name for one in after.strands}
    assert (after.status, after.because) == (before.status, before.because)


def test_a_sheet_of_the_first_form_is_given_out_byte_for_byte(
    session: Session, scene: Scene, sheet: CourtSheet
) -> None:
    kept = FORM_1.read_bytes()
    first = from_bytes(kept)
    [named] = services_in(first.answer)
    scene.service(RENAMED, session).public_id = named
    sheet.document, sheet.document_sha256 = kept, sha256_of(kept)
    sheet.reference, sheet.form_version = first.reference, 1
    session.flush()
    found = open_sheet(session, in_groups(first.reference))
    assert (found.form, found.document) == (1, kept)
    assert titles(found) == {RENAMED}


def test_a_restricted_row_stays_as_it_was(session: Session, scene: Scene) -> None:
    """It was named by programme, area and month then, and may be now."""
    question = SheetQuestion(requirement="programme")
    sheet = make_sheet(session, scene.court, question, by=actor(session), at=NOW)
    turn(session, scene, "Horizon", Exposure.RESTRICTED)
    assert not shown(session, sheet).is_partly_withheld
    turn_confidential = scene.service("Horizon", session)
    turn_confidential.exposure = Exposure.CONFIDENTIAL
    session.flush()
    assert "Horizon" not in titles(shown(session, sheet))


def test_a_service_that_is_gone_is_withheld(
    session: Session, scene: Scene, sheet: CourtSheet
) -> None:
    """Nobody can say any more whether it may be named."""
    scene.service("Haworth House", session).public_id = uuid.UUID(int=1)
    session.flush()
    assert "Haworth House" not in titles(shown(session, sheet))
