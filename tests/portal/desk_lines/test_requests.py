"""Places asked of a provider as they were rehearsed; agreed, they are the variation."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityStatement, Group
from commissioning.places_asked.models import PlacesAnswer, PlacesRequest
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.audit.models import AuditRow
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.scene import Scene

WORK = "Community Payback in Central Lancashire"
GROUP = "Building Choices"
IN_JUNE = {"day-day": "1", "day-month": "6", "day-year": "2027"}
IN_MARCH = {"day-day": "15", "day-month": "3", "day-year": "2027"}
PLACES = {"change": "places", "number": "480", **IN_JUNE}


def ask(browser: LoggedIn, scene: Scene, told: dict[str, str], title: str = WORK) -> Any:
    return browser.post(f"/desk/lines/{scene.lines[title].public_id}/requests", told)


def the_request(session: Session) -> PlacesRequest:
    return session.scalars(
        select(PlacesRequest), execution_options={"populate_existing": True}
    ).one()


def answer(browser: LoggedIn, session: Session, decision: str = "agree") -> Any:
    path = f"/desk/requests/{the_request(session).public_id}"
    return browser.post(path, {"decision": decision})


def statements(session: Session, scene: Scene) -> list[float]:
    return list(
        session.scalars(
            select(CapacityStatement.value)
            .where(CapacityStatement.line_id == scene.lines[WORK].id)
            .order_by(CapacityStatement.id)
        )
    )


def test_places_are_asked_agreed_and_then_there(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    before = statements(session, scene)
    asked = ask(commissioner, scene, PLACES)
    assert (asked.status_code, asked.location) == (303, "/desk/requests?done=asked")
    assert statements(session, scene) == before
    page = provider.get("/desk/requests").text
    assert "480 places from 1 June 2027" in page
    assert "Half start" not in page
    assert "half start by" in page  # with what it would change
    assert answer(provider, session).status_code == 303
    assert statements(session, scene) == [*before, 480]
    assert "Agreed by Bea Forge" in commissioner.get("/desk/requests").text


def test_both_are_told_by_e_mail_and_both_signatures_are_in_the_record(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    ask(commissioner, scene, PLACES)
    answer(provider, session)
    sent = session.execute(select(Message.kind, Message.to_address).order_by(Message.id)).all()
    assert [(kind.value, to) for kind, to in sent] == [
        ("places_asked", "bea.forge@example.org"),
        ("places_answered", "ada.buyer@example.org"),
    ]
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act.like("places:%"))).all()
    assert list(acts) == ["places:ask", "places:agree"]


def test_group_agreed_is_in_the_calendar(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    ask(commissioner, scene, {"change": "group", "number": "10", **IN_JUNE}, GROUP)
    external_id = f"asked-{the_request(session).public_id}"
    answer(provider, session)
    assert session.scalars(select(Group.external_id).where(Group.external_id == external_id)).one()


def test_volume_agreed_is_varied_from_the_day(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    ask(commissioner, scene, {"change": "volume", "number": "435", **IN_MARCH})
    answer(provider, session)
    volume = session.scalars(
        select(CommissionedVolume)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.line_id == scene.lines[WORK].id)
        .execution_options(populate_existing=True)
    ).one()
    assert volume.quantity == pytest.approx(70 * 348 / 365 + 435 * 17 / 365)


def test_refused_changes_nothing_and_is_answered_once(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    before = statements(session, scene)
    ask(commissioner, scene, PLACES)
    session.commit()
    assert answer(provider, session, "refuse").status_code == 303
    session.commit()
    again = answer(provider, session)
    assert again.status_code == 422
    assert "answered already" in again.text
    assert statements(session, scene) == before
    assert the_request(session).answer is PlacesAnswer.REFUSED


def test_whoever_asked_may_ask_no_longer(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    ask(commissioner, scene, PLACES)
    session.commit()
    path = f"/desk/requests/{the_request(session).public_id}/withdraw"
    assert provider.post(path).status_code == 403
    assert commissioner.post(path).status_code == 303
    assert the_request(session).answer is PlacesAnswer.WITHDRAWN


@pytest.mark.parametrize(
    "told", [{"change": "demand", "number": "20"}, {"change": "end", **IN_JUNE}]
)
def test_demand_and_an_end_are_asked_of_nobody(
    commissioner: LoggedIn, session: Session, scene: Scene, told: dict[str, str]
) -> None:
    refused = ask(commissioner, scene, told)
    assert refused.status_code == 422
    assert "Only places, a group or a volume can be asked for" in refused.text
    assert session.scalars(select(func.count(PlacesRequest.id))).one() == 0


def test_provider_asks_nobody_and_strangers_find_nothing(
    provider: LoggedIn, commissioner: LoggedIn, session: Session, scene: Scene
) -> None:
    assert ask(provider, scene, PLACES).status_code == 403
    ask(commissioner, scene, PLACES)
    session.commit()
    wales = session.scalars(select(Region.id).where(Region.slug == "wales")).one()
    region = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", region_id=wales)
    client: FlaskClient = commissioner.client.application.test_client()
    stranger = logged_in(client, session, Role.COMMISSIONER, organisation=region, name="Cy Other")
    session.commit()
    assert "480 places" not in stranger.get("/desk/requests").text
    path = f"/desk/requests/{the_request(session).public_id}/withdraw"
    assert stranger.post(path).status_code == 404


def test_note_is_read_by_ones_own_organisation_alone(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    path = f"/desk/lines/{scene.lines[WORK].public_id}"
    said = commissioner.post(f"{path}/notes", {"text": "Rang in May: two more vans are bought."})
    assert said.status_code == 303
    page = commissioner.get(path).text
    assert "two more vans" in page
    assert re.search(r"Ada Buyer, 2 March 2027", page)
    assert "two more vans" not in provider.get(path).text


def test_note_that_is_refused_stands_with_what_was_typed(
    commissioner: LoggedIn, session: Session, scene: Scene
) -> None:
    session.commit()
    path = f"/desk/lines/{scene.lines[WORK].public_id}/notes"
    for text, says in (
        ("  ", "Write what you want to note."),
        ("x" * 2001, "at most 2,000 characters"),
        ("Ask about AB 12 34 56 C", "never of a person"),
    ):
        refused = commissioner.post(path, {"text": text})
        assert refused.status_code == 422
        assert says in refused.text
        assert text.strip() in refused.text
