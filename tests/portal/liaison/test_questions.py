"""A court asks without an account; the region answers; the court reads it by its reference."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.clock import Reminder
from commissioning.partnership.liaison.models import LiaisonQuestion
from commissioning.partnership.liaison.references import new_question_reference
from directory.accounts.models import Organisation
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from portal.liaison.telling import SUBJECT, tell_of_questions
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import day, moment
from tests.makers.places import make_region
from tests.makers.scene import COURT, Scene
from tests.portal.finding.conftest import text_of

ASK = f"/courts/{COURT}/ask"
WORDS = "Does Building Choices take somebody who works at night in Preston?"
SENT = {"about": "requirement:unpaid_work", "words": WORDS}


def organisation_of(session: Session, slug: str = "north-west") -> Organisation:
    return make_organisation(
        session, OrganisationKind.PROBATION_REGION, f"Probation, {slug}",
        region_id=make_region(session, slug).id,
    )  # fmt: skip


@pytest.fixture
def ada(app: Flask, visitor: FlaskClient, session: Session) -> LoggedIn:
    """The commissioner of the court's region."""
    return logged_in(
        app.test_client(), session, Role.COMMISSIONER, organisation=organisation_of(session)
    )


def asked(visitor: FlaskClient, session: Session, **more: str) -> LiaisonQuestion:
    answer = visitor.post(ASK, data=SENT | more)
    assert answer.status_code == 303
    return session.scalars(select(LiaisonQuestion).order_by(LiaisonQuestion.id.desc())).first()  # type: ignore[return-value]


def test_asked_answered_and_read(
    visitor: FlaskClient, ada: LoggedIn, session: Session, scene: Scene
) -> None:
    assert f'href="{ASK}"' in visitor.get(f"/courts/{COURT}").text
    form = visitor.get(f"{ASK}?requirement=programme")
    assert '<option value="requirement:programme" selected>' in form.text
    assert "Horizon" not in form.text  # restricted: not for all to read
    assert "Set-Cookie" not in form.headers
    number = re.search(r'name="request" value="(\w{32})"', form.text)
    assert number is not None
    sent = visitor.post(ASK, data=SENT | {"request": number[1]})
    assert visitor.post(ASK, data=SENT | {"request": number[1]}).location == sent.location
    waiting = text_of(visitor.get(sent.location).text)
    assert "Your question is with probation." in waiting
    assert "To be answered by 9 March 2027" in waiting
    assert "works at night" not in waiting
    listed = text_of(ada.get("/liaison").text)
    assert f"due on 9 March 2027 “{WORDS}”" in listed
    question = session.scalars(select(LiaisonQuestion)).one()
    path = f"/liaison/questions/{question.public_id}"
    assert "works at night" in ada.get(path).text
    told = {"answer": "Yes, on weekdays in Preston.", "what_changed": "One session moved."}
    assert ada.post(path, told).location == "/liaison?done=answered"
    read = text_of(visitor.get(sent.location).text)
    assert "Yes, on weekdays in Preston." in read
    assert "One session moved." in read
    assert "works at night" not in ada.get("/liaison").text + ada.get(path).text
    assert "Yes, on weekdays" not in visitor.get(f"/courts/{COURT}").text
    assert "Yes, on weekdays" not in visitor.get(f"/courts/{COURT}/liaison").text
    assert ada.post(f"{path}/show", {"show": "yes"}).status_code == 303
    for page in (f"/courts/{COURT}", f"/courts/{COURT}/liaison"):
        assert "Yes, on weekdays in Preston." in visitor.get(page).text
    assert ada.post(path, {"answer": "No."}).status_code == 422


