"""Who is due to act: an officer's cases, both sides of a clock, and what anybody may read."""

from __future__ import annotations

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.moves.answering import answer_silence
from commissioning.moves.counting_hands import count_days_in_hands
from commissioning.moves.keeping import level_moves
from commissioning.moves.models import ClockNote, ReminderSent, SilenceReturn
from commissioning.moves.silence import SilenceStep
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from portal.inbox.telling import tell_of_silence
from portal.waiting_on.pages import TURN_HEADINGS
from tests.makers.accounts import LoggedIn, logged_in, make_member, make_organisation
from tests.makers.days import NOW, moment
from tests.makers.inboxes import GROUP, InboxMade
from tests.makers.people import actor
from tests.makers.services import make_provider


@pytest.fixture
def silence(session: Session, sent: InboxMade) -> InboxMade:
    """LATE was received on 21 January; the steps fell due long ago, and it came back yesterday."""
    for number in (-6, -1):
        level_moves(session, at=moment(number, 6))
        answer_silence(session, by=actor(session), at=moment(number, 6))
    level_moves(session, at=NOW)
    session.commit()
    return sent


def officer(visitor: FlaskClient, session: Session, area_id: int) -> LoggedIn:
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, f"Team {area_id}", local_delivery_unit_id=area_id
    )
    found = logged_in(visitor, session, Role.OFFENDER_MANAGER, organisation=team)
    session.commit()
    return found


def commissioner(visitor: FlaskClient, session: Session, sent: InboxMade) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "R", region_id=sent.scene.home.region_id
    )
    found = logged_in(visitor, session, Role.COMMISSIONER, organisation=region)
    session.commit()
    return found


def clock_of(session: Session, end: str, sent: InboxMade) -> ReminderSent:
    return session.scalars(
        select(ReminderSent).where(
            ReminderSent.referral_id == sent.by_end[end].id,
            ReminderSent.step == SilenceStep.ESCALATED,
        )
    ).one()


def test_officer_reads_whose_turn_each_case_is_past_promise_first(
    visitor: FlaskClient, session: Session, silence: InboxMade
) -> None:
    page = officer(visitor, session, silence.scene.home.id).get("/waiting-on").text
    assert "Past the day promised for first contact" in page
    row = page[page.index("…LATE") : page.index("</tr>", page.index("…LATE"))]
    assert "Officers" in row
    assert "Send it again, or refer elsewhere" in row
    assert "First contact was promised by 4 February 2027" in row
    assert "C00010LATE" not in page


def test_sent_again_once_however_often_it_is_pressed(
    visitor: FlaskClient, session: Session, silence: InboxMade
) -> None:
    browser = officer(visitor, session, silence.scene.home.id)
    path = f"/waiting-on/{silence.by_end['LATE'].public_id}/again"
    session.commit()
    assert [browser.post(path).status_code for _ in range(2)] == [303, 303]
    again = select(SilenceReturn.id).where(SilenceReturn.sent_again_on.is_not(None))
    assert len(session.scalars(again).all()) == 1
    session.commit()
    assert "Accept or decline" in browser.get("/waiting-on").text
    other = f"/waiting-on/{silence.by_end['NEWS'].public_id}/again"
    session.commit()
    answer = browser.post(other)
    assert (answer.status_code, "It is not with its sender" in answer.text) == (422, True)


def test_officer_of_another_area_finds_nothing(
    visitor: FlaskClient, session: Session, silence: InboxMade
) -> None:
    browser = officer(visitor, session, silence.scene.beside.id)
    assert "…LATE" not in browser.get("/waiting-on").text
    assert browser.post(f"/waiting-on/{silence.by_end['LATE'].public_id}/again").status_code == 404


def test_what_a_provider_says_otherwise_stands_beside_the_clock_for_both_sides(
    provider: LoggedIn, session: Session, silence: InboxMade
) -> None:
    page = provider.get("/waiting-on").text
    assert "came back to its sender on 1 Mar 2027" in page or "came back to its sender" in page
    path = f"/waiting-on/clocks/{clock_of(session, 'LATE', silence).public_id}"
    session.commit()
    words = "We rang on 2 February; nobody was there."
    assert [provider.post(path, {"words": words}).status_code for _ in range(2)] == [303, 303]
    assert session.scalars(select(ClockNote.words)).all() == [words]
    session.commit()
    assert words in provider.get("/waiting-on").text
    session.commit()
    for typed, says in (
        ("", "Say in up to 300 letters"),
        ("Born 1.2.1980", "This holds"),
        ("We told Anna Smith", "This may hold a name"),
    ):
        answer = provider.post(path, {"words": typed})
        assert (answer.status_code, says in answer.text) == (422, True), typed
    buyer = commissioner(provider.client, session, silence).get("/waiting-on").text
    assert words in buyer
    assert GROUP in buyer
    assert "…LATE" not in buyer


def test_anothers_clock_is_not_found(
    visitor: FlaskClient, session: Session, silence: InboxMade
) -> None:
    other = make_organisation(
        session, OrganisationKind.PROVIDER, "Others",
        provider_id=make_provider(session, name="Others").id,
    )  # fmt: skip
    browser = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=other)
    session.commit()
    clock = clock_of(session, "LATE", silence)
    answer = browser.post(f"/waiting-on/clocks/{clock.public_id}", {"words": "Ours."})
    assert answer.status_code == 404


def test_anybody_reads_days_by_area_from_eight_people_on(
    visitor: FlaskClient, session: Session, silence: InboxMade
) -> None:
    assert "no cases have been counted" in visitor.get("/waiting-on/areas").text
    count_days_in_hands(session, NOW)
    session.commit()
    page = visitor.get("/waiting-on/areas").text
    assert "Central Lancashire" in page
    assert "fewer than 8" in page  # seven wait, one started
    for end in ("PLUS", "TWIN", "ALSO"):
        silence.add(end, on=-10)
    count_days_in_hands(session, NOW)
    session.commit()
    assert "about 10" in visitor.get("/waiting-on/areas").text


def test_each_side_is_told_once_and_no_message_names_a_case(
    session: Session, sent: InboxMade, at_work: None
) -> None:
    own = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=sent.provider_id
    )
    make_member(session, Role.PROVIDER_ADMINISTRATOR, name="Pia Provider", organisation=own)
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, "A team", local_delivery_unit_id=sent.scene.home.id
    )
    make_member(session, Role.OFFENDER_MANAGER, name="Ola Officer", organisation=team)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "R", region_id=sent.scene.home.region_id
    )
    make_member(session, Role.COMMISSIONER, name="Carla Buyer", organisation=region)
    day_after = NOW + dt.timedelta(days=2)
    written = [tell_of_silence(session, at) for at in (NOW, NOW, day_after, day_after)]
    assert written == [3, 0, 3, 0]  # others wait on the scene's lines as well
    told = {one.to_address: one for one in session.scalars(select(Message))}
    assert set(told) == {
        "pia.provider@example.org", "ola.officer@example.org", "carla.buyer@example.org",
    }  # fmt: skip
    for message in told.values():
        assert "LATE" not in message.body + message.subject
        assert GROUP not in message.body + message.subject
    assert "place in the queue are kept" in told["ola.officer@example.org"].body


def test_no_two_columns_of_turns_are_called_alike() -> None:
    assert len(set(TURN_HEADINGS)) == len(TURN_HEADINGS)
