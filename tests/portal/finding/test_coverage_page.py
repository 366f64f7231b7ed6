"""Where there is nothing, and where there is too much: the map, its words, gaps and doubles."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.availability.provision import state_provision
from commissioning.availability.statuses import WhyNot
from commissioning.coverage.covering import coverage
from commissioning.lines.models import Line
from commissioning.volumes.models import VolumeUnit
from directory.providers.editing import keep_provider
from directory.search.unmet import count_empty_search
from portal.finding.coverage_page import COVERS
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.scene import Scene, add_line
from tests.makers.start_dates import answer_everything
from tests.portal.finding.conftest import text_of

WORDS = "|".join(str(word) for word in COVERS.values())


def test_the_list_says_what_the_map_draws_and_what_the_records_hold(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    page = visitor.get("/coverage?requirement=unpaid_work").text
    told = coverage(session, today=TODAY)
    listed = dict(
        re.findall(
            rf'</span>(?:<a [^>]+>)?([^<>]+)(?:</a>)? <span class="quiet">({WORDS})',
            page,
            re.IGNORECASE,
        )
    )
    drawn = dict(re.findall(rf"<title>([^<:]+): ({WORDS})</title>", page))
    assert len(listed) == len(told.areas)
    for area in told.areas:
        cover = str(COVERS[told.requirements.cell("unpaid_work", area.slug).cover]).casefold()
        assert listed[area.name] == cover
        assert drawn.get(area.name, cover).casefold() == cover
    assert drawn


def test_totals_of_the_table_are_those_of_the_directory(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    page = visitor.get("/coverage?region=north-west").text
    told = coverage(session, today=TODAY)
    shown = [int(number) for number in re.findall(r'aria-hidden="true">(\d+)</span>', page)]
    here = {area.slug for area in told.areas if area.region_slug == "north-west"}
    held = [
        cell.services
        for table in (told.requirements, told.pathways)
        for (_code, area), cell in table.cells.items()
        if area in here and cell.services
    ]
    assert sorted(shown) == sorted(held)


def test_a_cell_opens_the_services_behind_it(visitor: FlaskClient) -> None:
    page = visitor.get("/coverage?region=north-west").text
    href = "/services?requirement=unpaid_work&amp;area=central-lancashire"
    assert href in page
    behind = visitor.get(unescape(href)).text
    assert "Community Payback in Central Lancashire" in behind


def test_where_nobody_said_anything_it_is_not_known_and_no_gap(visitor: FlaskClient) -> None:
    page = text_of(visitor.get("/coverage?requirement=unpaid_work").text)
    assert "Not known to this portal in 2 areas: nobody has said anything: ring" in page
    assert "Unpaid work not available" not in page
    assert "No row of their own have: Driving prohibition" in page


def test_a_planted_gap_shows_and_goes_when_it_is_filled(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    gap = "Unpaid work not available in 1 area Blackburn"
    assert gap not in text_of(visitor.get("/coverage").text)
    state_provision(
        session,
        scene.beside,
        requirement="unpaid_work",
        why_not=WhyNot.NOT_COMMISSIONED,
        stated_by="North West probation region",
        by=actor(session),
        at=NOW,
    )
    session.flush()
    assert gap in text_of(visitor.get("/coverage").text)
    add_line(session, scene, "Unpaid work here", "unpaid_work", areas=[scene.beside])
    answer_everything(session)
    assert gap not in text_of(visitor.get("/coverage").text)


def buy(session: Session, line: Line, provider: str) -> None:
    by = actor(session)
    agreement = sign_agreement(
        session,
        external_id=f"agreement {provider}",
        kind=AgreementKind.CONTRACT,
        title="A contract",
        provider=keep_provider(
            session, external_id=provider, name=provider, source="tests", by=by, at=NOW
        ),
        starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2028, 3, 31),
        source="tests",
        by=by,
        at=NOW,
    )
    lot = add_lot(session, agreement, external_id=f"lot {provider}", line=line, by=by, at=NOW)
    commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2027, 3, 31), quantity=50, by=by, at=NOW,
    )  # fmt: skip


def test_a_planted_double_purchase_shows_and_none_else(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    assert "None is known to this portal" in text_of(visitor.get("/coverage").text)
    buy(session, scene.lines["Finance, benefit and debt advice 1"], "One Trust")
    buy(session, scene.lines["Finance, benefit and debt advice 2"], "Two Trust")
    page = visitor.get("/coverage").text
    doubles = page.partition('class="doubles"')[2].partition("</ol>")[0]
    said = text_of(f"<ol {doubles}")
    assert doubles.count("<strong>") == 1
    assert "Rehabilitation activity in Central Lancashire" in said
    assert "One Trust" in said
    assert "Two Trust" in said


def test_searches_without_a_result_are_told_from_eight_on(
    visitor: FlaskClient, session: Session
) -> None:
    for _ in range(8):
        count_empty_search(session, "equine therapy", day=TODAY)
    for _ in range(7):
        count_empty_search(session, "john smith", day=TODAY)
    said = text_of(visitor.get("/coverage").text)
    assert "equine therapy 8 times" in said
    assert "john" not in said
    assert "1 other search found nothing, few times." in said


@pytest.mark.parametrize("query", ["requirement=stocks", "requirement=%00"])
def test_what_is_no_requirement_is_not_found(visitor: FlaskClient, query: str) -> None:
    assert visitor.get(f"/coverage?{query}").status_code == 404
