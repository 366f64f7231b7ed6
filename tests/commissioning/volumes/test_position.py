from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.errors import CommissioningError
from commissioning.volumes.position import (
    Position,
    delivered_to_date,
    exhausted_on,
    expected_to_date,
    outturn,
    position,
)
from commissioning.volumes.volume import ImpossibleVolume, Profile, Volume

YEAR = (date(2009, 4, 1), date(2010, 3, 31))  # 365 days
OCTOBER = date(2009, 10, 1)
HALF_YEAR = date(2009, 9, 30)  # 183 days, 6 months
# Hertfordshire completed 932 unpaid work orders in 2009-10 against a target of 800.
MONTHS_OF_932 = [77, 78, 78, 77, 78, 78, 77, 78, 78, 77, 78, 78]
SUMMER = (0.05, 0.05, 0.1, 0.15, 0.15, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05)


def bought(
    quantity: float = 800,
    profile: Profile | tuple[float, ...] = Profile.BY_DAYS,
    segments: tuple[tuple[date, float], ...] = (),
    period: tuple[date, date] = YEAR,
) -> Volume:
    return Volume(period, quantity, unit="order", profile=profile, segments=segments)


@pytest.mark.parametrize(
    ("commissioned", "delivered", "utilisation", "variance", "over_by"),
    [
        (800, 932, 1.165, 132, 132),  # more orders than were paid for
        (800, 800, 1.0, 0, 0),
        (800, 600, 0.75, -200, 0),
        (800, 0, 0.0, -800, 0),
        (0, 0, None, 0, 0),
        (0, 7, None, 7, 7),  # activity without commissioned capacity
    ],
)
def test_position(
    commissioned: int, delivered: int, utilisation: float | None, variance: int, over_by: int
) -> None:
    where = position(commissioned, delivered)
    assert where == Position(commissioned, delivered)
    assert (where.utilisation, where.variance, where.over_by) == (utilisation, variance, over_by)


@pytest.mark.parametrize(("commissioned", "delivered"), [(-1, 0), (0, -1), (float("nan"), 1)])
def test_position_below_zero_is_refused(commissioned: float, delivered: float) -> None:
    with pytest.raises(ImpossibleVolume) as refused:
        position(commissioned, delivered)
    assert isinstance(refused.value, ValueError)
    assert isinstance(refused.value, CommissioningError)


@pytest.mark.parametrize(
    ("profile", "on", "expected"),
    [
        (Profile.BY_DAYS, YEAR[0] - timedelta(1), 0),
        (Profile.BY_DAYS, YEAR[0], 800 / 365),  # the day itself counts
        (Profile.BY_DAYS, HALF_YEAR, 800 * 183 / 365),
        (Profile.BY_DAYS, YEAR[1], 800),
        (Profile.BY_DAYS, YEAR[1] + timedelta(99), 800),
        (Profile.BY_MONTH, HALF_YEAR, 400),
        (Profile.BY_MONTH, date(2010, 2, 28), 800 * 11 / 12),
        (Profile.BY_MONTH, date(2010, 2, 14), 800 * 10.5 / 12),  # half of February's days
        (SUMMER, date(2009, 4, 30), 40),
        (SUMMER, HALF_YEAR, 480),
        (SUMMER, date(2009, 9, 15), 440),
        ((0.1, 0.4, 0.4, 0.1), date(2009, 6, 30), 80),
        ((0.1, 0.4, 0.4, 0.1), HALF_YEAR, 400),
        ((0.1, 0.4, 0.4, 0.1), date(2009, 8, 15), 80 + 320 * 46 / 92),
    ],
)
def test_expected_to_date(profile: Profile | tuple[float, ...], on: date, expected: float) -> None:
    assert expected_to_date(bought(profile=profile), on) == pytest.approx(expected)


def test_part_of_a_month_is_part_of_an_even_month() -> None:
    """15 April to 29 June 2009 is two and a half months, counted from the 15th."""
    volume = bought(250, Profile.BY_MONTH, period=(date(2009, 4, 15), date(2009, 6, 29)))
    assert expected_to_date(volume, date(2009, 5, 14)) == pytest.approx(100)
    assert expected_to_date(volume, date(2009, 6, 14)) == pytest.approx(200)
    assert outturn(volume, [50, 50], date(2009, 5, 14)).by_months == pytest.approx(250)


