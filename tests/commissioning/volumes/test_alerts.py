from datetime import date
from decimal import Decimal

import pytest

from commissioning.volumes.alerts import Direction, alert
from commissioning.volumes.money import Price
from commissioning.volumes.volume import Profile, Volume

YEAR = (date(2027, 4, 1), date(2028, 3, 31))
JUNE_ENDS = date(2027, 6, 30)


def bought(quantity: float = 1200, tolerance: float = 0.10) -> Volume:
    """By default 100 orders a month."""
    return Volume(YEAR, quantity, "order", Profile.BY_MONTH, tolerance)


@pytest.mark.parametrize(
    ("delivered", "on", "direction"),
    [
        ([100, 100, 100], JUNE_ENDS, None),
        ([110, 110, 110], JUNE_ENDS, None),  # exactly the tolerance is within it
        ([111, 111, 111], JUNE_ENDS, Direction.OVER),
        ([89, 89, 89], JUNE_ENDS, Direction.UNDER),
        ([100, 100, 135], JUNE_ENDS, None),  # 11.7% over, for the first month
        ([100, 125, 110], JUNE_ENDS, Direction.OVER),  # 12.5% and then 11.7%
        ([130, 60, 150], JUNE_ENDS, None),  # over, under, over
        ([100, 100, 161], JUNE_ENDS, Direction.OVER),  # 20.3%: twice the tolerance at once
        ([100, 100, 160], JUNE_ENDS, None),  # 20% is not past it
        ([100, 100, 30], JUNE_ENDS, Direction.UNDER),
        ([120], date(2027, 4, 30), None),  # one month is not two
        ([121], date(2027, 4, 30), Direction.OVER),
        ([112, 112, 50], date(2027, 6, 15), Direction.OVER),  # April and May were the last whole
        ([100, 112, 130], JUNE_ENDS, None),  # May: 6% over
    ],
)
def test_alert_needs_two_months_past_tolerance_or_twice_it_at_once(
    delivered: list[float], on: date, direction: Direction | None
) -> None:
    raised = alert(bought(), delivered, on)
    assert (raised and raised.direction) is direction


@pytest.mark.parametrize(
    ("quantity", "on", "is_raised"),
    [
        (39, JUNE_ENDS, False),  # 9.75 expected to date
        (40, JUNE_ENDS, True),  # 10
        (60, date(2027, 4, 30), False),
    ],
)
def test_no_alert_while_fewer_than_10_were_expected(
    quantity: float, on: date, is_raised: bool
) -> None:
    assert (alert(bought(quantity), [0, 0, 0], on) is not None) is is_raised


def test_month_with_fewer_than_10_expected_is_not_one_of_two() -> None:
    """60 a year: 5 a month, so the end of May is the first that counts, and June the second."""
    assert alert(bought(60), [6, 6, 0], date(2027, 5, 31)) is None
    assert alert(bought(60), [6, 6, 5], JUNE_ENDS) is not None


def test_agreed_tolerance_replaces_the_usual_one() -> None:
    assert alert(bought(tolerance=0.05), [106, 106], date(2027, 5, 31)) is not None
    assert alert(bought(tolerance=0.2), [111, 111], date(2027, 5, 31)) is None


def test_nothing_bought_raises_no_alert() -> None:
    assert alert(bought(0), [100, 100], date(2027, 5, 31)) is None


def test_period_that_ends_within_a_month_counts_that_month_as_whole() -> None:
    volume = Volume((date(2027, 4, 1), date(2027, 5, 15)), 450, "order")
    assert alert(volume, {date(2027, 4, 1): 340, date(2027, 5, 1): 165}, date(2027, 6, 1))


def test_over_says_what_is_unfunded_what_it_costs_and_how_the_wait_grows() -> None:
    raised = alert(bought(), [125, 125, 125], JUNE_ENDS, price=Price("order", YEAR[0], 850_00))
    assert raised is not None
    assert (raised.unfunded, raised.unused, raised.cost) == (300, 0, Decimal(255000))
    assert raised.extra_wait_weeks == pytest.approx(300 / (1200 / 366 * 7))
    assert raised.in_words() == (
        "375 orders by 30 June 2027, where about 300 were expected. At this pace, by 31 March"
        " 2028, about 300 orders will not be funded, which is £255,000.00; if they wait for the"
        " next volume, the wait grows by about 13 weeks."
    )


def test_under_says_what_goes_unused() -> None:
    raised = alert(bought(), [50, 50, 50], JUNE_ENDS)
    assert raised is not None
    assert (raised.unfunded, raised.unused, raised.cost) == (0, 600, None)
    assert raised.extra_wait_weeks == 0
    assert raised.in_words() == (
        "150 orders by 30 June 2027, where about 300 were expected. At this pace, by 31 March"
        " 2028, about 600 orders that were bought will go unused."
    )


@pytest.mark.parametrize(
    ("quantity", "words"), [(1200, "less than a week"), (520, "about 1 week.")]
)
def test_short_waits_are_worded(quantity: float, words: str) -> None:
    """A tolerance of 0, with 1 more than bought, and 10 more than 520 a year."""
    delivered = [quantity + (1 if quantity == 1200 else 10)]
    raised = alert(bought(quantity, tolerance=0), [0] * 11 + delivered, YEAR[1])
    assert raised is not None
    assert words in raised.in_words()
