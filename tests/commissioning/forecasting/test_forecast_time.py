"""What one question may cost, here and in a portal that works out thousands of lines."""

import subprocess
import sys
from statistics import median
from time import process_time

import pytest

from commissioning.forecasting.forecast import ENGINES, start_days
from tests.commissioning.forecasting.documents import (
    busy_history,
    make_document,
    make_question,
    make_referral,
    make_service,
)
from tests.commissioning.forecasting.made_services import KINDS, made_document

MOST_SECONDS = {"plain-1": 0.004, "roll-forward-1": 0.3}
"""CPU for a line, the better of a few times; two thousand lines have three minutes of two cores."""


def seconds_of(document: object, engine: str, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = process_time()
        start_days(document, engine=engine)
        taken.append(process_time() - began)
    return taken


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_line_of_sixty_referrals_takes_milliseconds(kind: str, engine: str) -> None:
    waiting = [make_referral(f"W{n}") for n in range(40)]
    asked = [make_question(order_days=1095)]
    document = make_document(make_service(kind), busy_history() + waiting, asked)
    assert min(seconds_of(document, engine, times=5)) < MOST_SECONDS[engine]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_usual_line_takes_a_part_of_that(engine: str) -> None:
    documents = [made_document(kind, is_busy=busy) for kind in KINDS for busy in (False, True)]
    usual = median(min(seconds_of(one, engine, times=3)) for one in documents)
    assert usual < MOST_SECONDS[engine] / 2


def test_the_forecast_starts_without_a_database_or_the_web() -> None:
    heavy = {"sqlalchemy", "flask", "click", "whoosh", "holidays", "geopy", "scipy", "pandas"}
    said = f"import sys, commissioning.forecasting.forecast as f; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "set()"
