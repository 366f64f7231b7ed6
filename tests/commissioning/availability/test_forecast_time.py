"""A portal works out thousands of lines: what one of them may cost."""

import subprocess
import sys
from time import process_time

import pytest

from commissioning.availability.forecast import start_days
from tests.commissioning.availability.documents import (
    busy_history,
    make_document,
    make_question,
    make_referral,
    make_service,
)


@pytest.mark.parametrize("kind", ["closed_group", "rolling_group", "one_to_one", "unpaid_work"])
def test_a_line_of_sixty_referrals_takes_milliseconds(kind: str) -> None:
    waiting = [make_referral(f"W{n}") for n in range(40)]
    asked = [make_question(order_days=1095)]
    document = make_document(make_service(kind), busy_history() + waiting, asked)
    times = []
    for _ in range(7):
        began = process_time()
        start_days(document)
        times.append(process_time() - began)
    assert min(times) < 0.004


def test_the_forecast_starts_without_numpy_or_a_database() -> None:
    heavy = "{'numpy', 'sqlalchemy', 'flask', 'statistics'}"
    said = (
        f"import sys, commissioning.availability.forecast as f; print({heavy} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "set()"
