"""A question about a person: answered in place, and nothing of it anywhere else."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.running.logs import JsonLines
from tests.makers.days import NOW
from tests.makers.scene import COURT, make_scene

PATH = f"/courts/{COURT}"

Asked = Mapping[str, str]
Ask = Callable[[str, Asked], TestResponse]

_answers: dict[tuple[str, str, tuple[tuple[str, str], ...]], TestResponse] = {}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


MAN = {"postcode": "PR1", "sex": "male", "age": "25-49", "months": "12"}
TWO_YEARS = {"postcode": "PR1", "months": "24"}
QUESTIONS: tuple[tuple[str, Asked], ...] = (
    (PATH, {"postcode": "PR1"}),
    (PATH, {"postcode": "BB1"}),
    (PATH, {"postcode": "PR4"}),
    (PATH, {"postcode": "LL55"}),
    (PATH, {"postcode": "PR1 2AB"}),
    (PATH, {"postcode": "ZZ99"}),
    (PATH, {"postcode": "EH1"}),
    (PATH, {"postcode": "nonsense \x00\u202e!"}),
    (PATH, MAN),
    (PATH, {**MAN, "sex": "female", "age": "18-20"}),
    (PATH, {"months": "0"}),
    (PATH, {"months": "٣"}),
    (PATH, {"sex": "neither"}),
    (PATH, {**MAN, "requirement": "rehabilitation_activity"}),
    (PATH, {"postcode": "PR1", "area": "blackburn"}),
    (PATH, {"hours": "39"}),
    (PATH, {"hours": "301"}),
    (PATH, TWO_YEARS),
    (PATH, {**TWO_YEARS, "hours": "80", "requirement": "unpaid_work"}),
    (PATH, {**TWO_YEARS, "requirement": "programme"}),
    (PATH, {**TWO_YEARS, "months": "2", "requirement": "programme"}),
    ("/courts", {"postcode": "PR1 2AB"}),
    ("/courts", {"postcode": "EH1"}),
    ("/courts", {"postcode": ""}),
)


@pytest.fixture
def ask(database: str, request: pytest.FixtureRequest) -> Ask:
    """The answer to a POST; all are asked once on each database."""
    if not any(known == database for known, _, _ in _answers):
        make_scene(request.getfixturevalue("session"))
        client = request.getfixturevalue("client")
        for path, facts in QUESTIONS:
            _answers[database, path, tuple(facts.items())] = client.post(path, data=facts)
    return lambda path, facts: _answers[database, path, tuple(facts.items())]


def answered_for(html: str) -> str:
    found = re.search(r'<h2 class="[^"]*answer-for"[^>]*>(.*?)</h2>', html, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def test_two_homes_give_two_answers_each_naming_its_area(ask: Ask) -> None:
    preston, blackburn = ask(PATH, {"postcode": "PR1"}).text, ask(PATH, {"postcode": "BB1"}).text
    assert "Central Lancashire area" in answered_for(preston)
    assert "Blackburn area" in answered_for(blackburn)
    assert "Community Payback in Central Lancashire" in preston
    assert "Community Payback in Central Lancashire" not in blackburn


def test_an_area_that_is_not_certain_is_called_probable(ask: Ask) -> None:
    said = "PR4: probably Central Lancashire area or North West Lancashire area"
    assert said in ask(PATH, {"postcode": "PR4"}).text
    assert "PR1: Central Lancashire area" in ask(PATH, {"postcode": "PR1"}).text


def test_a_home_outside_the_court_s_areas_decides_and_the_page_says_so(ask: Ask) -> None:
    html = ask(PATH, {"postcode": "LL55"}).text
    assert "North Wales area" in answered_for(html)
    assert "This is not an area that the court serves" in html


def test_an_area_chosen_beside_the_postcode_is_answered(ask: Ask) -> None:
    html = ask(PATH, {"postcode": "PR1", "area": "blackburn"}).text
    assert "Blackburn area" in answered_for(html)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"postcode": "PR1 2AB"}, "Only the first half is needed."),
        ({"postcode": "ZZ99"}, "is not a postcode in use"),
        ({"postcode": "EH1"}, "is in Scotland"),
        ({"postcode": "nonsense \x00\u202e!"}, "is not the first half of a postcode"),
        ({"months": "0"}, "Enter a number of months from 1 to 36"),
        ({"months": "٣"}, "Enter a number of months from 1 to 36"),
        ({"hours": "39"}, "Enter hours from 40 to 300"),
        ({"hours": "301"}, "Enter hours from 40 to 300"),
        ({"sex": "neither"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_read_is_the_field_s_error_and_no_answer(
    ask: Ask, facts: Asked, error: str
) -> None:
    answer = ask(PATH, facts)
    assert answer.status_code == 422
    assert answer.text.count(error) == 2  # in the summary and at the field
    assert answered_for(answer.text) == ""


def test_of_a_whole_postcode_only_the_first_half_stays_in_the_form(ask: Ask) -> None:
    html = ask(PATH, {"postcode": "PR1 2AB"}).text
    assert 'value="PR1"' in html
    assert "2AB" not in html


def test_a_rule_that_excludes_names_itself_its_owner_and_since_when(ask: Ask) -> None:
    html = ask(PATH, {**MAN, "requirement": "rehabilitation_activity"}).text
    assert "Not for this person, by what you entered" in html
    assert "Sex: female (rule of the provider)" in html
    rows = html[: html.index("Not for this person, by what you entered")]
    assert "Women’s centre" not in rows


def test_somebody_whom_the_rule_covers_sees_the_service(ask: Ask) -> None:
    html = ask(PATH, {**MAN, "sex": "female", "age": "18-20"}).text
    assert "Women’s centre" in html
    assert "Not for this person" not in html


def test_the_order_length_asked_about_is_said(ask: Ask) -> None:
    assert "For an order of 12 months." in ask(PATH, MAN).text


def test_whether_there_is_time_is_said_of_the_order_asked_about(ask: Ask) -> None:
    html = ask(PATH, {**TWO_YEARS, "requirement": "programme"}).text
    group = _row(html, "Building Choices")
    assert re.search(
        r"To finish within the order it must start by \d+ \w+ 202[78]\."
        r" Chance of finishing in time: [a-z0-9 ]+\.",
        group,
    )
    horizon = _row(html, "Horizon")
    assert "To finish" not in horizon
    assert "Chance" not in horizon


def test_supervision_is_never_said_to_finish_within_the_order(ask: Ask) -> None:
    first = _row(ask(PATH, TWO_YEARS).text, "First appointment with probation")
    assert "Time needed as long as the order" in first
    assert "finish" not in first


def test_an_order_shorter_than_the_course_is_said_without_advice(ask: Ask) -> None:
    html = ask(PATH, {**TWO_YEARS, "months": "2", "requirement": "programme"}).text
    group = _row(html, "Building Choices")
    assert (
        "No start leaves 9 in 10 enough time to finish within the order."
        " Chance of finishing in time: fewer than 1 in 10." in group
    )
    assert not re.search(r"instead|consider|should|alternative|longer order", group)


def test_unpaid_work_is_counted_by_the_hours_asked_about(ask: Ask) -> None:
    row = _row(
        ask(PATH, {**TWO_YEARS, "hours": "80", "requirement": "unpaid_work"}).text,
        "Community Payback in Central Lancashire",
    )
    assert "80 hours of work need about" in row
    assert "To finish within the order it must start by" in row
    without = _row(ask(PATH, TWO_YEARS).text, "Community Payback in Central Lancashire")
    assert "100 hours of work need about" in without
    assert "To finish" not in without


def _row(html: str, title: str) -> str:
    start = html.index(f">{title}</a></h3>")
    text = re.sub(r"<[^>]+>", " ", html[start : html.index("</article>", start)])
    return " ".join(unescape(text).split())


def test_the_form_keeps_what_was_typed_and_title_and_links_carry_nothing(ask: Ask) -> None:
    html = ask(PATH, MAN).text
    assert re.search(r'id="postcode"[^>]*value="PR1"', html)
    assert '<option value="male" selected>' in html
    assert "<title>Preston Magistrates&#39; Court – Find" in html
    named = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", html)
    assert not re.search(r'href="[^"]*(PR1|male|25-49|months)', named)


def test_no_cookie_no_token_and_nothing_to_be_stored(ask: Ask) -> None:
    answer = ask(PATH, MAN)
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_of_the_question_is_logged(client: FlaskClient) -> None:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    logging.getLogger("portal").addHandler(handler)
    try:
        client.post(PATH, data={"postcode": "QQ7", "sex": "unheard", "months": "29"})
        client.post("/courts", data={"postcode": "QQ7 2AB"})
    finally:
        logging.getLogger("portal").removeHandler(handler)
    assert lines.getvalue().count("answered") == 2
    assert not re.search("QQ7|unheard|2AB", lines.getvalue())


def test_a_postcode_finds_the_courts_that_serve_where_it_lies(ask: Ask) -> None:
    html = ask("/courts", {"postcode": "PR1 2AB"}).text
    assert "Central Lancashire area" in html
    assert f'href="/courts/{COURT}"' in html


@pytest.mark.parametrize(("postcode", "error"), [("EH1", "is in Scotland"), ("", "Enter a post")])
def test_a_postcode_that_finds_nothing_is_the_field_s_error(
    ask: Ask, postcode: str, error: str
) -> None:
    answer = ask("/courts", {"postcode": postcode})
    assert answer.status_code == 422
    assert error in answer.text
