"""Every view says who may see it; only a view that says it changes something may write."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.people.models import Person
from portal.access import PUBLIC, OpenRoute, allow, open_routes, refuse_open_routes
from portal.extensions import WRITES, db
from portal.running.unsaved import LostWrites
from tests.portal.conftest import MakeShell


@pytest.fixture
def shell(make_shell: MakeShell) -> Flask:
    """One of its own, in which routes are planted."""
    return make_shell()


def test_every_route_says_who_may_see_it(shell: Flask) -> None:
    assert open_routes(shell) == []


def test_a_route_that_does_not_say_stops_the_start(shell: Flask) -> None:
    shell.add_url_rule("/open", "open", lambda: "seen")
    with pytest.raises(OpenRoute, match="open"):
        refuse_open_routes(shell)


@pytest.mark.parametrize(
    ("changes", "method", "writes"),
    [
        (False, "GET", False),
        (False, "POST", False),  # a question about a person
        (True, "GET", False),  # the form before the change
        (True, "POST", True),
    ],
)
def test_only_the_post_of_a_change_writes(
    shell: Flask, changes: bool, method: str, writes: bool
) -> None:
    shell.config["WTF_CSRF_ENABLED"] = False

    @shell.route("/try", methods=["GET", "POST"])
    @allow(PUBLIC, changes=changes)
    def view() -> str:
        return str(db.session().info[WRITES])

    assert shell.test_client().open("/try", method=method).text == str(writes)


def test_a_change_needs_its_token_and_a_question_does_not(shell: Flask) -> None:
    for path, changes in (("/change", True), ("/question", False)):
        view = allow(PUBLIC, changes=changes)(lambda: "done")
        shell.add_url_rule(path, path[1:], view, methods=["POST"])
    visitor = shell.test_client()
    assert visitor.post("/change").status_code == 400
    answer = visitor.post("/question", data={"postcode": "PR2 8"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("sent_from", "status"),
    [("cross-site", 400), ("same-origin", 200), ("same-site", 200), ("none", 200), (None, 200)],
)
def test_a_change_in_nobodys_name_needs_no_token_but_is_not_taken_from_elsewhere(
    shell: Flask, sent_from: str | None, status: int
) -> None:
    view = allow(PUBLIC, changes=True, in_nobodys_name=True)(lambda: "done")
    shell.add_url_rule("/nobody", "nobody", view, methods=["POST"])
    answer = shell.test_client().post("/nobody", headers={"Sec-Fetch-Site": sent_from or ""})
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers


def test_a_request_that_loses_its_writes_fails(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context("/"):
        db.session().add(Person())
        with pytest.raises(LostWrites):
            app.process_response(app.response_class("fine"))
        db.session().rollback()
        assert app.process_response(app.response_class("fine")).status_code == 200