def test_variation_counts_from_its_day() -> None:
    """800 a year, 1,000 a year from 1 October: 183 days at the one and 182 at the other rate."""
    volume = bought(segments=((OCTOBER, 1000),))
    assert volume.total == pytest.approx((800 * 183 + 1000 * 182) / 365)
    assert expected_to_date(volume, HALF_YEAR) == pytest.approx(800 * 183 / 365)
    assert expected_to_date(volume, OCTOBER) == pytest.approx((800 * 183 + 1000) / 365)
    assert expected_to_date(volume, YEAR[1]) == pytest.approx(volume.total)


@pytest.mark.parametrize("profile", [Profile.BY_MONTH, SUMMER, (0.0, 0.0, 1.0, 0.0)])
def test_varied_volume_comes_to_its_day_weighted_total_on_any_profile(
    profile: Profile | tuple[float, ...],
) -> None:
    volume = bought(profile=profile, segments=((OCTOBER, 1000), (date(2010, 1, 1), 0)))
    assert volume.total == pytest.approx((800 * 183 + 1000 * 92) / 365)
    assert expected_to_date(volume, HALF_YEAR) == pytest.approx(800 * 183 / 365)
    assert expected_to_date(volume, YEAR[1]) == pytest.approx(volume.total)


@pytest.mark.parametrize("since", [YEAR[0], YEAR[0] - timedelta(30)])
def test_segment_from_the_first_day_replaces_the_quantity(since: date) -> None:
    assert bought(segments=((since, 500),)).total == pytest.approx(500)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"period": (YEAR[1], YEAR[0])}, "before it begins"),
        ({"quantity": -1}, "0 or more"),
        ({"segments": ((OCTOBER, -1),)}, "0 or more"),
        ({"segments": ((OCTOBER, 1), (OCTOBER, 2))}, "in order"),
        ({"profile": (0.5, 0.5)}, "twelve monthly or four"),
        ({"profile": (0.5, 0.5, 0.5, -0.5)}, "none below 0"),
        ({"profile": (0.2, 0.2, 0.2, 0.2)}, "sum to 1"),
        ({"profile": SUMMER, "period": (YEAR[0], HALF_YEAR)}, "exactly twelve months"),
    ],
)
def test_impossible_volumes_are_refused(facts: dict[str, object], reason: str) -> None:
    with pytest.raises(ImpossibleVolume, match=reason):
        bought(**facts)  # type: ignore[arg-type]  # one row of the table sets one fact


@pytest.mark.parametrize(
    ("on", "to_date"),
    [
        (YEAR[0] - timedelta(1), 0),
        (date(2009, 4, 30), 77),
        (date(2009, 5, 1), 155),  # what is recorded for May so far
        (YEAR[1], 932),
        (YEAR[1] + timedelta(99), 932),
    ],
)
def test_delivered_to_date_counts_months_begun(on: date, to_date: float) -> None:
    assert delivered_to_date(bought(), MONTHS_OF_932, on) == to_date


def test_months_may_be_named_by_any_of_their_days_and_others_do_not_count() -> None:
    delivered = {
        date(2009, 3, 31): 500,
        date(2009, 4, 1): 70,
        date(2009, 4, 30): 7,
        date(2010, 4, 1): 500,
    }
    assert delivered_to_date(bought(), delivered, YEAR[1]) == 77


@pytest.mark.parametrize("delivered", [[1] * 13, [3, -1]])
def test_impossible_counts_are_refused(delivered: list[float]) -> None:
    with pytest.raises(ImpossibleVolume):
        outturn(bought(), delivered, YEAR[1])


def test_outturn_at_half_time_worked_by_hand() -> None:
    """466 by the end of September, where a summer profile of 800 expects 480."""
    heading = outturn(bought(profile=SUMMER), MONTHS_OF_932, HALF_YEAR)
    assert heading.by_days == pytest.approx(466 * 365 / 183)  # 929.5
    assert heading.by_months == pytest.approx(932)
    assert heading.seasonal == pytest.approx(466 / 0.6)  # 776.7
    assert heading.residual == pytest.approx(466 + 320)
    assert heading.low == pytest.approx(466 / 0.6 - 1.96 * 320**0.5)
    assert heading.high == pytest.approx(932 + 1.96 * 320**0.5)


