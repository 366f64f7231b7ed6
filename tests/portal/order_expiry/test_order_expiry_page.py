"""Whose order ends first, as an officer, a provider and a commissioner read it."""

from __future__ import annotations

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals.kinds import Basis
from commissioning.referrals.models import Referral, ReferralParticulars
from commissioning.referrals.recording import receive_referral
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, day, moment
from tests.makers.people import actor
from tests.makers.scene import Scene

PATH = "/desk/order-expiry"
WORK = "Community Payback in Central Lancashire"
GROUP = "Building Choices"


@pytest.fixture
def orders(session: Session, scene: Scene) -> Scene:
    """Fourteen weeks of a programme within an order of ten, and within one of thirty."""
    _refer(session, scene, GROUP, "C00010SOON", ends=day(70))
    _refer(session, scene, GROUP, "C00010LATE", ends=day(210))
    _refer(session, scene, GROUP, "C00010NONE", ends=None)
    _refer(session, scene, WORK, "C00010WORK", ends=day(70), hours=40)
    session.commit()
    return scene


def _refer(
    session: Session,
    scene: Scene,
    title: str,
    reference: str,
    *,
    ends: dt.date | None,
    hours: float | None = None,
) -> Referral:
    referral = receive_referral(
        session, scene.lines[title], reference=reference, basis=Basis.COMMUNITY_ORDER,
        received_on=day(-3), home=scene.home, court=scene.court, hours_ordered=hours,
        by=actor(session), at=moment(-3),
    )  # fmt: skip
    if ends is not None:
        session.add(
            ReferralParticulars(
                referral_id=referral.id,
                order_ends_on=ends,
                recorded_at=NOW,
                recorded_by_id=actor(session).id,
            )
        )
    session.flush()
    return referral


def officer(visitor: FlaskClient, session: Session, area_id: int) -> LoggedIn:
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, f"Team {area_id}", local_delivery_unit_id=area_id
    )
    return logged_in(visitor, session, Role.OFFENDER_MANAGER, organisation=team)


def readings(session: Session) -> list[dict[str, object] | None]:
    rows = session.scalars(select(AuditRow).where(AuditRow.act == Act.REFERRAL_READ.value))
    return [row.after for row in rows]


def test_officer_reads_the_cases_of_their_area_least_spare_first(
    visitor: FlaskClient, session: Session, orders: Scene
) -> None:
    page = officer(visitor, session, orders.home.id).get(PATH).text
    soon, late, none = (page.index(f"…{end}") for end in ("SOON", "LATE", "NONE"))
    assert soon < late < none
    assert "C00010SOON" not in page
    assert "Of everybody who waits or is under way, 1 person cannot finish within their" in page
    assert page.index("Likely last day") > page.index(">Unpaid work<")


def test_reading_cases_is_kept_with_how_many(
    visitor: FlaskClient, session: Session, orders: Scene
) -> None:
    before = len(readings(session))
    browser = officer(visitor, session, orders.home.id)
    browser.get(PATH)
    browser.get(f"{PATH}.csv")
    assert readings(session)[before:] == [{"list": "order expiry", "cases": 4}] * 2


def test_officer_of_another_area_reads_none_and_nothing_is_kept(
    visitor: FlaskClient, session: Session, orders: Scene
) -> None:
    page = officer(visitor, session, orders.beside.id).get(PATH).text
    assert "…SOON" not in page
    assert "Nothing is recorded here of anybody who waits or is under way" in page
    assert "0 people" not in page
    assert page.count("Nobody stands on this list.") == 3
    assert readings(session) == []


def test_provider_reads_by_when_to_complete_and_not_when_the_order_ends(
    visitor: FlaskClient, session: Session, orders: Scene
) -> None:
    provider_id = orders.service(GROUP, session).provider_id
    assert provider_id
    own = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=provider_id
    )
    page = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=own).get(PATH).text
    assert "…SOON" in page
    assert "To be completed by" in page
    assert "Order ends" not in page
    assert "Weeks spare" not in page
    assert orders.court.name not in page


def test_commissioner_reads_counts_by_line_and_no_case(
    visitor: FlaskClient, session: Session, orders: Scene
) -> None:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "R", region_id=orders.home.region_id
    )
    browser = logged_in(visitor, session, Role.COMMISSIONER, organisation=region)
    page = browser.get(PATH).text
    assert GROUP in page
    assert "…SOON" not in page
    assert readings(session) == []
    rows = browser.get(f"{PATH}.csv").text.splitlines()
    (group,) = [row for row in rows if GROUP in row]
    assert group.endswith(",1,0,1,0,20")  # of the scene's nineteen no end is known either


def test_commissioner_of_another_region_reads_nothing(
    visitor: FlaskClient, session: Session, orders: Scene
) -> None:
    wales = session.scalars(select(Region.id).where(Region.slug == "wales")).one()
    region = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", region_id=wales)
    browser = logged_in(visitor, session, Role.COMMISSIONER, organisation=region)
    assert GROUP not in browser.get(PATH).text
