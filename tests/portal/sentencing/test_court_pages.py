"""What somebody in court reads: the court's page, at a glance and in full."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.groups.publishing import publish_group
from commissioning.lines.confirming import confirm_lines
from commissioning.lines.figures import mark_due
from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.lines.opening import TermsStated
from commissioning.lines.still_right import say_still_right
from directory.delivery import DeliveryKind
from directory.services.freshness import FactKind
from portal.formatting import day_to_plan
from portal.sentencing.answer_json import BESIDE
from tests.makers.days import NOW, OPENED, day
from tests.makers.people import actor
from tests.makers.scene import COURT, add_line, make_scene
from tests.makers.start_dates import answer_everything

COURT_PATH = f"/courts/{COURT}"
POWERS = "Availability is information for the court; it does not limit its powers."


HOME_PATH = f"{COURT_PATH}?area=central-lancashire"
JSON_PATH = f"/api/v1/availability?court={COURT}&ldu=central-lancashire"
PATHS = (
    COURT_PATH,
    HOME_PATH,
    JSON_PATH,
    f"{COURT_PATH}?area=blackburn",
    "/courts/nowhere-crown-court",
    "/areas/north-west/blackburn",
    "/areas/wales/north-wales",
    "/areas/north-west",
    "/areas/north-west?requirement=drug_rehabilitation",
)

ALONE: tuple[str, ...] = (
    "unpaid_work", "rehabilitation_activity", "programme", "mental_health_treatment",
    "drug_rehabilitation", "drug_testing", "alcohol_treatment",
)  # fmt: skip
"""Requirements that are also read by an address of their own."""

_seen: dict[str, dict[str, str]] = {}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def alone(code: str, path: str = COURT_PATH) -> str:
    return f"{path}{'&' if '?' in path else '?'}requirement={code}"


@pytest.fixture
def read(database: str, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The text at an address: the scene is set and read once on each database."""
    if database not in _seen:
        make_scene(request.getfixturevalue("session"))
        client = request.getfixturevalue("client")
        paths = (*PATHS, *(alone(code) for code in ALONE), *(alone(c, HOME_PATH) for c in ALONE))
        _seen[database] = {path: client.get(path).text for path in paths}
    return _seen[database].__getitem__


Read = Callable[[str], str]


def words(html: str) -> str:
    """What is read, without tags and with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(html: str, code: str) -> str:
    """Below the table, what a page about one requirement tells of it in full."""
    found = re.search(rf'<section class="requirement" id="{code}-in.*?</section>', html, re.DOTALL)
    assert found, f"no section for {code}"
    return words(found.group())


def glance(html: str, code: str) -> str:
    """The row of the table, with what opens in it."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return next(words(row) for row in rows if f'id="{code}"' in row)


def test_the_court_page_says_what_it_serves_and_how_that_is_known(read: Read) -> None:
    text = words(read(COURT_PATH))
    assert "Central Lancashire (confirmed)" in text
    assert "Blackburn (derived from the nearest office)" in text


def test_requirements_stand_in_order_after_the_first_supervision_appointment(read: Read) -> None:
    html = read(COURT_PATH)
    codes = re.findall(r'<tr id="(\w+)"', html)
    assert codes[:4] == [
        "first_supervision_appointment", "unpaid_work", "rehabilitation_activity", "programme",
    ]  # fmt: skip


def test_a_row_says_when_in_words_beside_its_bar(read: Read) -> None:
    html = read(COURT_PATH)
    full = section(read(alone("drug_rehabilitation")), "drug_rehabilitation")
    said = re.compile(r"Half start by \w+day \d+ \w+ 2027\. 9 in 10 by \w+day \d+ \w+( 2028)?\.")
    for told in (glance(html, "drug_rehabilitation"), full):
        assert said.search(told)
    assert re.search(r"<title>8 in 10 would start between \d+ \w{3} 2027", html)


def test_a_row_says_who_is_ahead_and_what_it_rests_on(read: Read) -> None:
    work = section(read(alone("unpaid_work")), "unpaid_work")
    assert "About 25 people ahead. Based on about 60 starts." in work
    idle = section(read(alone("drug_rehabilitation")), "drug_rehabilitation")
    assert ". Based on declared places: no starts seen yet. How many are ahead is not known" in idle
    assert "Nobody ahead" not in idle


