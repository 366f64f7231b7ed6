import pytest

from commissioning.monitoring.disclosure import (
    banded,
    may_show_distribution,
    percentage,
    share_in_tens,
    suppress,
)


@pytest.mark.parametrize(
    ("count", "shown", "on_an_open_page"),
    [
        (0, "0", "none"),
        (1, "*", "fewer than 8"),
        (7, "*", "fewer than 8"),
        (8, "10", "about 10"),
        (12, "10", "about 10"),
        (13, "15", "about 15"),
        (932, "930", "about 930"),
    ],
)
def test_small_counts_are_hidden_and_others_rounded(
    count: int, shown: str, on_an_open_page: str
) -> None:
    assert suppress([count]) == [shown]
    assert str(banded(count)) == on_an_open_page


def test_a_total_is_rounded_from_the_exact_sum() -> None:
    counts = [1, 6, 8, 8]
    assert suppress([*counts, sum(counts)]) == ["*", "*", "10", "10", "25"]


@pytest.mark.parametrize(
    ("part", "whole", "per_cent"),
    [
        (12, 24, None),  # too few in all
        (12, 25, 40.0),  # 10 of 25
        (7, 100, None),  # the part would be told
        (0, 100, 0.0),
        (33, 98, 35.0),  # 35 of 100
        (100, 100, 100.0),
    ],
)
def test_percentages_come_from_rounded_numbers(
    part: int, whole: int, per_cent: float | None
) -> None:
    assert percentage(part, whole) == per_cent


@pytest.mark.parametrize(
    ("used", "commissioned", "share"),
    [
        (932, 800, 120),
        (36, 800, 0),
        (40, 800, 10),
        (119, 800, 10),
        (120, 800, 20),
        (800, 800, 100),
        (5, 0, None),
    ],
)
def test_used_of_commissioned_in_whole_tens(
    used: int, commissioned: int, share: int | None
) -> None:
    assert share_in_tens(used, commissioned) == share


def test_curves_need_eight_people() -> None:
    assert not may_show_distribution(7)
    assert may_show_distribution(8)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="not a count"):
        suppress([-1])
    with pytest.raises(ValueError, match="not a count"):
        banded(-1)
    with pytest.raises(ValueError, match="not a part"):
        percentage(30, 29)
