"""The page of an area asks about a person as the page of a court does, and answers the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.makers.days import NOW
from tests.makers.scene import COURT, make_scene
from tests.portal.asking_on import answered

AREA = "/areas/north-west/central-lancashire"
BESIDE = "/areas/north-west/blackburn"
COURT_PATH = f"/courts/{COURT}"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visitor(session: Session, client: FlaskClient) -> FlaskClient:
    make_scene(session)
    return client


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def told(html: str) -> list[str]:
    """Each requirement with its tag, and when it starts, in the table."""
    table = html[html.index('<table class="glance"') : html.index("</table>")]
    rows = re.findall(r'<tr id="[^"]*">.*?</tr>', table, re.DOTALL)
    return [words(row.partition("<details")[0]) for row in rows]


@pytest.mark.parametrize(
    "facts",
    [
        {"sex": "female"},
        {"sex": "male", "age": "18-20", "months": "6"},
        {"postcode": "PR1 2AB", "months": "24", "order_kind": "suspended_sentence_order"},
        {"requirement": "programme", "offence": "sexual"},
    ],
)
def test_an_area_says_of_a_person_what_its_court_says(
    visitor: FlaskClient, facts: dict[str, str]
) -> None:
    here = answered(visitor, AREA, facts)
    court = answered(visitor, COURT_PATH, {**facts, "area": "central-lancashire"})
    assert here.status_code == court.status_code == 200
    assert told(here.text) == told(court.text) != []
    asked = re.search(r'<dl class="asked__facts">.*?</dl>', here.text)
    assert asked
    assert asked[0] in court.text


def test_who_is_asked_about_changes_what_an_area_says(visitor: FlaskClient) -> None:
    anybody = visitor.get(AREA)
    man = answered(visitor, AREA, {"sex": "male"})
    assert "Not for this person" in man.text
    assert "Not for this person" not in anybody.text
    assert told(answered(visitor, AREA, {"months": "1"}).text) != told(anybody.text)


def test_a_home_elsewhere_leads_to_its_own_area(visitor: FlaskClient) -> None:
    sent = visitor.post(AREA, data={"postcode": "BB1", "sex": "male", "requirement": "programme"})
    assert sent.status_code == 303
    assert sent.location.partition("?")[0] == BESIDE
    assert "requirement=programme" in sent.location
    page = visitor.get(sent.location).text
    assert 'value="BB1"' in page
    assert "Sex" in words(page)


def test_another_area_is_asked_about_the_same_person_without_the_home(
    visitor: FlaskClient,
) -> None:
    word = visitor.post(COURT_PATH, data={"postcode": "PR1", "sex": "male"}).location
    query = "?" + word.partition("?")[2].partition("#")[0]
    home, beside = visitor.get(AREA + query).text, visitor.get(BESIDE + query).text
    for page in (home, beside):
        assert re.search(r"<dt>Sex</dt><dd>Male</dd>", page)
    assert 'value="PR1"' in home
    assert "PR1" not in beside.replace("For example, PR1", "")
    region = visitor.get("/areas/north-west" + query).text
    assert re.search(r"<dt>Sex</dt><dd>Male</dd>", region)


@pytest.mark.parametrize(
    ("facts", "answers"), [({"postcode": "nonsense"}, True), ({"months": "0"}, False)]
)
def test_only_what_the_answer_needs_takes_it_away(
    visitor: FlaskClient, facts: dict[str, str], answers: bool
) -> None:
    page = visitor.post(AREA, data=facts)
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert ('<table class="glance"' in page.text) is answers


def test_an_area_of_another_region_is_not_asked(visitor: FlaskClient) -> None:
    assert visitor.post("/areas/wales/central-lancashire", data={"sex": "male"}).status_code == 404


def test_a_home_leads_to_its_area_or_to_a_court_and_says_which_decides(
    visitor: FlaskClient,
) -> None:
    page = answered(visitor, "/courts", {"q": "PR1"}).text
    said = page.index("whichever court sentences")
    assert said < page.index(f'href="{AREA}') < page.index("Courts that serve where it lies")