def test_a_likely_day_names_the_group_that_starts_then(
    client: FlaskClient, session: Session
) -> None:
    scene = make_scene(session)
    terms = TermsStated(OPENED, 90, min_to_run=0, programme_weeks=10)
    line = add_line(
        session,
        scene,
        "Thinking skills",
        "rehabilitation_activity",
        kind=DeliveryKind.CLOSED_GROUP,
        terms=terms,
        places=8,
    )
    publish_group(
        session,
        line,
        external_id="thinking-group-007",
        planned_start=dt.date(2027, 5, 11),
        places=8,
        by=actor(session),
        at=NOW,
    )
    answer_everything(session)
    html = client.get(f"{COURT_PATH}?requirement=rehabilitation_activity").text
    assert "Half start by Tuesday 11 May 2027 (group 7)." in words(html)
    (row,) = _rows(client.get(JSON_PATH).text, "Thinking skills")
    assert (row["likely_start"], row["group"]) == ("2027-05-11", "7")


def test_a_row_says_the_chances_in_tenths_and_the_time_needed(read: Read) -> None:
    text = section(read(alone("unpaid_work")), "unpaid_work")
    assert re.search(r"Chance of starting [a-z0-9 ]+ within the target of 4 weeks", text)
    assert "within the order" not in text  # no order was asked about
    assert "Time needed 100 hours of work need about" in text
    treatment = section(read(alone("drug_rehabilitation")), "drug_rehabilitation")
    assert "Time needed not known to this portal" in treatment


def test_an_area_s_page_says_the_same_beside_its_dates(read: Read) -> None:
    text = glance(read("/areas/north-west/blackburn"), "mental_health_treatment")
    assert re.search(r"9 in 10 by [^.]+\. Based on declared places: no starts seen yet\.", text)


def test_of_a_restricted_service_the_month_alone_is_told(read: Read) -> None:
    opened = re.findall(r"<li>.*?</li>", read(COURT_PATH), re.DOTALL)
    in_full = re.findall(r"<article.*?</article>", read(alone("programme")), re.DOTALL)
    for told in (opened, in_full):
        (text,) = (words(line) for line in told if ">Horizon</a>" in line)
        assert "Half start by the end of May 2027." in text
        for hidden in ("ahead", "Based on", "Chance", "Time needed", "(group", "11 May"):
            assert hidden not in text
    (horizon,) = _rows(read(JSON_PATH), "Horizon")
    for name in BESIDE:
        assert horizon[name] is None


def test_of_what_nobody_confirmed_no_chance_and_nobody_ahead_is_told(read: Read) -> None:
    html = read(f"{COURT_PATH}?requirement=rehabilitation_activity")
    start = html.index(">Dependency and recovery</a>")
    text = words(html[start : html.index("</article>", start)])
    assert "Last confirmed 20 January 2027, ring to check." in text
    for hidden in ("Half start", "ahead", "Based on", "Chance", "Time needed", "9 in 10"):
        assert hidden not in text
    (stale,) = _rows(read(JSON_PATH), "Dependency and recovery")
    for name in (*BESIDE, "likely_start", "by_9_in_10", "basis"):
        assert stale[name] is None


def test_the_json_tells_what_stands_beside_a_date(read: Read) -> None:
    (row,) = _rows(read(JSON_PATH), "Building Choices")
    assert row["target_days"] == 90
    assert row["chance_within_target"] is not None
    assert row["chance_within_order"] is None  # no order was asked about
    assert row["people_ahead"] == "about 10"
    assert row["based_on"]["starts"] == "about 40"
    assert row["time_needed"]["usual_days"] >= 91
    assert row["time_in_order"] is None


def _rows(answer: str, service: str) -> list[dict[str, Any]]:
    requirements = json.loads(answer)["requirements"]
    return [row for one in requirements for row in one["rows"] if row["service"] == service]


def test_a_row_says_who_waits_how_long_what_is_used_and_whom_to_ring(read: Read) -> None:
    text = section(read(alone("unpaid_work")), "unpaid_work")
    assert "People waiting about 25" in text
    assert "about 90% of the starts commissioned to 31 March 2027" in text
    assert "of about 30 who ended in the last year" in text
    assert "Example Forge Trust 01632 960 101" in text
    assert "Last confirmed 2 March 2027." in text


def test_what_files_alone_confirmed_is_told_as_that(client: FlaskClient, session: Session) -> None:
    lines = list(make_scene(session).lines.values())
    for line in lines:
        session.get_one(LineFigures, line.id).dates_confirmed_on = None
    for number in range(3):
        say_still_right(
            session, lines, kind=FactKind.START_DATES, on=day(number - 2),
            confirmed_by="Example Contract Team", by_file=True, by=actor(session), at=NOW,
        )  # fmt: skip
    told = "Last confirmed 2 March 2027, confirmed by file only."
    assert told in section(client.get(alone("unpaid_work")).text, "unpaid_work")
    (row,) = _rows(client.get(JSON_PATH).text, "Community Payback in Central Lancashire")
    assert row["confirmed_by_file_only"] is True


