"""A reader says that something is wrong: on every page, without an account, and no slip is lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.feedback.models import PageVerdict, ReportedProblem
from directory.listings.wording import published_now
from tests.makers.scene import COURT, Scene

PAGE = f"/courts/{COURT}"


def test_each_answer_asks_and_the_front_page_does_not(visitor: FlaskClient, scene: Scene) -> None:
    shown = visitor.get(PAGE).text
    assert "Was this useful?" in shown
    assert f"/feedback/problem?page={PAGE}" in shown
    assert "Was this useful?" not in visitor.get("/about").text


def test_a_problem_is_kept_and_thanked_for(visitor: FlaskClient, session: Session) -> None:
    assert "What is wrong?" in visitor.get(f"/feedback/problem?page={PAGE}").text
    sent = {"page": PAGE, "kind": "wrong_number", "words": "It rings out."}
    answer = visitor.post("/feedback/problem", data=sent)
    assert answer.status_code == 303
    assert f'href="{PAGE}"' in visitor.get(answer.location).text
    kept = session.scalars(select(ReportedProblem)).one()
    assert (kept.path, kept.words, kept.service_id) == (PAGE, "It rings out.", None)


def test_a_problem_with_a_service_is_known_by_it(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    service = scene.service("Horizon", session)
    sent = {"page": f"/services/{service.public_id}", "kind": "no_longer_runs"}
    assert visitor.post("/feedback/problem", data=sent).status_code == 303
    assert session.scalars(select(ReportedProblem.service_id)).one() == service.id


def test_a_page_of_a_service_is_called_by_its_title_where_it_may_be_read(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    for name, is_read in (
        ("Building Choices", True),
        ("Horizon", False),
    ):  # the second is restricted
        page = f"/services/{scene.service(name, session).public_id}"
        title = published_now(session, scene.service(name, session)).title
        called = title if is_read else "a service whose name is not shown here"
        asked = visitor.get("/feedback/problem", query_string={"page": page})
        refused = visitor.post("/feedback/problem", data={"page": page})
        assert refused.status_code == 422
        for answer in (asked, refused):
            assert f'href="{page}">{called}</a>' in answer.text


def test_where_there_is_no_page_nobody_is_asked_about_it(visitor: FlaskClient) -> None:
    answer = visitor.get("/services/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 404
    assert "Report a problem" not in answer.text
    assert "Was this useful?" not in answer.text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"page": PAGE}, "Choose what is wrong"),
        ({"page": PAGE, "kind": "other"}, "Choose what is wrong"),
        ({"page": PAGE, "kind": "another", "words": "Ask for A1234BC"}, "Take out a NOMIS number"),
        ({"page": PAGE, "kind": "another", "words": "x" * 501}, "500 characters"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    visitor: FlaskClient, session: Session, sent: dict[str, str], says: str
) -> None:
    answer = visitor.post("/feedback/problem", data=sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert sent.get("words", "") in answer.text
    assert session.scalars(select(ReportedProblem)).all() == []


@pytest.mark.parametrize(
    "page", ["", "services", "//elsewhere.example", "/nowhere", "/static/portal.css", "/x?y=1"]
)
def test_only_pages_of_ours_are_spoken_of(visitor: FlaskClient, page: str) -> None:
    assert visitor.get("/feedback/problem", query_string={"page": page}).status_code == 404
    assert visitor.post("/feedback/useful", data={"page": page, "useful": "yes"}).status_code == 404


def test_verdicts_are_counted_and_told(visitor: FlaskClient, session: Session) -> None:
    for said in ("yes",) * 9 + ("no",):
        sent = {"page": PAGE, "useful": said}
        assert visitor.post("/feedback/useful", data=sent).status_code == 303
    assert visitor.post("/feedback/useful", data={"page": PAGE, "useful": "?"}).status_code == 400
    counts = session.execute(select(PageVerdict.page, PageVerdict.is_useful, PageVerdict.count))
    assert sorted(counts) == [("sentencing.court", False, 1), ("sentencing.court", True, 9)]
    shown = visitor.get("/performance").text
    assert "90%" in shown
    assert "None." in shown


def test_another_site_cannot_send_it(visitor: FlaskClient) -> None:
    sent = {"page": PAGE, "useful": "yes"}
    answer = visitor.post("/feedback/useful", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def test_a_page_that_is_not_known_is_not_called_by_its_address(visitor: FlaskClient) -> None:
    path = "/services/00000000-0000-4000-8000-000000000000"
    page = visitor.get(f"/feedback/problem?page={path}").text
    assert ">a service whose name is not shown here</a>" in page
