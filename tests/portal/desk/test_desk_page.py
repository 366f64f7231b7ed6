"""The desk as a commissioner, a provider and others find it."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.scene import Scene


def commissioner(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region)


def elsewhere(visitor: FlaskClient, session: Session) -> LoggedIn:
    wales = session.scalars(select(Region).where(Region.slug == "wales")).one()
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "Wales", region_id=wales.id
    )
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region)


def rows(answer_body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer_body.decode("utf-8-sig"))))


def test_show(visitor: FlaskClient, session: Session, scene: Scene) -> None:
    who = commissioner(visitor, session, scene)
    page = who.client.get("/desk")
    assert page.status_code == 200
    print(page.get_data(as_text=True))
    for row in rows(who.client.get("/desk.csv").data):
        print(row)