def test_every_court_page_says_as_at_when_and_that_the_court_decides(read: Read) -> None:
    for path in (COURT_PATH, "/courts/nowhere-crown-court", "/areas/north-west/blackburn"):
        text = words(read(path))
        assert "As at 2 March 2027 at 9:30am" in text
        assert text.count(POWERS) == 2  # beside the answer, and at the foot
        assert "36 months" not in text
        assert "within the order" not in text


def test_an_old_fact_is_shown_with_its_date_and_never_as_current(read: Read) -> None:
    html = read(f"{COURT_PATH}?requirement=rehabilitation_activity")
    text = section(html, "rehabilitation_activity")
    after = text[text.index("Dependency and recovery") :]
    assert "Last confirmed 20 January 2027, ring to check." in after
    assert "Half start" not in after


def test_what_is_not_available_says_why_whom_to_ring_and_where_it_is(read: Read) -> None:
    html = read(HOME_PATH)
    health = glance(html, "mental_health_treatment")
    assert "Nobody has told this portal whether it is available here: ring." in health
    assert "commissioned" not in health
    assert "Nearest where somebody could start: Blackburn , about 9 miles." in health
    assert "Preston Probation Office" in health
    testing = glance(html, "drug_testing")
    assert "Not available: no staff" in testing
    said = "There are no staff to run it (said by North West probation region on 2 March 2027)."
    assert said in testing


def test_what_takes_effect_at_once_says_so(read: Read) -> None:
    html = read(COURT_PATH)
    assert "Takes effect at once" in glance(html, "foreign_travel_prohibition")
    assert "On the day of sentence" in glance(html, "foreign_travel_prohibition")


def test_monitoring_that_nobody_stated_is_not_known_and_nothing_at_once(read: Read) -> None:
    row = glance(read(COURT_PATH), "electronic_compliance_monitoring")
    assert "Not known to this portal: ring" in row
    assert "Takes effect at once" not in row


def test_what_may_not_be_in_force_is_a_row_of_its_own(read: Read) -> None:
    row = glance(read(COURT_PATH), "restriction_zone")
    assert "May not be in force yet" in row
    assert "Driving prohibition" in row
    assert "Takes effect at once" not in row
    assert "Restriction zone" not in glance(read(COURT_PATH), "foreign_travel_prohibition")


def test_a_commencement_that_is_not_verified_is_said(read: Read) -> None:
    row = glance(read(COURT_PATH), "restriction_zone")
    assert "Restriction zone Commencement not verified." in row


def test_treatment_says_who_confirmed_that_arrangements_can_be_made(read: Read) -> None:
    said = "Treatment arrangements confirmed by Lancashire treatment services on 15 February 2027"
    assert said in section(read(alone("alcohol_treatment")), "alcohol_treatment")
    drugs = section(read(alone("drug_rehabilitation")), "drug_rehabilitation")
    assert "Treatment arrangements not confirmed, ring" in drugs


def test_generated_figures_are_marked_on_the_row_and_the_page(read: Read) -> None:
    html = read(f"{COURT_PATH}?requirement=rehabilitation_activity")
    assert "Do not rely on them in court." in words(html)
    assert html.count("Demonstration: generated figures.") == 1
    assert "Do not rely on them" not in read(f"{COURT_PATH}?requirement=programme")


def test_a_row_opens_to_one_strand_a_line_and_leads_to_all_services(read: Read) -> None:
    html = read(COURT_PATH)
    (row,) = re.findall(r'<tr id="rehabilitation_activity">.*?</tr>', html, re.DOTALL)
    assert "11 services" in words(row)
    strands = [words(line) for line in re.findall(r"<li>.*?</li>", row, re.DOTALL)]
    assert len(strands) == 1
    assert re.match(r"Other activity \(11\): .* 01632 960 \d+", strands[0])
    assert 'requirement=rehabilitation_activity">Services, who waits' in row
    whole = read(alone("rehabilitation_activity"))
    assert whole.count('<article class="line">') == 11


def test_what_a_row_says_is_not_said_again_below_the_table(read: Read) -> None:
    html = read(COURT_PATH)
    below = html[html.index("</table>") : html.index("</main>")]
    assert "<h2" not in below
    assert "Half start" not in below


