"""A difference of two shares has its numbers and its interval, or too few are there to compare."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from commissioning.monitoring.fairness import PeopleShare, difference
from tests.thoroughness import examples


@pytest.mark.parametrize(
    ("group", "others", "told"),
    [
        # Newcombe (1998), table II: 56 of 70 and 48 of 80, 20.0 more, from 5.2 to 33.4.
        ((56, 70), (48, 80), (20.0, 5.2, 33.4)),
        ((12, 40), (12, 40), (0.0, -19.5, 19.5)),
        ((0, 25), (25, 25), (-100.0, -100.0, -81.2)),
        ((12, 24), (100, 200), None),  # too few in the group
        ((100, 200), (12, 24), None),  # too few beside it
    ],
)
def test_difference(
    group: tuple[int, int], others: tuple[int, int], told: tuple[float, float, float] | None
) -> None:
    found = difference(PeopleShare(*group), PeopleShare(*others))
    assert (found and tuple(round(one, 1) for one in (found.more, found.low, found.high))) == told


def test_nothing_told_of_one_side_is_nothing_to_compare() -> None:
    assert difference(None, PeopleShare(30, 60)) is None
    assert difference(PeopleShare(30, 60), None) is None


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (12, 40, (10, 40)),
        (0, 27, (0, 25)),
        (7, 100, None),  # the part would be told
        (12, 24, None),
        (33, 33, (35, 35)),
    ],
)
def test_shares_of_others_are_told_rounded(
    part: int, whole: int, told: tuple[int, int] | None
) -> None:
    found = PeopleShare(part, whole).protected()
    assert (found and (found.part, found.whole)) == told


def test_chance_alone_is_told_from_more() -> None:
    plain, none = (
        difference(PeopleShare(56, 70), PeopleShare(48, 80)),
        difference(PeopleShare(9, 30), PeopleShare(12, 40)),
    )
    assert plain is not None
    assert plain.can_be_told_from_none
    assert none is not None
    assert not none.can_be_told_from_none


SHARES = st.integers(25, 400).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: PeopleShare(part, whole))
)


@settings(max_examples=examples(200), deadline=None)
@given(SHARES, SHARES)
def test_as_statsmodels_works_it_out(group: PeopleShare, others: PeopleShare) -> None:
    low, high = confint_proportions_2indep(
        group.part, group.whole, others.part, others.whole, method="newcomb"
    )
    found = difference(group, others)
    assert found is not None
    assert found.low == pytest.approx(100 * low, abs=1e-3)
    assert found.high == pytest.approx(100 * high, abs=1e-3)
