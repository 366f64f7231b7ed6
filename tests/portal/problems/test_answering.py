"""Whoever keeps a page is told of what is reported, and answers it."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.models import AuditRow
from directory.feedback.models import ReportedProblem
from directory.messages.models import Message
from directory.people.roles import Role
from directory.places.models import Exposure
from portal.problems.telling import SUBJECT, tell_of_problems
from tests.portal.listings.keeping import TITLE, Kept, kept_listing

WORDS = "It rings out."


@pytest.fixture
def kept(app: Flask, client: FlaskClient, session: Session) -> Kept:
    made = kept_listing(app, session)
    session.commit()
    return made


def reported(kept: Kept, page: str = "", words: str = WORDS) -> ReportedProblem:
    sent = {
        "page": page or f"/services/{kept.service.public_id}",
        "kind": "wrong_number",
        "words": words,
    }
    kept.session.commit()
    assert kept.app.test_client().post("/feedback/problem", data=sent).status_code == 303
    return kept.session.scalars(select(ReportedProblem).order_by(ReportedProblem.id.desc())).first()  # type: ignore[return-value]


def told(kept: Kept) -> list[Message]:
    kept.session.commit()
    with kept.app.app_context():
        tell_of_problems(kept.session, dt.datetime.now(dt.UTC))
    kept.session.commit()
    return kept.told


def test_the_provider_reads_and_answers_it(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    kept.session.commit()
    assert "Nothing waits for an answer." in jane.get("/problems").text
    one = reported(kept)
    assert "Answer 1 problem that readers reported" in jane.get("/listings").text
    listed = jane.get("/problems").text
    assert TITLE in listed
    assert "reported today" in listed
    assert f"“{WORDS}”" in listed
    path = f"/problems/{one.public_id}"
    assert jane.post(path, {"answer": "The number is put right."}).location.endswith("answered")
    kept.session.expire_all()
    assert (one.answer, one.answered_by) == ("The number is put right.", "Jane Roe")
    assert kept.session.scalars(select(AuditRow.act).order_by(AuditRow.id.desc())).first() == (
        Act.PROBLEM_ANSWER
    )
    after = jane.get("/problems").text
    assert "Nothing waits for an answer." in after
    assert "The number is put right." in after
    assert "problem that readers reported" not in jane.get("/listings").text
    again = jane.post(path, {"answer": "Another."})
    assert again.status_code == 422
    assert "Jane Roe has answered this already" in again.text
    assert "1 reported, 1 answered." in jane.get("/performance").text


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("", "Say what was done about it"),
        ("Ask for A1234BC", "This holds a NOMIS number"),
        ("It moved to PR1 2AB", "What you wrote holds a postcode"),
    ],
)
def test_a_refused_answer_keeps_what_was_typed(kept: Kept, answer: str, says: str) -> None:
    jane, one = kept.somebody(Role.LISTING_EDITOR), reported(kept)
    kept.session.commit()
    refused = jane.post(f"/problems/{one.public_id}", {"answer": answer})
    assert refused.status_code == 422
    assert says in refused.text
    assert answer in refused.text


def test_a_postcode_of_the_service_is_taken_once_it_is_said_so(kept: Kept) -> None:
    one = reported(kept)
    sent = {"page": one.path, "kind": "wrong_fact", "words": "It moved to PR1 2AB"}
    visitor = kept.app.test_client()
    kept.session.commit()
    asked = visitor.post("/feedback/problem", data=sent)
    assert asked.status_code == 422
    assert 'name="about_nobody"' in asked.text
    taken = visitor.post("/feedback/problem", data={**sent, "about_nobody": "yes"})
    assert taken.status_code == 303


def test_a_commissioner_and_an_administrator_have_theirs(kept: Kept) -> None:
    reported(kept)
    reported(kept, "/courts", "I cannot find mine.")
    ada = kept.somebody(Role.COMMISSIONER)
    assert "Answer 1 problem that readers reported" in ada.get("/approving").text
    assert WORDS in ada.get("/problems").text
    root = kept.somebody(Role.ADMINISTRATOR)
    assert "Answer 1 problem that readers reported" in root.get("/organisations").text
    shown = root.get("/problems").text
    assert "I cannot find mine." in shown
    assert WORDS not in shown


def test_each_keeper_is_written_to_once(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    kept.somebody(Role.COMMISSIONER, "Ada Commissioner")
    kept.somebody(Role.ADMINISTRATOR, "Root Member")
    reported(kept)
    reported(kept, words="And at weekends?")
    reported(kept, "/courts")
    first, second = told(kept)
    assert [one.subject for one in (first, second)] == [SUBJECT, SUBJECT]
    assert first.to_address == f"{jane.member.person.name.lower().replace(' ', '.')}@example.org"
    assert f"{TITLE}: 2 problems" in first.body
    assert WORDS not in first.body
    assert second.to_address == "root.member@example.org"
    assert len(told(kept)) == 2


def test_of_a_confidential_service_a_message_does_not_say_which(kept: Kept) -> None:
    ada = kept.somebody(Role.COMMISSIONER, "Ada Commissioner")
    one = reported(kept)
    kept.service.exposure = Exposure.CONFIDENTIAL
    [message] = told(kept)
    assert message.to_address == "ada.commissioner@example.org"
    assert "A service that is not public: 1 problem" in message.body
    assert TITLE not in message.body
    assert TITLE in ada.get(f"/problems/{one.public_id}").text


def test_what_is_said_after_no_is_not_what_is_said_after_yes(kept: Kept) -> None:
    visitor = kept.app.test_client()
    said = {}
    for word in ("yes", "no"):
        answer = visitor.post("/feedback/useful", data={"page": "/courts", "useful": word})
        said[word] = visitor.get(answer.location).text
    assert "of use to you" in said["yes"]
    assert "/feedback/problem" not in said["yes"]
    assert 'href="/feedback/problem?page=/courts"' in said["no"]


@pytest.mark.parametrize(
    ("answer", "kept_for"),
    [
        ("", "private, no-cache"),  # the browser may show it again when it goes back
        ("Ask for A1234BC", "no-store"),
        ("It moved to PR1 2AB", "no-store"),
    ],
)
def test_a_refused_form_stays_in_the_browser_unless_it_tells_of_somebody(
    kept: Kept, answer: str, kept_for: str
) -> None:
    jane, one = kept.somebody(Role.LISTING_EDITOR), reported(kept)
    kept.session.commit()
    refused = jane.post(f"/problems/{one.public_id}", {"answer": answer})
    assert (refused.status_code, refused.headers["Cache-Control"]) == (422, kept_for)
    assert jane.get("/problems").headers["Cache-Control"] == "private, no-store"
    assert jane.post("/log-out").headers["Clear-Site-Data"] == '"cache"'
