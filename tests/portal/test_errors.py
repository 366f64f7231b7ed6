"""What people read when there is no answer, and that nothing ends in a bare fault."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from commissioning.errors import CommissioningError
from directory.errors import DatabaseBusy, NotKnown
from portal.access import PUBLIC, allow
from tests.portal.conftest import MakeShell

TELEPHONE = "01632 960 000"


def failing_with(app: Flask, error: Exception, path: str = "/failing") -> FlaskClient:
    @app.get(path)
    @allow(PUBLIC)
    def failing() -> str:
        raise error

    return app.test_client()


def database_says(code: int, name: str) -> OperationalError:
    driver = sqlite3.OperationalError("database is locked")
    driver.sqlite_errorcode = code
    driver.sqlite_errorname = name
    return OperationalError("SELECT 'PR2 8AB'", {}, driver)


def http_error(status: int) -> HTTPException:
    error = HTTPException()
    error.code = status
    return error


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415, 422, 429, 503])
def test_each_error_is_a_page_with_a_way_on(make_shell: MakeShell, status: int) -> None:
    answer = failing_with(make_shell(), http_error(status)).get("/failing")
    assert answer.status_code == status
    assert answer.text.count("<h1") == 1
    assert TELEPHONE in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotKnown("court", "atlantis"), 404, "There is no court called “atlantis”"),
        (CommissioningError("The agreement ended on 1 March."), 422, "ended on 1 March"),
        (DatabaseBusy(), 503, "cannot reach its records"),
        (database_says(5, "SQLITE_BUSY"), 503, "cannot reach its records"),
    ],
)
def test_a_refusal_is_told_in_its_own_words(
    make_shell: MakeShell, error: Exception, status: int, words: str
) -> None:
    answer = failing_with(make_shell(), error).get("/failing")
    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.parametrize(
    ("error", "heading"),
    [
        (DatabaseBusy(), "What you sent was not saved"),
        (database_says(5, "SQLITE_BUSY"), "What you sent was not saved"),
        (database_says(14, "SQLITE_CANTOPEN"), "We cannot say that what you sent was saved"),
    ],
)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_whoever_sent_something_while_it_was_busy_reads_what_became_of_it(
    make_shell: MakeShell, error: Exception, heading: str, method: str
) -> None:
    app = make_shell(WTF_CSRF_ENABLED=False)

    @app.route("/failing", methods=[method.upper()])
    @allow(PUBLIC, changes=True)
    def failing() -> str:
        raise error

    answer = getattr(app.test_client(), method)("/failing")
    assert answer.status_code == 503
    assert f'<h1 class="govuk-heading-l">{heading}</h1>' in answer.text
    assert "again" in answer.text
    assert "not lost" not in answer.text


def test_a_refusal_is_escaped(make_shell: MakeShell) -> None:
    answer = failing_with(make_shell(), NotKnown("court", "<script>")).get("/failing")
    assert "“<script>”" not in answer.text
    assert "“&lt;script&gt;”" in answer.text


def test_programs_get_json(make_shell: MakeShell) -> None:
    answer = failing_with(make_shell(), NotKnown("court", "x"), "/failing.json").get(
        "/failing.json"
    )
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "not_found"
    assert "no court called" in answer.get_json()["error"]["message"]


def test_programs_that_write_get_a_problem_document(make_shell: MakeShell) -> None:
    path = "/api/v1/failing"
    answer = failing_with(make_shell(), NotKnown("court", "x"), path).get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["code"] == "not_found"
    assert "no court called" in answer.get_json()["detail"]


def test_a_database_that_is_gone_says_when_to_come_back(make_shell: MakeShell) -> None:
    answer = failing_with(make_shell(), database_says(14, "SQLITE_CANTOPEN")).get("/failing")
    assert answer.headers["Retry-After"] == "30"
    assert "PR2" not in answer.text


@pytest.mark.parametrize("name", ["SQLITE_ERROR", "SQLITE_READONLY"])
def test_a_bad_statement_is_our_fault_not_the_databases(make_shell: MakeShell, name: str) -> None:
    app = make_shell(PROPAGATE_EXCEPTIONS=False)
    assert failing_with(app, database_says(1, name)).get("/failing").status_code == 500


def test_a_fault_gives_a_reference_and_keeps_its_words(
    make_shell: MakeShell, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_shell(PROPAGATE_EXCEPTIONS=False)
    answer = failing_with(app, RuntimeError("postcode PR2 8AB")).get("/failing?q=PR28AB")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "PR2" not in answer.text


def test_the_wrong_method_names_the_right_one(visitor: FlaskClient) -> None:
    answer = visitor.delete("/about")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 20_000,
        "q=%00%01%1f",
        "q=%ff%fe",
        "lang=../../etc/passwd",
        "lang=cy&lang=%F0%9F%98%80",
        "page=99999999999999999999999999",
        "q=%E2%80%AE%D8%A7&q[]=1",
        "&&&==;;",
    ],
)
@pytest.mark.parametrize("path", ["/", "/about/data", "/about/rules", "/nowhere"])
def test_hostile_query_strings_do_no_harm(visitor: FlaskClient, path: str, query: str) -> None:
    assert visitor.get(f"{path}?{query}").status_code in {200, 400, 404}


def test_too_large_a_form_is_refused_with_a_page(make_shell: MakeShell) -> None:
    shell = make_shell()

    @shell.post("/ask")
    @allow(PUBLIC)
    def ask() -> str:
        from flask import request

        return request.form.get("q", "")

    answer = shell.test_client().post("/ask", data={"q": "a" * 3_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.text
