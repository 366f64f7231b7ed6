"""Finding a service by words, place and filters; what is about a person leaves no trace."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.search.models import EmptySearch
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import Scene, add_line, make_scene
from tests.portal.asking_on import answered, evened
from tests.portal.finding.conftest import Level, names_in, text_of


def test_words_find_a_service_with_its_provider_area_status_and_start(
    visitor: FlaskClient,
) -> None:
    page = visitor.get("/services?q=community+payback").text
    assert names_in(page)[0] == "Community Payback in Central Lancashire"
    said = text_of(page)
    assert "Example Forge Trust · Unpaid work · Central Lancashire" in said
    assert "Half start by " in said
    assert "Ordered by how well the words fit" in said


def test_facets_narrow_with_counts_and_can_be_taken_off(visitor: FlaskClient) -> None:
    page = visitor.get("/services?requirement=residence&area=central-lancashire").text
    assert names_in(page) == ["Approved premises", "Supported housing in Leyland"]
    assert 'name="requirement" value="residence" checked' in page
    assert 'href="/services?area=central-lancashire"' in page
    assert "Requirement: Residence" in text_of(page)


def test_without_a_question_everything_is_listed_a_page_at_a_time(
    visitor: FlaskClient, session: Session, scene: Scene, level: Level
) -> None:
    for number in range(3):
        add_line(session, scene, f"Zebra crossing {number}", "rehabilitation_activity")
    level()
    first, second = visitor.get("/services").text, visitor.get("/services?page=2").text
    assert len(names_in(first)) == 20
    assert names_in(second)[-1] == "Zebra crossing 2"
    assert not set(names_in(first)) & set(names_in(second))
    assert 'aria-current="page"' in second


def test_a_posted_question_without_a_person_becomes_an_address(visitor: FlaskClient) -> None:
    answer = visitor.post("/services", data={"q": "debt", "area": "central-lancashire"})
    assert answer.status_code == 303
    assert answer.location == "/services?q=debt&area=central-lancashire"


@pytest.mark.parametrize(
    "sent", [{"q": "debt", "place": "PR1 2AB"}, {"q": "debt PR1"}, {"q": "debt", "sex": "female"}]
)
def test_a_postcode_and_a_person_are_answered_and_stand_readable_in_no_link(
    visitor: FlaskClient, sent: dict[str, str]
) -> None:
    answer = answered(visitor, "/services", sent)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Finance, benefit and debt advice 1" in names_in(answer.text)
    leading_on = re.findall(r'(?:href|action)="(/services[^"]*)"', evened(answer.text))
    share = answer.text.partition("share__link")[2].partition("</span>")[0]
    for secret in ("pr1", "female"):
        assert not any(secret in link.casefold() for link in leading_on)
        assert secret not in share.casefold()


SEALED: Final = re.compile(r"[\w-]{60,}")
"""A sealed question: any few letters may stand in it by chance."""


@pytest.mark.parametrize(
    ("query", "used"),
    [("q=PR1+2AB+debt", "PR1 2"), ("q=debt&place=pr1-2ab", "PR1 2"), ("q=debt&place=PR1", "PR1")],
)
def test_a_postcode_in_an_address_is_taken_out_used_and_said(
    visitor: FlaskClient, query: str, used: str
) -> None:
    moved = visitor.get(f"/services?{query}&sex=female")
    assert moved.status_code == 303
    readable = moved.location.partition("asked=")[0]
    assert readable == "/services?q=debt&"
    answer = visitor.get(moved.location)
    page = text_of(answer.text)
    assert f"others can read it, and used {used}." in page
    assert f"Measured from {used}" in page
    assert "For one person: sex" in page
    assert "2ab" not in SEALED.sub("", answer.text).casefold()


def test_a_postcode_in_an_address_that_is_in_use_nowhere_is_not_read(visitor: FlaskClient) -> None:
    refused = visitor.get("/services?place=ZZ99+9ZZ")
    assert refused.status_code == 400
    assert "A postcode is not read from a web address" in refused.text


def test_near_a_town_says_how_far_and_in_which_area(visitor: FlaskClient) -> None:
    page = visitor.get("/services?requirement=residence&place=Preston").text
    assert "Measured from Preston" in text_of(page)
    assert "Preston, Rutland" in page


def test_an_unknown_place_says_what_to_try(visitor: FlaskClient) -> None:
    answer = visitor.get("/services?place=Atlantis")
    assert answer.status_code == 400
    assert "No place called “Atlantis” is known" in text_of(answer.text)


def test_for_a_person_each_service_says_yes_ask_or_no_and_whose_rule_it_is(
    visitor: FlaskClient,
) -> None:
    asked = {"q": "mentoring", "sex": "female", "age": "50-"}
    said = text_of(answered(visitor, "/services", asked).text)
    assert "Not for this person" in said
    assert "Age: from 18 to under 26 (rule of the provider since 1 April 2026)" in said
    asked = {"q": "women’s centre", "sex": "female"}
    assert "For this person, by its own rules" in text_of(
        answered(visitor, "/services", asked).text
    )
    asked = {"q": "women’s centre", "age": "25-49"}
    assert "Ask first" in text_of(answered(visitor, "/services", asked).text)


def test_a_short_order_changes_what_is_said_of_the_start(visitor: FlaskClient) -> None:
    for months, words in (("36", "Half start by"), ("1", "would start and finish within 1 month.")):
        answer = answered(visitor, "/services", {"q": "building choices", "months": months})
        assert words in text_of(answer.text)


def test_facts_of_a_person_in_an_address_are_not_read(visitor: FlaskClient) -> None:
    said = text_of(visitor.get("/services?q=mentoring&sex=female&age=50-").text)
    assert "Not for this person" not in said


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"months": "99"}, "Enter a number of months from 1 to 36"),
        ({"place": "ZZ99"}, "ZZ99 is not a postcode in use"),
        ({"sex": "x"}, "Not a valid choice"),
        ({"score": "abc"}, "Enter the score as a number"),
    ],
)
def test_a_mistake_in_the_form_is_said_at_the_field(
    visitor: FlaskClient, sent: dict[str, str], words: str
) -> None:
    answer = answered(visitor, "/services", sent)
    assert answer.status_code == 422
    assert words in text_of(answer.text)


def test_a_place_that_cannot_be_read_takes_nothing_from_the_list_that_needs_none(
    visitor: FlaskClient,
) -> None:
    whole = names_in(visitor.get("/services?q=debt").text)
    assert whole
    posted = answered(visitor, "/services", {"q": "debt", "place": "ZZ99"})
    named = visitor.get("/services?q=debt&place=Nowhereton")
    assert (posted.status_code, named.status_code) == (422, 400)
    for answer in (posted, named):
        assert "There is a problem" in text_of(answer.text)
        assert names_in(answer.text) == whole


def test_nothing_found_says_what_to_leave_out(visitor: FlaskClient) -> None:
    page = visitor.get("/services?q=debt&requirement=residence").text
    assert "No service for “debt”" in text_of(page)
    assert "Without requirement" in text_of(page)
    assert "Finance, benefit and debt advice 1" in names_in(page)


def test_of_a_search_that_finds_nothing_only_the_portals_own_words_are_kept(
    visitor: FlaskClient, session: Session
) -> None:
    for _ in range(9):
        visitor.get("/services?q=john+smith+2027")
        visitor.get("/services?q=debt+for+john+smith&requirement=residence")
        visitor.get("/services?q=debt&requirement=residence&area=central-lancashire")
    posted = {"q": "debt", "requirement": "residence", "sex": "female", "place": "PR1 2AB"}
    assert "No service for" in text_of(
        visitor.post("/services", data=posted, follow_redirects=True).text
    )
    kept = {(row.words, row.area): row.count for row in session.scalars(select(EmptySearch))}
    assert kept == {("debt", ""): 9, ("debt", "central-lancashire"): 9}


def test_without_the_index_filters_answer_and_the_page_says_so(
    client: FlaskClient, today: None, session: Session, own_folder: object
) -> None:
    make_scene(session)
    page = client.get("/services?q=debt&requirement=residence").text
    assert "Searching by words will be back in a moment" in page
    assert names_in(page) == ["Approved premises", "Supported housing in Leyland"]


def test_why_each_stands_where_it_does_is_said_on_request(visitor: FlaskClient) -> None:
    assert "it has all of" not in visitor.get("/services?q=debt").text.casefold()
    assert "it has all of" in visitor.get("/services?q=debt&why=yes").text.casefold()


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("page=1000000000", 400, "Enter a page from 1 to"),
        ("page=-1", 400, "Enter a page from 1 to"),
        ("page=900", 200, "There is no page 900: the last is"),
        ("radius=-1", 400, "Choose a distance from the list"),
        ("radius=1e309", 400, "Choose a distance from the list"),
        ("requirement=stocks", 400, "Choose"),
        ("area=atlantis&area=preston", 400, "Choose"),
    ],
)
def test_the_impossible_is_refused_with_a_sentence(
    visitor: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = visitor.get(f"/services?{query}")
    assert answer.status_code == status
    assert words in text_of(answer.text)


def test_of_a_restricted_service_the_list_says_programme_area_and_month_alone(
    visitor: FlaskClient,
) -> None:
    page = visitor.get("/services?q=horizon").text
    article = text_of(page.partition("<article")[2].partition("</article>")[0])
    assert "Half start by the end of May 2027." in article
    for secret in ("11 May", "Example Forge", "What Horizon is"):
        assert secret not in article


def rows_of(answer: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.removeprefix("\ufeff"))))


def test_the_file_holds_the_same_list_and_no_formula(
    visitor: FlaskClient, session: Session, scene: Scene, level: Level
) -> None:
    service = scene.service("Drug recovery at Avenham", session)
    listing = Listing(
        title="=cmd|' /C calc'!A0", summary="Recovery.", requirements=("drug_rehabilitation",)
    )
    publish_listing(session, service, listing, by=actor(session), at=NOW)
    level()
    answer = visitor.get("/services.csv?requirement=drug_rehabilitation")
    assert answer.mimetype == "text/csv"
    [row] = rows_of(answer.text)
    assert row["Service"] == "'=cmd|' /C calc'!A0"
    listed = visitor.get("/services.csv").text
    everything = {row["Service"]: row for row in rows_of(listed)}
    assert everything["Horizon"]["Likely start"] == "Half start by the end of May 2027."
    assert everything["Horizon"]["Provider"] == everything["Horizon"]["Telephone"] == ""
    assert "11 May" not in listed


def test_the_file_refuses_as_the_page_does(visitor: FlaskClient) -> None:
    for query in ("requirement=stocks", "radius=-1", "place=PR1", "page=1000000000"):
        assert visitor.get(f"/services.csv?{query}").status_code == 400


def test_the_sheet_for_printing_holds_the_list(visitor: FlaskClient) -> None:
    said = text_of(visitor.get("/services/sheet?q=community+payback").text)
    assert "Community Payback in Central Lancashire" in said
    assert "it does not limit its powers" in said


READ_BY_ONE_RULE = ("requirement", "page", "radius", "why", "region")
"""Each is one of a list or a number; `test_bad_input` of the search tries the words themselves."""

HOSTILE = (
    "*", "?*:*", "title:(", '"unbalanced', "((((", "AND OR NOT", "a" * 10_000, "\x00\x07",
    "\u202eevil",
    "🙂" * 300, "'; DROP TABLE service; --", "<script>alert(1)</script>", "%", "_", "\\", "~", "^9",
    "\ud7ff\ue000", "９９９", "[a TO z]",
)  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["q", "place", *(pytest.param(name, marks=pytest.mark.soak) for name in READ_BY_ONE_RULE)],
)
def test_hostile_words_are_answered_or_refused(visitor: FlaskClient, name: str) -> None:
    for word in HOSTILE:
        for path in ("/services", "/services.csv", "/services/sheet", "/coverage"):
            answer = visitor.get(path, query_string={name: word})
            assert answer.status_code in {200, 400, 404}, (path, word)
            assert "<script>alert(1)" not in answer.text
        posted = answered(visitor, "/services", {name: word, "sex": "male"})
        assert posted.status_code in {200, 400, 422}, word
