"""Each link of each story shows what the story says, on the small demonstration."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.demonstration.stories import Story, stories
from portal.running.search_levelling import SearchLevelling
from portal.running.transactions import in_reading
from tests.portal.demonstration.conftest import SMALL, World

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

SHOWN = {
    "Drug testing: not here, but twelve miles on": (
        ("Not available", "Wigan, about 12 miles"),
        ("Drug testing in Wigan", "Half start by"),
    ),
    "932 of 800": (
        ("800 932", "800 commissioned, 932 completed"),
        ("Unpaid work: the Hertfordshire example", "of the completions commissioned"),
    ),
    "A queue past any order": (("Counselling after trauma", "Not within any order", "About 1"),),
    "A refuge that cannot be found": ((), ("Debt and benefits advice in Leyland",)),
    "One court, two homes": (
        ("Mental health treatment", "Starts later"),
        ("Mental health treatment", "the Blackburn clinic", "Available Half start by"),
    ),
}
"""What the page behind each link must say, in the order of the stories and their links."""


@pytest.fixture
def visitor(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setitem(world.app.config, "DEMONSTRATION", True)
    with time_machine.travel(SMALL.at, tick=True), world.app.app_context():
        levelling = SearchLevelling()
        while levelling.one_pass(lambda: SMALL.at):
            pass
        yield world.app.test_client()


def words_of(visitor: FlaskClient, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    text = re.sub(r"<(head|script|form)\b.*?</\1>|<[^>]+>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(text).split()).replace(" ,", ",")


def told() -> list[Story]:
    found: list[Story] = in_reading(stories)
    return found


def test_the_front_page_tells_them_with_their_links(visitor: FlaskClient) -> None:
    front = html.unescape(visitor.get("/").text)
    assert [story.title for story in told()] == list(SHOWN)
    for story in told():
        assert story.title in front
        assert all(f'href="{link.address}"' in front for link in story.links)


def test_each_link_shows_what_its_story_says(visitor: FlaskClient) -> None:
    missing = [
        (link.address, words)
        for story in told()
        for link, expected in zip(story.links, SHOWN[story.title], strict=True)
        for page in [words_of(visitor, link.address)]
        for words in expected
        if words not in page
    ]
    assert missing == []


def test_the_refuge_is_in_the_records_and_on_no_page(visitor: FlaskClient) -> None:
    story = next(story for story in told() if "refuge" in story.title)
    for link in story.links:
        page = words_of(visitor, link.address)
        for secret in ("Refuge for women", "A house that does not exist", "ZZ99", "08081 570"):
            assert secret not in page, link.address


def test_a_portal_that_is_no_demonstration_tells_none(
    visitor: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.app.config, "DEMONSTRATION", False)
    assert "Five stories" not in visitor.get("/").text
    assert visitor.get("/demonstration/932-of-800").status_code == 404


def test_every_field_that_a_link_fills_in_is_asked_on_its_page(visitor: FlaskClient) -> None:
    """What no form asks is dropped in silence: the page would answer another question."""
    links = [link for story in told() for link in story.links if link.query]
    for link in links:
        page = visitor.get(link.address).text
        for name, value in link.query.items():
            assert re.search(rf'name="{name}"', page) or f"{name}={value}" in page, link.address
