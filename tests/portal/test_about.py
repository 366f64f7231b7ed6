"""The pages on sources and rules, the front door, and the answer to monitors."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.availability.statuses import status_words
from portal.about.rule_pages import RulePage
from portal.about.rule_tables import (
    RuleTableMismatch,
    in_parts,
    read,
    shown,
    shown_tables,
)
from portal.about.sources import NAMES, sources
from portal.running.models import JobRun
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.portal.conftest import MakeShell

ROUTED = {
    "/courts", "/sheets", "/packages", "/services", "/prisons", "/coverage", "/areas",
    "/providers", "/plans", "/coverage.csv",
    "/about/forecasts", "/about/api", "/about/rules", "/about/data", "/about/privacy",
}  # fmt: skip
"""Pages that a door may lead to: an address with a slip in it would be none of them."""

ROOT = Path(__file__).parents[2]


def test_the_front_door_asks_for_a_court(visitor: FlaskClient) -> None:
    html = visitor.get("/").text
    assert '<form class="find find--front" action="/courts" method="post"' in html
    assert 'name="q"' in html
    assert '<option value="unpaid_work">Unpaid work</option>' in html
    assert "does not recommend a sentence" in html


def test_each_of_eight_users_has_a_door_whose_words_are_nobody_else_s(
    visitor: FlaskClient,
) -> None:
    html = visitor.get("/").text
    part = html[html.index('<ul class="doors">') :]
    doors = re.findall(r"<li>.*?</li>", part[: part.index("</ul>")], re.DOTALL)
    assert len(doors) == 8
    words = [re.findall(r">([^<>]*\w[^<>]*)<", door) for door in doors]
    said = [text.strip() for texts in words for text in texts]
    assert len(said) == len(set(said))
    for door in doors:
        for path in re.findall(r'href="(/[^"]*)"', door):
            assert path.split("?")[0] in ROUTED, path


@pytest.mark.parametrize(("demonstration", "is_marked"), [(True, True), (False, False)])
def test_a_demonstration_says_so_on_every_page(
    make_shell: MakeShell, demonstration: bool, is_marked: bool
) -> None:
    visitor = make_shell(DEMONSTRATION=demonstration).test_client()
    for path in ("/", "/about/data", "/nowhere"):
        assert ("Generated providers and figures" in visitor.get(path).text) is is_marked


def test_the_licences_ask_for_these_words(visitor: FlaskClient) -> None:
    html = visitor.get("/about/data").text
    for words in (
        "licensed under the Open Government Licence v.3.0",
        "Contains OS data © Crown copyright and database right",
        "Contains Royal Mail data © Royal Mail copyright and database right",
        "Contains GeoNames data, CC BY 4.0",
    ):
        assert words in html


def test_every_reference_table_has_a_name_for_readers() -> None:
    tables = len(NAMES)
    assert {source.facts for source in sources()[:tables]} == set(NAMES.values())


def test_the_index_names_every_table_of_rules(visitor: FlaskClient) -> None:
    html = visitor.get("/about/rules").text
    assert re.findall(r'<dt><a[^>]* href="/about/rules/([a-z0-9-]+)">', html) == [*shown_tables()]


@pytest.mark.parametrize("slug", shown_tables())
def test_a_table_of_rules_is_shown_row_for_row_and_is_a_file(
    visitor: FlaskClient, slug: str
) -> None:
    table, html = shown_tables()[slug], visitor.get(f"/about/rules/{slug}").text
    assert table.rows
    for heading in table.headings:
        assert f">{heading}</th>" in html
    assert html.count("<td") == sum(len(row) for row in table.rows)
    file = visitor.get(f"/about/rules/{slug}.csv")
    assert file.mimetype == "text/csv"
    assert len(list(csv.DictReader(io.StringIO(file.text)))) == len(table.rows)


@pytest.mark.parametrize("path", ["/about/rules/nothing", "/about/rules/nothing.csv"])
def test_what_is_no_table_of_rules_is_not_found(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_law_of_today_comes_first() -> None:
    table = shown_tables()["requirements"]
    now, others = in_parts(table, dt.date(2026, 11, 29))
    acts = table.headings.index("Act")
    assert {row[acts] for row in now.rows} == {"sentencing act 2020"}
    assert "criminal justice act 2003" in {row[acts] for row in others.rows}
    before, _ = in_parts(table, dt.date(2019, 11, 29))
    assert {row[acts] for row in before.rows} == {"criminal justice act 2003"}
    assert len(now.rows) + len(others.rows) == len(table.rows)


def test_a_commissioner_reads_when_each_status_is_said(visitor: FlaskClient) -> None:
    table = visitor.get("/about/rules/statuses").text.partition("<table")[2]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
    for row, (status, words) in zip(rows, status_words().items(), strict=True):
        assert f">{words}</td>" in row
        assert f">{shown(status.value)}</td>" in row


@pytest.mark.parametrize("path", ["/about", "/about/data", "/about/forecasts"])
def test_the_median_is_called_what_it_is(client: FlaskClient, path: str) -> None:
    html = client.get(path).text
    assert "half start by" in html.lower()
    assert "median" in html
    assert "most likely" not in html.lower()


def test_no_table_of_rules_is_forgotten() -> None:
    lists_of_tables = {"tables", "columns"}
    on_disk = {path.stem for path in ROOT.glob("*/rules/*.csv")} - lists_of_tables
    assert {slug.replace("-", "_") for slug in shown_tables()} >= on_disk


def test_a_heading_for_a_column_that_is_not_there_is_refused() -> None:
    wrong = RulePage("x", "X", "", "directory", "rules/pathways.csv", {"no_such": "Nothing"})
    with pytest.raises(RuleTableMismatch, match="no_such"):
        read(wrong)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2020-12-01", "1 Dec 2020"),
        ("one_to_one|closed_group", "one to one, closed group"),
        ("SI 2005/950; a_b", "SI 2005/950; a_b"),
        ("", ""),
    ],
)
def test_cells_are_for_people(cell: str, words: str) -> None:
    assert shown(cell) == words


NOW = dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("last_pass", "status", "worker"),
    [
        (dt.timedelta(0), 200, "passing"),
        (-dt.timedelta(days=2), 200, "passing"),
        (-dt.timedelta(days=2, seconds=1), 503, "has not looked for more than 2 days"),
        (-dt.timedelta(days=20), 503, "has not looked for more than 2 days"),
        (dt.timedelta(minutes=5), 200, "passing"),  # two clocks never agree to the second
        (dt.timedelta(minutes=6), 503, "last looked on a moment to come: a clock is wrong"),
        (dt.timedelta(days=1), 503, "last looked on a moment to come: a clock is wrong"),
    ],
)
def test_health_judges_the_workers_last_pass(
    client: FlaskClient, session: Session, last_pass: dt.timedelta, status: int, worker: str
) -> None:
    at = NOW + last_pass
    session.add(JobRun(job="answer_due_lines", due_at=at, claimed_at=at, finished_at=at))
    session.flush()
    with time_machine.travel(NOW, tick=False):
        answer = client.get("/health")
    assert answer.status_code == status
    found = answer.get_json()
    assert found["status"] == ("ok" if status == 200 else "failing")
    assert (found["database"], found["worker"]) == ("reachable", worker)
    assert found["worker_last_pass"] == at.isoformat()
    assert found["schema"]


def test_health_of_a_portal_without_lines_asks_for_no_worker(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.get_json()["worker"] == "has never looked, and there is no line to answer"


def test_health_fails_where_no_worker_has_looked_at_the_lines(
    client: FlaskClient, session: Session
) -> None:
    make_line(session, areas=[make_area(session)])
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.get_json()["worker"] == "has never looked"


def test_health_fails_without_a_schema_and_says_what_it_cannot_read(visitor: FlaskClient) -> None:
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.get_json() == {
        "status": "failing",
        "database": "reachable",
        "schema": None,
        "worker": "not known: what it last did cannot be read",
        "worker_last_pass": None,
        "contradictions": None,
    }


def test_health_fails_where_the_passes_cannot_be_read(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything else stands: what is not known is not taken to be well."""
    monkeypatch.setattr("portal.home.health.LOOKED", object())
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.get_json()["worker"] == "not known: what it last did cannot be read"
    assert answer.get_json()["schema"]


def test_health_fails_without_a_database_and_pages_about_still_stand(
    make_shell: MakeShell, tmp_path: Path
) -> None:
    app = make_shell(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/nowhere/portal.sqlite3")
    visitor = app.test_client()
    answer = visitor.get("/health")
    assert answer.status_code == 503
    assert answer.get_json()["database"] == "not reachable"
    assert visitor.get("/about/privacy").status_code == 200
