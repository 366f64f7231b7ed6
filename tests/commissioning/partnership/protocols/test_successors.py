"""A partner that is party to an agreement ended, and another does its work: who is covered, what is
said of the signature, who is told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.errors import PartnerImpossible
from commissioning.partnership.partners.kinds import PartnerKind
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.money import refuse_ended_funder
from commissioning.partnership.partners.succession import PartnerSpan
from commissioning.partnership.protocols.between import cover_between
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody, body_of
from commissioning.partnership.protocols.errors import ProtocolImpossible
from commissioning.partnership.protocols.models import SharingProtocol
from commissioning.partnership.protocols.parties_on import signature_taken_over
from commissioning.partnership.protocols.queries import (
    known_protocols,
    parties_of,
    protocol_told,
)
from commissioning.partnership.protocols.saying import cover_in_words
from commissioning.partnership.protocols.signing import sign_protocol
from commissioning.partnership.protocols.stating import ProtocolFacts, add_protocol
from commissioning.partnership.protocols.telling import remind_of_reviews
from directory.accounts.models import Organisation
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from directory.sight import ANYBODY
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.people import actor
from tests.makers.places import make_region

OLD, NEW = "Old Mill health board (invented)", "Valley health board (invented)"
CHECK = f"signed by {OLD}, whose work {NEW} took over on 2 March 2027: check that it still holds"


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


SPANS = {
    1: PartnerSpan("A", d("2026-03-31"), 2),
    2: PartnerSpan("B", d("2027-03-31"), 3),
    3: PartnerSpan("C"),
    4: PartnerSpan("D", d("2026-03-31")),
}


@pytest.mark.parametrize(
    ("partner", "signed", "on", "said"),
    [
        (1, "", "2026-06-01", ""),  # nobody signed: nothing to check, it is unsigned
        (1, "2025-01-01", "2026-03-31", ""),  # A goes on
        (1, "2025-01-01", "2026-04-01", "A, B took over on 2026-04-01"),
        (1, "2025-01-01", "2027-04-01", "A, C took over on 2027-04-01"),
        (1, "2025-01-01 2026-03-31", "2026-04-01", "A, B took over on 2026-04-01"),
        (1, "2025-01-01 2026-04-01", "2026-04-01", ""),  # B signed on its first day
        (1, "2025-01-01 2026-04-01", "2027-04-01", "B, C took over on 2027-04-01"),
        (3, "2025-01-01", "2027-04-01", ""),
        (4, "2025-01-01", "2027-04-01", ""),  # nobody is in its place
    ],
)
def test_a_signature_is_of_whoever_did_the_work_on_its_day(
    partner: int, signed: str, on: str, said: str
) -> None:
    found = signature_taken_over(SPANS, partner, [d(one) for one in signed.split()], d(on))
    told = found and f"{found.signer}, {found.by} took over on {found.since}"
    assert (told or "") == said


@pytest.fixture
def region(app: Flask, session: Session) -> Region:
    found = make_region(session)
    own = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=found.id
    )
    with app.app_context():
        make_member(session, Role.COMMISSIONER, organisation=own, name="Ada Keeper")
    return found


def partner(session: Session, region: Region, name: str) -> Partner:
    found = Partner(
        name=name, kind=PartnerKind.HEALTH_BOARD, owner_region_id=region.id, recorded_at=NOW,
        recorded_by_id=actor(session).id,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def agreed_with(session: Session, region: Region, *partners: Partner) -> SharingProtocol:
    facts = ProtocolFacts(
        reference="NW-1", title="Sharing with health", ground="public_task", data=("health",),
        owner_post="Head of information", in_force_from=day(-300),
        parties=[SharingBody(BodyKind.PARTNER, one.id) for one in partners],
    )  # fmt: skip
    return add_protocol(session, region, facts, review_on=day(30), by=actor(session), at=NOW)


def sign(session: Session, protocol: SharingProtocol, on: int, at: int = 0) -> None:
    for row in parties_of(session, protocol.id):
        sign_protocol(
            session, row, post="Chief executive", signed_on=day(on), by=actor(session),
            at=moment(at),
        )  # fmt: skip


def ended_yesterday(old: Partner, new: Partner | None) -> None:
    old.ended_on, old.successor_id = day(-1), None if new is None else new.id


def said_between(
    session: Session, region: Region, other: SharingBody, on: dt.date = TODAY
) -> Iterator[str]:
    own = SharingBody(BodyKind.REGION, region.id)
    cover = cover_between(known_protocols(session, on=on), own, other, on=on)
    return cover_in_words(cover, sender="us", provider="them", on=on)


@pytest.mark.parametrize("has_members", [False, True])
@pytest.mark.sqlite
def test_whoever_took_over_is_covered_and_its_signature_is_asked_about(
    session: Session, region: Region, has_members: bool
) -> None:
    old, new = (partner(session, region, name) for name in (OLD, NEW))
    protocol = agreed_with(session, region, old)
    sign(session, protocol, -200)
    of_old = SharingBody(BodyKind.PARTNER, old.id)
    of_new = SharingBody(BodyKind.PARTNER, new.id)
    if has_members:
        own = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, NEW)
        new.organisation_id = session.get_one(Organisation, own.id).id
        of_new = body_of(session, own)
    ended_yesterday(old, new)
    session.flush()
    covered = "Agreement NW-1 between us and them is in force and due for review."
    before = " ".join(said_between(session, region, of_old, on=day(-1)))
    assert before.startswith("Agreement NW-1 between us and them is in force")
    assert "check" not in before
    [says, check] = said_between(session, region, of_new)
    assert says.startswith(covered)
    assert check == f"It was {CHECK}."
    assert "No agreement on sharing" in " ".join(said_between(session, region, of_old))
    told = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    assert told.taken_over == f"It was {CHECK}"
    assert told.not_signed_by == ()
    sign(session, protocol, 0)  # by the new one: the old one signs nothing any more
    assert "check" not in " ".join(said_between(session, region, of_new))
    told = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    assert told.taken_over == ""


@pytest.mark.sqlite
def test_a_signature_of_nobody_is_missing_of_the_new_one(session: Session, region: Region) -> None:
    old, new = (partner(session, region, name) for name in (OLD, NEW))
    protocol = agreed_with(session, region, old)
    ended_yesterday(old, new)
    session.flush()
    [says] = said_between(session, region, SharingBody(BodyKind.PARTNER, new.id))
    assert "not signed by us and them" in says
    told = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    assert NEW in told.not_signed_by
    assert OLD not in told.not_signed_by


@pytest.mark.sqlite
def test_one_that_is_a_party_itself_needs_no_other_signature(
    session: Session, region: Region
) -> None:
    old, new = (partner(session, region, name) for name in (OLD, NEW))
    protocol = agreed_with(session, region, old, new)
    sign(session, protocol, -200)
    ended_yesterday(old, new)
    session.flush()
    assert "check" not in " ".join(
        said_between(session, region, SharingBody(BodyKind.PARTNER, new.id))
    )
    told = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    assert (told.taken_over, told.not_signed_by) == ("", ())


@pytest.mark.sqlite
def test_one_that_ended_with_nobody_in_its_place_says_so(session: Session, region: Region) -> None:
    old = partner(session, region, OLD)
    protocol = agreed_with(session, region, old)
    sign(session, protocol, -200)
    ended_yesterday(old, None)
    session.flush()
    told = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    assert [(one.name_today, one.ended_on) for one in told.parties][1:] == [(OLD, day(-1))]
    assert told.taken_over == ""


@pytest.mark.sqlite
def test_its_owner_is_asked_to_check_with_the_review(session: Session, region: Region) -> None:
    old, new = (partner(session, region, name) for name in (OLD, NEW))
    protocol = agreed_with(session, region, old)
    sign(session, protocol, -200)
    ended_yesterday(old, new)
    assert remind_of_reviews(session, at=NOW, page="https://portal.example/protocols") == 1
    [letter] = session.scalars(select(Message.body))
    assert f"It was {CHECK}" in letter


@pytest.mark.sqlite
def test_one_that_ended_is_no_party_of_today_and_nobody_in_its_place_is_said(
    session: Session, region: Region
) -> None:
    old, new = (partner(session, region, name) for name in (OLD, NEW))
    protocol = agreed_with(session, region, old)
    ended_yesterday(old, None)
    session.flush()
    told = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    nobody = f"{OLD} ended on 1 March 2027, and nobody is recorded in its place"
    assert told.nobody_in_its_place == f"{nobody}: check that it still holds"
    facts = ProtocolFacts(
        reference="NW-2", title="Sharing with health", ground="public_task", data=("health",),
        owner_post="Head of information", in_force_from=TODAY,
        parties=[SharingBody(BodyKind.PARTNER, old.id)],
    )  # fmt: skip
    by = actor(session)
    for after, says in ((None, nobody), (new, f"Name {NEW}, which does its work")):
        ended_yesterday(old, after)
        session.flush()
        with pytest.raises(ProtocolImpossible, match=re.escape(says)):
            add_protocol(session, region, facts, review_on=day(300), by=by, at=NOW)
        with pytest.raises(PartnerImpossible, match=re.escape(says)):
            refuse_ended_funder(session, OLD, on=TODAY)
    refuse_ended_funder(session, OLD, on=day(-1))  # it paid until its last day
    told = protocol_told(session, protocol.public_id, sight=ANYBODY, today=TODAY)
    assert told.nobody_in_its_place == ""
