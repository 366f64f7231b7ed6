"""Searches that a person would make, misspellings included: the right one among the first three.

The directory of one demonstration is made for all of the first table, which no line or agreement
can move; one directory of the real national programmes for the second.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.demonstration.catalogue import EVERYWHERE
from commissioning.demonstration.local_catalogue import LOCAL
from commissioning.demonstration.making import Making
from commissioning.demonstration.offering import known_to, offer_planned
from commissioning.demonstration.people_and_programmes import add_programmes
from commissioning.demonstration.plans import ServicePlan
from commissioning.demonstration.wish import Wish
from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.places.loading import load_reference_tables
from directory.places.queries import area_by_slug
from directory.search.levelling import Leveller
from directory.services.describing import listing_of_programme
from directory.services.editing import ServiceOffered, offer_services
from directory.services.queries import all_programmes
from directory.services.serving import serve_areas_of_many
from portal.running.search_levelling import index_folder
from portal.running.transactions import in_reading, in_writing
from tests.databases import application, new_sqlite_database
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor

pytestmark = pytest.mark.sqlite

FIRST = 3
AT_A_TIME = 100

DEMONSTRATION = (
    ("domestic abuse programme for men near Preston", "Building Better Relationships", "Blackburn"),
    ("unpaid work hertfordshire", "Unpaid work: the Hertfordshire example", "Hertfordshire"),
    ("help with debt leyland", "Debt and benefits advice in Leyland", "Central Lancashire"),
    ("wommens centre", "Women’s centre", ""),
    ("drug treatmnt DN1", "Drug treatment for court orders", "Doncaster"),
    ("somewhere to live after prison", "Housing before release", ""),
    ("community payback", "Unpaid work", ""),
    ("UPW in Stevenage", "Unpaid work: the Hertfordshire example", "Hertfordshire"),
    ("DRR", "Drug treatment for court orders", ""),
    ("ATR near Leeds", "Alcohol treatment for court orders", "Leeds"),
    ("MHTR", "Mental health treatment for court orders", ""),
    ("alchohol treatment", "Alcohol treatment for court orders", ""),
    ("women's centre Preston", "Preston women’s centre", "Central Lancashire"),
    ("BBR", "Building Better Relationships", ""),
    ("building choises", "Building Choices: moderate intensity", ""),
    ("homeless in Preston", "Supported housing", "Central Lancashire"),
    ("job club preston", "Work club in Preston", "Central Lancashire"),
    ("food parcel near PR1", "Meals and company in Preston", "Central Lancashire"),
    ("sobriety tag", "Alcohol abstinence tag", ""),
    ("curfew tag", "Electronically monitored curfew", ""),
    ("anger management", "Managing My Emotions", ""),
    ("drink driving course", "Stepwise Driving", ""),
    ("peer mentor", "Peer mentors", ""),
    ("attendance center for young people", "Attendance centre", ""),
    ("sex work support", "Support to leave sex work", ""),
    ("parenting and families", "Family ties", ""),
    ("drug test", "Drug testing appointments", ""),
    ("sex offender programme", "Horizon", ""),
    ("approved premises near Preston", "Approved premises", ""),
    ("doctor dentist health", "Health trainer", ""),
    ("recovery group leyland", "Recovery group in Leyland", "Central Lancashire"),
    ("benifits advice", "Debt and benefits advice", ""),
    ("counselling after trauma", "Counselling after trauma", ""),
    ("first apointment with probation", "First supervision appointment", ""),
)
"""What is typed, the beginning of the right service's name, and an area that it must serve."""

PROGRAMMES = (
    ("thinking skills", "Thinking Skills Programme"),
    ("TSP", "Thinking Skills Programme"),
    ("thinkng skils", "Thinking Skills Programme"),
    ("building choices high", "Building Choices: high intensity"),
    ("BBR", "Building Better Relationships"),
    ("domestic abuse programme for men near Preston", "Building Better Relationships"),
    ("kaizen", "Kaizen"),
    ("horizon", "Horizon"),
    ("ihorizon", "iHorizon"),
    ("healthy identity", "Healthy Identity Intervention"),
    ("women accommodation help", "Women's services"),
    ("somewhere to live after prison", "Accommodation services"),
    ("debt", "Finance, benefit and debt services"),
    ("drug and alcohol recovery", "Dependency and recovery services"),
    ("ETE", "Greater Manchester - Education, training and employment (ETE)"),
    ("drink driving", "Stepwise Driving"),
    ("emotions", "Managing My Emotions"),
    ("DAWN", "Developing Assertiveness for Women in Relationships (DAWN)"),
    ("violence angry drinkers", "Control of Violence for Angry Impulsive Drinkers"),
    ("becoming new me", "Becoming New Me Plus"),
    ("problem solving", "Stepwise Problem Solving"),
    ("peer support", "Community Led Initiatives (CLI) - peer support"),
    ("wellbeing", "Personal wellbeing services"),
    ("identity maters", "Identity Matters"),
)


