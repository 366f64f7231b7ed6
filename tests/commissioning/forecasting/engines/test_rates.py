"""Shares and rates lean on the area, and the area on what is usual."""

import numpy as np
import pytest

from commissioning.forecasting.engines.rates import Rate, Share, shrunk_rate, shrunk_share


@pytest.mark.parametrize(
    ("times", "of", "area", "share"),
    [
        (0, 0, (0, 0), 0.1),  # nothing known: what is usual
        (0, 0, (32, 90), 0.33),  # nothing of its own: (32 + 1) of 100 in the area
        (10, 10, (0, 0), 0.55),  # ten of its own weigh as much as the ten it leans on
        (990, 990, (0, 0), 0.991),
    ],
)
def test_a_share_leans_on_the_area_and_on_what_is_usual(
    times: int, of: int, area: tuple[float, float], share: float
) -> None:
    found = shrunk_share(times, of, area=area, usual=0.1, weight=10)
    assert found.value == pytest.approx(share)


@pytest.mark.parametrize(
    ("events", "days", "area", "a_day"),
    [
        (0, 0, (0, 0), 0.01),  # nothing known: what is usual
        (0, 0, (16, 100), 0.04),  # (16 + 4) events in 100 + 400 days
        (4, 100, (0, 0), 8 / 500),
    ],
)
def test_a_rate_leans_on_the_area_and_on_what_is_usual(
    events: int, days: int, area: tuple[float, float], a_day: float
) -> None:
    found = shrunk_rate(events, days, area=area, usual=0.01, weight=4)
    assert found.a_day == pytest.approx(a_day)


@pytest.mark.parametrize(
    ("few", "many", "mean"),
    [(Share(1, 5), Share(100, 500), 0.2), (Rate(3, 15), Rate(300, 1500), 0.2)],
)
def test_runs_differ_less_where_more_was_seen(
    few: Share | Rate, many: Share | Rate, mean: float
) -> None:
    unsure, sure = (one.drawn(np.random.default_rng(1), 2000) for one in (few, many))
    assert unsure.std() > 3 * sure.std()
    assert [unsure.mean(), sure.mean()] == pytest.approx([mean, mean], abs=0.01)
