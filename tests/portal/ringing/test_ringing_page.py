"""A provider's staff go down the order by telephone; the page tells a team, never a person."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.groups.models import Group
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral, ReferralSending, RestrictedReason
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.bookings import make_group, wait_for
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.makers.services import make_provider
from tests.portal.finding.conftest import text_of

TEAM, NUMBER = "Preston court team", "01772 555 010"
FIELD = re.compile(r'name="(referral|seen|request_id)" value="([^"]*)"')


@pytest.fixture
def waiting(session: Session, scene: Scene, group: Group) -> list[Referral]:
    """Two who wait longer than everybody else; a team sent the first, of the second nobody knows
    who did."""
    line = scene.lines["Building Choices"]
    for one in session.scalars(
        select(Referral).where(
            Referral.line_id == line.id, Referral.status == ReferralStatus.WAITING
        )
    ):
        one.status = ReferralStatus.WITHDRAWN
    found = [
        wait_for(session, line, since=-days, reference=f"CASE-{days:04}", is_priority=True)
        for days in (60, 50)
    ]
    team = make_organisation(session, OrganisationKind.COURT_TEAM, TEAM)
    session.add(
        ReferralSending(
            referral_id=found[0].id, request_id=uuid.uuid4(), organisation_id=team.id,
            sent_by_id=actor(session).id, team=TEAM, published_number=NUMBER, sent_at=NOW,
        )
    )  # fmt: skip
    session.add(RestrictedReason(referral_id=found[0].id, reason="domestic_abuse_risk"))
    found[1].home_local_delivery_unit_id = scene.home.id
    session.commit()
    return found


@pytest.fixture
def path(group: Group) -> str:
    return f"/groups/{group.public_id}/calls"


def form_in(page: str) -> dict[str, str]:
    return dict(FIELD.findall(page))


def say(browser: LoggedIn, path: str, answer: str, **more: str) -> Any:
    return browser.post(path, form_in(browser.get(path).text) | {"answer": answer} | more)


def test_who_is_next_and_which_team_to_ring(
    provider: LoggedIn, session: Session, waiting: list[Referral], path: str
) -> None:
    page = provider.get(path)
    said = text_of(page.text)
    shown = waiting[0].public_id.hex[:8].upper()
    assert f"Referral {shown[:4]} {shown[4:]} case …0060" in said
    assert f"Ring {TEAM} {NUMBER}" in said
    assert 'href="tel:01772555010"' in page.text
    assert "2 places left (of 2: 0 booked, 0 held before sentence, 0 offered)" in said
    assert "Who waits: 2 in turn." in said
    for secret in ("CASE-0060", "domestic", "Ada", actor(session).name):
        assert secret not in said.split("Your ")[0] or secret == "Ada"


def test_each_answer_is_recorded_and_moves_to_the_next(
    provider: LoggedIn, session: Session, scene: Scene, waiting: list[Referral], path: str
) -> None:
    answer = say(provider, path, "not_reached")
    assert (answer.status_code, answer.location) == (303, f"{path}?done=not_reached")
    said = text_of(provider.get(answer.location).text)
    assert "nobody was reached. That is no refusal, and the turn is kept." in said
    assert "Who sent this person is not known to this portal." in said
    assert f"Lives in {scene.home.name}" in said
    assert "1 in turn; 1 did not answer so far." in said
    assert say(provider, path, "accepted").status_code == 303
    assert session.scalars(select(Booking.referral_id)).one() == waiting[1].id
    said = text_of(provider.get(path).text)
    assert "case …0060 Rung before: 1 time." in said
    assert say(provider, path, "refused").status_code == 303
    said = text_of(provider.get(path).text)
    assert "A place is left, and nobody waits who could be rung about it." in said
    assert "2 March 2027 at 9:30am No Bea Forge …0060" in said
    assert "Yes: the place is booked Bea Forge …0050" in said


def test_the_second_click_and_the_colleague(
    provider: LoggedIn, session: Session, waiting: list[Referral], path: str
) -> None:
    sent = form_in(provider.get(path).text) | {"answer": "refused"}
    assert [provider.post(path, sent).status_code for _ in range(2)] == [303, 303]
    refused = provider.post(path, sent | {"answer": "accepted", "request_id": "another"})
    assert refused.status_code == 422
    assert "Nothing was recorded: meanwhile somebody recorded an answer" in refused.text
    assert form_in(refused.text)["referral"] == str(waiting[1].public_id)
    assert session.scalar(select(func.count()).select_from(PlaceOffer)) == 1
    assert say(provider, path, "accepted").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"answer": ""}, 422),
        ({"answer": "passed_on"}, 422),
        ({"request_id": ""}, 422),
        ({"referral": "nobody"}, 404),
        ({"referral": str(uuid.uuid4())}, 404),
    ],
)
def test_what_was_not_said_is_not_recorded(
    provider: LoggedIn, session: Session, waiting: list[Referral], path: str,
    wrong: dict[str, str], status: int,
) -> None:  # fmt: skip
    sent = form_in(provider.get(path).text) | {"answer": "accepted"} | wrong
    assert provider.post(path, sent).status_code == status
    assert session.scalar(select(func.count()).select_from(PlaceOffer)) == 0


def test_before_the_last_days_nobody_is_rung(
    provider: LoggedIn, session: Session, scene: Scene, waiting: list[Referral]
) -> None:
    later = make_group(session, scene.lines["Building Choices"], places=2)
    session.commit()
    page = provider.get(f"/groups/{later.public_id}/calls").text
    assert "Places are still offered by themselves" in page
    assert "<form" not in page.split("<main")[1].split("Was this")[0]
    listed = provider.get("/groups").text
    assert f"/groups/{later.public_id}/calls" not in listed


def test_the_groups_that_begin_soon_lead_to_it(provider: LoggedIn, group: Group, path: str) -> None:
    assert f'href="{path}"' in provider.get("/groups").text
    assert f'href="{path}"' in provider.get(f"/groups/{group.public_id}").text


def test_an_editor_of_listings_reads_no_reference(
    visitor: FlaskClient, provider: LoggedIn, session: Session, waiting: list[Referral], path: str
) -> None:
    own = session.scalars(select(Organisation).where(Organisation.name == "The forge")).one()
    editor = logged_in(
        visitor.application.test_client(), session, Role.LISTING_EDITOR, organisation=own,
        name="Edie Words",
    )  # fmt: skip
    session.commit()
    assert say(editor, path, "not_reached").status_code == 303
    page = editor.get(path).text
    assert "0060" not in page
    assert "0050" not in page
    assert "Not reached" in page


def test_reading_whom_to_ring_is_recorded(
    provider: LoggedIn, session: Session, waiting: list[Referral], path: str
) -> None:
    provider.get(path)
    rows = session.scalars(select(AuditRow).where(AuditRow.act == Act.REFERRAL_READ.value)).all()
    assert [row.after for row in rows] == [{"list": "whom to ring", "cases": 1}]


def test_nobody_elses_group(
    visitor: FlaskClient, commissioner: LoggedIn, session: Session, waiting: list[Referral],
    path: str,
) -> None:  # fmt: skip
    other = make_organisation(
        session, OrganisationKind.PROVIDER, "Others",
        provider_id=make_provider(session, "Another provider").id,
    )  # fmt: skip
    stranger = logged_in(
        visitor.application.test_client(), session, Role.PROVIDER_ADMINISTRATOR,
        organisation=other, name="Eve Other",
    )  # fmt: skip
    session.commit()
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"answer": "accepted"}).status_code == 404
    assert commissioner.get(path).status_code == 403
