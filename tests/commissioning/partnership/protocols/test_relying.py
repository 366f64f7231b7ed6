"""One referral: what covers it is kept, its owner told once a week; nothing is ever refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody
from commissioning.partnership.protocols.case_cover import SharedReferral, covers_in_words
from commissioning.partnership.protocols.errors import (
    ProtocolChangedMeanwhile,
    ProtocolImpossible,
)
from commissioning.partnership.protocols.forgetting import forget_grounds
from commissioning.partnership.protocols.models import ReferralSharing, SharingProtocol
from commissioning.partnership.protocols.queries import parties_of, protocol_told, protocols_told
from commissioning.partnership.protocols.relying import relied_on, rely, state_ground
from commissioning.partnership.protocols.signing import sign_protocol
from commissioning.partnership.protocols.stating import end_protocol, renew_protocol
from commissioning.partnership.protocols.telling import remind_of_reviews
from commissioning.referrals.models import Referral
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.messages.kinds import MessageKind
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.providers.editing import link_subcontractors
from directory.providers.models import Provider
from directory.services.models import Service
from directory.sight import ANYBODY, Looker, Sight
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.protocols import make_protocol
from tests.makers.referrals import wait_in
from tests.makers.services import make_provider

pytestmark = pytest.mark.sqlite
PAGE = "https://portal.example/protocols"


@pytest.fixture
def referral(app: Flask, session: Session) -> Referral:
    """Of somebody at home in the region whose commissioner keeps its agreements."""
    home = make_area(session)
    line = make_line(session, areas=[home])
    wait_in(session, line, waiting=1)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=home.region_id
    )
    with app.app_context():
        make_member(session, Role.COMMISSIONER, organisation=region, name="Ada Keeper")
    found = session.scalars(select(Referral).where(Referral.line_id == line.id)).one()
    found.home_local_delivery_unit_id = home.id
    session.flush()
    return found


def agreed(
    session: Session, referral: Referral, *, review: int, reference: str = "NW-1"
) -> SharingProtocol:
    return make_protocol(session, referral, review_on=day(review), reference=reference)


def told(session: Session) -> list[str]:
    rows = session.scalars(select(Message).order_by(Message.id))
    return [row.body for row in rows if row.kind is MessageKind.SHARING_NOT_COVERED]


def send(session: Session, referral: Referral, named: str = "", at: dt.datetime = NOW) -> str:
    relied = rely(session, referral, sender=None, named=named, by=actor(session), at=at, page=PAGE)
    assert relied
    return relied.cover.standing.value


@pytest.mark.parametrize(
    ("review", "stands", "letters"),
    [(200, "in_force", 0), (30, "review_due", 0), (-1, "past_review", 1), (None, "missing", 1)],
)
def test_it_is_kept_and_its_owner_told_where_nothing_in_force_covers_it(
    session: Session, referral: Referral, review: int | None, stands: str, letters: int
) -> None:
    if review is not None:
        agreed(session, referral, review=review)
    assert send(session, referral) == stands
    kept = relied_on(session, referral)
    assert kept
    assert (kept.standing.value, kept.ground) == (stands, None)
    assert len(told(session)) == letters
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act == Act.SHARING_RELY.value))
    assert len(acts.all()) == 1
    send(session, referral)  # the same form again
    assert len(told(session)) == letters


def test_the_owner_is_told_once_a_week_and_of_nobody(session: Session, referral: Referral) -> None:
    agreed(session, referral, review=-10)
    send(session, referral)
    for at in (moment(1), moment(6)):  # Wednesday, and Monday of the next week
        session.execute(delete(ReferralSharing))
        session.expire_all()
        send(session, referral, at=at)
    letters = told(session)
    assert len(letters) == 2
    assert "agreement NW-1 is past review since 20 February 2027" in letters[0]
    assert str(referral.reference) not in letters[0]


def test_a_reference_that_is_not_between_the_two_is_said(
    session: Session, referral: Referral
) -> None:
    agreed(session, referral, review=200)
    relied = rely(
        session, referral, sender=None, named="NW-9", by=actor(session), at=NOW, page=PAGE
    )
    assert relied
    assert relied.was_misnamed
    assert relied.cover.protocol
    assert relied.cover.protocol.reference == "NW-1"


def test_the_ground_is_a_code_beside_the_referral_and_goes_with_its_reference(
    session: Session, referral: Referral
) -> None:
    send(session, referral)
    by = actor(session)
    assert state_ground(session, referral, ground="offender_management", consent="", by=by, at=NOW)
    assert not state_ground(
        session, referral, ground="offender_management", consent="", by=by, at=NOW
    )
    rows = session.scalars(select(AuditRow).where(AuditRow.act == Act.SHARING_GROUND.value)).all()
    assert [str(row.after) for row in rows] == ["{'protocol_id': None}"]
    assert forget_grounds(session, NOW) == 0
    referral.reference, referral.court_id, referral.erased_on = None, None, TODAY
    session.flush()
    assert forget_grounds(session, NOW) == 1
    assert session.scalars(select(ReferralSharing)).all() == []


def test_reminders_come_once_before_and_once_on_the_day(
    session: Session, referral: Referral
) -> None:
    protocol = agreed(session, referral, review=56)
    sent = [remind_of_reviews(session, at=moment(at), page=PAGE) for at in (-1, 0, 1, 55, 56, 57)]
    assert sent == [0, 1, 0, 0, 1, 0]
    protocol.ended_on = day(56)
    assert remind_of_reviews(session, at=moment(60), page=PAGE) == 0


def test_it_is_renewed_and_ended_once(session: Session, referral: Referral) -> None:
    one, by = agreed(session, referral, review=30), actor(session)
    with pytest.raises(ProtocolImpossible, match="a day after"):
        renew_protocol(session, one, day(30), before=day(30), based_on=1, by=by, at=NOW)
    renew_protocol(session, one, day(400), before=day(30), based_on=1, by=by, at=NOW)
    with pytest.raises(ProtocolChangedMeanwhile):
        renew_protocol(session, one, day(500), before=day(400), based_on=1, by=by, at=NOW)
    other = agreed(session, referral, review=300, reference="NW-2")
    end_protocol(session, one, day(-1), replaced_by="nw-2", based_on=2, by=by, at=NOW)
    with pytest.raises(ProtocolImpossible, match="in its own place"):
        end_protocol(session, other, day(10), replaced_by="NW-1", based_on=1, by=by, at=NOW)
    found = protocols_told(session, sight=ANYBODY, today=TODAY)
    assert [(one.protocol.reference, one.standing.value) for one in found] == [
        ("NW-2", "in_force"), ("NW-1", "ended"),
    ]  # fmt: skip
    # anybody is told of the public body alone
    assert [party.body.kind for party in found[0].parties] == [BodyKind.REGION]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reference": "x"}, "reference"),
        ({"owner_post": "Ring 01772 555 123"}, "owner_post"),
        ({"owner_post": "Jane Doe"}, "owner_post"),
        ({"title": "Sharing about Kwame Mensah"}, "title"),
        ({"title": "Sharing about A1234BC"}, "title"),
        ({"title": "Sharing at 12 Mill Street"}, "title"),
        ({"ground": "because"}, "ground"),
        ({"data": ("everything",)}, "data"),
        ({"parties": ()}, "parties"),
        ({"review_on": day(-800)}, "review_on"),
        ({"review_on": day(3000)}, "review_on"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, referral: Referral, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(ProtocolImpossible) as refused:
        make_protocol(session, referral, **{"review_on": day(30), **changed})
    assert refused.value.field == field


def test_a_signature_is_of_a_post_and_a_name_that_is_none_is_taken(
    session: Session, referral: Referral
) -> None:
    protocol = make_protocol(
        session, referral, review_on=day(30), title="Jane Doe Trust and Mary Seacole",
        names_nobody=True,
    )  # fmt: skip
    [party, *_], by = parties_of(session, protocol.id), actor(session)
    with pytest.raises(ProtocolImpossible, match="“Jane Doe”") as refused:
        sign_protocol(session, party, post="Jane Doe", signed_on=TODAY, by=by, at=NOW)
    assert refused.value.field == "post"
    for post in ("Chief Executive", "Head of probation"):
        sign_protocol(session, party, post=post, signed_on=TODAY, by=by, at=NOW)


def test_another_provider_is_another_body(session: Session, referral: Referral) -> None:
    other = make_provider(session, "A lighthouse")
    parties = [SharingBody(BodyKind.PROVIDER, other.id)]
    make_protocol(session, referral, review_on=day(200), parties=parties)
    assert send(session, referral) == "missing"


def test_a_prime_does_not_cover_its_subcontractor_without_a_clause(
    session: Session, referral: Referral
) -> None:
    line = session.get_one(Line, referral.line_id)
    delivers = session.get_one(Provider, session.get_one(Service, line.service_id).provider_id)
    prime = make_provider(session, "The prime")
    link_subcontractors(
        session, prime, [delivers], agreement_reference="A-1", by=actor(session), at=NOW
    )
    protocol = make_protocol(
        session, referral, review_on=day(300), parties=[SharingBody(BodyKind.PROVIDER, prime.id)]
    )
    part = SharedReferral(referral.id, delivers.name, None)

    def said() -> str:
        return covers_in_words(session, [part], on=TODAY)[referral.id]

    assert said().startswith("Agreement NW-1 is in force with a prime that passes work to")
    assert "No agreement on sharing information between Probation" in said()
    protocol.covers_subcontractors = True
    session.flush()
    assert said().endswith(f"It covers {delivers.name} by its clause on subcontractors.")
    commissioner = Sight(Looker.COMMISSIONER)
    told = protocol_told(session, protocol.public_id, sight=commissioner, today=TODAY)
    assert told.below == (delivers.name,)
    hidden = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    assert hidden.below == ()  # providers are named to those who have logged in
