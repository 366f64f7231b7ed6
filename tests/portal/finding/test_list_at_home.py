"""The list for one area, what stands beside it, and what is said where nothing fits."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind
from tests.makers.days import NOW, TODAY
from tests.makers.hidden import add_refuge
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.portal.finding.conftest import Level, names_in, text_of

pytestmark = pytest.mark.sqlite


def link_ending(end: str, page: str) -> str:
    [href] = set(re.findall(rf'href="([^"]*{end})"', page))
    return html.unescape(href)


def test_the_home_area_narrows_and_what_lies_elsewhere_is_one_link(visitor: FlaskClient) -> None:
    page = visitor.get("/services?place=Central+Lancashire").text
    assert "in the Central Lancashire area" in text_of(page)
    elsewhere = visitor.get(link_ending("elsewhere=yes", page)).text
    assert "that do not serve Central Lancashire" in text_of(elsewhere)
    assert not {*names_in(page)} & {*names_in(elsewhere)}


def test_every_card_has_a_telephone(visitor: FlaskClient) -> None:
    page = visitor.get("/services").text
    cards = page.split('<article class="hit">')[1:]
    assert cards
    assert all('href="tel:' in card for card in cards)


def test_a_correction_is_said_and_can_be_refused(visitor: FlaskClient) -> None:
    page = visitor.get("/services?q=financ+advise+benifit").text
    assert "Nothing has “benifit”; showing “benefit”." in text_of(page)
    exact = visitor.get(link_ending("exact=yes", page)).text
    assert "showing “benefit”" not in text_of(exact)


@pytest.mark.parametrize("words", ["gambling", "autism", "refuge", "veterans"])
def test_without_a_fit_the_page_says_whom_to_ring_and_which_pathway(
    visitor: FlaskClient, words: str
) -> None:
    page = visitor.get(f"/services?q={words}+near+Preston").text
    assert names_in(page) == []
    assert re.search(r'href="/services\?place=Preston&amp;pathway=', page)
    said = text_of(page)
    assert "robation team of Central Lancashire" in said
    assert "01632 960 000" in said


def test_a_refuge_is_neither_found_nor_denied(
    visitor: FlaskClient, session: Session, scene: Scene, level: Level
) -> None:
    asked = "/services?q=refuge+near+Preston"
    before = text_of(visitor.get(asked).text)
    add_refuge(session, scene)
    level()
    assert text_of(visitor.get(asked).text) == before
    assert "0808 2000 247" in before
    assert "No service" not in before


def test_schemes_are_found_by_their_letters(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    facts = SchemeFacts("Example Ribble Scheme", SchemeKind.INTEGRATED_MANAGEMENT, "Daily contact.")
    list_scheme(
        session, scene.home, facts,
        stated_by="Example Board", stated_on=TODAY, by=actor(session), at=NOW,
    )  # fmt: skip
    session.flush()
    assert "Example Ribble Scheme" in visitor.get("/services?q=IOM").text
    assert "Example Ribble Scheme" in visitor.get("/services?q=IOM+near+Preston").text
    assert "Example Ribble Scheme" not in visitor.get("/services?q=PPO").text
