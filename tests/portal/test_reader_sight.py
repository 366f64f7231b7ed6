"""What a page tells follows from who is logged in: nobody, somebody entitled, and nobody again."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementFunder, AgreementKind
from commissioning.volumes.models import Lot
from directory.accounts.models import OrganisationArea
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure
from directory.services.models import Service
from directory.sight import ANYBODY, Looker, Sight
from portal.access import PUBLIC, allow
from portal.asking.onlooker import sight_of_reader
from tests.makers.accounts import logged_in, logged_in_as, make_member, make_organisation
from tests.makers.lines import make_line
from tests.makers.places import make_area


@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_looked_at_as_the_role_says_and_by_nobody_afterwards(
    app: Flask, client: FlaskClient, session: Session, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Looker] = []

    def told() -> str:
        seen.append(sight_of_reader().looker)
        return "told"

    monkeypatch.setitem(app.view_functions, "about.privacy", allow(PUBLIC)(told))
    browser = logged_in(client, session, role)
    browser.get("/about/privacy")
    app.test_client().get("/about/privacy")
    assert seen == [role.sees_as, Looker.ANYBODY]
    assert g.get("sight", ANYBODY) is ANYBODY


def test_health_sees_as_its_own_what_it_pays_for(
    app: Flask, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = make_area(session)
    line = make_line(session, areas=[area], exposure=Exposure.RESTRICTED)
    make_line(session, areas=[area])
    health = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "Health of Preston")
    session.add(OrganisationArea(organisation_id=health.id, local_delivery_unit_id=area.id))
    agreement = Agreement(
        external_id="A1", kind=AgreementKind.GRANT, title="A grant", source="tests",
        recorded_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    session.add(agreement)
    session.flush()
    session.add(AgreementFunder(agreement_id=agreement.id, funder="Health of Preston"))
    session.add(Lot(agreement_id=agreement.id, line_id=line.id, external_id="L1"))
    session.flush()
    seen: list[Sight] = []

    def told() -> str:
        seen.append(sight_of_reader())
        return "told"

    monkeypatch.setitem(app.view_functions, "about.privacy", allow(PUBLIC)(told))
    with app.app_context():
        member = make_member(session, Role.COMMISSIONER, organisation=health)
    logged_in_as(client, session, member).get("/about/privacy")
    assert [sight.service_ids for sight in seen] == [frozenset({line.service_id})]
    assert seen[0].area_ids == {area.id}


def test_an_officer_reads_the_venue_of_a_restricted_service_and_nobody_else_does(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    area = make_area(session)
    line = make_line(session, areas=[area], exposure=Exposure.RESTRICTED)
    session.flush()
    service = line.service_id
    path = f"/services/{_public_id(session, service)}"
    public = client.get(path).text
    officer = logged_in(client, session, Role.OFFENDER_MANAGER).get(path).text
    assert "What it is." not in public
    assert "What it is." in officer
    assert app.test_client().get(path).text.count("What it is.") == 0


def _public_id(session: Session, service_id: int) -> str:
    return str(session.get_one(Service, service_id).public_id)
