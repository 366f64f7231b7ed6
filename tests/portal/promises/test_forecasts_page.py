"""What anybody may read about the dates: how they are made, and how often they held."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.promises.judging import PromiseTally
from commissioning.promises.models import PromiseSource
from commissioning.promises.record import ForecastRecord, KindRecord, TellingChange
from commissioning.promises.simulated import SimulatedRecord, simulated_records
from directory.delivery import DeliveryKind, delivery_rules
from portal.promises.pages import TOO_FEW, forecasts_page
from tests.makers.days import NOW, day
from tests.makers.promises import change_of_kind, keep_record_of, tally_of
from tests.makers.scene import COURT, make_scene

PATH = "/about/forecasts"
ON_SIMULATED_DELIVERY = "measured on simulated delivery"


def record(*kinds: KindRecord, changes: tuple[TellingChange, ...] = ()) -> ForecastRecord:
    return ForecastRecord(ENGINE_VERSION, NOW, kinds, (), changes, 0)


def of_kind(found: PromiseTally, *, is_generated: bool = False) -> KindRecord:
    return KindRecord(DeliveryKind.UNPAID_WORK, is_generated, day(-200), day(-7), found)


def test_a_new_portal_says_how_and_claims_nothing(client: FlaskClient) -> None:
    html = client.get(PATH).text
    assert "How start dates are worked out, and how often they hold" in html
    assert ON_SIMULATED_DELIVERY in html
    assert "What it cannot know" in html
    assert "No date that stood when somebody was referred has been followed yet" in html
    assert "No chance has been told otherwise" in html
    assert ENGINE_VERSION in html


def test_what_became_of_promises_stands_in_a_table_and_a_bar(
    client: FlaskClient, session: Session
) -> None:
    keep_record_of(session, tally_of(kept=184, broken=16, later=3))
    html = client.get(PATH).text
    assert "Dates that stood when somebody was referred, and what became of them" in html
    assert ">200</td>" in html
    assert ">92 in 100</td>" in html
    assert ">3 days later</td>" in html
    assert 'aria-label="One to one: 92 in 100 kept, 90 in 100 promised"' in html
    assert 'width="92"' in html
    assert ON_SIMULATED_DELIVERY not in html


def test_past_days_worked_out_again_stand_apart(client: FlaskClient, session: Session) -> None:
    keep_record_of(session, tally_of(kept=90, broken=10), source=PromiseSource.BACK_TESTS)
    html = client.get(PATH).text
    assert "Past days worked out again from what was known then" in html
    assert "The bars are of past days worked out again" in html
    assert ON_SIMULATED_DELIVERY in html  # they are no promises


def test_generated_figures_are_marked_and_end_no_reservation(
    client: FlaskClient, session: Session
) -> None:
    keep_record_of(session, tally_of(kept=500, broken=20), is_generated=True)
    html = client.get(PATH).text
    assert "One to one (generated)" in html
    assert "Generated providers and figures" in html
    assert ON_SIMULATED_DELIVERY in html


def test_only_the_newest_census_is_told(client: FlaskClient, session: Session) -> None:
    keep_record_of(session, tally_of(kept=900, broken=0), as_at=-8)
    keep_record_of(session, tally_of(kept=184, broken=16))
    html = client.get(PATH).text
    assert ">900</td>" not in html
    assert ">200</td>" in html


def test_each_change_stands_with_its_day_and_reason(client: FlaskClient, session: Session) -> None:
    change_of_kind(session, "Chances were too bright.")
    html = client.get(PATH).text
    assert "Chances were too bright." in html
    assert "2 March 2027" in html


@pytest.mark.parametrize(
    ("kept", "broken", "people", "due", "share"),
    [
        (0, 0, "0", "0", TOO_FEW),
        (7, 0, "*", "*", TOO_FEW),
        (22, 2, "25", "25", TOO_FEW),  # 24 are too few, however they are rounded
        (23, 2, "25", "25", "92 in 100"),
        (187, 15, "200", "200", "93 in 100"),
    ],
)
def test_small_numbers_are_protected(
    kept: int, broken: int, people: str, due: str, share: str
) -> None:
    (row,) = forecasts_page(record(of_kind(tally_of(kept=kept, broken=broken))), []).promised
    assert (row.people, row.due, row.kept) == (people, due, share)


@pytest.mark.parametrize(
    ("later", "says"),
    [(0, "on the “half start by” day"), (1, "1 day later"), (-5, "5 days earlier")],
)
def test_the_usual_difference_in_words(later: int, says: str) -> None:
    (row,) = forecasts_page(record(of_kind(tally_of(kept=40, broken=2, later=later))), []).promised
    assert row.difference == says


def simulated(kind: DeliveryKind | None, engine: str = ENGINE_VERSION) -> SimulatedRecord:
    return SimulatedRecord(kind, engine, dt.date(2026, 11, 22), 1_200, 0.098, 0.86, 6.4, 1.09, 0.52)


def test_the_judging_on_simulated_delivery_is_told_by_kind() -> None:
    page = forecasts_page(
        record(), [simulated(None), simulated(DeliveryKind.UNPAID_WORK), simulated(None, "other-1")]
    )
    figures = ("1,200", "90 in 100", "86 in 100", "6 days", "1.09 times", "52 in 100")
    assert page.simulated == [("All kinds together", *figures), ("Unpaid work", *figures)]


def test_the_page_shows_every_row_of_the_file(client: FlaskClient) -> None:
    html = client.get(PATH).text
    rows = [row for row in simulated_records() if row.engine_version == ENGINE_VERSION]
    for row in rows:
        name = "All kinds together" if row.kind is None else delivery_rules()[row.kind].name
        assert f">{name}</th>" in html
        assert f">{row.questions:,}</td>" in html
    assert ("has not been judged yet" in html) is (not rows)


@pytest.mark.parametrize("path", ["/about", f"/courts/{COURT}"])
def test_the_way_there(client: FlaskClient, session: Session, path: str) -> None:
    make_scene(session)
    with time_machine.travel(NOW, tick=False):
        assert f'href="{PATH}"' in client.get(path).text


def test_it_is_open_to_everybody_and_changes_nothing(client: FlaskClient) -> None:
    assert client.get(PATH).status_code == 200
    assert client.post(PATH).status_code == 405
