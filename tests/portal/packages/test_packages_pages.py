"""Several services in one order, as people ask for them and read them."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Mapping
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commissioning.availability.answer_types import Area, Contact, LineRow
from commissioning.availability.statuses import LineStanding, Status
from commissioning.packages.answer import OfferedGroup, OfferedLine, PackageOffer
from directory.delivery import DeliveryKind
from portal.packages.pages import choosing_page
from tests.makers.days import NOW
from tests.makers.packages_scene import HOUSING, PAYBACK, WORK
from tests.makers.scene import make_scene
from tests.portal.asking_on import answered, evened
from tests.portal.packages.asked import QUESTIONS, answers_on

POWERS = "Availability is information for the court; it does not limit its powers."

Answers = Mapping[str, TestResponse]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def answers(database: str, request: pytest.FixtureRequest) -> Answers:
    session = request.getfixturevalue("session")
    return answers_on(database, session, request.getfixturevalue("client"))


def words(answer: TestResponse) -> str:
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def plan_of(answer: TestResponse) -> str:
    """The plan by itself, without the form below it."""
    said = words(answer)
    return said[said.index("As at") : said.index("Change it and plan again")]


# ---------------------------------------------------------------------- where, then what


def test_the_first_step_asks_where(answers: Answers) -> None:
    answer = answers["first step"]
    assert answer.status_code == 200
    assert "Nothing about the person is kept." in words(answer)
    assert '<optgroup label="North West">' in answer.text
    assert '<option value="central-lancashire">Central Lancashire</option>' in answer.text


def test_a_whole_postcode_is_cut_and_answered_at_once(answers: Answers) -> None:
    answer = answers["whole postcode"]
    assert answer.status_code == 200
    assert "We used PR1 of the postcode and dropped the rest." in words(answer)
    assert "2AB" not in evened(answer.text)


@pytest.mark.parametrize("name", ["by postcode", "by area", "second step", "whole postcode"])
def test_the_second_step_offers_what_is_there(answers: Answers, name: str) -> None:
    answer = answers[name]
    assert answer.status_code == 200
    assert "Central Lancashire area" in words(answer)
    assert '<optgroup label="Programme">' in answer.text
    assert '<optgroup label="Rehabilitation activity: Accommodation">' in answer.text
    assert "Mental health link worker, Blackburn" not in answer.text
    assert "First appointment with probation" not in answer.text


PLAIN = {"by area"}
"""Nothing is asked about a person yet: the address may be read."""


@pytest.mark.parametrize(
    "name", [name for name, one in QUESTIONS.items() if not one.is_get and name not in PLAIN]
)
def test_nothing_of_a_question_is_kept(answers: Answers, name: str) -> None:
    answer = answers[name]
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "Location"} & set(answer.headers.keys())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "Enter the first half of the home postcode, or choose an area"),
        ("no such postcode", "ZZ99"),
        ("not a postcode", "postcode"),
        ("no months", "Enter a number of months from 1 to 36"),
        ("too many months", "Enter a number of months from 1 to 36"),
        ("other digits", "Enter a number of months from 1 to 36"),
        ("no attendances", "Enter a number of attendances from 1 to 7, or nothing"),
        ("hours in words", "Enter a number of hours from 1 to 40, or nothing"),
        ("too much work", "Enter hours from 40 to 300"),
        ("too many weeks", "Enter a number of weeks from 1 to 156, or nothing"),
        ("nothing chosen", "Choose at least one service"),
        ("unknown key", "cannot be found in this area. Choose again."),
        ("long key", "cannot be found in this area. Choose again."),
        ("hostile key", "cannot be found in this area. Choose again."),
    ],
)
def test_what_will_not_do_says_what_will(answers: Answers, name: str, said: str) -> None:
    answer = answers[name]
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'id="plan"' not in answer.text
    assert "2AB" not in evened(answer.text)


@pytest.mark.parametrize("name", ["no such area", "plan for nowhere"])
def test_an_area_that_is_not_is_not_found(answers: Answers, name: str) -> None:
    assert answers[name].status_code == 404


def test_services_may_stand_in_the_address_but_nothing_of_the_person(answers: Answers) -> None:
    html = answers["chosen before"].text
    assert len(re.findall(r'<option value="[0-9a-f-]{36}" selected>Building Choices', html)) == 1
    assert re.search(r'name="months" type="text" value=""', html)


@pytest.mark.parametrize(
    ("button", "selects"), [("nothing", 2), ("add", 3), ("remove:1", 1), ("remove:9", 2)]
)
def test_buttons_add_and_remove_a_service(answers: Answers, button: str, selects: int) -> None:
    answer = answers[f"press {button}"]
    assert answer.status_code == 200
    assert answer.text.count('name="part"') == selects
    assert f"selected>{HOUSING}" in answer.text
    assert 'value="12"' in answer.text


def test_another_area_that_the_postcode_may_mean_is_a_button(answers: Answers) -> None:
    said = words(answers["elsewhere"])
    assert "Blackburn area" in said
    assert "Mental health link worker, Blackburn" in said
    assert not re.search(r"<option value=\"[^\"]+\" selected", answers["elsewhere"].text)


def test_no_more_than_six(answers: Answers) -> None:
    assert answers["too many"].text.count('name="part"') == 6
    assert "Add another" not in words(answers["too many"])


# ---------------------------------------------------------------------- the plan


def test_a_plan_says_when_each_part_starts_and_how_likely_all_of_it_is(answers: Answers) -> None:
    said = plan_of(answers["programme after treatment"])
    assert "As at 2 March 2027 at 9:30am" in said
    assert "sentenced today to an order of 18 months" in said
    assert "1. Alcohol treatment, Discovery House Half start by" in said
    assert "2. Building Choices Half start by" in said
    assert "After 13 weeks of Alcohol treatment, Discovery House: drug or alcohol use" in said
    assert "The chance that all of it is finished within the order: " in said
    assert "Example Forge Trust 01632 960 101" in said
    assert said.count(POWERS) == 3  # beside the plan, in the wording, and in the wording on paper


def test_the_order_in_which_services_are_chosen_does_not_matter(answers: Answers) -> None:
    assert plan_of(answers["three one way"]) == plan_of(answers["three the other way"])


def test_the_wording_for_the_report_is_plain_and_neutral(answers: Answers) -> None:
    wording = wording_of(answers["same day"])
    assert "<" not in wording
    assert wording.startswith(
        "What is available for somebody who will live in the Central Lancashire area, as at "
        "2 March 2027 at 9:30am, within an order of 18 months:"
    )
    assert wording.strip().endswith(POWERS)
    for suggestion in ("should", "recommend", "instead", "suitable", "longer order"):
        assert suggestion not in wording


def wording_of(answer: TestResponse) -> str:
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.text, re.DOTALL)
    assert found
    return unescape(found.group(1))


def test_the_wording_names_whom_to_ring_for_each_part(answers: Answers) -> None:
    for name in ("same day", "programme after treatment", "restricted", "not confirmed"):
        parts = [line for line in wording_of(answers[name]).splitlines() if line[:1] in "12-"]
        assert parts
        for part in parts:
            assert re.search(r"Whom to ring: .+, [\d ]{9,}\.$", part), part


def test_what_a_rule_excludes_is_refused_by_that_rule_in_the_wording_too(answers: Answers) -> None:
    answer = answers["a rule excludes"]
    said = "Women’s centre is left out: it is not for this person. Sex: female (rule of "
    assert said in wording_of(answer)
    assert "Women’s centre is not for this person:" in plan_of(answer)
    assert '<option value="male" selected>' in answer.text


def test_the_hours_of_unpaid_work_are_one_number(answers: Answers) -> None:
    said = plan_of(answers["few hours"])
    assert said.count("42 hours of unpaid work") == 3  # above, in the wording, and on paper
    assert set(re.findall(r"(\d+) hours of", said)) == {"42"}


def test_a_text_to_copy_can_be_selected_without_a_script(answers: Answers) -> None:
    page = answers["work"].text
    assert re.search(r"<textarea[^>]* readonly[^>]* data-copy=", page)
    assert "<button" not in page[page.index("<textarea") : page.index("What the plan rests on")]


def test_two_of_one_name_differ_in_words(shell: Flask) -> None:
    rows = tuple(debt_advice(area) for area in ("Preston", "Wigan"))
    lines = tuple(
        OfferedLine(str(row.line), row.title, row.standing, is_restricted=False) for row in rows
    )
    area = Area("central-lancashire", "Central Lancashire", "north-west", "North West")
    at = dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)
    groups = (OfferedGroup("Rehabilitation activity", lines),)
    offer = PackageOffer(at, at.date(), area, groups, alike=rows)
    with shell.test_request_context("/"):
        (group,) = choosing_page(offer, (), home=None, plan=None).groups
    assert [choice.text for choice in group.choices] == [
        "Debt advice, Preston (available)",
        "Debt advice, Wigan (available)",
    ]


def debt_advice(area: str) -> LineRow:
    return LineRow(
        line=uuid.uuid4(),
        service=uuid.uuid4(),
        title="Debt advice",
        kind=DeliveryKind.DROP_IN,
        areas=(area,),
        standing=LineStanding(Status.AVAILABLE),
        contact=Contact("Somebody"),
        is_restricted=False,
        is_being_worked_out=False,
        is_generated=False,
        confirmed_on=None,
    )


def test_a_package_that_does_not_fit_says_why(answers: Answers) -> None:
    said = plan_of(answers["too short"])
    assert "It does not fit into an order of 4 months" in said
    assert re.search(r"4 months are too short for Building Choices after|Building Choices: ", said)


def test_two_on_the_same_day_of_the_week_follow_each_other(answers: Answers) -> None:
    said = plan_of(answers["same day"])
    assert "are both held on Saturday" in said
    assert "It waits until an earlier part leaves room in the week." in said


def test_what_is_not_known_is_asked(answers: Answers) -> None:
    said = plan_of(answers["not known"])
    assert "how often, and on which day of the week, is not known" in said
    assert "All of it can start, but when it is finished is not known" in said


def test_what_is_not_known_can_be_assumed(answers: Answers) -> None:
    said = plan_of(answers["length assumed"])
    assert "About 8 weeks assumed, as was entered." in said
    assert "Half have finished all of it by" in said


def test_what_has_to_wait_for_an_end_that_is_not_known_cannot_be_placed(
    answers: Answers,
) -> None:
    why = f"{WORK} cannot be placed: it comes after the end of {HOUSING}, and how long that takes"
    assert why in plan_of(answers["after what is not known"])
    assert f"2. {WORK} Half start by" in plan_of(answers["after what is assumed"])
    assert "Based on declared places: no starts seen yet." in plan_of(
        answers["after what is assumed"]
    )


def test_an_old_fact_gives_no_date_and_says_which_part_cannot_be_placed(answers: Answers) -> None:
    said = plan_of(answers["not confirmed"])
    assert "Not all of it can be placed" in said
    why = "Dependency and recovery cannot be placed. Last confirmed 20 January 2027, ring to check."
    assert why in said
    assert "The chance that all of it" not in said
    assert f"1. {WORK} Half start by" in said


def test_the_same_service_twice_is_planned_once(answers: Answers) -> None:
    said = plan_of(answers["twice"])
    assert f"{WORK} was chosen twice. It is one queue and is planned once." in said
    assert f"2. {WORK}" not in said


def test_a_place_to_live_counts_from_its_first_night(answers: Answers) -> None:
    said = plan_of(answers["bed and work"])
    assert "1. Supported housing in Leyland Can start on the day of sentence." in said
    assert "After the start of Supported housing in Leyland: somebody without a settled" in said


def test_hours_of_unpaid_work_change_the_time_it_takes(answers: Answers) -> None:
    assert f"{PAYBACK}" in plan_of(answers["few hours"])
    assert "42 hours of work need" in plan_of(answers["few hours"])
    assert "280 hours of work need" in plan_of(answers["many hours"])


def test_somebody_in_work_carries_less_unless_the_form_says_otherwise(answers: Answers) -> None:
    assert "3 attendances and 15 hours a week at most" in plan_of(answers["work"])
    assert "2 attendances and 10 hours a week at most" in plan_of(answers["in work"])
    assert "5 attendances and 20 hours a week at most" in plan_of(answers["own limit"])


def test_generated_figures_are_marked(answers: Answers) -> None:
    assert "Do not rely on them in court." in words(answers["generated"])
    assert "Do not rely on them" not in words(answers["work"])


def test_of_a_restricted_service_only_the_month_is_told(answers: Answers) -> None:
    said = plan_of(answers["restricted"])
    shown = "Horizon Only the month is shown of this service. Half start by the end of May 2027"
    assert shown in said
    assert "the day of the week is not shown to the public" in said
    assert "The chance that all of it" not in said
    assert "no chance can be given for all of it" in said
    for secret in ("11 May", "31 May", "Tuesday 11", "horizon 1"):
        assert secret not in said
    own = said[said.index("Horizon Only the month is shown") :]
    assert not re.search(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", own[: own.index("Ask first")])


LINKING = (
    "/",
    "/courts/preston-magistrates-court?area=central-lancashire",
    "/areas/north-west/central-lancashire",
)


def test_court_area_and_service_pages_lead_here(client: FlaskClient, session: Session) -> None:
    scene = make_scene(session)
    line = scene.lines[PAYBACK]
    service = scene.service(PAYBACK, session).public_id
    assert "/packages" in client.get("/").text
    for path in LINKING[1:]:
        assert 'href="/packages?area=central-lancashire"' in client.get(path).text
    html = client.get(f"/services/{service}").text
    assert f'href="/packages?area=central-lancashire&amp;part={line.public_id}"' in html
    asked = answered(client, LINKING[1].split("?")[0], {"postcode": "PR1"}).text
    assert re.search(r'href="/packages\?asked=[^"]+"', asked)


def test_a_plan_says_what_limit_of_unpaid_work_it_does_not_count(answers: Answers) -> None:
    said = "without a limit of 12 months: the Sentencing Act 2026 removes that limit, from which"
    assert said in plan_of(answers["few hours"])
    assert said not in plan_of(answers["work"])


def test_the_tables_that_decide_stand_with_the_other_rules(client: FlaskClient) -> None:
    for slug in ("ordering", "kinds-of-part", "weekly-limits"):
        assert client.get(f"/about/rules/{slug}").status_code == 200
    html = client.get("/about/rules/ordering").text
    assert "accommodation enables them to hold down a job" in html
