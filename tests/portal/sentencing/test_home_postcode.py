"""A question about a person: answered at a sealed address, and nothing of it anywhere else."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.services.eligibility import Attribute, Operator, Rule, Span
from directory.services.eligibility_records import as_record
from portal.running.logs import JsonLines
from tests.makers.days import NOW
from tests.makers.scene import COURT, add_line, make_scene
from tests.portal.asking_on import answered, evened

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
    (PATH, {"postcode": "nonsense !"}),
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
    (PATH, {**TWO_YEARS, "requirement": "unpaid_work"}),
    (PATH, {**TWO_YEARS, "requirement": "first_supervision_appointment"}),
    (PATH, {**TWO_YEARS, "months": "2", "requirement": "programme"}),
    (PATH, {"postcode": "pri-2ab."}),
    ("/courts", {"q": "PR1 2AB"}),
    ("/courts", {"q": "near PR1-2AB, Preston"}),
    ("/courts", {"q": "EH1"}),
    ("/courts", {"q": "90210"}),
    ("/courts", {"q": ""}),
)


@pytest.fixture
def ask(database: str, request: pytest.FixtureRequest) -> Ask:
    """The answer that a form leads to; all are asked once on each database."""
    if not any(known == database for known, _, _ in _answers):
        make_scene(request.getfixturevalue("session"))
        client = request.getfixturevalue("client")
        for path, facts in QUESTIONS:
            _answers[database, path, tuple(facts.items())] = answered(client, path, facts)
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
        ({"postcode": "ZZ99"}, "is not a postcode in use"),
        ({"postcode": "EH1"}, "is in Scotland"),
        ({"postcode": "nonsense !"}, "is not the first half of a postcode"),
        ({"months": "0"}, "Enter a number of months from 1 to 36"),
        ({"months": "٣"}, "Enter a number of months from 1 to 36"),
        ({"hours": "39"}, "Enter hours from 40 to 300"),
        ({"hours": "301"}, "Enter hours from 40 to 300"),
        ({"sex": "neither"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_read_is_the_field_s_error_and_no_answer_about_the_person(
    ask: Ask, facts: Asked, error: str
) -> None:
    answer = ask(PATH, facts)
    assert answer.status_code == 422
    assert answer.text.count(error) == 2  # in the summary and at the field
    if "postcode" in facts:  # the answer that needs none stays
        assert answered_for(answer.text).endswith("any area that the court serves")
    else:
        assert answered_for(answer.text) == ""


@pytest.mark.parametrize("typed", ["PR1 2AB", "pri-2ab."])
def test_of_a_whole_postcode_the_first_half_is_used_and_the_page_says_so(
    ask: Ask, typed: str
) -> None:
    answer = ask(PATH, {"postcode": typed})
    assert answer.status_code == 200
    assert "Central Lancashire area" in answered_for(answer.text)
    assert "We used PR1 of the postcode and dropped the rest." in answer.text
    assert 'value="PR1"' in answer.text
    assert not re.search(r"\W2ab\b", answer.text, re.IGNORECASE)


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


def test_what_was_asked_is_said_back_with_a_way_to_change_it(ask: Ask) -> None:
    html = ask(PATH, MAN).text
    asked = words(html[html.index('<section class="question"') : html.index("<form")])
    assert asked.startswith("For somebody who will live in the Central Lancashire area Sex Male")
    assert "Age 25 to 49" in asked
    assert "Length of the order in months 12" in asked
    assert asked.endswith("Change what you asked : home postcode, sex, age, order")


def test_what_was_asked_stays_with_the_reader_on_the_pages_that_follow(
    client: FlaskClient, session: Session
) -> None:
    make_scene(session)
    html = answered(client, PATH, {**MAN, "requirement": "rehabilitation_activity"}).text
    service = re.search(r'href="(/services/[0-9a-f-]+\?asked=[^"]+)">Women’s centre<', html)
    assert service
    answer = client.get(service[1])
    assert answer.status_code == 200
    assert "Sex Male Age 25 to 49 Length of the order in months 12" in words(answer.text)
    assert "Not for this person, by what you entered: Sex: female" in words(answer.text)
    back = re.search(rf'href="({PATH}\?asked=[^"]+)#ask"', answer.text)
    assert back
    assert '<option value="male" selected>' in client.get(back[1]).text
    onward = re.search(r'href="(/packages\?[^"]+)"', html)
    assert onward
    plan = client.get(onward[1].replace("&amp;", "&"))
    assert "Sex Male Age 25 to 49" in words(plan.text)
    assert "Women’s centre: Sex: female (rule of the provider)" in words(plan.text)
    assert re.search(r'id="months" name="months" type="text"[^>]* value="12"', plan.text)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"offence_on": "2027-03-01", "convicted_on": "2027-02-01"}, "Enter dates in this order"),
        ({"convicted_on": "2027-03-03"}, "Enter dates in this order"),
        ({"offence_on": "2027-02-31"}, "must be a real date"),
    ],
)
def test_dates_that_cannot_be_are_told_in_a_sentence(
    client: FlaskClient, session: Session, facts: Asked, error: str
) -> None:
    make_scene(session)
    answer = answered(client, PATH, dated(facts))
    assert answer.status_code == 422
    assert answer.text.count(error) == 2  # in the summary and at the field


def test_what_the_dates_exclude_is_named_with_its_reason(
    client: FlaskClient, session: Session
) -> None:
    make_scene(session)
    text = words(answered(client, PATH, dated({"convicted_on": "2027-02-01"})).text)
    part = text[text.index("May not be imposed for these dates") :]
    assert "Attendance centre : Only for convictions" in part


def dated(facts: Asked) -> dict[str, str]:
    """Each day in the three fields of a form."""
    return {
        f"{name}-{part}": number
        for name, day in facts.items()
        for part, number in zip(("year", "month", "day"), day.split("-"), strict=True)
    }


def test_the_kind_of_order_decides_what_is_said_of_unpaid_work(
    client: FlaskClient, session: Session
) -> None:
    make_scene(session)
    title = "Community Payback in Central Lancashire"
    runs_on = "the order runs on until the hours are worked (Sentencing Act 2020 s220"
    period = "within the operational period of 12 months"
    asked = {"postcode": "PR1", "months": "12", "hours": "80", "requirement": "unpaid_work"}
    community = _row(answered(client, PATH, {**asked, "order_kind": "community_order"}).text, title)
    assert runs_on in community
    assert period not in community
    kind = {"order_kind": "suspended_sentence_order"}
    suspended = _row(answered(client, PATH, {**asked, **kind}).text, title)
    assert runs_on not in suspended
    assert period in suspended
    either = _row(answered(client, PATH, asked).text, title)
    assert runs_on in either
    assert period in either


def test_a_minimum_age_of_18_is_not_asked_about_in_an_adult_court(
    client: FlaskClient, session: Session
) -> None:
    scene = make_scene(session)
    adults = as_record(Rule(Attribute.AGE, Operator.AT_LEAST, "the provider", span=Span(18)))
    older = as_record(Rule(Attribute.AGE, Operator.AT_LEAST, "the provider", span=Span(21)))
    add_line(session, scene, "For adults", "drug_testing", eligibility=(adults,))
    add_line(session, scene, "For older people", "drug_testing", eligibility=(older,))
    facts = {"postcode": "PR1", "sex": "male", "requirement": "drug_testing"}
    html = answered(client, PATH, facts).text
    assert "Ask first" not in _row(html, "For adults")
    assert "Ask first. Age: 21 or more" in _row(html, "For older people")


def test_whether_there_is_time_is_said_of_the_order_asked_about(ask: Ask) -> None:
    html = ask(PATH, {**TWO_YEARS, "requirement": "programme"}).text
    group = _row(html, "Building Choices")
    said = r"[A-Z][a-z0-9 ]+ would (start and finish within 24 months|finish in time)\."
    assert re.search(said, group)
    assert "must start by" not in group
    horizon = _row(html, "Horizon")
    assert "finish" not in horizon
    assert "Chance" not in horizon


def test_supervision_is_never_said_to_finish_within_the_order(ask: Ask) -> None:
    asked = {**TWO_YEARS, "requirement": "first_supervision_appointment"}
    first = _row(ask(PATH, asked).text, "First appointment with probation")
    assert "Time needed as long as the order" in first
    assert "finish" not in first


def test_an_order_shorter_than_the_course_is_said_without_advice(ask: Ask) -> None:
    html = ask(PATH, {**TWO_YEARS, "months": "2", "requirement": "programme"}).text
    group = _row(html, "Building Choices")
    assert "Not within the order" in group
    assert "Fewer than 1 in 10 would start and finish within 2 months." in group
    assert not re.search(r"instead|consider|should|alternative|longer order", group)


def test_unpaid_work_is_counted_by_the_hours_asked_about(ask: Ask) -> None:
    row = _row(
        ask(PATH, {**TWO_YEARS, "hours": "80", "requirement": "unpaid_work"}).text,
        "Community Payback in Central Lancashire",
    )
    assert "80 hours of work need about" in row
    assert "12 months" not in row
    without = _row(
        ask(PATH, {**TWO_YEARS, "requirement": "unpaid_work"}).text,
        "Community Payback in Central Lancashire",
    )
    assert "100 hours of work need about" in without
    assert "with the hours given it is also said whether they would be finished" in without


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _row(html: str, title: str) -> str:
    found = re.search(
        rf'<h[34] class="line__name"><(a|button)[^>]*>{re.escape(title)}</.*?</article>',
        html,
        re.DOTALL,
    )
    assert found, f"no row for {title}"
    return words(found.group())


def test_the_form_keeps_what_was_typed_and_title_and_links_carry_nothing(ask: Ask) -> None:
    html = ask(PATH, MAN).text
    assert re.search(r'id="postcode"[^>]*value="PR1"', html)
    assert '<option value="male" selected>' in html
    assert "<title>Preston Magistrates&#39; Court – Find" in html
    named = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", evened(html))
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
        answered(client, PATH, {"postcode": "QQ7", "sex": "unheard", "months": "29"})
        client.post("/courts", data={"q": "QQ7 2AB"})
        client.get("/courts?q=QQ7+2AB")
    finally:
        logging.getLogger("portal").removeHandler(handler)
    assert lines.getvalue().count("answered") == 3
    assert not re.search("QQ7|unheard|2AB", lines.getvalue())


@pytest.mark.parametrize("typed", ["PR1 2AB", "near PR1-2AB, Preston"])
def test_a_postcode_finds_the_courts_that_serve_where_it_lies(ask: Ask, typed: str) -> None:
    answer = ask("/courts", {"q": typed})
    assert answer.status_code == 200
    for path in ("/areas/north-west/central-lancashire", f"/courts/{COURT}"):
        assert re.search(rf'href="{path}\?asked=[^"]+"', answer.text)
    assert "2AB" not in evened(answer.text)


@pytest.mark.parametrize(
    ("typed", "error"),
    [("EH1", "is in Scotland"), ("90210", "of another country"), ("", "Enter the name of a court")],
)
def test_a_postcode_that_finds_nothing_is_the_field_s_error_above_every_court(
    ask: Ask, typed: str, error: str
) -> None:
    answer = ask("/courts", {"q": typed})
    assert answer.status_code == 422
    assert answer.text.count(error) == 2
    assert f'href="/courts/{COURT}"' in answer.text