def test_outturn_after_the_period_is_what_was_delivered() -> None:
    heading = outturn(bought(), MONTHS_OF_932, YEAR[1])
    assert heading.by_days == heading.by_months == heading.seasonal == heading.residual == 932
    assert (heading.low, heading.high) == (932, 932)


def test_outturn_before_the_period_is_what_was_bought() -> None:
    heading = outturn(bought(100), [], YEAR[0] - timedelta(1))
    assert (heading.by_days, heading.by_months, heading.seasonal) == (None, None, None)
    assert (heading.residual, heading.low, heading.high) == pytest.approx((100, 80.4, 119.6))


def test_outturn_is_never_below_what_is_already_delivered() -> None:
    heading = outturn(bought(10), [40], date(2010, 3, 30))
    assert heading.low == 40


def test_932_of_800_ran_out_on_9_february() -> None:
    """776 by the end of January; February's 78 over 28 days pass 800 on its ninth day (801.07)."""
    ran_out = exhausted_on(bought(), MONTHS_OF_932, YEAR[1])
    assert ran_out == date(2010, 2, 9)


def test_running_out_was_to_be_foreseen_in_september() -> None:
    """466 in 183 days is 2.546 a day: 800 is passed on day 315, which is 9 February."""
    assert exhausted_on(bought(), MONTHS_OF_932, HALF_YEAR) == date(2010, 2, 9)


@pytest.mark.parametrize(
    ("delivered", "on", "ran_out"),
    [
        ([100] * 8 + [0] * 4, YEAR[1], None),  # exactly used is not passed
        ([100] * 8 + [1], YEAR[1], date(2009, 12, 1)),
        ([900], date(2009, 4, 30), date(2009, 4, 27)),  # 30 a day: 810 on the 27th
        ([0, 0], date(2009, 5, 31), None),
        ([], YEAR[0] - timedelta(1), None),
        ([60] * 6, HALF_YEAR, None),
    ],
)
def test_exhausted_on(delivered: list[float], on: date, ran_out: date | None) -> None:
    assert exhausted_on(bought(), delivered, on) == ran_out


def test_volume_used_exactly_on_plan_does_not_run_out_by_rounding() -> None:
    """One a month of twelve: carried on from August this comes to a hair over 12 in binary."""
    volume = bought(12, Profile.BY_MONTH)
    assert exhausted_on(volume, [1] * 5, date(2009, 8, 31)) is None


def test_seasonal_pace_decides_when_a_seasonal_volume_runs_out() -> None:
    """480 expected and 480 delivered by September is on plan, though 60% in half the year."""
    assert exhausted_on(bought(profile=SUMMER), [80] * 6, HALF_YEAR) is None
    assert exhausted_on(bought(), [80] * 6, HALF_YEAR) is not None


def test_nothing_bought_is_passed_by_the_first_delivery() -> None:
    assert exhausted_on(bought(0), [0, 31], YEAR[1]) == date(2009, 5, 1)


monthly = st.lists(st.integers(0, 200), min_size=12, max_size=12)


@given(counts=monthly, quantity=st.integers(1, 1500), day=st.integers(0, 364))
def test_range_holds_every_projection(counts: list[int], quantity: int, day: int) -> None:
    heading = outturn(bought(quantity), counts, YEAR[0] + timedelta(day))
    for figure in (heading.by_days, heading.by_months, heading.seasonal, heading.residual):
        assert figure is not None
        assert heading.low <= figure + 1e-9
        assert figure <= heading.high + 1e-9


@given(counts=monthly, quantity=st.integers(1, 1500))
def test_volume_ran_out_exactly_if_more_was_delivered(counts: list[int], quantity: int) -> None:
    ran_out = exhausted_on(bought(quantity), counts, YEAR[1])
    assert (ran_out is not None) is (sum(counts) > quantity)


@given(days=st.lists(st.integers(-20, 400), min_size=2, max_size=2).map(sorted))
def test_expected_to_date_never_falls(days: list[int]) -> None:
    volume = bought(profile=SUMMER, segments=((OCTOBER, 400),))
    earlier, later = (expected_to_date(volume, YEAR[0] + timedelta(day)) for day in days)
    assert earlier <= later + 1e-9
