"""Whatever stands in an address: a page, a refusal in words, never a fault."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court
from tests.portal.asking_on import answered
from tests.thoroughness import examples

COURT = "preston-magistrates-court"

PROMISED = frozenset(
    {
        "line", "service", "provider", "areas", "kind", "status", "reason", "likely_start",
        "by_9_in_10", "basis", "waiting", "used", "completion", "confirmed_at", "contact",
    }
)  # fmt: skip
"""The names that readers of a row rely on: none may ever go."""

HOSTILE = (
    "",
    " ",
    "'; DROP TABLE court; --",
    "<script>alert(1)</script>",
    "%",
    "_",
    "\x00",
    "\r\nSet-Cookie: a=b",
    "../../etc/passwd",
    "９" * 40,
    "9" * 400,
    "-1",
    "1e309",
    "🙂" * 50,
    "\u202egnirts",
    "\ud7ff\ue000",
    "a" * 4000,
)
PLACES = (
    "/courts?q={}",
    "/courts?lang={}",
    "/courts/{}",
    f"/courts/{COURT}?area={{}}",
    f"/courts/{COURT}?requirement={{}}",
    "/areas/{}",
    "/areas/north-west/{}",
    "/services/{}",
    "/api/v1/availability?court={}",
    "/api/v1/availability?ldu={}",
    f"/api/v1/availability?court={COURT}&requirement={{}}",
)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visitor(client: FlaskClient, session: Session) -> FlaskClient:
    area = make_area(session)
    make_court(session, COURT, serves=[area])
    make_line(session, areas=[area])
    return client


@pytest.mark.parametrize("place", PLACES)
def test_hostile_words_in_an_address_are_answered_or_refused(
    visitor: FlaskClient, place: str
) -> None:
    for word in HOSTILE:
        answer = visitor.get(place.format(quote(word, errors="surrogatepass")))
        assert answer.status_code in {200, 303, 308, 400, 404, 422}, word
        assert answer.mimetype == "application/json" or "<script>alert(1)" not in answer.text
        assert "Set-Cookie" not in answer.headers


@settings(
    max_examples=examples(50),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(place=st.sampled_from(PLACES), word=st.text(max_size=60))
def test_any_words_in_an_address_are_answered_or_refused(
    visitor: FlaskClient, place: str, word: str
) -> None:
    answer = visitor.get(place.format(quote(word)))
    assert answer.status_code in {200, 303, 308, 400, 404, 422}


@settings(
    max_examples=examples(50),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    facts=st.dictionaries(
        st.sampled_from(["postcode", "sex", "age", "months", "area", "requirement"]),
        st.text(max_size=30),
    )
)
def test_any_words_in_the_form_are_answered_or_refused(
    visitor: FlaskClient, facts: dict[str, str]
) -> None:
    answer = answered(visitor, f"/courts/{COURT}", facts)
    assert answer.status_code in {200, 404, 422}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/courts/atlantis", "There is no court called “atlantis”"),
        (f"/courts/{COURT}?area=atlantis", "There is no area called “atlantis”"),
        (f"/courts/{COURT}?requirement=stocks", "There is no requirement called “stocks”"),
        ("/areas/atlantis", "There is no region called “atlantis”"),
        ("/areas/north-west/atlantis", "There is no area called “atlantis”"),
        ("/areas/wales/preston", "There is no area called “wales/preston”"),
        ("/services/00000000-0000-4000-8000-000000000000", "There is no service called"),
    ],
)
def test_what_is_not_known_is_a_page_that_helps(
    visitor: FlaskClient, path: str, words: str
) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert words in answer.text
    assert "Find a court by name or town" in answer.text


def test_a_search_without_a_result_says_what_to_try(visitor: FlaskClient) -> None:
    answer = visitor.get("/courts?q=atlantis")
    assert answer.status_code == 200
    assert "No court and no place of that name is known" in answer.text
    assert "Try fewer letters, the nearest town, or a postcode." in answer.text


@pytest.mark.parametrize("typed", ["preston mags", "PRESTON", "Preston Magistrates’ Court"])
def test_the_one_court_that_is_meant_opens_and_keeps_what_was_asked(
    visitor: FlaskClient, typed: str
) -> None:
    kept = "requirement=unpaid_work"
    by_box = visitor.post("/courts", data={"q": typed, "requirement": "unpaid_work"})
    assert by_box.status_code == 303
    assert by_box.location.startswith("/courts?q=")
    answer = visitor.get(by_box.location)
    assert (answer.status_code, answer.location) == (303, f"/courts/{COURT}?{kept}")


def test_what_may_be_several_is_asked(visitor: FlaskClient) -> None:
    slip, place = visitor.get("/courts?q=prestn").text, visitor.get("/courts?q=Leyland").text
    assert "Did you mean:" in slip
    assert f'href="/courts/{COURT}"' in slip
    assert "Courts that serve Leyland, South Ribble" in place
    assert "/courts?q=Richmond%2C+North+Yorkshire" in visitor.get("/courts?q=richmond").text


@pytest.mark.parametrize("typed", ["PR1 2QS", "pr1", "PR1-2QS Preston"])
def test_a_postcode_in_an_address_is_taken_out_used_and_said(
    visitor: FlaskClient, typed: str
) -> None:
    moved = visitor.get("/courts", query_string={"q": typed, "requirement": "unpaid_work"})
    assert moved.status_code == 303
    assert moved.location.partition("asked=")[0] == "/courts?requirement=unpaid_work&"
    page = visitor.get(moved.location).text
    assert "others can read it, and used PR1." in page
    assert f'href="/courts/{COURT}' in page
    assert "2QS" not in page


def test_a_postcode_of_elsewhere_in_an_address_is_not_shown(visitor: FlaskClient) -> None:
    answer = visitor.get("/courts?q=90210")
    assert answer.status_code == 422
    assert "A postcode is not read from a web address." in answer.text
    assert "90210" not in answer.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?requirement=programme", 400),
        ("?court=atlantis", 404),
        ("?ldu=atlantis", 404),
        (f"?court={COURT}&requirement=stocks", 404),
        (f"?court={COURT}", 200),
        ("?ldu=preston&ldu=preston", 200),
    ],
)
def test_the_json_refuses_in_json_with_a_sentence(
    visitor: FlaskClient, query: str, status: int
) -> None:
    answer = visitor.get(f"/api/v1/availability{query}")
    assert answer.status_code == status
    assert answer.json is not None
    if status >= 400:
        assert answer.json["error"]["message"].endswith((".", "?"))


def test_the_json_has_the_promised_shape_and_may_be_read_from_anywhere(
    visitor: FlaskClient,
) -> None:
    answer = visitor.get(f"/api/v1/availability?court={COURT}&requirement=rehabilitation_activity")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json is not None
    assert {"as_at", "court", "areas", "requirements"} <= answer.json.keys()
    (requirement,) = answer.json["requirements"]
    assert {"code", "name", "status", "reason", "rows"} <= requirement.keys()
    (row,) = requirement["rows"]
    assert row.keys() >= PROMISED


PUBLIC_PAGES = (
    "/courts", f"/courts/{COURT}", "/areas", "/areas/north-west", "/areas/north-west/preston",
    "/api/v1/availability?ldu=preston", "/about/api",
)  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_anybody_may_read_without_an_account(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 200
    assert visitor.head(path).status_code == 200
    assert visitor.put(path).status_code == 405
