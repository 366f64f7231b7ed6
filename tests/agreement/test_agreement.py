"""One line, one question, one answer, whichever way it is asked; and each state is told truly."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.availability.answer import area_answer
from commissioning.availability.answer_types import AreaAnswer, RequirementAnswer
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Because, Status
from commissioning.coverage.covering import coverage
from commissioning.packages.answer import PackageQuestion, package_answer
from commissioning.packages.limits import usual_limit
from commissioning.sweep.comparing import said_of
from commissioning.sweep.sweeping import sweep
from directory.order_length import OrderKind
from directory.services.eligibility import AboutPerson, Span
from directory.services.models import Service
from portal.copies import editions
from portal.sweep.formats import web_formats
from tests.agreement.made_world import (
    CLOSED_BY_WORD,
    FEW,
    FEW_REGION,
    REQUIREMENT_OF,
    STATES,
    MadeWorld,
    make_world,
)
from tests.agreement.reading import (
    headlines_on,
    marks_in,
    marks_in_full,
    marks_in_the_table,
)
from tests.makers.days import NOW, TODAY

SIX_MONTHS: Final = 183
TWO_YEARS: Final = 730

WOMAN: Final = AboutPerson(sex="female", age=Span(30, 31))
MAN: Final = AboutPerson(sex="male", age=Span(22, 23), offences=frozenset())
OF_SEXUAL_OFFENCE: Final = AboutPerson(sex="male", offences=frozenset({"sexual"}))

QUESTIONS: Final = {
    "nothing": CourtQuestion(),
    "a woman of 30": CourtQuestion(about=WOMAN),
    "a community order of 6 months": CourtQuestion(
        order_days=SIX_MONTHS, order_kind=OrderKind.COMMUNITY
    ),
    "a suspended sentence of 6 months": CourtQuestion(
        order_days=SIX_MONTHS, order_kind=OrderKind.SUSPENDED_SENTENCE
    ),
    "a sexual offence, 24 months": CourtQuestion(order_days=TWO_YEARS, about=OF_SEXUAL_OFFENCE),
}
FEW_QUESTIONS: Final = dict(list(QUESTIONS.items())[2:3])
USUAL_QUESTIONS: Final = dict(list(QUESTIONS.items())[::2])
"""What an ordinary run asks everywhere; `make soak` asks all of them and more."""

MORE_QUESTIONS: Final = {
    "a man of 22 and hours": CourtQuestion(about=MAN, order_days=SIX_MONTHS, unpaid_hours=120),
    "24 months": CourtQuestion(order_days=TWO_YEARS, order_kind=OrderKind.COMMUNITY),
    "90 days": CourtQuestion(order_days=90, order_kind=OrderKind.SUSPENDED_SENTENCE),
    "a woman, 24 months": CourtQuestion(about=WOMAN, order_days=TWO_YEARS),
}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(session: Session) -> MadeWorld:
    return make_world(session)


def disagreements(session: Session, questions: dict[str, CourtQuestion]) -> list[str]:
    return [
        f"{asked}: {found}"
        for asked, question in questions.items()
        for found in sweep(
            session, NOW, question=question, last_resort="01632 960 000", formats=web_formats
        ).contradictions
    ]


@pytest.mark.usefixtures("world")
def test_every_way_of_asking_has_one_answer(session: Session, database: str) -> None:
    """All questions on one database: what differs between the two shows in a few."""
    asked = FEW_QUESTIONS if database == "postgresql" else USUAL_QUESTIONS
    assert disagreements(session, asked) == []


def of_state(answer: AreaAnswer, world: MadeWorld, state: str) -> dict[str, Status]:
    lines = {line.public_id for line in world.state(state)}
    return {
        f"{row.kind.value}": row.standing.status
        for found in answer.requirements
        for row in (*found.rows, *found.ruled_out)
        if row.line in lines
    }


def test_each_line_is_told_as_its_state_is(session: Session, world: MadeWorld) -> None:
    answer = area_answer(session, ["everything"], CourtQuestion(), NOW)
    told = {state: of_state(answer, world, state) for state in STATES}
    meant = {
        state: dict.fromkeys((kind.value for kind in REQUIREMENT_OF), said.status)
        for state, said in STATES.items()
    }
    assert told == meant


def test_an_order_ends_the_time_for_all_but_unpaid_work_of_a_community_order(
    session: Session, world: MadeWorld
) -> None:
    asked = QUESTIONS["a community order of 6 months"]
    answer = area_answer(session, ["everything"], asked, NOW)
    for state, said in STATES.items():
        told = of_state(answer, world, state)
        work = told.pop("unpaid_work")
        assert set(told.values()) == {said.within_6_months}, state
        assert work is said.status
    suspended = QUESTIONS["a suspended sentence of 6 months"]
    answer = area_answer(session, ["everything"], suspended, NOW)
    assert of_state(answer, world, "much-later")["unpaid_work"] is Status.NOT_WITHIN_ORDER


def headline(session: Session, area: str, code: str, question: CourtQuestion) -> RequirementAnswer:
    asked = replace(question, requirement=code)
    (found,) = area_answer(session, [area], asked, NOW).requirements
    return found


@pytest.mark.usefixtures("world")
def test_what_nobody_said_is_not_known_and_what_somebody_said_is_told(session: Session) -> None:
    plain = CourtQuestion()
    told = {
        area: headline(session, area, "mental_health_treatment", plain).status
        for area in ("nothing", "reviewed", "denied", "stated", "differing")
    }
    assert told == {
        "nothing": Status.NOT_KNOWN,
        "reviewed": Status.NOT_KNOWN,
        "denied": Status.NOT_AVAILABLE,
        "stated": Status.NOT_CONFIRMED,
        "differing": Status.NOT_CONFIRMED,
    }


def test_no_headline_is_a_line_that_a_commissioner_says_is_not_there(
    session: Session, world: MadeWorld, client: FlaskClient, database: str
) -> None:
    """Area, service, coverage and nearest ask the one rule; the line stays listed below."""
    codes = ("unpaid_work",) if database == "postgresql" else tuple(REQUIREMENT_OF.values())
    for code in codes:
        found = headline(session, CLOSED_BY_WORD, code, CourtQuestion())
        assert (found.status, found.because, found.leads) == (
            Status.NOT_CONFIRMED,
            Because.DENIED_THOUGH_LISTED,
            None,
        )
        assert [row.standing.status for row in found.rows] == [Status.AVAILABLE]
        assert coverage(session, today=TODAY).requirements.cell(code, CLOSED_BY_WORD).status is (
            Status.NOT_CONFIRMED
        )
    page = read(client, f"/areas/north-west/{CLOSED_BY_WORD}?requirement=unpaid_work")
    assert "Stated as not commissioned since" in page
    of_work = session.get_one(Service, world.lines[f"unpaid_work {CLOSED_BY_WORD}"].service_id)
    assert "stated as not commissioned since" in read(client, f"/services/{of_work.public_id}")


@pytest.mark.usefixtures("world")
def test_a_restricted_programme_speaks_for_its_offence_alone(session: Session) -> None:
    asked = QUESTIONS["a sexual offence, 24 months"]
    alone = headline(session, "restricted", "programme", CourtQuestion())
    assert (alone.status, alone.only) == (
        Status.NOT_KNOWN,
        ("Programmes for sexual offending",),
    )
    assert headline(session, "restricted", "programme", asked).status is Status.WAITING_LIST


def read_in_full(client: FlaskClient, path: str, codes: Iterable[str]) -> set[tuple[str, str]]:
    """Every line of the page, asked for one requirement after the other."""
    pages = (read(client, f"{path}?requirement={code}") for code in codes)
    return {mark for html in pages for mark in marks_in_full(html)}


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def of_area(session: Session, area: str) -> tuple[dict[str, str], set[tuple[str, str]]]:
    answer = area_answer(session, [area], CourtQuestion(), NOW)
    marks = {
        (str(row.service), row.standing.status.value)
        for found in answer.requirements
        for row in found.rows
    }
    return {found.code: found.status.value for found in answer.requirements}, marks


def region_of(area: str) -> str:
    return FEW_REGION if area in FEW else "north-west"


AREAS_READ: Final = (
    "available",
    "denied-though-listed",
    "stale",
    "restricted",
    "beds",
    "denied",
    "listed",
    "differing",
)
FEW_AREAS_READ: Final = ("available", "denied-though-listed", "beds")


@pytest.mark.usefixtures("world")
def test_pages_json_and_copies_show_what_the_answer_says(
    session: Session, client: FlaskClient, database: str
) -> None:
    """All areas on one database, as above."""
    for area in FEW_AREAS_READ if database == "postgresql" else AREAS_READ:
        statuses, marks = of_area(session, area)
        page = read(client, f"/areas/{region_of(area)}/{area}")
        for html in (page, editions.without_forms_and_scripts(page)):
            shown = headlines_on(html)
            assert shown.items() <= statuses.items(), area
            assert shown, area
            assert marks_in_the_table(html) <= marks, area
        assert read_in_full(client, f"/areas/{region_of(area)}/{area}", shown) == marks, area
        told: dict[str, Any] = json.loads(read(client, f"/api/v1/availability?ldu={area}"))
        for answer in (told, editions.as_json(told, NOW)):
            assert {one["code"]: one["status"] for one in answer["requirements"]} == statuses
            assert set(marks_in(answer)) == marks


@pytest.mark.usefixtures("world")
def test_a_courts_page_and_its_sheet_show_what_its_area_says(
    session: Session, client: FlaskClient
) -> None:
    statuses, marks = of_area(session, "available")
    path = "/courts/available-magistrates-court"
    shown = headlines_on(read(client, path))
    assert shown.items() <= statuses.items()
    assert read_in_full(client, path, shown) == marks
    made = client.post("/courts/available-magistrates-court/sheets")
    document = json.loads(read(client, f"{made.headers['Location'].split('?')[0]}.json"))
    told = {one["code"]: one["status"] for one in document["answer"]["requirements"]}
    assert told == statuses


NO_STARTS: Final = "Based on declared places: no starts seen yet."
FEW_STARTS: Final = "Based on declared places: few starts seen yet."


def test_whoever_tells_a_date_says_beside_it_that_no_starts_were_seen(
    session: Session, world: MadeWorld, client: FlaskClient
) -> None:
    """Closed pages and opened ones, lists, plans and sheets; and nowhere that starts were seen."""
    made = client.post("/courts/available-magistrates-court/sheets")
    sheet = made.headers["Location"].split("?")[0]
    service = session.get_one(Service, world.lines["one_to_one available"].service_id)
    area = f"/areas/{FEW_REGION}/available"
    for path in (
        area,
        f"{area}?requirement=alcohol_treatment",
        "/courts/available-magistrates-court",
        f"/services/{service.public_id}",
        "/services?area=available",
        "/services/sheet?area=available",
    ):
        assert re.search(rf"9 in 10 by [^<]*{FEW_STARTS}", plain(read(client, path))), path
    told = read(client, "/services.csv?area=available")
    assert FEW_STARTS in told
    assert "Based on what the provider has declared." in read(client, sheet)
    assert NO_STARTS in read(client, f"/areas/{region_of('beyond')}/beyond")
    assert "Based on declared" not in read(client, f"/areas/{region_of('later')}/later")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"</?span[^>]*>", "", html))


def test_a_plan_shows_a_line_as_its_area_does(session: Session, world: MadeWorld) -> None:
    limit = usual_limit(in_work=False)
    for state in STATES:
        (one, *_) = (line for line in world.state(state))
        asked = PackageQuestion(state, (str(one.public_id),), SIX_MONTHS, limit)
        (planned,) = package_answer(session, asked, NOW).rows.values()
        page = area_answer(session, [state], CourtQuestion(order_days=SIX_MONTHS), NOW)
        (shown,) = (
            row for found in page.requirements for row in found.rows if row.line == one.public_id
        )
        assert said_of(planned) == said_of(shown), state


@pytest.mark.soak
@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("days_later", [0, 1, 3, 4, 40])
def test_every_way_of_asking_has_one_answer_on_later_days_too(
    session: Session, days_later: int
) -> None:
    at = NOW + dt.timedelta(days=days_later)
    with time_machine.travel(at, tick=False):
        for asked, question in (QUESTIONS | MORE_QUESTIONS).items():
            found = sweep(session, at, question=question, last_resort="1", formats=web_formats)
            assert (asked, found.contradictions) == (asked, [])
