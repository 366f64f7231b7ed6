"""What is available where: the map and its words; gaps and double purchases stand elsewhere."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.coverage.covering import Cover, coverage
from directory.search.unmet import UnmetSearch, count_unmet_search
from portal.finding.coverage_page import COVERS
from tests.makers.days import TODAY
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of
from tests.portal.printed import CSS

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
    pressed = dict(re.findall(r'<a href="([^"]+)"[^>]* aria-label="([^":]+): ', page))
    assert pressed["/areas/north-west/central-lancashire"] == "Central Lancashire"
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


def test_where_nobody_said_anything_it_is_not_known(visitor: FlaskClient) -> None:
    page = text_of(visitor.get("/coverage?requirement=unpaid_work").text)
    assert "bought twice" not in page.casefold()
    assert "Not known to this portal in 2 areas: nobody has said anything: ring" in page
    assert "Unpaid work not available" not in page
    assert "No row of their own have: Driving prohibition" in page


def test_searches_without_a_result_are_told_nowhere_in_public(
    visitor: FlaskClient, session: Session
) -> None:
    for _ in range(20):
        count_unmet_search(session, UnmetSearch("equine"), day=TODAY)
    for path in ("/coverage", "/", "/services", "/about/data"):
        page = visitor.get(path).text
        assert "equine" not in page
        assert "Searched for" not in page


def test_the_patterns_of_the_map_are_painted_by_no_style(visitor: FlaskClient) -> None:
    """A rule for every path of the map painted the crosses of its pattern white as well."""
    page = visitor.get("/coverage").text
    css = CSS.read_text(encoding="utf-8")
    for shape in ("path", "rect", "circle"):
        assert not re.search(rf"\.(map|legend) {shape}\b", css)
    inside = "".join(re.findall(r"<pattern.*?</pattern>", page))
    assert 'stroke="#8a2b0d"' in inside
    assert "class=" not in inside


def test_full_not_bought_and_not_known_look_and_sound_different(visitor: FlaskClient) -> None:
    legend = visitor.get("/coverage").text.partition('class="legend"')[2].partition("</ul>")[0]
    fills = re.findall(r'class="swatch of-(\w+)"[^>]*?(?: fill="([^"]+)")?/>', legend)
    assert [cover for cover, _ in fills] == ["available", "limited", "full", "none", "not_known"]
    assert len({fill for _, fill in fills}) == 5
    words = re.findall(r"<strong>([^<]+)</strong>", legend)
    assert len(set(words)) == 5
    marks = re.findall(r'aria-hidden="true">([^<]+)</span><strong>', legend)
    assert len(set(marks)) == 5


def test_a_file_and_json_say_what_the_page_says(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    told = coverage(session, today=TODAY)
    answer = visitor.get("/api/v1/coverage?requirement=unpaid_work&region=north-west")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    (row,) = answer.get_json()["rows"]
    for cell in row["cells"]:
        held = told.requirements.cell("unpaid_work", cell["area"])
        assert (cell["cover"], cell["status"]) == (held.cover.value, held.status.value)
    silent = next(cell for cell in row["cells"] if cell["status"] == "not_known")
    assert (silent["services"], silent["available"]) == (None, None)
    lines = list(csv.DictReader(io.StringIO(visitor.get("/coverage.csv").text.lstrip("\ufeff"))))
    assert len(lines) == len(told.requirements.cells) + len(told.pathways.cells)
    here = next(
        line
        for line in lines
        if (line["Area"], line["Requirement or pathway"]) == ("Central Lancashire", "Unpaid work")
    )
    cover = told.requirements.cell("unpaid_work", scene.home.slug).cover
    assert here["Cover"] == str(COVERS[cover])


@pytest.mark.parametrize("path", ["/api/v1/coverage", "/coverage.csv"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("requirement=unpaid_work", 200),
        ("requirement=accommodation", 200),
        ("requirment=unpaid_work", 400),
        ("area=preston", 400),
        ("requirement=curfew&requirement=residence", 400),
        ("requirement=stocks", 404),
        ("region=atlantis", 404),
    ],
)
def test_what_may_be_asked_of_the_file(
    visitor: FlaskClient, path: str, query: str, status: int
) -> None:
    assert visitor.get(f"{path}?{query}").status_code == status


@pytest.mark.parametrize("query", ["requirement=stocks", "requirement=%00"])
def test_what_is_no_requirement_is_not_found(visitor: FlaskClient, query: str) -> None:
    assert visitor.get(f"/coverage?{query}").status_code == 404


def test_unasked_it_opens_where_areas_differ_most_and_says_so(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    """Of one colour a map tells nothing."""
    table = coverage(session, today=TODAY).requirements
    most = {
        row.code: max(table.areas_with(row.code, cover) for cover in Cover) for row in table.rows
    }
    page = visitor.get("/coverage").text
    (chosen,) = re.findall(r'<option value="(\w+)" selected>', page)
    assert most[chosen] == min(most.values()) < max(most.values())
    assert "Shown first because areas differ most in it" in page
    assert "Shown first because" not in visitor.get("/coverage?requirement=curfew").text


def test_a_region_folds_its_areas_behind_how_many_stand_as_what(visitor: FlaskClient) -> None:
    page = visitor.get("/coverage?requirement=unpaid_work&region=north-west").text
    folded = re.findall(r'<details class="more areas-of"( open)?><summary>(.+?)</summary>', page)
    assert (" open", "<strong>North West</strong>: 1 limited, 1 not known to this portal") in [
        (opened, says) for opened, says in folded
    ]
    assert sum(bool(opened) for opened, _ in folded) == 1


def test_a_region_without_an_area_of_a_kind_says_none_of_it_at_every_width(
    visitor: FlaskClient,
) -> None:
    page = visitor.get("/coverage?requirement=unpaid_work").text
    assert 'class="is-zero"><span class="c__name">Full or closed: </span>0</td>' in page
    assert not re.search(r"is-zero \{[^}]*display: none", CSS.read_text(encoding="utf-8"))
