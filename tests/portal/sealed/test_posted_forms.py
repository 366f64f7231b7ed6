"""Every form about a person: posted, sent on to a sealed address, and nothing left over."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.base import Base
from portal.asking.models import SealingKey
from portal.running.logs import JsonLines
from tests.makers.days import NOW
from tests.makers.packages_scene import PAYBACK
from tests.makers.scene import COURT, Scene, make_scene
from tests.portal.asking_on import answered, evened

COURT_PATH = f"/courts/{COURT}"
PERSON = {
    "postcode": "PR1 2AB",
    "sex": "female",
    "age": "21-24",
    "order_kind": "suspended_sentence_order",
    "months": "23",
    "hours": "137",
    "offence": "domestic_abuse",
    "offence_on-day": "17",
    "offence_on-month": "5",
    "offence_on-year": "2019",
    "convicted_on-day": "9",
    "convicted_on-month": "2",
    "convicted_on-year": "2021",
}
TYPED = re.compile(
    r"PR1\b|2AB|female|21-24|suspended|\b137\b|domestic|2019|2021|gender|=23\b|17 May|9 February"
)
"""Whatever of the person could be read, in the words of the forms or of the pages."""
CHANCE = {"Location", "Content-Length", "Content-Security-Policy", "X-Request-ID"}
MEASURED = re.compile(r'"(at|request|bytes|milliseconds)": [^,}]+')
"""What holds figures and letters of its own: one day they are those that were typed."""

FORMS: Mapping[str, dict[str, str]] = {
    COURT_PATH: PERSON,
    "/areas/north-west/central-lancashire": PERSON,
    "/courts": {"q": "PR1 2AB"},
    "/services": {"q": "debt PR1 2AB", "place": "PR1 2AB", "sex": "female", "age": "21-24"},
    "/packages": {"do": "where", "postcode": "PR1 2AB"},
}


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    logging.getLogger("portal").addHandler(handler)
    yield lines
    logging.getLogger("portal").removeHandler(handler)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def table(html: str) -> str:
    """The answer itself, without what differs with each request."""
    return words(re.sub(r"<nav.*?</nav>", "", html[html.index("<table") :], flags=re.DOTALL))


def every_row(session: Session) -> str:
    """All that the database holds."""
    return "\n".join(
        str(row)
        for name, kept in Base.metadata.tables.items()
        if name != "sealing_key"
        for row in session.execute(select(kept))
    )


def addresses_on(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'(?:href|action|formaction|src)="([^"]*)"', html)]


def readable(address: str) -> str:
    """Path and query as anybody reads them, without the sealed word and the services' own keys."""
    parts = urlsplit(address)
    said = [pair for pair in parse_qsl(parts.query) if pair[0] != "asked"]
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", f"{parts.path} {said}")


@pytest.mark.parametrize("path", FORMS)
def test_what_was_typed_stands_nowhere_but_on_the_page(
    client: FlaskClient, session: Session, scene: Scene, log: io.StringIO, path: str
) -> None:
    before = every_row(session)
    sent = client.post(path, data=FORMS[path])
    assert sent.status_code == 303
    assert "asked=" in sent.location
    page = client.get(sent.location)
    assert page.status_code == 200
    for answer in (sent, page):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        told = [f"{name}: {value}" for name, value in answer.headers.items() if name not in CHANCE]
        assert not [one for one in told if TYPED.search(one)]
    title = re.search(r"<title>(.*?)</title>", page.text)
    assert title
    assert not TYPED.search(title[1])
    addresses = [sent.location, *addresses_on(page.text)]
    assert not [one for one in addresses if one.count("?") > 1]
    assert not [one for one in map(readable, addresses) if TYPED.search(one)]
    assert not TYPED.search(MEASURED.sub("", log.getvalue()))
    assert '"route": "' in log.getvalue()
    assert "asked=" not in log.getvalue()
    session.expire_all()
    assert every_row(session) == before
    assert "2AB" not in evened(page.text)


