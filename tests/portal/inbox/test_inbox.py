"""A provider's inbox: what it says, what can be said in it, and what is refused."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.moves.case_rows import OpenMove
from commissioning.moves.models import DetailsReceived
from commissioning.moves.stages import DueParty
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from portal.inbox.pages import usual_next
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import TODAY, day
from tests.makers.inboxes import InboxMade
from tests.makers.services import make_provider


def last_kind(session: Session, referral: Referral) -> EventKind:
    rows = select(ReferralEvent.kind).where(ReferralEvent.referral_id == referral.id)
    return session.scalars(rows.order_by(ReferralEvent.id.desc()).limit(1)).one()


def counts(page: str) -> dict[str, int]:
    found = re.findall(r'href="/inbox\?heading=(\w+)"[^>]*>[^<]*<strong>([\d,]+)</strong>', page)
    return {name: int(number.replace(",", "")) for name, number in found}


def test_each_case_stands_under_one_heading_with_how_many(
    provider: LoggedIn, session: Session
) -> None:
    page = provider.get("/inbox").text
    found = counts(page)
    assert found.keys() == {
        "past_due", "new", "due", "starting", "ending", "elsewhere", "closed",
    }  # fmt: skip
    waiting = session.scalar(
        select(func.count()).where(Referral.status.in_(["waiting", "in_progress"]))
    )
    assert sum(found.values()) - found["closed"] <= (waiting or 0)
    assert found["starting"] == 1
    assert found["closed"] >= 1
    assert "Past due</h2>" in page  # the first with something under it
    assert "…LATE" in page
    assert "C00010LATE" not in page


def test_a_row_says_what_is_due_by_when_and_keeps_court_and_reason_out(
    provider: LoggedIn, sent: InboxMade
) -> None:
    page = provider.get("/inbox?heading=new").text
    row = page[page.index("…NEWS") : page.index("</tr>", page.index("…NEWS"))]
    assert "Accept or decline" in row
    assert "15 March 2027" in row
    assert "1 Sept 2027" in row or "1 September 2027" in row or "1 Sep 2027" in row
    assert "Priority" in row
    assert "Central Lancashire" in row
    assert sent.scene.court.name not in page


def test_what_was_booked_by_hand_stays_to_be_accepted_until_it_is(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    sent.happen("NEWS", EventKind.BOOKED, on=0)
    session.commit()
    page = provider.get("/inbox?heading=new").text
    row = page[page.index("…NEWS") : page.index("</tr>", page.index("…NEWS"))]
    assert "Accept or decline: a place is booked" in row
    assert "…NEWS" not in provider.get("/inbox?heading=starting").text
    session.rollback()
    assert provider.post("/inbox", sent.form("NEWS", act="accept")).status_code == 303
    assert "…NEWS" not in provider.get("/inbox?heading=new").text
    assert "…NEWS" in provider.get("/inbox?heading=starting").text


def test_reading_is_kept_with_how_many(provider: LoggedIn, session: Session) -> None:
    provider.get("/inbox?heading=starting")
    rows = session.scalars(select(AuditRow).where(AuditRow.act == Act.REFERRAL_READ.value))
    assert [row.after for row in rows] == [{"list": "inbox", "heading": "starting", "cases": 1}]


def test_many_are_accepted_at_once_and_a_second_click_changes_nothing(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    form = sent.form("NEWS", "MORE", act="accept")
    answers = [provider.post("/inbox", form), provider.post("/inbox", form)]
    assert [one.status_code for one in answers] == [303, 303]
    assert "Recorded for 2 referrals: Accept." in provider.get(answers[0].location).text
    assert "nothing changed" in provider.get(answers[1].location).text
    for end in ("NEWS", "MORE"):
        assert last_kind(session, sent.by_end[end]) is EventKind.ACCEPTED


def test_the_button_of_a_row_acts_on_it_alone(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    form = sent.form("NEWS", "MORE")
    key = sent.by_end["NEWS"].public_id
    assert provider.post("/inbox", form | {"one": f"{key}|accept"}).status_code == 303
    assert last_kind(session, sent.by_end["NEWS"]) is EventKind.ACCEPTED
    assert last_kind(session, sent.by_end["MORE"]) is EventKind.RECEIVED


def test_enter_in_a_field_acts_on_those_ticked_or_on_nobody(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    form = sent.form("NEWS", heading="new")
    session.commit()
    page = provider.get("/inbox?heading=new").text
    first = re.findall(r'<button[^>]*type="submit"[^>]*>', page[page.index('action="/inbox"') :])[0]
    assert "name=" not in first
    assert 'tabindex="-1"' in first
    refused = provider.post("/inbox", form)
    assert refused.status_code == 422
    for end in ("NEWS", "MORE"):
        assert last_kind(session, sent.by_end[end]) is EventKind.RECEIVED


def test_a_row_changed_meanwhile_is_told_plainly_and_nothing_is_half_done(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    form = sent.form("NEWS", "MORE", act="accept")
    sent.happen("MORE", EventKind.WITHDRAWN, on=0)
    session.commit()
    answer = provider.post("/inbox", form)
    assert answer.status_code == 422
    assert "1 of the 2 could not be recorded; none was." in answer.text
    assert "<strong>…MORE</strong> It was changed meanwhile: withdrawn on" in answer.text
    assert last_kind(session, sent.by_end["NEWS"]) is EventKind.RECEIVED


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choose what happened"),
        ({"act": "decline"}, "Choose why it is declined"),
        ({"act": "decline", "why_declined": "no_staff"}, "Choose whose decision it is"),
        ({"act": "drop_out"}, "Choose why it ended"),
        ({"act": "accept", "day-day": "31", "day-month": "2", "day-year": "2027"}, "On which day"),
        ({"act": "accept", "day-day": "3", "day-month": "3", "day-year": "2027"}, "after the day"),
    ],
)
def test_what_is_not_whole_is_refused_on_its_field(
    provider: LoggedIn, sent: InboxMade, session: Session, fields: dict[str, str], says: str
) -> None:
    answer = provider.post("/inbox", sent.form("NEWS", heading="new", **fields))
    assert answer.status_code == 422
    assert says in answer.text
    assert "<title>Error:" in answer.text
    assert last_kind(session, sent.by_end["NEWS"]) is EventKind.RECEIVED


def test_nothing_ticked(provider: LoggedIn) -> None:
    answer = provider.post("/inbox", {"act": "accept"})
    assert (answer.status_code, "Tick the referrals first." in answer.text) == (422, True)


def test_a_decline_has_its_reason_and_details_have_their_day(
    provider: LoggedIn, sent: InboxMade, session: Session
) -> None:
    details = {"act": "details", "day-day": "1", "day-month": "March", "day-year": "2027"}
    assert provider.post("/inbox", sent.form("NEWS", **details)).status_code == 303
    assert session.get_one(DetailsReceived, sent.by_end["NEWS"].id).on_date.day == 1
    assert "Details by telephone on" in provider.get("/inbox?heading=new").text
    fields = {"why_declined": "no_staff", "whose": "provider", "follows": "offered_elsewhere"}
    assert provider.post("/inbox", sent.form("MORE", act="decline", **fields)).status_code == 303
    assert last_kind(session, sent.by_end["MORE"]) is EventKind.DECLINED
    assert "…MORE" in provider.get("/inbox?heading=closed").text


@pytest.mark.parametrize(
    ("due", "offered"), [(1, None), (0, "start"), (-1, "start"), (None, "start")]
)
def test_a_row_offers_the_start_from_the_day_of_the_group_on(
    due: int | None, offered: str | None
) -> None:
    due_on = None if due is None else day(due)
    move = OpenMove(1, 1, "to_start", DueParty.PROVIDER, day(-9), due_on, None, False, 1)
    assert usual_next(move, TODAY) == offered


def test_another_organisations_case_is_not_found(
    visitor: FlaskClient, session: Session, sent: InboxMade
) -> None:
    form = sent.form("NEWS", act="accept")
    other = make_organisation(
        session, OrganisationKind.PROVIDER, "Others",
        provider_id=make_provider(session, name="Others").id,
    )  # fmt: skip
    browser = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=other)
    session.commit()
    assert browser.post("/inbox", form).status_code == 404
    page = browser.get("/inbox").text
    assert "Nothing has been sent to you yet" in page
    assert last_kind(session, sent.by_end["NEWS"]) is EventKind.RECEIVED
