"""Where a refuge is: shown by a form to those who may, with a reason, and written down."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit
from directory.services.secret_reach import MOST_READINGS
from portal.extensions import db
from tests.makers.accounts import LoggedIn, make_organisation
from tests.makers.places import make_area, make_region
from tests.makers.referrals import happen, refer
from tests.makers.services import make_service
from tests.portal.confidential.refuge import ADDRESS, NUMBER, SECRETS, THERE, TITLE, make_refuge
from tests.portal.listings.keeping import Kept

pytestmark = pytest.mark.usefixtures("client")

WHY = {"why": "tell"}


@pytest.fixture
def refuge(app: Flask, session: Session) -> Kept:
    return make_refuge(app, session)


def path(refuge: Kept) -> str:
    return f"/services/{refuge.service.public_id}/reach"


def readings(session: Session) -> list[AuditRow]:
    act = Act.CONFIDENTIAL_ADDRESS_READ.value
    return list(session.scalars(select(AuditRow).where(AuditRow.act == act)))


def officer(refuge: Kept, name: str = "Ola Officer") -> LoggedIn:
    team = make_organisation(
        refuge.session, OrganisationKind.COURT_TEAM, "The team",
        local_delivery_unit_id=refuge.area.id,
    )  # fmt: skip
    return refuge.somebody(Role.COURT_OFFICER, name, organisation=team)


def referred(refuge: Kept, *, home: LocalDeliveryUnit | None) -> Referral:
    referral = refer(refuge.session, refuge.line(), on=-9)
    referral.home_local_delivery_unit_id = None if home is None else home.id
    refuge.session.flush()
    return referral


@pytest.mark.parametrize("role", [Role.PROVIDER_ADMINISTRATOR, Role.COMMISSIONER, Role.REGION_HEAD])
def test_shown_once_it_was_said_why_and_told_to_the_provider(refuge: Kept, role: Role) -> None:
    who = refuge.somebody(role, "Carla Reader")
    asked = who.get(path(refuge))
    assert asked.status_code == 200
    assert [word for word in SECRETS if word in asked.text] == []
    shown = who.post(path(refuge), WHY)
    assert shown.status_code == 200
    assert [word for word in SECRETS if word not in shown.text] == []
    assert "no-store" in shown.headers["Cache-Control"]
    assert "<title>How to reach a confidential service" in shown.text
    [row] = readings(refuge.session)
    assert (row.subject_id, row.after) == (refuge.service.id, {"reason": "tell"})
    editor = refuge.somebody(Role.LISTING_EDITOR, "Eddi Editor")
    history = editor.get(f"{refuge.path}/history").text
    assert "Carla Reader read how it is reached" in history
    assert "to tell somebody whom it has accepted where to go" in history
    assert [word for word in SECRETS if word in history] == []


@pytest.mark.parametrize("role", [Role.COMMISSIONER, Role.REGION_HEAD])
def test_its_page_says_that_an_address_is_kept_and_where_to_ask(refuge: Kept, role: Role) -> None:
    page = refuge.somebody(role).get(path(refuge).removesuffix("/reach")).text
    row = " ".join(re.sub(r"<[^>]*>", " ", page.rsplit(">Address<", 1)[1][:400]).split())
    assert "not shown here; ask with a reason" in row
    assert "none stated" not in row
    assert f'href="{path(refuge)}">ask with a reason' in page
    assert [word for word in SECRETS if word in page] == []


def test_nothing_of_it_stands_in_the_record(refuge: Kept, session: Session) -> None:
    refuge.somebody(Role.COMMISSIONER).post(path(refuge), WHY)
    kept = json.dumps([[row.before, row.after] for row in session.scalars(select(AuditRow))])
    assert [word for word in (ADDRESS, THERE) if word in kept] == []


@pytest.mark.parametrize("why", [{}, {"why": ""}, {"why": "curiosity"}])
def test_without_a_reason_nothing_is_shown(refuge: Kept, why: dict[str, str]) -> None:
    refused = refuge.somebody(Role.COMMISSIONER).post(path(refuge), why)
    assert refused.status_code == 422
    assert "Choose why you need it" in refused.text or "Not a valid choice" in refused.text
    assert [word for word in SECRETS if word in refused.text] == []
    assert readings(refuge.session) == []


def test_of_others_it_is_not_known_that_it_is(refuge: Kept, session: Session) -> None:
    """In the same words as of no service at all."""
    elsewhere = make_region(session, "Wales")
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "Wales", region_id=elsewhere.id
    )
    others = [
        refuge.somebody(Role.COMMISSIONER, "Other Commissioner", organisation=region),
        officer(refuge),
    ]
    for who in others:
        for answer in (who.get(path(refuge)), who.post(path(refuge), WHY)):
            assert answer.status_code == 404
            assert [word for word in (*SECRETS, TITLE) if word in answer.text] == []
    for role in (Role.LISTING_EDITOR, Role.SENTENCER, Role.ANALYST, Role.ADMINISTRATOR):
        assert refuge.somebody(role).post(path(refuge), WHY).status_code == 403
    assert readings(session) == []


def test_an_open_service_has_no_such_page(refuge: Kept) -> None:
    other = make_service(refuge.session, "Open to all", areas=[refuge.area])
    who = refuge.somebody(Role.COMMISSIONER)
    assert who.get(f"/services/{other.public_id}/reach").status_code == 404


@pytest.mark.parametrize(
    ("happened", "status"),
    [
        ((), 404),  # only received
        ((EventKind.READY,), 404),  # the officer's own word
        ((EventKind.ACCEPTED,), 200),
        ((EventKind.ACCEPTED, EventKind.READY), 200),
        ((EventKind.ACCEPTED, EventKind.STARTED), 200),
        ((EventKind.DECLINED,), 404),
        ((EventKind.ACCEPTED, EventKind.WITHDRAWN), 404),
        ((EventKind.ACCEPTED, EventKind.STARTED, EventKind.COMPLETED), 404),
        ((EventKind.ACCEPTED, EventKind.TRANSFERRED), 404),  # accepted elsewhere
    ],
)
def test_an_officer_once_it_has_taken_somebody_on(
    refuge: Kept, happened: tuple[EventKind, ...], status: int
) -> None:
    referral = referred(refuge, home=refuge.area)
    for number, kind in enumerate(happened):
        happen(refuge.session, referral, kind, on=-8 + number)
    who = officer(refuge)
    assert who.get(path(refuge)).status_code == status
    answer = who.post(path(refuge), WHY)
    assert answer.status_code == status
    assert (NUMBER in answer.text) is (status == 200)
    page = who.get(f"/services/{refuge.service.public_id}").text
    assert ("/reach" in page) is (status == 200)


def test_not_for_somebody_of_another_area_unless_they_referred_them(
    refuge: Kept, session: Session
) -> None:
    other = make_area(session, "blackburn", region=make_region(session))
    referral = referred(refuge, home=other)
    happen(session, referral, EventKind.ACCEPTED, on=-8)
    who = officer(refuge)
    assert who.get(path(refuge)).status_code == 404
    received = session.scalars(
        select(ReferralEvent).where(ReferralEvent.kind == EventKind.RECEIVED)
    ).one()
    received.recorded_by_id = who.member.person_id
    session.flush()
    assert who.get(path(refuge)).status_code == 200


def test_so_many_a_day_and_no_more(refuge: Kept) -> None:
    who = refuge.somebody(Role.COMMISSIONER)
    for _ in range(MOST_READINGS):
        assert who.post(path(refuge), WHY).status_code == 200
    answer = who.post(path(refuge), WHY)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 23 * 3600
    assert NUMBER not in answer.text
    assert refuge.somebody(Role.REGION_HEAD).post(path(refuge), WHY).status_code == 200


def test_nothing_is_shown_that_could_not_be_written_down(
    refuge: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = refuge.somebody(Role.COMMISSIONER)
    refuge.app.config["PROPAGATE_EXCEPTIONS"] = False

    def full() -> None:
        raise OSError("no space left")

    monkeypatch.setattr(db.session(), "commit", full)
    assert [word for word in SECRETS if word in who.post(path(refuge), WHY).text] == []
