"""What a rehearsal says is held against lives lived with the change and without it."""

from __future__ import annotations

import pytest

from tests.forecasting import seeds
from tests.forecasting.outturns import MONTHS_TOLD, years
from tests.forecasting.rehearsed import Told, rehearsals

SHARE_KEPT = 0.8
A_FEW = ("tidy-elm-1", "tidy-elm-2", "tidy-elm-3")


def told_of(*worlds: str) -> list[Told]:
    return [told for seed in worlds for told in rehearsals(seed, seeds.sort_of(seed))]


def share_kept(told: list[Told]) -> float:
    return sum(one.is_kept for one in told) / len(told)


def both_sides_kept(told: list[Told]) -> float:
    pairs = list(zip(told[::2], told[1::2], strict=True))
    assert all(before.side == "before" and after.side == "after" for before, after in pairs)
    return sum(before.is_kept and after.is_kept for before, after in pairs) / len(pairs)


def test_promise_of_a_rehearsal_is_kept_before_and_after() -> None:
    told = told_of(*A_FEW)
    assert both_sides_kept(told) >= SHARE_KEPT
    for side in ("before", "after"):
        assert share_kept([one for one in told if one.side == side]) >= SHARE_KEPT


@pytest.mark.soak
def test_promise_of_a_rehearsal_is_kept_in_worlds_never_tuned_on() -> None:
    told = told_of(*seeds.SETS["held-out"])
    assert both_sides_kept(told) >= SHARE_KEPT
    for side in ("before", "after"):
        assert share_kept([one for one in told if one.side == side]) >= SHARE_KEPT
    for kind in {one.kind for one in told}:
        assert share_kept([one for one in told if one.kind == kind]) >= SHARE_KEPT - 0.05


@pytest.mark.parametrize(
    "worlds",
    [
        seeds.SETS["tuning"][:3],
        pytest.param(seeds.SETS["held-out"], marks=pytest.mark.soak),
    ],
    ids=["tuning", "held out"],
)
def test_range_of_the_outturn_contains_the_end_of_the_year(worlds: tuple[str, ...]) -> None:
    told = [one for seed in worlds for one in years(seed, seeds.sort_of(seed))]
    for months in MONTHS_TOLD:
        kept = [one.is_kept for one in told if one.after_months == months]
        assert sum(kept) / len(kept) >= SHARE_KEPT
