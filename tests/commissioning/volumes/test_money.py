"""What months come to, worked by hand, and what holds whatever the figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.volumes.money import (
    Price,
    PriceBand,
    adjustments,
    money_by_month,
    pounds_between,
)

APRIL, MAY, JUNE, JULY = (dt.date(2027, month, 1) for month in (4, 5, 6, 7))
YEARLONG = [dt.date(2027 + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]


def price(
    pence: int, *bands: PriceBand, cap: float | None = None, from_date: dt.date = APRIL
) -> Price:
    return Price("completion", from_date, pence, bands, cap)


# 100 bought at £120.00; above 100 % £60.00; nothing above 115 %
BANDED = price(120_00, PriceBand(1.0, 60_00), cap=1.15)

BY_HAND = [
    # bought, delivered by month, price -> pence by month
    (100, (40, 40), price(120_00), (4_800_00, 4_800_00)),
    (100, (40, 40, 40), price(120_00), (4_800_00, 4_800_00, 4_800_00)),  # no band, no cap
    (100, (90, 20), BANDED, (10_800_00, 1_200_00 + 600_00)),  # 10 at £120, 10 at £60
    (100, (90, 20, 10), BANDED, (10_800_00, 1_800_00, 300_00)),  # 5 at £60, 5 above the cap
    (100, (90, 20, 10, 8), BANDED, (10_800_00, 1_800_00, 300_00, 0)),  # all of it above
    (100, (130,), BANDED, (12_000_00 + 900_00,)),
    (800, (932,), price(450_00, cap=1.15), (800 * 450_00 + 120 * 450_00,)),  # 12 unpaid
    (3, (0.5, 0.5, 0.5), price(1_01), (51, 50, 51)),  # 50.5, 101.0, 151.5: halves go up
    (0, (4,), BANDED, (0,)),  # nothing was bought: all is above the cap
    (0, (4,), price(10_00), (40_00,)),  # activity without commissioned capacity, no cap
]


@pytest.mark.parametrize(("volume", "delivered", "at", "pence"), BY_HAND)
def test_months_by_hand(
    volume: float, delivered: tuple[float, ...], at: Price, pence: tuple[int, ...]
) -> None:
    months = money_by_month(volume, dict(zip(YEARLONG, delivered, strict=False)), [at])
    assert months is not None
    assert tuple(one.pence for one in months) == pence


# 76 bought at £411.80, above 100 % £205.90, above 115 % (87.4) nothing
OF_76 = price(411_80, PriceBand(1.0, 205_90), cap=1.15)


@pytest.mark.parametrize(
    ("start", "end", "at", "pounds"),
    [
        (76, 76, OF_76, "0"),
        (76, 77, OF_76, "205.90"),
        (76, 87, OF_76, "2264.90"),  # 11 whole ones
        (76, 88, OF_76, "2347.26"),  # the 88th up to the cap: 11.4 in all, as a month pays it
        (76, 95, OF_76, "2347.26"),  # 7.6 of the 19 above it
        (38, 76, OF_76, "15648.40"),  # within: 38 at the first band
        (75, 77, OF_76, "617.70"),
        (76, 95, price(411_80), "7824.20"),  # neither band nor cap
        (76, 95, price(411_80, cap=1.0), "0"),
    ],
)
def test_units_beyond_the_volume_by_hand(start: float, end: float, at: Price, pounds: str) -> None:
    assert pounds_between(76, start, end, at) == Decimal(pounds)


def test_units_beyond_the_volume_cost_what_the_months_pay_for_them() -> None:
    months = money_by_month(76, {APRIL: 76, MAY: 19}, [OF_76])
    assert months is not None
    assert Decimal(months[1].pence) / 100 == pounds_between(76, 76, 95, OF_76)


def test_a_month_tells_its_bands_and_what_is_not_paid() -> None:
    months = money_by_month(100, {APRIL: 90, MAY: 20, JUNE: 10}, [BANDED])
    assert months is not None
    assert [[(one.units, one.pence) for one in month.bands] for month in months] == [
        [(90, 120_00)],
        [(10, 120_00), (10, 60_00)],
        [(5, 60_00), (5, None)],
    ]
    assert [month.unpaid for month in months] == [0, 0, 5]


def test_a_price_holds_from_its_day() -> None:
    """July is dearer; June is told by what held on its first day."""
    prices = [price(10_00), price(12_50, from_date=JULY)]
    months = money_by_month(100, {JUNE: 4, JULY: 4}, prices)
    assert months is not None
    assert [one.pence for one in months] == [40_00, 50_00]


def test_an_agreement_that_begins_within_a_month_has_its_price_for_it() -> None:
    months = money_by_month(100, {APRIL: 2}, [price(10_00, from_date=dt.date(2027, 4, 12))])
    assert months is not None
    assert months[0].pence == 20_00


@pytest.mark.parametrize("prices", [[], [price(10_00, from_date=MAY)]])
def test_without_a_price_there_is_no_money_at_all(prices: list[Price]) -> None:
    """Never £0: April has none, so that the year has none."""
    assert money_by_month(100, {APRIL: 2, MAY: 2}, prices) is None


COUNTS = st.lists(
    st.one_of(
        st.integers(0, 400).map(float),
        st.decimals(0, 400, places=2).map(float),
    ),
    min_size=1,
    max_size=12,
)
PRICES = st.builds(
    lambda pence, band, cap: price(
        pence, *([PriceBand(1.0, band)] if band else []), cap=cap and 1 + cap / 100
    ),
    st.integers(1, 500_00),
    st.one_of(st.none(), st.integers(1, 500_00)),
    st.one_of(st.none(), st.integers(1, 60)),
)


@settings(max_examples=40)
@given(st.integers(0, 1200), COUNTS, PRICES)
def test_months_add_up_to_the_year_and_the_cap_is_never_passed(
    volume: int, counts: list[float], at: Price
) -> None:
    delivered = dict(zip(YEARLONG, counts, strict=False))
    months = money_by_month(volume, delivered, [at])
    whole = money_by_month(volume, {APRIL: float(sum(map(Decimal, map(str, counts))))}, [at])
    assert months is not None
    assert whole is not None
    assert sum(one.pence for one in months) == whole[0].pence
    assert all(sum(band.units for band in one.bands) == one.units for one in months)
    paid = sum(one.units - one.unpaid for one in months)
    if at.cap is not None:
        assert paid <= volume * Decimal(str(at.cap))
        dearest = max(at.pence, *(band.pence for band in at.bands), 0)
        most = volume * Decimal(str(at.cap)) * dearest
        assert whole[0].pence <= most + 1


@pytest.mark.parametrize(
    ("now", "told", "changed"),
    [
        ({APRIL: 100, MAY: 200}, {APRIL: 100, MAY: 200}, {}),
        ({APRIL: 120, MAY: 200}, {APRIL: 100, MAY: 200}, {APRIL: 20}),
        ({APRIL: 80, MAY: 220, JUNE: 50}, {APRIL: 100, MAY: 200}, {APRIL: -20, MAY: 20}),
        ({APRIL: 100, MAY: 50}, {APRIL: 100}, {MAY: 50}),  # nobody told of May
        ({APRIL: 100}, {APRIL: 100, MAY: 7}, {MAY: -7}),
    ],
)
def test_corrections_of_earlier_months(
    now: dict[dt.date, int], told: dict[dt.date, int], changed: dict[dt.date, int]
) -> None:
    assert adjustments(now, told, before=JUNE) == changed
