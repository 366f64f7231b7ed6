"""A copy of more than three days ago: names, telephones and "not confirmed", and no date at all."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.availability.statuses import Status
from portal.copies import making
from portal.copies.addresses import Address, asks_of
from portal.copies.editions import as_json, by_the_portal, json_without_dates
from portal.copies.shelf import CopyShelf
from portal.copies.undated import without_dates
from portal.copies.views import outage, without_records
from tests.makers.days import NOW, TODAY
from tests.makers.scene import COURT, make_scene
from tests.portal.copies.test_outage import on_sqlite

COURT_PATH = f"/courts/{COURT}"
JSON_PATH = f"/api/v1/availability?court={COURT}"
PAGE = (
    "<html><head><title>Preston</title></head><body><header>The portal</header>"
    '<main class="m"><p><span class="start">Half start by Tuesday 16 March 2027.</span> '
    "9 in 10 by Wednesday 26 May.</p></main><footer>01632 960 000</footer></body></html>"
)
A_DATE = re.compile(r"\"20\d\d-\d\d|\b\d{1,2} [A-Z][a-z]+ 20\d\d|in 10\b")


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def live(client: FlaskClient, session: Session) -> dict[str, Any]:
    make_scene(session)
    return dict(client.get(JSON_PATH).get_json())


def days_later(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def shape_of(answer: Any) -> Any:
    """The names at each place, whatever stands behind those that became null or empty."""
    if isinstance(answer, dict):
        return {name: shape_of(value) for name, value in answer.items()}
    return [shape_of(one) for one in answer] if isinstance(answer, list) else None


def test_every_name_stays_and_no_date_does(live: dict[str, Any]) -> None:
    assert A_DATE.search(json.dumps(live["requirements"]))
    undated = without_dates(live)
    assert not A_DATE.search(json.dumps(undated["requirements"]))
    assert undated.keys() == live.keys()
    for now, before in zip(undated["requirements"], live["requirements"], strict=True):
        assert now.keys() == before.keys()
        for name in ("rows", "strands"):
            assert [one.keys() for one in now[name]] == [one.keys() for one in before[name]]
    again = without_dates(undated)
    assert shape_of(again) == shape_of(undated)


def test_who_it_is_and_whom_to_ring_stay(live: dict[str, Any]) -> None:
    for now, before in zip(without_dates(live)["requirements"], live["requirements"], strict=True):
        for row, was in zip(now["rows"], before["rows"], strict=True):
            kept = ("service", "areas", "provider", "contact", "office", "restricted", "for_sex")
            assert [row[name] for name in kept] == [was[name] for name in kept]


@pytest.mark.parametrize(
    ("status", "becomes", "reason"),
    [
        ("available", "not_confirmed", "not_confirmed"),
        ("waiting_list", "not_confirmed", "not_confirmed"),
        ("not_within_order", "not_confirmed", "not_confirmed"),
        ("not_confirmed", "not_confirmed", "not_confirmed"),
        ("not_available", "not_confirmed", "not_confirmed"),
        ("at_once", "at_once", None),  # needs nobody's place
        ("check_commencement", "check_commencement", None),
        ("not_known", "not_known", None),
    ],
)
def test_nothing_is_confirmed_but_what_no_queue_decides(
    status: str, becomes: str, reason: str | None
) -> None:
    told: dict[str, object] = {
        "code": "programme",
        "status": status,
        "reason": None,
        "rows": [],
        "strands": [],
    }
    [found] = without_dates({"requirements": [told]})["requirements"]
    assert (found["status"], found["reason"]) == (becomes, reason)


def test_every_status_was_thought_of() -> None:
    [table] = [
        mark
        for mark in test_nothing_is_confirmed_but_what_no_queue_decides.pytestmark  # type: ignore[attr-defined]
        if mark.name == "parametrize"
    ]
    assert {row[0] for row in table.args[1]} == set(Status)


@pytest.mark.parametrize(
    ("age", "is_dated"), [(-1, False), (0, True), (1, True), (3, True), (4, False), (35, False)]
)
def test_dates_are_told_for_three_days(age: int, is_dated: bool) -> None:
    html = by_the_portal(
        PAGE, NOW, today=days_later(age), is_narrowed=False, undated="<h1>Whom to ring</h1>"
    )
    assert ("16 March 2027" in html) is is_dated
    assert ("26 May" in html) is is_dated
    assert ("<h1>Whom to ring</h1>" in html) is not is_dated
    assert ("more than 3 days old" in html) is not is_dated
    assert "This page is a copy made on 2 March 2027 at 9:30am." in html
    assert "<header>The portal</header>" in html
    assert "<footer>01632 960 000</footer>" in html


def test_a_page_that_answers_no_court_keeps_its_words_and_no_start() -> None:
    html = by_the_portal(PAGE, NOW, today=days_later(4), is_narrowed=False)
    assert "16 March" not in html
    assert '<span class="stale">Not confirmed: ring.</span>' in html


def test_a_page_without_a_main_part_is_not_shown_undated() -> None:
    with pytest.raises(ValueError, match="no main part"):
        by_the_portal("<body></body>", NOW, today=days_later(4), is_narrowed=False, undated="x")


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        (COURT_PATH, ("court", COURT)),
        ("/areas/north-west/blackburn", ("ldu", "blackburn")),
        ("/areas/north-west", None),
        ("/courts", None),
        ("/courts/preston/bulletin", None),
        ("/about/rules", None),
        ("/", None),
    ],
)
def test_which_pages_are_answers(path: str, asks: tuple[str, str] | None) -> None:
    assert asks_of(path) == asks


@pytest.fixture
def shelf(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CopyShelf]:
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    with app.app_context():
        yield making.shelf()
        outage().since = None


def keep(shelf: CopyShelf, answer: dict[str, Any] | None) -> None:
    address = Address(COURT_PATH, asks_of(COURT_PATH))
    text = None if answer is None else json.dumps(as_json(answer, NOW))
    shelf.keep(address, NOW, page=PAGE, offline=PAGE, answer=text)


def asked(app: Flask, path: str) -> Response:
    with app.test_request_context(path):
        return without_records(on_sqlite("SQLITE_CANTOPEN"))


def test_while_the_records_are_gone_an_old_copy_says_whom_to_ring(
    app: Flask,
    shelf: CopyShelf,
    live: dict[str, Any],
    on_the_day_of_the_tests: time_machine.Traveller,
) -> None:
    keep(shelf, live)
    assert "16 March 2027" in asked(app, COURT_PATH).get_data(as_text=True)
    on_the_day_of_the_tests.move_to(NOW + dt.timedelta(days=4))
    page = asked(app, COURT_PATH).get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    assert "Preston Magistrates&#39; Court: whom to ring" in main
    assert "Building Choices: Example Forge Trust" in " ".join(re.sub(r"<[^>]+>", "", main).split())
    assert "01632 960 101" in main
    assert "Not confirmed: ring" in main
    assert "Takes effect at once" in main
    assert not A_DATE.search(main)
    told = asked(app, JSON_PATH).get_json()
    assert told["copy_note"].startswith("More than 3 days old")
    assert not A_DATE.search(json.dumps(told["requirements"]))


def test_without_its_answer_an_old_copy_is_not_shown_at_all(
    app: Flask, shelf: CopyShelf, on_the_day_of_the_tests: time_machine.Traveller
) -> None:
    keep(shelf, None)
    assert asked(app, COURT_PATH).status_code == 200
    on_the_day_of_the_tests.move_to(NOW + dt.timedelta(days=4))
    answer = asked(app, COURT_PATH)
    assert answer.status_code == 503
    assert "16 March" not in answer.get_data(as_text=True)


def test_a_program_is_told_until_when_dates_count() -> None:
    copied = as_json({"as_at": "x", "requirements": []}, NOW)
    assert "show none from 6 March 2027 on" in copied["copy_note"]
    undated = json_without_dates(copied, NOW)
    assert list(undated)[:2] == ["as_at", "copy_made_at"]
    assert "nothing is confirmed" in undated["copy_note"]