def test_what_is_overdue_stands_first(
    visitor: FlaskClient, ada: LoggedIn, session: Session
) -> None:
    assert "No question waits for an answer." in ada.get("/liaison").text
    asked(visitor, session)
    old = asked(visitor, session, words="And on Sundays?", about="requirement:residence")
    old.due_on = day(-1)
    session.commit()
    shown = text_of(ada.get("/liaison").text)
    assert "Past their day" in shown
    assert shown.index("And on Sundays?") < shown.index(WORDS)
    assert "Not answered yet" in visitor.get(f"/answers/{old.reference}").text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"words": ""}, "Write what you ask"),
        ({"about": ""}, "Choose a requirement or a service"),
        ({"about": "requirement:nothing"}, "Choose a requirement or a service"),
        ({"about": "service:nothing"}, "Choose a requirement or a service"),
        ({"words": "Ask for A1234BC"}, "This holds a NOMIS number"),
        ({"words": "x" * 501}, "500 characters"),
    ],
)
def test_a_refusal_keeps_what_was_typed_on_the_page_alone(
    visitor: FlaskClient, session: Session, more: dict[str, str], says: str
) -> None:
    answer = visitor.post(ASK, data=SENT | more)
    assert answer.status_code == 422
    assert says in answer.text
    assert (more.get("words") or "") in answer.text
    assert session.scalars(select(LiaisonQuestion)).all() == []


def test_a_restricted_service_cannot_be_asked_about(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    def sent(title: str) -> int:
        about = f"service:{scene.service(title, session).public_id}"
        return visitor.post(ASK, data=SENT | {"about": about}).status_code

    assert sent("Horizon") == 422
    assert sent("Building Choices") == 303
    kept = session.scalars(select(LiaisonQuestion)).one()
    assert kept.service_id == scene.service("Building Choices", session).id


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/answers", 200, "Reference of the question"),
        ("/answers?reference=7K3", 422, "It has eighteen letters and figures"),
        ("/answers/7K3", 422, "It has eighteen letters and figures"),
        ("/courts/nowhere/ask", 404, "There is no court"),
        ("/courts/nowhere/liaison", 404, "There is no court"),
    ],
)
def test_what_is_not_there_is_said_so(
    visitor: FlaskClient, path: str, status: int, says: str
) -> None:
    answer = visitor.get(path)
    assert answer.status_code == status
    assert says in answer.text


def test_a_reference_is_read_in_any_case_and_one_that_nobody_was_given_is_said_so(
    visitor: FlaskClient, session: Session
) -> None:
    own = asked(visitor, session).reference
    found = visitor.get("/answers", query_string={"reference": own.lower()})
    assert visitor.get(found.location).status_code == 200
    other = visitor.get(f"/answers/{new_question_reference()}")
    assert other.status_code == 404
    assert "No question has this reference" in other.text


def test_another_site_cannot_ask(visitor: FlaskClient) -> None:
    answer = visitor.post(ASK, data=SENT, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def test_another_region_reads_nothing_of_it(
    app: Flask, visitor: FlaskClient, session: Session
) -> None:
    question = asked(visitor, session)
    wales = organisation_of(session, "wales")
    bob = logged_in(app.test_client(), session, Role.COMMISSIONER, organisation=wales)
    assert WORDS not in bob.get("/liaison").text
    path = f"/liaison/questions/{question.public_id}"
    assert bob.get(path).status_code == 404
    assert bob.post(path, {"answer": "Mine."}).status_code == 404
    assert bob.post(f"{path}/show", {"show": "yes"}).status_code == 404


def test_whoever_answers_is_written_to_three_times_and_never_with_the_words(
    visitor: FlaskClient, ada: LoggedIn, session: Session
) -> None:
    question = asked(visitor, session)

    def told(number: int) -> list[str]:
        with ada.client.application.app_context():
            tell_of_questions(session, moment(number, hour=6))
        return [one.body for one in session.scalars(select(Message).order_by(Message.id))]

    assert [len(told(number)) for number in (0, 1, 6, 7, 7, 8, 9)] == [1, 1, 1, 2, 2, 3, 3]
    first, due, late = told(10)
    assert "New: 1 question, due on 9 March 2027" in first
    assert "Due today: 1 question" in due
    assert "Past the day on which an answer was due: 1 question" in late
    assert all("/liaison" in body and "night" not in body for body in (first, due, late))
    assert question.told == Reminder.OVERDUE
    assert {one.subject for one in session.scalars(select(Message))} == {SUBJECT}
