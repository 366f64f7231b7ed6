"""Something said by mistake is taken back the same day, from the inbox and from the case."""

from __future__ import annotations

import re
import uuid

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from directory.accounts.models import Account
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.messages.kinds import MessageKind
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.providers.models import Provider
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.bookings import book, make_group
from tests.makers.days import TODAY
from tests.makers.inboxes import InboxMade
from tests.makers.scene import Scene
from tests.portal.cases.test_cases import GROUP, asked, line_path, officer
from tests.portal.cases.test_cases import sent as referred
from tests.portal.finding.conftest import text_of

DECLINED = {
    "act": "decline", "why_declined": "full", "whose": "provider", "follows": "offered_elsewhere",
}  # fmt: skip


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found.group(1)


def messages(session: Session) -> list[Message]:
    session.expire_all()
    kind = Message.kind == MessageKind.REFERRAL_CORRECTED
    return list(session.scalars(select(Message).where(kind)))


def corrections(session: Session) -> int:
    rows = session.scalars(select(AuditRow).where(AuditRow.act == Act.REFERRAL_CORRECT.value))
    return len(rows.all())


def test_a_decline_by_mistake_is_taken_back_once_and_the_sender_told(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, "Team", local_delivery_unit_id=sent.scene.home.id
    )
    other = logged_in(provider.client.application.test_client(), session, Role.OFFENDER_MANAGER,
                      organisation=team)  # fmt: skip
    email = session.scalars(
        select(Account.email).where(Account.person_id == other.member.person_id)
    ).one()
    session.commit()
    done = provider.post("/inbox", sent.form("NEWS", **DECLINED), follow_redirects=True)
    assert "Was it a mistake? Take it back today" in done.text
    listed = provider.get("/said-today").text
    case = f"/cases/{sent.by_end['NEWS'].public_id}"
    assert f'href="{case}/take-back"' in listed
    assert "Said by you or a colleague today: Declined by the provider." in text_of(
        provider.get(case).text
    )
    page = provider.get(f"{case}/take-back").text
    said = text_of(page)
    assert "Declined by the provider, 2 March 2027 , recorded today at 09:30 by" in said
    assert "stands as it stood before: waiting, and day 0, 25 February 2027, is kept" in said
    assert "the provider’s decision; offered elsewhere" in said
    assert "Nobody was sent a message when it was recorded." in said
    assert "Whoever sent them is told by message" in said
    form = {"seen": seen_in(page)}
    first, again = (provider.post(f"{case}/take-back", form) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location == f"{case}?back=1"
    [message] = messages(session)
    assert message.to_address == email
    assert "…NEWS" not in message.subject + message.body
    assert corrections(session) == 1
    after = text_of(provider.get(f"{case}?back=1").text)
    assert "Taken back: it counts no longer." in after
    assert "Taken back, and counts no longer: declined by the provider, 2 March 2027" in after
    assert "offered elsewhere" not in after
    assert "…NEWS" in provider.get("/inbox?heading=new").text
    assert "Nothing that was said today can be taken back." in provider.get("/said-today").text


def withdrawn(
    browser: LoggedIn, session: Session, scene: Scene
) -> tuple[str, Referral]:  # fmt: skip
    case = referred(browser, scene)
    key = uuid.UUID(case.rpartition("/")[2])
    referral = session.scalars(select(Referral).where(Referral.public_id == key)).one()
    book(session, make_group(session, scene.lines[GROUP], places=1), referral)
    session.commit()
    told = {
        "what": "withdrawn", "reason": "withdrawn:resentenced", "on_date-day": str(TODAY.day),
        "on_date-month": str(TODAY.month), "on_date-year": str(TODAY.year),
    }  # fmt: skip
    assert browser.post(f"{case}/record", told).status_code == 303
    return case, referral


def test_a_withdrawal_by_mistake_gives_the_place_back_and_the_provider_is_told(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case, referral = withdrawn(browser, session, scene)
    assert "/said-today" in browser.get("/sent").text
    page = browser.get(f"{case}/take-back").text
    assert "is free still: they have it back." in text_of(page)
    provider_id = scene.service(GROUP, session).provider_id
    session.get_one(Provider, provider_id).email = "forge@example.org"
    session.commit()
    assert browser.post(f"{case}/take-back", {"seen": seen_in(page)}).status_code == 303
    [message] = messages(session)
    assert message.to_address == "forge@example.org"
    session.refresh(referral)
    assert referral.status is ReferralStatus.WAITING
    assert session.scalars(select(Booking)).one().left_on is None
    gone_back_to = browser.get(f"{case}/take-back").text
    assert "“Withdrawn” was taken back on 2 March 2027 already" in gone_back_to
    assert "instead" not in gone_back_to
    assert "It was not taken back" not in gone_back_to


def test_what_rests_on_it_is_said_and_nothing_changes(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    anew = line_path(scene), asked(scene)
    case, referral = withdrawn(browser, session, scene)
    form = {"seen": seen_in(browser.get(f"{case}/take-back").text)}
    again = browser.post(*anew).location.partition("?")[0]
    refused = browser.post(f"{case}/take-back", form)
    assert refused.status_code == 422
    assert "referred to this queue again on 2 March 2027" in refused.text
    session.refresh(referral)
    assert (referral.status, corrections(session)) == (ReferralStatus.WITHDRAWN, 0)
    page = browser.get(f"{again}/take-back")
    assert page.status_code == 200
    assert "“Received”, recorded by" in page.text
    assert "Withdraw the referral instead." in page.text
    assert 'name="seen"' not in page.text


def test_nobody_takes_back_what_another_said_or_what_is_no_event(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    case = f"/cases/{sent.by_end['GONE'].public_id}/take-back"
    assert "not your organisation’s to take back" in provider.get(case).text
    for typed in ("withdrawn-20270228T123000000000", "", "-1", "x\x00", "9" * 300):
        assert provider.post(case, {"seen": typed}).status_code == 422
    assert corrections(session) == 0
    assert session.scalars(
        select(ReferralEvent).where(ReferralEvent.kind == EventKind.CORRECTED)
    ).all() == []  # fmt: skip