def test_the_same_is_answered_as_to_the_form_in_hand(
    client: FlaskClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the days themselves and of their sides; of a first half and of a whole postcode."""
    whole = answered(client, COURT_PATH, PERSON)
    half = answered(client, COURT_PATH, {**PERSON, "postcode": "PR1"})
    assert table(whole.text) == table(half.text)
    monkeypatch.setattr("portal.asking.home_form.sides_of", lambda dates, _age, _today: dates)
    exact = answered(client, COURT_PATH, PERSON)
    assert table(exact.text) == table(whole.text)
    assert "Attendance centre" in table(exact.text)


def test_the_days_are_said_back_as_sides_and_kept_when_the_form_is_sent_again(
    client: FlaskClient, scene: Scene
) -> None:
    page = answered(client, COURT_PATH, PERSON).text
    assert "Offence committed from 1 February 2015 to 21 January 2026" in words(page)
    assert "Convicted from 1 December 2020 to 27 June 2022" in words(page)
    assert not re.search(r'value="(17|2019|9|2021)"', page)
    kept = dict(re.findall(r'name="(\w+_side)" type="checkbox" value="([^"]+)" checked', page))
    assert kept.keys() == {"offence_side", "convicted_side"}
    again = answered(client, COURT_PATH, {"postcode": "PR1", "sex": "male", **kept}).text
    assert "Convicted from 1 December 2020 to 27 June 2022" in words(again)
    changed = {**kept, "convicted_on-day": "1", "convicted_on-month": "2"}
    changed["convicted_on-year"] = "2027"
    later = words(answered(client, COURT_PATH, changed).text)
    assert "Convicted on or after 28 June 2022" in later
    assert "Offence committed from 1 February 2015" in later
    without = words(answered(client, COURT_PATH, {"postcode": "PR1", "sex": "male"}).text)
    assert "Convicted" not in without


def test_the_question_goes_along_to_service_prison_plan_sheet_and_back(
    client: FlaskClient, scene: Scene, session: Session
) -> None:
    page = answered(client, COURT_PATH, {**PERSON, "requirement": "unpaid_work"})
    service = link_to(page, rf"/services/{scene.service(PAYBACK, session).public_id}")
    there = client.get(service)
    assert "Sex Female Age 21 to 24" in words(there.text)
    assert "Sex Female Age 21 to 24" in words(client.get(link_to(there, COURT_PATH)).text)
    plan = client.get(link_to(page, "/packages"))
    assert "Sex Female Age 21 to 24" in words(plan.text)
    assert re.search(r'id="months"[^>]*value="23"', plan.text)
    listed = client.get(link_to(page, "/services"))
    assert 'value="PR1"' in listed.text
    assert '<option value="female" selected>' in listed.text
    form = re.search(r'action="([^"]+/sheets\?asked=[^"]+)"', page.text)
    assert form
    sheet = client.post(unescape(form[1]), data={"area": "central-lancashire"})
    assert "Sex Female" in words(client.get(link_to(client.get(sheet.location), COURT_PATH)).text)


def link_to(page: TestResponse, path: str) -> str:
    """The link on a page that leads to a path with the question."""
    found = [one for one in addresses_on(page.text) if re.match(rf"{path}\?(.*&)?asked=", one)]
    assert found, path
    return found[-1]


def spoilt(address: str, how: str) -> str:
    path, _, word = address.partition("asked=")
    word, mark, end = word.partition("#")
    turned = {
        "cut": word[:-20],
        "altered": word[:90] + ("A" if word[90] != "A" else "B") + word[91:],
        "twice": f"{word}&asked={word}",
        "with more": f"{word}AAAA",
        "of nothing": "",
        "readable": "PR1",
        "hostile": "%00%FF%22%3E%3Cscript%3E",
    }[how]
    return f"{path}asked={turned}{mark}{end}"


@pytest.mark.parametrize(
    "how", ["cut", "altered", "twice", "with more", "of nothing", "readable", "hostile"]
)
def test_an_address_that_does_not_open_says_so_and_shows_the_form_empty(
    client: FlaskClient, scene: Scene, how: str
) -> None:
    closed = client.get(spoilt(client.post(COURT_PATH, data=PERSON).location, how))
    assert_closed(closed)


def test_after_half_an_hour_and_where_the_key_is_another_it_opens_no_more(
    client: FlaskClient, session: Session, scene: Scene, today: time_machine.Traveller
) -> None:
    address = client.post(COURT_PATH, data=PERSON).location
    assert "This address opens until 10am; after that the form is empty." in words(
        client.get(address).text
    )
    today.shift(dt.timedelta(minutes=30))
    assert client.get(address).status_code == 200
    today.shift(dt.timedelta(seconds=1))
    assert_closed(client.get(address))
    today.move_to(NOW)
    assert client.get(address).status_code == 200
    session.query(SealingKey).delete()
    session.flush()
    assert_closed(client.get(address))


def assert_closed(answer: TestResponse) -> None:
    assert answer.status_code == 410
    assert "What was asked can be read no more" in words(answer.text)
    assert "enter the question again" in words(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r'<option value="(female|21-24)" selected>', answer.text)
    assert not [one for one in addresses_on(answer.text) if "asked=" in one]
    assert "This address opens until" not in answer.text


def test_beside_a_sealed_question_facts_in_the_address_are_not_read(
    client: FlaskClient, scene: Scene
) -> None:
    address = client.post(COURT_PATH, data={"postcode": "PR1", "sex": "female"}).location
    page = client.get(address.replace("?", "?sex=male&postcode=BB1&age=50-&", 1))
    assert "Sex Female" in words(page.text)
    assert "Blackburn area" not in words(page.text[: page.text.index("<table")])
    chosen = client.get(address.replace("?", "?area=blackburn&", 1))
    assert "Blackburn area" in words(chosen.text)


def test_a_plan_whose_person_can_be_read_no_more_is_not_made_for_anybody(
    client: FlaskClient, scene: Scene, today: time_machine.Traveller
) -> None:
    address = client.post("/packages", data={"do": "where", "postcode": "PR1"}).location
    plan = {"area": "central-lancashire", "months": "12", "do": "plan"}
    line = str(scene.lines[PAYBACK].public_id)
    made = client.post(address, data={**plan, "part": line}, follow_redirects=True)
    assert 'id="plan"' in made.text
    today.shift(dt.timedelta(minutes=31))
    late = client.post(address, data={**plan, "part": line})
    assert late.status_code == 410
    assert 'id="plan"' not in late.text
    assert f'value="{line}" selected' in late.text


def test_a_page_that_asks_nothing_hands_the_question_on_without_reading_it(
    client: FlaskClient, app: Flask, scene: Scene
) -> None:
    word = client.post(COURT_PATH, data=PERSON).location.partition("asked=")[2].partition("#")[0]
    about = client.get(f"/areas?asked={word}")
    assert about.status_code == 200
    assert about.headers["Cache-Control"] == "no-store"
    assert [one for one in addresses_on(about.text) if "asked=" in one]
    forged = client.get("/areas?asked=forged")
    assert not [one for one in addresses_on(forged.text) if "asked=" in one]
