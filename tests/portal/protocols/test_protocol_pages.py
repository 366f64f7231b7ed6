"""Agreements on sharing, kept by a region and read by anybody; a referral that none covers."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.kinds import PartnerKind
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody, body_of
from commissioning.partnership.protocols.models import (
    ProtocolSignature,
    ReferralSharing,
    SharingProtocol,
)
from commissioning.partnership.protocols.queries import known_protocols
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.messages.kinds import MessageKind
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.makers.protocols import make_protocol
from tests.makers.scene import Scene
from tests.portal.cases.test_cases import asked, line_path, officer
from tests.portal.finding.conftest import text_of

pytestmark = pytest.mark.sqlite
PROVIDER = "Example Forge Trust"


def dated(name: str, day: str) -> dict[str, str]:
    year, month, number = day.split("-")
    return {f"{name}-day": number, f"{name}-month": month, f"{name}-year": year}


def stated(**more: str) -> dict[str, Any]:
    return {
        "reference": "NW-ISA-07", "title": "Sharing with the forge", "parties": PROVIDER,
        "ground": "offender_management", "covers": ["case_reference", "needs"],
        "owner_post": "Head of information", **dated("in_force_from", "2026-4-1"),
        **dated("review_on", "2027-3-31"), **more,
    }  # fmt: skip


def keeper(visitor: FlaskClient, session: Session, region_id: int, name: str) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, f"Region {name}", region_id=region_id
    )
    browser = logged_in(
        visitor.application.test_client(), session, Role.COMMISSIONER, organisation=region,
        name=f"Ada {name}",
    )  # fmt: skip
    session.commit()
    return browser


def protocol_of(session: Session) -> SharingProtocol:
    session.expire_all()
    return session.scalars(select(SharingProtocol)).one()


def test_a_region_adds_signs_renews_and_ends_one(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    ours = keeper(visitor, session, scene.home.region_id, "Keeper")
    wales = session.scalars(select(Region).where(Region.slug == "wales")).one()
    other = keeper(visitor, session, wales.id, "Other")
    wrong = ours.post("/protocols/new", stated(parties="Example Forge Trast"))
    assert (wrong.status_code, "No body known here" in wrong.text) == (422, True)
    path = ours.post("/protocols/new", stated()).location.partition("?")[0]
    page = text_of(ours.get(path).text)
    both = f"not signed by Probation, North West and {PROVIDER}"
    due = f"In force from 1 April 2026 and due for review, {both}"
    assert f"Due for review, signed by nobody {due}" in page
    assert due in text_of(ours.get("/protocols").text)
    assert f"Probation, North West; {PROVIDER}" in ours.get("/protocols.csv").text
    assert f"{PROVIDER} no signature recorded" in page
    assert "Offender Management Act 2007 section 14" in page
    for what in ("change", "renew", "end", "sign"):
        assert other.get(f"{path}/{what}").status_code == 404
    party = ours.get(f"{path}/sign").text.partition(f">{PROVIDER}<")[0].rpartition('value="')[2]
    signed = {"party": party.partition('"')[0], "post": "Chief executive"}
    for _ in range(2):
        answer = ours.post(f"{path}/sign", {**signed, **dated("signed_on", "2027-3-1")})
        assert (answer.status_code, answer.location) == (303, f"{path}?done=sign")
    assert len(session.scalars(select(ProtocolSignature)).all()) == 1
    renewed = {"based_on": "1", **dated("review_on", "2028-3-31")}
    assert ours.post(f"{path}/renew", renewed).status_code == 303
    again = ours.post(f"{path}/renew", renewed)  # a second click leads where the first did
    assert (again.status_code, again.location) == (303, f"{path}?done=renew")
    other_day = {"based_on": "1", **dated("review_on", "2029-3-31")}
    assert ours.post(f"{path}/renew", other_day).status_code == 422  # somebody did so already
    page = text_of(ours.get(path).text)
    assert f"{PROVIDER} Chief executive, on 1 March 2027" in page
    assert "In force" in page
    ended = {"based_on": "2", **dated("ended_on", "2027-3-1")}
    for _ in range(2):
        assert ours.post(f"{path}/end", ended).location == f"{path}?done=end"
    assert "Nobody can rely on it any more" in ours.get(path).text
    acts = session.scalars(select(AuditRow.act).where(AuditRow.subject_kind != "account")).all()
    assert {"protocol:add", "protocol:sign", "protocol:renew", "protocol:end"} <= set(acts)


def test_all_that_is_wrong_is_said_at_once_and_what_reads_as_a_name_is_asked_about(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    ours = keeper(visitor, session, scene.home.region_id, "Keeper")
    empty = text_of(ours.post("/protocols/new", {}).text)
    for says in (
        "Enter what its parties call it",
        "Enter at least one party",
        "Choose what it covers",
        "Choose on what ground",
        "Enter a post",
        "Enter the day by which it is reviewed",
    ):
        assert says in empty
    named = stated(title="Sharing about Jane Doe")
    asked = ours.post("/protocols/new", named)
    assert asked.status_code == 422
    assert "Is “Jane Doe” a post, a body or a place?" in asked.text
    assert "“Jane Doe”: a post, a body or a place, and nobody’s name" in asked.text
    assert ours.post("/protocols/new", {**named, "names_nobody": "yes"}).status_code == 303


def test_what_nobody_signed_is_counted_so_and_a_reference_is_taken_however_it_is_typed(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    ours = keeper(visitor, session, scene.home.region_id, "Keeper")
    path = ours.post("/protocols/new", stated()).location.partition("?")[0]
    page = ours.get(f"{path}/sign").text
    party = page.partition(f">{PROVIDER}<")[0].rpartition('value="')[2].partition('"')[0]
    listed = ours.get("/protocols")
    assert "1 due for review, signed by nobody" in text_of(listed.text)
    assert '"Due for review, signed by nobody"' in ours.get("/protocols.csv").text
    assert ours.post("/protocols/new", stated()).location.partition("?")[0] == path
    taken = ours.post("/protocols/new", stated(reference="nw isa 07"))
    assert (taken.status_code, "NW-ISA-07 has this reference already" in taken.text) == (422, True)
    signed = {"party": party, "post": "Chief executive"}
    for day_wrong, why in (("1990-1-1", "Look at the year"), ("2027-3-3", "Enter today or a day")):
        wrong = ours.post(f"{path}/sign", {**signed, **dated("signed_on", day_wrong)})
        assert (wrong.status_code, why in wrong.text) == (422, True)
    assert ours.post(f"{path}/sign", {**signed, **dated("signed_on", "2027-3-1")}).location
    assert "1 due for review, not signed by all" in text_of(ours.get("/protocols").text)
    assert '"Due for review, not signed by all"' in ours.get("/protocols.csv").text


def test_anybody_reads_the_public_bodies_and_whoever_is_in_the_providers(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    line = scene.lines["Building Choices"]
    region = session.get_one(Region, scene.home.region_id)
    path = f"/protocols/{make_protocol(session, line, region=region, review_on=day(-1)).public_id}"
    session.commit()
    for one in ("/protocols", "/protocols.csv", path):
        told = visitor.get(one).text
        assert f"Probation, {region.name}" in told
        assert "Past review" in told
        assert PROVIDER not in told
    browser = officer(visitor, session, scene)
    assert all(PROVIDER in browser.get(one).text for one in ("/protocols", "/protocols.csv", path))


def test_a_partner_is_a_party_and_named_to_everybody(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    ours = keeper(visitor, session, scene.home.region_id, "Keeper")
    council = "Council of the old mill (invented)"
    session.add(
        Partner(
            name=council, kind=PartnerKind.COUNCIL, owner_region_id=scene.home.region_id,
            recorded_at=NOW, recorded_by_id=actor(session).id,
        )
    )  # fmt: skip
    session.commit()
    path = ours.post("/protocols/new", stated(parties=council)).location.partition("?")[0]
    assert f"{council} no signature recorded" in text_of(visitor.get(path).text)
    assert council in ours.get(f"{path}/sign").text
    same = stated(parties=council, based_on="1")
    assert ours.post(f"{path}/change", same).location == f"{path}?done=same"
    partner = session.scalars(select(Partner)).one()
    [known] = known_protocols(session, on=TODAY)
    assert SharingBody(BodyKind.PARTNER, partner.id) in known.parties & known.unsigned
    prison = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "Its members")
    partner.organisation_id = prison.id
    session.flush()
    [known] = known_protocols(session, on=TODAY)
    assert body_of(session, prison) in known.parties  # its members share by it


def test_a_referral_that_came_by_a_file_says_that_nothing_was_told(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = browser.post(line_path(scene), asked(scene)).location.partition("?")[0]
    session.execute(delete(ReferralSharing))
    session.commit()
    page = browser.get(f"{case}/sharing")
    assert page.status_code == 200
    assert "nothing of sharing was told with it" in page.text
    assert browser.post(f"{case}/sharing", {"ground": "offender_management"}).status_code == 404


def test_a_change_that_says_the_same_changes_nothing(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    ours = keeper(visitor, session, scene.home.region_id, "Keeper")
    path = ours.post("/protocols/new", stated()).location.partition("?")[0]
    same = stated(based_on="1")
    assert ours.post(f"{path}/change", same).location == f"{path}?done=same"
    renamed = stated(based_on="1", reference="NW-ISA-08")
    for _ in range(2):
        assert ours.post(f"{path}/change", renamed).location == f"{path}?done=change"
    acts = session.scalars(select(AuditRow).where(AuditRow.act == Act.PROTOCOL_CHANGE.value)).all()
    assert [row.after for row in acts] == [{"reference": "NW-ISA-08"}]
    assert protocol_of(session).version == 2


def test_files_are_warned_of_first(visitor: FlaskClient, session: Session, scene: Scene) -> None:
    ours = keeper(visitor, session, scene.home.region_id, "Keeper")
    refused = ours.post("/protocols/files", {"stage": "refused", **dated("from_day", "2027-6-1")})
    assert (refused.status_code, "Warn first" in refused.text) == (422, True)
    warned = ours.post("/protocols/files", {"stage": "warned", **dated("from_day", "2027-3-2")})
    assert warned.status_code == 303
    early = ours.post("/protocols/files", {"stage": "refused", **dated("from_day", "2027-3-29")})
    assert "from 30 March 2027 on" in early.text
    later = ours.post("/protocols/files", {"stage": "refused", **dated("from_day", "2027-3-30")})
    assert later.status_code == 303
    assert "The sender is warned" in text_of(ours.get("/protocols/files").text)


def test_a_referral_that_none_covers_is_sent_and_asked_of(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    keeper(visitor, session, scene.home.region_id, "Keeper")
    browser = officer(visitor, session, scene)
    form = text_of(browser.get(line_path(scene)).text)
    assert (
        f"No agreement on sharing information between Probation, North West and {PROVIDER}" in form
    )
    assert "No agreement is there to answer for: those who keep agreements" in form
    assert "whoever answers for the agreement" not in form
    case = browser.post(line_path(scene), asked(scene)).location.partition("?")[0]
    assert "covered sharing it with the provider" in browser.get(case).text
    court = {"ground": "consent", "consent": "willing_in_court"}
    refused = browser.post(f"{case}/sharing", court)
    assert refused.status_code == 422
    assert "Willingness stated in court is not consent to sharing: it is said" in refused.text
    kept = browser.post(f"{case}/sharing", {"ground": "offender_management"})
    assert (kept.status_code, kept.location) == (303, f"{case}/sharing?done=stated")
    assert "covered sharing it with the provider" not in browser.get(case).text
    ground = "Shared on the ground: offender management, stated 2 March 2027."
    assert all(ground in text_of(browser.get(one).text) for one in (case, f"{case}/sheet"))
    [row] = session.scalars(select(ReferralSharing))
    assert (row.standing.value, row.ground, row.consent) == (
        "missing", "offender_management", None,
    )  # fmt: skip
    letters = [
        one.body for one in session.scalars(select(Message))
        if one.kind is MessageKind.SHARING_NOT_COVERED
    ]  # fmt: skip
    assert len(letters) == 1
    assert PROVIDER in letters[0]
    assert "4471" not in letters[0]


def test_an_agreement_in_force_asks_nothing_and_a_misnamed_one_is_said(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    line = scene.lines["Building Choices"]
    region = session.get_one(Region, scene.home.region_id)
    make_protocol(session, line, region=region, review_on=day(300))
    browser = officer(visitor, session, scene)
    answer = browser.post(line_path(scene), asked(scene))
    assert answer.location.endswith("?sent=1")
    assert "covered sharing it with the provider" not in browser.get(answer.location).text
    other = asked(scene, reference="CASE-9", sharing_agreement="NW-999")
    answer = browser.post(line_path(scene), other)
    assert answer.location.endswith("/sharing?done=sent&named=unknown")
    page = text_of(browser.get(answer.location).text)
    assert "No agreement between these two has the reference that was named." in page
    two = f"Probation, North West and {PROVIDER}"
    covered = f"Agreement NW-1 between {two} is in force from 1 April 2025, not signed by {two}."
    assert covered in page
    case = text_of(browser.get(answer.location.partition("/sharing")[0]).text)
    assert f"Sharing information {covered} Its review day is" in case
