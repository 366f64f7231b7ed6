"""Hertfordshire's year: 800 bought from 1 April 2009, 932 completed; the months are our own."""

from datetime import date

import pytest

from commissioning.volumes.account import VolumeAccount, alert_spells, volume_account
from commissioning.volumes.money import Price
from commissioning.volumes.volume import Volume

YEAR = (date(2009, 4, 1), date(2010, 3, 31))
BY_MONTH = [84, 60, 78, 79, 78, 80, 80, 79, 72, 77, 80, 85]
PRICE = Price("completion", YEAR[0], 850_00)
BOUGHT = Volume(YEAR, 800, "completion")
VARIED = Volume(YEAR, 800, "completion", segments=[(date(2009, 10, 1), 1000)])
JUNE, SEPTEMBER, OCTOBER, NOVEMBER = (
    date(2009, month, day) for month, day in ((6, 30), (9, 30), (10, 31), (11, 30))
)
MARCH = YEAR[1]


def account(volume: Volume, on: date, price: Price | None = PRICE) -> VolumeAccount:
    return volume_account(volume, BY_MONTH, on, price=price)


def test_months_come_to_the_year_that_was_reported() -> None:
    assert sum(BY_MONTH) == 932


@pytest.mark.parametrize(
    ("on", "name", "printed"),
    [
        (JUNE, "To date", "222 completions by 30 June 2009"),
        (JUNE, "Expected to date", "about 199"),  # 91 of 365 days: 199.5
        (JUNE, "Variance", "23 more than expected to date (11.3%)"),
        (JUNE, "Share of what was bought", "27.8%"),
        (SEPTEMBER, "Bought", "800 completions from 1 April 2009 to 31 March 2010"),
        (SEPTEMBER, "To date", "459 completions by 30 September 2009"),
        (SEPTEMBER, "Expected to date", "about 401"),  # 183 of 365 days: 401.1
        (SEPTEMBER, "Variance", "58 more than expected to date (14.4%)"),
        (SEPTEMBER, "Share of what was bought", "57.4%"),
        # By days 915.5, by months 918, residual 459 + 398.9 = 857.9; ± 1.96 √398.9 = 39.1.
        (SEPTEMBER, "Outturn", "between 818 and 958 completions by 31 March 2010"),
        # 459 in 183 days: the 801st in the 319th day.
        (SEPTEMBER, "Exhausted on", "13 February 2010, expected"),
        (SEPTEMBER, "Not funded", "18 to 158 completions"),
        (SEPTEMBER, "Cost of what is not funded", "£15,300.00 to £134,300.00"),
        (MARCH, "To date", "932 completions by 31 March 2010"),
        (MARCH, "Expected to date", "800"),
        (MARCH, "Variance", "132 more than expected to date (16.5%)"),
        (MARCH, "Share of what was bought", "116.5%, over by 132"),
        (MARCH, "Outturn", "932 completions, final"),
        (MARCH, "Exhausted on", "12 February 2010"),
        (MARCH, "Not funded", "132 completions"),
        (MARCH, "Cost of what is not funded", "£112,200.00"),
    ],
)
def test_year_as_the_page_prints_it(on: date, name: str, printed: str) -> None:
    assert account(BOUGHT, on).in_words()[name] == printed


@pytest.mark.parametrize(
    ("on", "name", "printed"),
    [
        # 800 × 183/365 + 1,000 × 182/365 = 401.1 + 498.6
        (SEPTEMBER, "Bought", "899.7 completions from 1 April 2009 to 31 March 2010"),
        (SEPTEMBER, "Expected to date", "about 401"),
        (SEPTEMBER, "Outturn", "between 871 and 1,002 completions by 31 March 2010"),
        (OCTOBER, "Expected to date", "about 486"),  # 401.1 + 31 of 182 days of 498.6
        (OCTOBER, "Variance", "53 more than expected to date (10.9%)"),
        (NOVEMBER, "Variance", "50 more than expected to date (8.8%)"),
        # 618 in 244 days: the 900th in the 356th day.
        (NOVEMBER, "Exhausted on", "22 March 2010, expected"),
        (MARCH, "Share of what was bought", "103.6%, over by 32"),
        (MARCH, "Not funded", "32 completions"),
        (MARCH, "Cost of what is not funded", "£27,200.00"),
    ],
)
def test_year_varied_from_october_as_the_page_prints_it(on: date, name: str, printed: str) -> None:
    assert account(VARIED, on).in_words()[name] == printed


@pytest.mark.parametrize(
    ("volume", "spells"),
    [
        (
            BOUGHT,
            [
                # 84 where 65.8 were expected: twice the tolerance at once. Then 144 of 133.7.
                "Over what was expected since April 2009, no longer in May 2009",
                # 222 of 199.5 and 301 of 267.4: the second month past the tolerance.
                "Over what was expected since July 2009",
            ],
        ),
        (
            VARIED,
            [
                "Over what was expected since April 2009, no longer in May 2009",
                "Over what was expected since July 2009, no longer in November 2009",
            ],
        ),
    ],
)
def test_alerts_come_and_go_in_their_months(volume: Volume, spells: list[str]) -> None:
    assert [spell.in_words() for spell in alert_spells(volume, BY_MONTH, MARCH)] == spells


def test_alert_stands_until_it_is_known_to_be_gone() -> None:
    (spell,) = alert_spells(BOUGHT, BY_MONTH, date(2009, 5, 30))
    assert (spell.came, spell.went) == (date(2009, 4, 30), None)


@pytest.mark.parametrize("volume", [BOUGHT, VARIED])
def test_range_in_september_contains_the_end(volume: Volume) -> None:
    heading_for = account(volume, SEPTEMBER).outturn
    assert heading_for is not None
    assert heading_for.low <= 932 <= heading_for.high


@pytest.mark.parametrize("on", [JUNE, SEPTEMBER, MARCH])
def test_unpriced_agreement_tells_no_money_at_all(on: date) -> None:
    unpriced = account(BOUGHT, on, price=None)
    told = " ".join(unpriced.in_words().values()) + (
        unpriced.alert.in_words() if unpriced.alert else ""
    )
    assert "£" not in told
    assert "cost" not in " ".join(unpriced.in_words()).casefold()
    assert unpriced.unfunded_cost is None


def test_no_money_is_told_where_all_is_funded() -> None:
    enough = volume_account(Volume(YEAR, 2000, "completion"), BY_MONTH, SEPTEMBER, price=PRICE)
    assert enough.in_words()["Not funded"] == "no completions"
    assert enough.in_words()["Exhausted on"] == "lasts until 31 March 2010"
    assert "£" not in " ".join(enough.in_words().values())


def test_activity_without_commissioned_capacity_has_no_share() -> None:
    told = volume_account(Volume(YEAR, 0, "start"), BY_MONTH, SEPTEMBER).in_words()
    assert told["Share of what was bought"] == "nothing was bought"
    assert told["Variance"] == "459 more than expected to date"