@cache
def demonstration(folder: Path) -> Flask:
    home = folder / "thirty"
    home.mkdir()
    app = application(new_sqlite_database(folder), home)
    with app.app_context():
        wish = Wish(services=500, referrals=0, at=NOW)
        making = Making(wish, in_writing)
        making.ground()
        for plans in batches(in_reading(making.plan), AT_A_TIME):
            in_writing(partial(offer, plans, wish))
        level()
    return app


def offer(plans: Sequence[ServicePlan], wish: Wish, session: Session) -> None:
    known = known_to(session, plans, wish)
    offer_planned(session, plans, known, wish, by=actor(session), at=NOW)


@cache
def programmes(folder: Path) -> Flask:
    home = folder / "programmes"
    home.mkdir()
    app = application(new_sqlite_database(folder), home)
    with app.app_context():
        in_writing(offer_programmes)
        level()
    return app


def offer_programmes(session: Session) -> None:
    """Each national programme as somebody in Preston would offer it, in the design's own words."""
    by = actor(session)
    load_reference_tables(session, by=by, at=NOW)
    add_programmes(session, by=by, at=NOW)
    offers = [
        ServiceOffered(
            external_id=str(programme.external_id),
            provider=None,
            programme=programme,
            delivery_kind=DeliveryKind.CLOSED_GROUP,
            listing=listing_of_programme(programme),
            source="tests",
        )
        for programme in all_programmes(session)
    ]
    offered = offer_services(session, offers, by=by, at=NOW).services
    area = area_by_slug(session, "central-lancashire")
    serve_areas_of_many(session, {key: [area] for key in offered}, from_date=TODAY, by=by, at=NOW)


def level() -> None:
    leveller = Leveller(index_folder())
    in_reading(lambda session: leveller.level(session, today=TODAY))
    while not in_reading(lambda session: leveller.level(session, today=TODAY)).is_level:
        pass


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def found(app: Flask, words: str) -> list[tuple[str, str]]:
    """Name and areas of each service of the first page, as somebody who presses Search sees it."""
    page = app.test_client().post("/services", data={"q": words}, follow_redirects=True).text
    names = re.findall(r'hit__name"><a[^>]*href="([^"?]*)[^"]*">([^<]*)<', page)
    return [(html.unescape(name), href) for href, name in names]


def areas_at(app: Flask, href: str) -> str:
    return app.test_client().get(href).text.partition("<dt")[2]


def called_alike(name: str) -> tuple[str, ...]:
    """The name, and what others call the same kind of service."""
    designs = (design for design in (*EVERYWHERE, *LOCAL) if design.title == name)
    return (name, *(title for design in designs for title in design.titles))


@pytest.mark.parametrize(("words", "name", "area"), DEMONSTRATION, ids=str)
def test_the_right_service_is_among_the_first_three(
    scratch: Path, words: str, name: str, area: str
) -> None:
    app = demonstration(scratch)
    first = found(app, words)[:FIRST]
    right = [href for title, href in first if title.startswith(called_alike(name))]
    assert right, first
    if area:
        assert any(f">{area}</a>" in areas_at(app, href) for href in right)


@pytest.mark.parametrize(("words", "name"), PROGRAMMES, ids=str)
def test_the_right_real_programme_is_among_the_first_three(
    scratch: Path, words: str, name: str
) -> None:
    first = found(programmes(scratch), words)[:FIRST]
    assert any(title.startswith(name) for title, _ in first), first


def test_all_the_real_programmes_are_there(scratch: Path) -> None:
    page = programmes(scratch).test_client().get("/services").text
    assert "51 services" in page
