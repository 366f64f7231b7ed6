"""What stands in a cell of the desk where there is nothing to count, or nothing more."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.agreements.models import AgreementKind
from commissioning.desk.decisions import Decision, DeskFacts, needs_of
from commissioning.desk.line_sides import LineGround
from commissioning.volumes.account import VolumeAccount, volume_account
from commissioning.volumes.alerts import Direction
from commissioning.volumes.money import Price
from commissioning.volumes.volume import Volume
from portal.desk.figures import HEADINGS, account_cells, account_words, days_waited, unfunded_cells
from portal.lines.agreement_words import agreement_words
from portal.lines.ground_words import where_words

TODAY = dt.date(2026, 9, 30)
YEAR = (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
ENDED = dt.date(2026, 6, 30)


def account(
    a_month: float, *, pounds: int | None = None, ended_on: dt.date | None = None,
    bought: float = 600,
) -> VolumeAccount:  # fmt: skip
    """Of starts in the year."""
    months = {dt.date(2026, month, 1): a_month for month in range(4, 10)}
    price = None if pounds is None else Price("start", YEAR[0], pounds * 100)
    volume = Volume(YEAR, bought, "start")
    return volume_account(volume, months, TODAY, price=price, ended_on=ended_on)


@pytest.mark.parametrize(
    ("a_month", "ended_on", "words"),
    [
        (75, None, "about 1 Dec 2026"),
        (250, None, "13 Jun 2026"),  # 100 of 250 in 12 of its 30 days: passed on the next
        (30, None, "lasts"),
        (75, ENDED, "ended"),  # nothing runs out after the end
        (250, ENDED, "ended"),
        (30, ENDED, "ended"),
    ],
)
def test_when_what_was_bought_is_used_up(
    a_month: float, ended_on: dt.date | None, words: str
) -> None:
    told = account(a_month, ended_on=ended_on)
    assert account_words(told).used_up_on == words
    assert (account_words(told).heading_for == "ended, last day 30 Jun 2026") is bool(ended_on)
    facts = DeskFacts(TODAY, ends_on=ended_on, account=told, alert=Direction.UNDER)
    needs = {need.decision for need in needs_of(facts)}
    assert (Decision.RUNNING_OUT in needs) == (words not in {"lasts", "ended"})
    assert (Decision.PAST_TOLERANCE in needs) is (ended_on is None)


@pytest.mark.parametrize(
    ("a_month", "ended_on", "told"),
    [
        (75, None, dt.date(2026, 12, 1)),
        (75, ENDED, "ended"),
        (30, None, "lasts"),
    ],
)
def test_the_file_says_why_nothing_is_used_up_and_rounds_as_the_page(
    a_month: float, ended_on: dt.date | None, told: dt.date | str
) -> None:
    counted = account(a_month, bought=184.38756855575866)
    cells = account_cells(counted)
    assert cells[1] == 184.4
    assert account_words(counted).bought == "184.4 starts"
    assert account_cells(account(a_month, ended_on=ended_on))[-1] == told
    assert account_cells(None)[-1] == "not known"


@pytest.mark.parametrize(
    ("bought", "pounds", "units", "cost"),
    [
        # 450 in half of the year: 900 or so of 600
        (600, None, True, False),
        (600, 100, True, True),
        (5000, None, False, False),
    ],
)
def test_what_is_not_funded_stands_in_the_file_whether_or_not_a_price_is_known(
    bought: float, pounds: int | None, units: bool, cost: bool
) -> None:
    told = account(75, pounds=pounds, bought=bought)
    row = dict(zip(HEADINGS[-5:-3], unfunded_cells(told), strict=True))
    assert told.unfunded is not None
    assert row["Not funded at most"] == told.unfunded[1]
    assert bool(told.unfunded[1]) is units
    assert (row["Cost of that at most, £"] is not None) is cost


def test_bought_outturn_and_what_is_not_funded_add_up() -> None:
    """4.5 bought, 4 by the middle of the year: 1 to 8 is no 4 and 0 to 3."""
    told = account(2 / 3, bought=4.5)
    words = told.in_words()
    assert words["Bought"].startswith("4.5 starts")
    low, high = words["Outturn"].removeprefix("between ").split(" starts")[0].split(" and ")
    assert told.unfunded == (max(0, int(float(low) - 4.5)), -int(4.5 - float(high) - 0.5))


def test_what_is_not_known_says_so_in_every_cell() -> None:
    unknown = account_words(None)
    cells = (unknown.to_date, unknown.expected, unknown.share, unknown.heading_for)
    assert {*cells, unknown.used_up_on, unknown.money} == {"not known"}


@pytest.mark.parametrize(
    ("a_month", "pounds", "words"),
    [(75, None, "no price known"), (30, 100, "none"), (75, 100, "up to £")],
)
def test_money_is_a_sum_none_or_without_a_price(
    a_month: float, pounds: int | None, words: str
) -> None:
    assert account_words(account(a_month, pounds=pounds)).money.startswith(words)


@pytest.mark.parametrize(
    ("days", "waiting", "words"),
    [(12, 3, "12 days"), (1, 1, "1 day"), (None, 0, "nobody waits"), (None, None, "not known"),
     (None, 4, "not known")],
)  # fmt: skip
def test_a_wait_of_nobody_is_not_one_that_nobody_told(
    days: int | None, waiting: int | None, words: str
) -> None:
    assert days_waited(days, waiting) == words


def test_many_areas_are_counted_and_few_are_named() -> None:
    areas = tuple((f"area-{number}", f"Area {number}") for number in range(108))
    regions = tuple((f"region-{number}", f"Region {number}") for number in range(12))
    assert where_words(LineGround(areas, regions)) == "108 areas in 12 regions"
    assert where_words(LineGround(areas[:9], regions[:1])) == "9 areas in Region 0"
    assert where_words(LineGround(areas[:2], regions[:1])) == "Area 0, Area 1"


def test_an_agreement_ends_ended_or_nobody_knows() -> None:
    words = agreement_words(AgreementKind.SLA, dt.date(2027, 3, 31), on=TODAY)
    assert words == "SLA, ends 31 Mar 2027"
    grant = agreement_words(AgreementKind.PAYMENT_BY_RESULTS, ENDED, on=TODAY)
    assert grant == "payment by results, ended 30 Jun 2026"
    assert agreement_words(AgreementKind.GRANT, None, on=TODAY) == "grant, end not known"
    assert agreement_words(None, None, on=TODAY) == "no agreement known here"
