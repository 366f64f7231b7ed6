"""Places asked of a provider as they were rehearsed; agreed, they are the variation."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.signing import state_term
from commissioning.groups.models import CapacityStatement, Group
from commissioning.places_asked.models import PlacesAnswer, PlacesRequest
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeSegment
from directory.audit.models import AuditRow
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.makers.services import make_provider

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


def volume_of(session: Session, scene: Scene) -> CommissionedVolume:
    return session.scalars(
        select(CommissionedVolume)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.line_id == scene.lines[WORK].id)
        .execution_options(populate_existing=True)
    ).one()


def test_volume_agreed_is_the_variation_from_the_day(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    """70 starts for the year to 31 March, of which 17 days are left from the day on."""
    ask(commissioner, scene, {"change": "volume", "number": "435", **IN_MARCH})
    says = "it is the variation of what was bought: from 15 March 2027 that runs at 435 starts"
    assert f"Once agreed {says}" in provider.get("/desk/requests").text
    assert volume_of(session, scene).quantity == 70
    answer(provider, session)
    assert volume_of(session, scene).quantity == pytest.approx(70 * 348 / 365 + 435 * 17 / 365)
    path = f"/desk/lines/{scene.lines[WORK].public_id}"
    for browser in (commissioner, provider):
        page = browser.get(path).text
        assert "70 for the whole period, then 435 from 15 March 2027." in page
        assert "It is the variation of what was bought: from 15 March 2027 that runs at" in page
        assert "Ada Buyer, 2 March 2027; agreed by Bea Forge, 2 March 2027." in page
        assert "£" not in page, "no price was ever stated"
    assert {row["Bought"] for row in on_desk(commissioner)} == {
        f"{round(volume_of(session, scene).quantity)}"
    }
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act == "volume:vary"))
    assert len(acts.all()) == 1


def on_desk(browser: LoggedIn) -> list[dict[str, str]]:
    told = browser.get("/desk.csv?requirement=unpaid_work").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(told)))


def test_agreed_twice_is_varied_once(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    ask(commissioner, scene, {"change": "volume", "number": "435", **IN_MARCH})
    assert answer(provider, session).status_code == 303
    session.commit()
    again = answer(provider, session)
    assert (again.status_code, "answered already" in again.text) == (422, True)
    of_volume = VolumeSegment.volume_id == volume_of(session, scene).id
    varied = select(VolumeSegment.quantity).where(of_volume).order_by(VolumeSegment.id)
    assert list(session.scalars(varied)) == [70, 435]


def ended_on(session: Session, scene: Scene, day: dt.date) -> None:
    lot = session.get_one(Lot, volume_of(session, scene).lot_id)
    agreement = session.get_one(Agreement, lot.agreement_id)
    starts_on = dt.date(2026, 4, 1)
    state_term(session, agreement, starts_on=starts_on, ends_on=day, by=actor(session), at=NOW)
    session.commit()


VOLUME = {"change": "volume", "number": "435", **IN_MARCH}


@pytest.mark.parametrize(
    ("told", "ends_on", "says"),
    [
        (VOLUME, dt.date(2027, 3, 10), "The agreement ends on 10 March 2027: extend it first"),
        (PLACES, dt.date(2027, 5, 31), "The agreement ends on 31 May 2027: extend it first"),
        ({**VOLUME, "day-day": "2"}, None, "2 March 2027 has come already"),
        ({**VOLUME, "day-month": "6"}, None, "Enter a day within the period of the volume."),
        ({**VOLUME, "number": "-1"}, None, "Enter a volume of 0 or more."),
    ],
)
def test_what_cannot_become_the_variation_is_not_asked(
    commissioner: LoggedIn,
    session: Session,
    scene: Scene,
    told: dict[str, str],
    ends_on: dt.date | None,
    says: str,
) -> None:
    if ends_on:
        ended_on(session, scene, ends_on)
    refused = ask(commissioner, scene, told)
    assert refused.status_code == 422
    assert says in refused.text
    assert session.scalars(select(func.count(PlacesRequest.id))).one() == 0


def test_what_has_become_impossible_is_refused_whole(
    commissioner: LoggedIn, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    ask(commissioner, scene, VOLUME)
    ended_on(session, scene, dt.date(2027, 3, 10))
    refused = answer(provider, session)
    assert refused.status_code == 422
    assert "The agreement ends on 10 March 2027" in refused.text
    assert the_request(session).answer is None, "it stands, to be refused or asked anew"
    assert volume_of(session, scene).quantity == 70


def test_what_was_bought_of_a_prime_is_the_primes_to_agree_to(
    commissioner: LoggedIn, session: Session, scene: Scene
) -> None:
    lot = session.get_one(Lot, volume_of(session, scene).lot_id)
    prime = make_provider(session, "The prime")
    session.get_one(Agreement, lot.agreement_id).provider_id = prime.id
    session.commit()
    refused = ask(commissioner, scene, VOLUME)
    assert refused.status_code == 422
    assert "is The prime’s to agree to" in refused.text


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
        ("LINNET-5302 is late", "the reference of a case"),
        ("call 07700900123", "a telephone number"),
        ("PR1 8XJ", "a whole postcode"),
    ):
        refused = commissioner.post(path, {"text": text})
        assert refused.status_code == 422
        assert says in refused.text
        assert text.strip() in refused.text
