"""When nothing more is used of what was bought, and what is then told of it: by hand."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.volumes.account import alert_spells, volume_account
from commissioning.volumes.ending import last_day
from commissioning.volumes.money import Price
from commissioning.volumes.running_out import runs_out, runs_out_no_more
from commissioning.volumes.volume import Profile, Volume

TODAY, BEFORE, YESTERDAY = date(2026, 12, 1), date(2026, 9, 30), date(2026, 11, 30)
BOUGHT = Volume((date(2026, 4, 1), date(2027, 3, 31)), 120, "start", Profile.BY_MONTH)
PRICE = Price("start", BOUGHT.first, 100_00)


@pytest.mark.parametrize(
    ("ends_on", "closed_on", "day"),
    [
        (None, None, None),
        (TODAY, None, None),  # its last day is not over
        (YESTERDAY, None, YESTERDAY),
        (None, date(2026, 12, 2), None),
        (None, TODAY, YESTERDAY),  # the first day without it
        (BEFORE, TODAY, BEFORE),
        (date(2027, 3, 31), date(2026, 10, 1), BEFORE),
    ],
)
def test_last_day(ends_on: date | None, closed_on: date | None, day: date | None) -> None:
    assert last_day(ends_on, closed_on, today=TODAY) == day


@pytest.mark.parametrize(
    ("a_month", "silent", "told"),
    [
        (3, (), ("18 starts by 30 September 2026", "42 fewer than expected to date (70%)",
                 "15%", "no starts", None)),
        (25, (), ("150 starts by 30 September 2026", "90 more than expected to date (150%)",
                  "125%, over by 30", "30 starts", "£3,000.00")),
        # nobody told of September: what was used by the last day is not known
        (25, (9,), ("125 starts by 31 August 2026", "75 more than expected to date (150%)",
                    "104.2%, over by 5", "not known", None)),
        (25, (6,), ("at least 125 starts by 30 September 2026", "not known",
                    "at least 104.2%, over by 5", "not known", None)),
    ],
)  # fmt: skip
def test_after_the_end_only_what_was_used_is_told(
    a_month: float, silent: tuple[int, ...], told: tuple[str | None, ...]
) -> None:
    """Ten a month were expected until 30 September; of October and November nobody told."""
    months = {date(2026, month, 1): a_month for month in range(4, 13) if month not in silent}
    untold = tuple(date(2026, month, 1) for month in (*silent, 10, 11))
    account = volume_account(BOUGHT, months, TODAY, price=PRICE, untold=untold, ended_on=BEFORE)
    words = account.in_words()
    names = ("To date", "Variance", "Share of what was bought", "Not funded")
    assert (*map(words.get, (*names, "Cost of what is not funded")),) == told
    assert words["Ended"] == "last day 30 September 2026, nothing more is used of it"
    assert {"Outturn", "Exhausted on"}.isdisjoint(words)
    assert account.alert is None
    assert (runs_out(account), runs_out_no_more(account)) == (False, True)


def test_no_alert_stands_after_the_end() -> None:
    """Twice the tolerance from April's 0 of 10 on."""
    [stands] = alert_spells(BOUGHT, {}, TODAY)
    assert stands.went is None
    [gone] = alert_spells(BOUGHT, {}, TODAY, ended_on=BEFORE)
    assert gone.in_words().endswith("no longer in September 2026")