def test_a_requirement_asked_for_is_answered_in_a_sentence_above_the_table(read: Read) -> None:
    html = read(alone("drug_rehabilitation", HOME_PATH))
    (said,) = re.findall(r'<p class="in-short">(.*?)</p>', html, re.DOTALL)
    assert re.match(
        r"Drug rehabilitation in the Central Lancashire area: half start by \w+day .*"
        r" Ring .* 01632",
        words(said),
    )
    assert html.index("in-short") < html.index("<table")


def test_a_region_answers_with_a_line_for_each_of_its_areas(read: Read) -> None:
    lines = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', read("/areas/north-west"), re.DOTALL)
    assert len(lines) > 1
    for line in map(words, lines):
        assert re.search(r"Not known to this portal: ring \(\d+\)", line)
        assert "01632" in line
    html = read("/areas/north-west?requirement=drug_rehabilitation")
    told = {
        words(line).split(" ● ")[0]: words(line)
        for line in re.findall(r'<tr>\s*<th scope="row">.*?</tr>', html, re.DOTALL)
    }
    assert any("Half start by" in line for line in told.values())
    assert 'central-lancashire?requirement=drug_rehabilitation"' in html


def test_choosing_an_area_answers_for_it_alone(read: Read) -> None:
    text = read(f"{COURT_PATH}?area=blackburn")
    assert "For somebody who will live in the Blackburn area" in words(text)
    assert "Community Payback in Central Lancashire" not in text
    assert "Mental health link worker, Blackburn" in text


def test_a_court_without_areas_answers_for_its_region_and_says_so(read: Read) -> None:
    text = words(read("/courts/nowhere-crown-court"))
    assert "Which areas this court serves is not known to this portal." in text
    assert "What follows is for its whole region, North West." in text


def test_the_page_and_the_json_tell_the_same_facts(read: Read) -> None:
    answer = json.loads(read(JSON_PATH))
    told = [one for one in answer["requirements"] if one["rows"] and one["code"] in ALONE]
    assert told
    for requirement in told:
        html = read(alone(requirement["code"], HOME_PATH))
        text = section(html, requirement["code"])
        for row in requirement["rows"]:
            assert row["service"] in text
            if row["likely_start"] and len(row["likely_start"]) == 10:
                likely = dt.date.fromisoformat(row["likely_start"])
                assert f"Half start by {day_to_plan(likely)}" in text
            if row["waiting"]:
                assert f"People waiting {row['waiting']}" in text
            if row["used"]:
                assert f"about {row['used']}% of the" in text


def test_a_welsh_name_is_marked_as_welsh(read: Read) -> None:
    html = read("/areas/wales/north-wales")
    assert '<span class="welsh" lang="cy">Gogledd Cymru</span>' in html


def test_a_date_older_than_its_facts_says_that_it_is_being_worked_out(
    client: FlaskClient, session: Session
) -> None:
    scene = make_scene(session)
    said = "The date is being worked out again."
    assert said not in client.get(COURT_PATH).text
    mark_due(session, [scene.lines["Building Choices"].id], at=NOW)
    session.flush()
    assert said in glance(client.get(COURT_PATH).text, "programme")


def test_places_that_nobody_stated_are_not_no_places(client: FlaskClient, session: Session) -> None:
    scene = make_scene(session)
    line = add_line(session, scene, "Testing here", "drug_testing", places=None)
    confirm_lines(session, [line.id], kind=FactKind.START_DATES, on=NOW.date(), at=NOW)
    answer_everything(session)
    html = client.get(f"{COURT_PATH}?requirement=drug_testing").text
    assert "Nobody has told this portal when somebody would start: ring." in words(html)


def test_a_closed_service_and_an_ended_contract_say_so(
    client: FlaskClient, session: Session
) -> None:
    scene = make_scene(session)
    ended = add_line(session, scene, "Ended here", "drug_testing")
    session.get_one(LineTerms, _figures(session, ended).terms_id).closed_on = NOW.date()
    session.flush()
    answer_everything(session)
    text = section(client.get(f"{COURT_PATH}?requirement=drug_testing").text, "drug_testing")
    assert "No date can be given. It has closed, so nobody new can start." in text


def test_a_line_not_worked_out_yet_says_so(client: FlaskClient, session: Session) -> None:
    scene = make_scene(session)
    add_line(session, scene, "Only just opened", "drug_testing")
    text = section(client.get(f"{COURT_PATH}?requirement=drug_testing").text, "drug_testing")
    assert "No date has been worked out yet, ring to check." in text


def _figures(session: Session, line: Line) -> LineFigures:
    return session.get_one(LineFigures, line.id)
