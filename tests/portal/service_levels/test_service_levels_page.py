"""Service levels of an agreement; “who is due to act” counts by what the page says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.moves.models import ServiceLevel
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.portal.finding.conftest import text_of

USUAL = {"first_contact": "10", "assessment": "10", "assessment_again": "10", "plan": "5",
         "offer": ""}  # fmt: skip


@pytest.fixture
def path(agreement: Agreement) -> str:
    return f"/desk/agreements/{agreement.public_id}/service-levels"


def state(browser: LoggedIn, path: str, **more: str) -> Any:
    found = re.search(r'name="based_on" value="(\d*)"', browser.get(path).text)
    assert found
    return browser.post(path, {**USUAL, "based_on": found[1], **more})


def due(officer: LoggedIn, end: str) -> str:
    page = officer.get("/waiting-on?list=all").text
    start = page.index(f"…{end}")
    return text_of(page[start : page.index("</tr>", start)])


@pytest.mark.parametrize(
    ("days", "by"),
    [
        ("3", "4 March 2027"),  # from Monday 1 March: Tuesday, Wednesday, Thursday
        ("5", "8 March 2027"),  # over a weekend
        ("19", "30 March 2027"),  # over Good Friday and Easter Monday
        ("", "no day agreed"),
    ],
)
def test_who_is_due_to_act_counts_by_what_the_page_says(
    commissioner: LoggedIn, officer: LoggedIn, path: str, days: str, by: str
) -> None:
    assert "15 March 2027" in due(officer, "NEWS")  # ten as usual, from its receipt
    answer = state(commissioner, path, first_contact=days)
    assert (answer.status_code, answer.location) == (303, f"{path}?done=stated")
    page = text_of(commissioner.get(path).text)
    shown = f"{days} working days" if days else "no day"
    row = f"Provider {shown} the day on which the referral was received 2 March 2027 at 9:30am"
    assert row in page
    assert by in due(officer, "NEWS")


def test_what_is_in_force_and_what_was(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, path: str
) -> None:
    said = text_of(commissioner.get(path).text)
    answered = "Accept or decline, Accept or decline: a place is booked"
    assert f"First contact {answered} and Arrange the first appointment Provider" in said
    assert "10 working days the day on which the referral was received as usual" in said
    assert "Offer a place and Offer a place once one is free Provider no day" in said
    assert state(commissioner, path, offer="7").status_code == 303
    assert state(commissioner, path, offer="4").status_code == 303
    said = text_of(provider.get(path).text)
    assert "A place offered 4 working days 2 March 2027 at 9:30am Ada Buyer" in said
    assert "A place offered 7 working days 2 March 2027 at 9:30am Ada Buyer" in said
    assert "State other days" not in said
    rows = session.scalars(
        select(AuditRow).where(AuditRow.act == Act.SERVICE_LEVEL_STATE.value).order_by(AuditRow.id)
    ).all()
    assert [row.after["working_days"] for row in rows if row.after] == [7, 4]


def test_the_second_click_and_what_somebody_else_stated(
    commissioner: LoggedIn, session: Session, path: str
) -> None:
    sent = {**USUAL, "plan": "3", "based_on": "0"}
    assert commissioner.post(path, sent).location == f"{path}?done=stated"
    assert commissioner.post(path, sent).location == f"{path}?done=same"
    refused = commissioner.post(path, sent | {"plan": "8"})
    assert refused.status_code == 422
    assert "Somebody stated other days since" in refused.text
    assert session.scalar(select(func.count()).select_from(ServiceLevel)) == 1
    assert state(commissioner, path, plan="8").location == f"{path}?done=stated"


@pytest.mark.parametrize("wrong", ["0", "251", "two", "-1", "1.5"])
def test_what_are_no_working_days(
    commissioner: LoggedIn, session: Session, path: str, wrong: str
) -> None:
    refused = state(commissioner, path, assessment=wrong)
    assert refused.status_code == 422
    assert "Enter working days from 1 to 250, or nothing" in refused.text
    assert session.scalar(select(func.count()).select_from(ServiceLevel)) == 0


def test_the_agreement_leads_to_it_and_nobody_else_comes(
    visitor: FlaskClient, commissioner: LoggedIn, provider: LoggedIn, officer: LoggedIn,
    session: Session, path: str,
) -> None:  # fmt: skip
    wales = session.scalars(select(Region.id).where(Region.slug == "wales")).one()
    region = make_organisation(session, OrganisationKind.PROBATION_REGION, "Far", region_id=wales)
    other = logged_in(
        visitor.application.test_client(), session, Role.COMMISSIONER, organisation=region,
        name="Eve Far",
    )  # fmt: skip
    session.commit()
    assert f'href="{path}"' in commissioner.get(path.removesuffix("/service-levels")).text
    assert other.get(path).status_code == 404
    assert other.post(path, USUAL).status_code == 404
    assert provider.post(path, USUAL).status_code == 403
    assert officer.get(path).status_code == 403
