"""What is known where months are silent, by hand: 120 bought from April, ten a month."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.volumes.account import VolumeAccount, alert_spells, volume_account
from commissioning.volumes.alerts import Direction
from commissioning.volumes.money import Price
from commissioning.volumes.silence import told_to, untold_in_words
from commissioning.volumes.volume import Profile, Volume

BOUGHT = Volume((date(2026, 4, 1), date(2027, 3, 31)), 120, "start", Profile.BY_MONTH)
ON = date(2026, 9, 30)
PRICE = Price("start", BOUGHT.first, 100_00)


def of(*months: int) -> tuple[date, ...]:
    return tuple(date(2026, month, 1) for month in months)


def account(by_month: dict[int, float], silent: tuple[int, ...]) -> VolumeAccount:
    delivered = {date(2026, month, 1): count for month, count in by_month.items()}
    return volume_account(BOUGHT, delivered, ON, price=PRICE, untold=of(*silent))


@pytest.mark.parametrize(
    ("by_month", "silent", "told_by", "to_date", "outturn", "unused"),
    [
        # told: none in two months, so 20 too few of 60
        ({4: 10, 5: 10, 6: 10, 7: 10}, (), (9, 30), "40 starts by 30 September 2026",
         "between 64 and 116", 40),
        # as expected while it was told: 40 of 40
        ({4: 10, 5: 10, 6: 10, 7: 10}, (8, 9), (7, 31), "40 starts by 31 July 2026",
         "between 102 and 138", None),
        # too few, and told to be: 20 of 40
        ({4: 5, 5: 5, 6: 5, 7: 5}, (8, 9), (7, 31), "20 starts by 31 July 2026",
         "between 42 and 118", 60),
        # a gap: as many, and perhaps more
        ({4: 10, 5: 10, 8: 10, 9: 10}, (6, 7), (9, 30), "at least 40 starts by 30 September 2026",
         "not known: nobody told what was delivered in June 2026 and July 2026", None),
        ({4: 10, 5: 10}, (6, 9), (8, 31), "at least 20 starts by 31 August 2026",
         "not known: nobody told what was delivered in June 2026, September 2026", None),
        ({}, (4, 5, 6, 7, 8, 9), (3, 31), "not known",
         "not known: nobody told what was delivered in April 2026 to September 2026", None),
    ],
)  # fmt: skip
def test_silence_is_no_0(
    by_month: dict[int, float],
    silent: tuple[int, ...],
    told_by: tuple[int, int],
    to_date: str,
    outturn: str,
    unused: int | None,
) -> None:
    told = account(by_month, silent)
    assert told_to(ON, of(*silent)) == date(2026, *told_by)
    words = told.in_words()
    assert words["To date"] == to_date
    assert words["Outturn"].startswith(outturn)
    assert (None if told.alert is None else told.alert.unused) == unused
    assert (words["Exhausted on"] == "not known") is outturn.startswith("not known")
    assert (words["Not funded"] == "not known") is outturn.startswith("not known")


def test_too_many_are_too_many_whatever_is_silent() -> None:
    told = account({4: 90, 8: 40}, (5, 6, 7, 9))
    assert told.alert is not None
    assert told.alert.direction is Direction.OVER
    words = told.in_words()
    assert words["Share of what was bought"] == "at least 108.3%, over by 10"
    assert words["Exhausted on"].startswith("by ")
    assert words["Exhausted on"].endswith(" August 2026")
    assert "£" not in " ".join(words.values()), "what it comes to is not known"


@pytest.mark.parametrize(
    ("by_month", "silent", "used_up", "sentence"),
    [
        # all 120 by the end of May, and nobody told since; what comes is no pace carried on
        ({4: 60, 5: 60}, (6, 7, 8, 9), "by 31 May 2026", "was used up by 31 May 2026"),
        ({4: 60, 5: 60}, (), "by 31 May 2026", "was used up by 31 May 2026"),
        ({4: 60, 9: 60}, (5,), "by 30 September 2026", "was used up by 30 September 2026"),
        # one more than was bought: the day on which it passed
        ({4: 60, 5: 61}, (), "31 May 2026", "was used up on 31 May 2026"),
        # one fewer in two months: passed on the first day of the third, which nobody told
        ({4: 60, 5: 59}, (6, 7, 8, 9), "1 June 2026, expected",
         "may have run out about 1 June 2026, as nobody told since 31 May 2026"),
        # 80 in six months: 120 in nine
        ({4: 0, 9: 80}, (), "1 January 2027, expected", "runs out about 1 January 2027"),
    ],
)  # fmt: skip
def test_used_up_is_no_forecast(
    by_month: dict[int, float], silent: tuple[int, ...], used_up: str, sentence: str
) -> None:
    told = account(by_month, silent)
    assert told.in_words()["Exhausted on"] == used_up
    assert told.runs_out_in_words(ON) == sentence
    has_passed = sentence.startswith("may have run out")
    assert told.in_words(ON)["Exhausted on"] == (sentence if has_passed else used_up)


def test_used_to_the_last_unit_on_the_last_day_it_lasted() -> None:
    [first, *_] = of(4)
    told = volume_account(BOUGHT, {first: 60, date(2027, 3, 1): 60}, BOUGHT.last)
    assert told.in_words()["Exhausted on"] == "lasts until 31 March 2027"


def test_no_spell_of_too_few_comes_across_a_silence() -> None:
    delivered = dict.fromkeys(of(4, 5, 8), 10.0)
    assert alert_spells(BOUGHT, delivered, ON, of(6, 7, 9)) == ()
    [spell] = alert_spells(BOUGHT, delivered, ON)
    assert spell.direction is Direction.UNDER


@pytest.mark.parametrize(
    ("months", "words"),
    [((), ""), ((6,), "June 2026"), ((6, 7), "June 2026 and July 2026"),
     ((4, 5, 6, 9), "April 2026 to June 2026, September 2026")],
)  # fmt: skip
def test_months_in_words(months: tuple[int, ...], words: str) -> None:
    assert untold_in_words(of(*months)) == words
