"""What accepted returns tell of a line without cases counts in public as it does on the desk."""

from __future__ import annotations

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.bulletins.recording import standings_on
from commissioning.volumes.models import VolumeUnit
from directory.people.roles import OrganisationKind, Role
from directory.providers.models import Provider
from tests.makers.accounts import logged_in, make_organisation
from tests.makers.agreements import buy
from tests.makers.days import NOW
from tests.makers.returned import starts_recorded, starts_returned, starts_told
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

LINE = "Drug recovery at Avenham"
JULY, AUGUST = dt.date(2026, 7, 1), dt.date(2026, 8, 1)
COURT = "preston-magistrates-court"


@pytest.fixture
def agreement(session: Session, scene: Scene) -> Agreement:
    """Fifty starts of a line to which nobody was ever referred."""
    return buy(session, scene.lines[LINE], quantity=50, unit=VolumeUnit.START)


def provider_of(session: Session, agreement: Agreement) -> Provider:
    return session.scalars(select(Provider).where(Provider.id == agreement.provider_id)).one()


def told_in_json(visitor: FlaskClient) -> tuple[int | None, str | None]:
    answer = visitor.get(f"/api/v1/availability?court={COURT}").get_json()
    rows = [
        row
        for requirement in answer["requirements"]
        for row in requirement["rows"]
        if row["service"] == LINE
    ]
    return rows[0]["used"], (rows[0]["used_of"] or {}).get("returned_to")


def need_page(visitor: FlaskClient, session: Session, scene: Scene) -> str:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    client = visitor.application.test_client()
    ada = logged_in(client, session, Role.COMMISSIONER, organisation=region)
    return text_of(ada.get("/desk/need").text)


def test_returns_alone_are_used_in_public_and_say_that_they_are_returns(
    visitor: FlaskClient, session: Session, scene: Scene, agreement: Agreement
) -> None:
    session.commit()
    assert told_in_json(visitor) == (None, None)  # silence is no 0
    provider = provider_of(session, agreement)
    starts_returned(session, agreement, provider, JULY, 7)
    starts_returned(session, agreement, provider, AUGUST, 13)
    session.commit()
    assert told_in_json(visitor) == (40, "2026-08")
    said = "about 40% of the starts commissioned to 31 March 2027, from accepted returns to August"
    service = scene.service(LINE, session).public_id
    assert f"{said} 2026" in text_of(visitor.get(f"/services/{service}").text)
    whole = visitor.get(f"/courts/{COURT}?requirement=drug_rehabilitation").text
    assert f"{said} 2026" in text_of(whole)
    need = need_page(visitor, session, scene)
    assert "about 40% used, from accepted returns to August 2026" in need


def test_what_is_recorded_goes_before_what_was_returned(
    visitor: FlaskClient, session: Session, scene: Scene, agreement: Agreement
) -> None:
    provider = provider_of(session, agreement)
    starts_returned(session, agreement, provider, JULY, 7)
    starts_recorded(session, scene.lines[LINE].id, AUGUST, 13)
    starts_told(session, agreement, provider, dt.date(2026, 9, 1), 20)  # accepted by nobody
    session.commit()
    assert told_in_json(visitor) == (40, "2026-07")
    assert "about 40% used, from accepted returns to July" in need_page(visitor, session, scene)


def test_bulletin_tells_used_up_by_returns_alone(
    session: Session, scene: Scene, agreement: Agreement
) -> None:
    def is_used_up() -> bool:
        return standings_on(session, at=NOW)[scene.lines[LINE].id].is_used_up

    assert not is_used_up()
    starts_returned(session, agreement, provider_of(session, agreement), JULY, 50)
    assert is_used_up()
