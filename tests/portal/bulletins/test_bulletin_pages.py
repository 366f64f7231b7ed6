"""A court's weekly bulletin as a page and as a feed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import feedparser
import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bulletins.models import LineWeek
from commissioning.bulletins.writing import write_bulletins
from directory.places.models import Exposure
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from portal.bulletins.atom import in_xml
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import COURT, Scene, make_scene
from tests.makers.two_weeks import DEBT, WEEK, tell_of_a_week

PAGE = f"/courts/{COURT}/bulletin"
FEED = f"{PAGE}.atom"
OF_WEEK = f"/courts/{COURT}/bulletins/2027-W10"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW + WEEK, tick=False):
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


@pytest.fixture
def told(session: Session, scene: Scene) -> Scene:
    """A week with something to tell of open services and of a restricted one."""
    listing = Listing(title="Debt & <b>bills</b>", summary="Advice.", referral_route="Ring.")
    publish_listing(session, scene.service(DEBT, session), listing, by=actor(session), at=NOW)
    tell_of_a_week(session, scene.lines, at=NOW + WEEK)
    return scene


def words(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_the_latest_bulletin(client: FlaskClient, told: Scene) -> None:
    said = words(client.get(PAGE).text)
    assert "Week of 8 March 2027" in said
    assert "What changed since 2 March 2027 in the areas that this court serves." in said
    assert "Opened (2) Debt & <b>bills</b> Half start by" in said
    assert "Women’s centre Open now." in said
    assert (
        "Slower to start (1) Horizon Half start by the end of May 2027; it was the end of February"
        in said
    )
    assert "Quicker to start (1) Drug recovery at Avenham Half start by" in said
    assert "Central Lancashire. Drug rehabilitation." in said
    assert "Confirmed again (1) Building Choices" in said
    assert "Availability is information for the court; it does not limit its powers." in said
    assert "11 May" not in said
    assert words(client.get(OF_WEEK).text).replace("1 March 2027", "") == said.replace(
        "1 March 2027", ""
    )


def test_other_weeks_are_linked_and_the_first_says_what_it_is(
    client: FlaskClient, told: Scene
) -> None:
    first = f"/courts/{COURT}/bulletins/2027-W09"
    assert f'href="{first}"' in client.get(PAGE).text
    said = words(client.get(first).text)
    assert "This is the first bulletin. Nothing was recorded before it" in said
    assert "Nothing has changed" not in said


def test_a_week_without_changes_says_so(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    for at in (NOW, NOW + WEEK):
        write_bulletins(session, at)
    assert "Nothing has changed." in words(client.get(PAGE).text)


@pytest.mark.parametrize("path", [PAGE, FEED])
def test_a_week_of_new_rules_compares_nothing_and_says_so(
    client: FlaskClient, session: Session, scene: Scene, path: str
) -> None:
    write_bulletins(session, NOW)
    for row in session.scalars(select(LineWeek)):
        row.standing = row.standing | {"rules_version": 1}
    session.flush()
    write_bulletins(session, NOW + WEEK)
    said = client.get(path).text
    assert "Nothing is compared this week" in said
    assert "by new rules since the week of 8 March 2027" in said
    assert "Nothing has changed" not in said
    assert said.count("first bulletin") == 0
    assert "slower or quicker" not in said


def test_before_the_first_there_is_a_page_and_a_feed_without_entries(
    client: FlaskClient, scene: Scene
) -> None:
    assert "No bulletin has been written for this court yet." in words(client.get(PAGE).text)
    assert feedparser.parse(client.get(FEED).data).entries == []
    assert client.get(OF_WEEK).status_code == 404


@pytest.mark.parametrize("week", ["2027-W11", "2027-W60", "2027-10", "last", "2027-W10-1"])
def test_other_weeks_are_not_found(client: FlaskClient, told: Scene, week: str) -> None:
    assert client.get(f"/courts/{COURT}/bulletins/{week}").status_code == 404


@pytest.mark.parametrize("path", ["bulletin", "bulletin.atom", "bulletins/2027-W10"])
def test_courts_that_there_are_not(client: FlaskClient, path: str) -> None:
    assert client.get(f"/courts/atlantis/{path}").status_code == 404


def test_the_feed_keeps_the_rules_of_atom(client: FlaskClient, told: Scene) -> None:
    answer = client.get(FEED)
    assert answer.mimetype == "application/atom+xml"
    assert "Set-Cookie" not in answer.headers
    root = ET.fromstring(answer.data)
    assert rules_broken(root) == []
    read = feedparser.parse(answer.data)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert [entry.title for entry in read.entries] == [
        "Preston Magistrates' Court, week of 8 March 2027",
        "Preston Magistrates' Court, week of 1 March 2027",
    ]
    newest = read.entries[0]
    assert newest.link == f"http://localhost{OF_WEEK}"
    assert newest.updated == "2027-03-09T09:30:00Z"
    assert "Women’s centre (Central Lancashire). Open now." in newest.content[0].value
    assert "Debt &amp; &lt;b&gt;bills&lt;/b&gt;" in newest.content[0].value


def rules_broken(feed: ET.Element) -> list[str]:
    """What RFC 4287 says must be in a feed (4.1.1) and in each entry (4.1.2), once."""
    broken = []
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        broken += [
            f"{element.tag}: {name} not once"
            for name in ("id", "title", "updated")
            if len(element.findall(f"{ATOM}{name}")) != 1
        ]
        identity = element.findtext(f"{ATOM}id", "")
        if not re.match(r"[a-z]+:\S+$", identity):
            broken.append(f"{identity} is no IRI")
        if not re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)",
            element.findtext(f"{ATOM}updated", ""),
        ):
            broken.append("updated is no date of RFC 3339")
        if not element.findall(f"{ATOM}link[@rel='alternate']"):
            broken.append("no alternate link")
    if feed.find(f"{ATOM}author/{ATOM}name") is None:
        broken.append("nobody is the author")
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    if len(set(ids)) != len(ids):
        broken.append("two with one id")
    return broken


def test_a_broken_feed_is_seen() -> None:
    feed = ET.fromstring('<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id></feed>')
    assert len(rules_broken(feed)) >= 5


def test_ids_stay_the_same_wherever_the_portal_is_served(client: FlaskClient, told: Scene) -> None:
    here, there = (
        ET.fromstring(client.get(FEED, base_url=root).data)
        for root in ("http://localhost", "https://127.0.0.1")
    )
    assert [one.text for one in here.iter(f"{ATOM}id")] == [
        one.text for one in there.iter(f"{ATOM}id")
    ]


def test_ids_stay_the_same_when_the_court_gets_another_address(
    client: FlaskClient, session: Session, told: Scene
) -> None:
    """RFC 4287, 4.2.6: an id never changes, whatever is renamed or moved."""
    before = ET.fromstring(client.get(FEED).data)
    told.court.slug = "preston-justice-centre"
    session.flush()
    after = ET.fromstring(client.get("/courts/preston-justice-centre/bulletin.atom").data)
    assert [one.text for one in after.iter(f"{ATOM}id")] == [
        one.text for one in before.iter(f"{ATOM}id")
    ]


def test_the_feed_names_its_own_address(client: FlaskClient, told: Scene) -> None:
    """RFC 4287, 4.1.1: one link to itself, absolute, and as updated as its newest entry."""
    root = ET.fromstring(client.get(FEED, base_url="https://127.0.0.1").data)
    [itself] = root.findall(f"{ATOM}link[@rel='self']")
    assert itself.get("href") == f"https://127.0.0.1{FEED}"
    entries = [entry.findtext(f"{ATOM}updated", "") for entry in root.iter(f"{ATOM}entry")]
    assert root.findtext(f"{ATOM}updated") == max(entries)


def test_what_xml_cannot_hold_becomes_a_space() -> None:
    assert in_xml("a\x00b\x0bc\ufffed\ud800e\tf🙂") == "a b c d e\tf🙂"


@pytest.mark.parametrize("path", [PAGE, OF_WEEK, FEED])
def test_what_became_confidential_is_told_no_more(
    client: FlaskClient, session: Session, told: Scene, path: str
) -> None:
    assert "Women’s centre" in client.get(path).text
    told.service("Women’s centre", session).exposure = Exposure.CONFIDENTIAL
    session.flush()
    after = client.get(path).text
    assert "Women’s centre" not in after
    assert path == FEED or "Part of this bulletin is not shown" in after


def test_the_court_page_leads_to_it(client: FlaskClient, told: Scene) -> None:
    assert f'href="{PAGE}"' in client.get(f"/courts/{COURT}").text
