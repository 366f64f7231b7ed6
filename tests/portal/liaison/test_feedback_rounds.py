"""Links of a bench: shown once, each answered once, published from 8 when it has closed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.models import BenchLink, BenchReply, FeedbackRound
from commissioning.partnership.liaison.round_questions import questions_of_year
from commissioning.partnership.liaison.rounds import bench_link_of
from directory.audit.models import AuditRow
from directory.messages.models import Message
from directory.people.roles import Role
from portal.bench_feedback import views
from portal.bench_feedback.telling import tell_of_rounds
from tests.makers.accounts import LoggedIn, logged_in
from tests.makers.days import moment
from tests.makers.scene import COURT
from tests.portal.finding.conftest import text_of
from tests.portal.liaison.test_questions import organisation_of

RESULTS = "/areas/north-west/feedback"
CLOSES = {"year": "2027", "closes_on-day": "1", "closes_on-month": "4", "closes_on-year": "2027"}
CHOSEN = {one.code: "mostly" for one in questions_of_year(2027)}
COMMENT = "Sooner would help in Preston."


@pytest.fixture
def ada(app: Flask, visitor: FlaskClient, session: Session) -> LoggedIn:
    own = organisation_of(session)
    return logged_in(app.test_client(), session, Role.COMMISSIONER, organisation=own)


def links_made(ada: LoggedIn, sentencers: int = 1) -> tuple[str, list[str]]:
    """The page of a new round, and the paths of the links of its bench."""
    page = ada.post("/liaison/rounds", CLOSES).location
    made = ada.post(f"{page}/links", {COURT: str(sentencers)}).text
    found = re.findall(r"<code>https?://[^/<]+(/bench-feedback/[\w-]+)</code>", made)
    assert len(found) == sentencers
    return page, found


def link_made(ada: LoggedIn) -> tuple[str, str]:
    page, [link] = links_made(ada)
    return page, link


def test_answered_by_the_link_and_published_from_eight(
    visitor: FlaskClient, ada: LoggedIn, session: Session
) -> None:
    assert "No round has closed yet." in visitor.get(RESULTS).text
    page, [link, *others] = links_made(ada, 9)
    assert link not in ada.get(page).text  # shown once
    form = visitor.get(link)
    assert "Set-Cookie" not in form.headers
    number = re.search(r'name="request" value="(\w{32})"', form.text)
    assert number is not None
    first = CHOSEN | {"comment": COMMENT, "request": number[1]}
    audited = len(session.scalars(select(AuditRow)).all())
    for _ in range(2):  # a second click
        assert visitor.post(link, data=first).location == "/bench-feedback/thanks"
    for _ in range(8):  # one person's clicks
        assert visitor.post(link, data=CHOSEN).status_code == 410
    for other in others[:7]:
        assert visitor.post(other, data=CHOSEN).status_code == 303
    assert len(session.scalars(select(BenchReply)).all()) == 8
    assert len(session.scalars(select(AuditRow)).all()) == audited
    assert "8 answers" in text_of(ada.get(page).text)
    assert COMMENT not in ada.get(page).text  # not before the round has closed
    assert "No round has closed yet." in visitor.get(RESULTS).text
    asked = text_of(ada.get(f"{page}/close").text)
    assert "8 answers came: how many chose each answer is published at once" in asked
    assert "1 link that nobody has used opens no more." in asked
    assert "No round has closed yet." in visitor.get(RESULTS).text
    assert ada.post(f"{page}/close").status_code == 303
    shown = text_of(visitor.get(RESULTS).text)
    assert "All benches of the region: 8 answers" in shown
    assert "Preston Magistrates' Court: 8 answers" in shown
    assert COMMENT not in shown
    assert COMMENT in ada.get(page).text
    assert visitor.get(others[7]).status_code == 410
    closed = len(session.scalars(select(AuditRow)).all())
    assert ada.post(f"{page}/close").location == page  # a second click
    assert ada.get(f"{page}/close").location == page
    assert len(session.scalars(select(AuditRow)).all()) == closed


@pytest.mark.parametrize("what", ["used", "closed"])
def test_a_link_that_is_lost_while_the_form_is_sent_opens_no_more(
    visitor: FlaskClient, ada: LoggedIn, session: Session, monkeypatch: pytest.MonkeyPatch,
    what: str,
) -> None:  # fmt: skip
    """Between looking the link up and adding the answers: by another window, or by closing."""
    _, link = link_made(ada)

    def looked_up(own: Session, token: str, *, today: dt.date) -> BenchLink:
        found = bench_link_of(own, token, today=today)
        if what == "used":
            own.execute(update(BenchLink).values(is_used=True))
        else:
            own.execute(update(FeedbackRound).values(closed_on=today))
        return found

    monkeypatch.setattr(views, "bench_link_of", looked_up)
    late = visitor.post(link, data=CHOSEN)
    assert late.status_code == 410
    assert "This link opens no more" in late.text
    assert session.scalars(select(BenchReply)).all() == []


def test_seven_are_published_nowhere(visitor: FlaskClient, ada: LoggedIn) -> None:
    page, links = links_made(ada, 7)
    for link in links:
        visitor.post(link, data=CHOSEN)
    assert "with fewer than 8 nothing is ever published" in ada.get(f"{page}/close").text
    ada.post(f"{page}/close")
    shown = text_of(visitor.get(RESULTS).text)
    assert "Fewer than 8 sentencers answered: nothing is published." in shown
    assert "7" not in shown.replace("2027", "")


def test_a_link_is_replaced_and_closed(visitor: FlaskClient, ada: LoggedIn) -> None:
    page, _ = link_made(ada)
    again = ada.post(f"{page}/links", {COURT: "1"})  # loaded again
    assert again.status_code == 422
    assert "Links were made since this page was opened" in again.text
    form = {COURT: "2", "seen": "1", "replaces": "yes", "request": "7" * 32}
    first, second = (ada.post(f"{page}/links", form) for _ in range(2))  # a second click
    made = [re.findall(r"/bench-feedback/[0-9a-f]{20,}", one.text) for one in (first, second)]
    assert (second.status_code, made[0], len(set(made[0]))) == (200, made[1], 2)
    assert visitor.get(made[1][0]).status_code == 200
    other = ada.post(f"{page}/links", {**form, "seen": "3", "request": "8" * 32})
    assert not set(made[0]) & set(re.findall(r"/bench-feedback/[0-9a-f]{20,}", other.text))
    assert visitor.get(made[1][0]).status_code == 410


def test_a_link_is_told_to_be_unused(visitor: FlaskClient, ada: LoggedIn) -> None:
    page, link = link_made(ada)
    assert visitor.get(link).status_code == 200
    asked = ada.post(f"{page}/links", {COURT: "2", "seen": "1"})
    assert asked.status_code == 422
    assert "1 link that is not used yet" in asked.text
    assert visitor.get(link).status_code == 200
    meant = {COURT: "2", "seen": "1", "replaces": "yes"}
    assert ada.post(f"{page}/links", meant).status_code == 200
    gone = visitor.get(link)
    assert gone.status_code == 410
    assert "This link opens no more" in gone.text
    assert visitor.post(link, data=CHOSEN).status_code == 410
    closing = re.search(rf'action="({page}/links/[\w-]+/close)"', ada.get(page).text)
    assert closing is not None
    assert ada.post(closing[1]).status_code == 303
    assert "no link" in ada.get(page).text
    for sent in ({"nowhere": "3"}, {COURT: "x"}, {COURT: "501"}, {COURT: ""}):
        assert ada.post(f"{page}/links", sent | {"seen": "3"}).status_code == 422


def test_a_round_is_offered_once_the_one_before_has_closed(ada: LoggedIn) -> None:
    assert "Open the round of 2027" in ada.get("/liaison/rounds").text
    page, _ = link_made(ada)
    assert "Open the round of" not in ada.get("/liaison/rounds").text
    ada.post(f"{page}/close")
    assert "Open the round of 2028" in ada.get("/liaison/rounds").text
    closed = text_of(ada.get(page).text)
    assert "not used yet" not in closed
    assert "none opens any more: 1 link of" in closed
    assert closed.count("none opens any more") == 1  # the other bench never had a link


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"knew_what": ""}, "Choose an answer"),
        ({"knew_what": "perhaps"}, "Choose an answer"),
        ({"comment": "Ask for A1234BC"}, "This holds a NOMIS number"),
        ({"comment": "x" * 501}, "500 characters"),
    ],
)
def test_a_sentencer_is_told_what_to_change(
    visitor: FlaskClient, ada: LoggedIn, session: Session, more: dict[str, str], says: str
) -> None:
    _, link = link_made(ada)
    refused = visitor.post(link, data=CHOSEN | more)
    assert refused.status_code == 422
    assert says in refused.text
    assert session.scalars(select(BenchReply)).all() == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"closes_on-day": ""}, "day"),
        ({"closes_on-year": "2026"}, "after today"),
        ({"year": "1999"}, "Enter 2027"),
        ({"year": "x"}, "Enter 2027"),
    ],
)
def test_a_round_that_cannot_be_opened(ada: LoggedIn, more: dict[str, str], says: str) -> None:
    refused = ada.post("/liaison/rounds", CLOSES | more)
    assert refused.status_code == 422
    assert says in refused.text
    assert "No round was opened yet." in ada.get("/liaison/rounds").text


def test_another_region_runs_nothing_of_it(app: Flask, ada: LoggedIn, session: Session) -> None:
    page, _ = link_made(ada)
    wales = organisation_of(session, "wales")
    bob = logged_in(
        app.test_client(), session, Role.COMMISSIONER, organisation=wales, name="Bob of Wales"
    )
    assert bob.get(page).status_code == 404
    assert bob.post(f"{page}/links", {COURT: "8"}).status_code == 404
    assert bob.post(f"{page}/close").status_code == 404


def test_the_owner_is_reminded_once_of_each(ada: LoggedIn, session: Session) -> None:
    link_made(ada)
    opened = session.scalars(select(FeedbackRound)).one()

    def told(number: int) -> int:
        with ada.client.application.app_context():
            tell_of_rounds(session, moment(number, hour=6))
        return len(session.scalars(select(Message)).all())

    assert [told(number) for number in (1, 16, 17, 27, 28, 31, 32, 365)] == [0, 1, 1, 2, 2, 3, 3, 4]
    bodies = "\n".join(session.scalars(select(Message.body)))
    assert "Fewer than 8 sentencers have answered in the round of 2027." in bodies
    assert f"/liaison/rounds/{opened.public_id}" in bodies
    assert opened.told == 4
