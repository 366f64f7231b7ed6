"""A portal to which nobody has said anything: every page stands, and none speaks from silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_england
from tests.portal.asking_on import answered

SILENT = re.compile(
    r"not commissioned|has commissioned|Nobody ahead|People waiting none|None: something"
    r"|Every place is taken|no staff"
)
EMPTY_PATHS = (
    "/", "/courts", "/courts?q=preston", "/areas", "/services", "/services?q=debt",
    "/services/sheet", "/prisons", "/packages", "/coverage",
)  # fmt: skip
COURT = "/courts/preston-magistrates-court"
AREA = "/areas/north-west/central-lancashire"
REFERENCE_PATHS = (
    *EMPTY_PATHS,
    COURT,
    f"{COURT}?requirement=unpaid_work",
    AREA,
    "/areas/north-west",
    "/coverage?requirement=unpaid_work&region=north-west",
    "/packages?area=central-lancashire",
    "/prisons/pni?area=central-lancashire",
)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reference(session: Session) -> None:
    make_england(session, by=actor(session), at=NOW)
    session.flush()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def without_key(html: str) -> str:
    """Without the key of the map, which says what its marks would mean."""
    return re.sub(r'<ul class="legend">.*?</ul>', " ", html, flags=re.DOTALL)


def test_an_empty_portal_can_be_read(client: FlaskClient, session: Session) -> None:
    for path in EMPTY_PATHS:
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        assert not SILENT.search(text_of(without_key(answer.text))), path


def test_a_portal_with_reference_tables_alone_says_that_it_does_not_know(
    client: FlaskClient, session: Session, reference: None
) -> None:
    pages = {path: client.get(path) for path in REFERENCE_PATHS}
    assert {path for path, answer in pages.items() if answer.status_code != 200} == set()
    for path, answer in pages.items():
        assert not SILENT.search(text_of(without_key(answer.text))), path
    for path in (COURT, AREA):
        html = pages[path].text
        row = re.search(r'<tr id="unpaid_work".*?</tr>', html, re.DOTALL)
        assert row
        text = text_of(row.group())
        assert "Not known to this portal: ring" in text
        assert "Nobody has told this portal whether it is available here: ring." in text
        assert re.search(r"Probation Office .* 01632 960 000", text)
    alone = client.get(COURT, query_string={"requirement": "unpaid_work"}).text
    (sentence,) = re.findall(r'<p class="in-short">.*?</p>', alone, re.DOTALL)
    assert "Unpaid work in the " in text_of(sentence)
    assert "area: not known to this portal: ring. Nobody has told" in text_of(sentence)
    covered = text_of(pages["/coverage?requirement=unpaid_work&region=north-west"].text)
    assert "Not known to this portal in 108 areas" in covered


def test_somebody_asked_about_changes_nothing_of_that(
    client: FlaskClient, session: Session, reference: None
) -> None:
    facts = {"postcode": "PR1", "sex": "female", "months": "12", "offence": "sexual"}
    answer = answered(client, COURT, facts)
    assert answer.status_code == 200
    text = text_of(answer.text)
    assert not SILENT.search(text)
    assert "would start and finish" not in text
    assert "Not for this person" not in text
