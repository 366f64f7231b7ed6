"""Dates, counts and shares in words."""

from __future__ import annotations

import datetime as dt

import pytest
from markupsafe import Markup

from portal import formatting as say


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2027, 3, 16), dt.date(2027, 3, 16), "16 March 2027"),
        (dt.date(2027, 3, 16), dt.date(2027, 3, 20), "16 to 20 March 2027"),
        (dt.date(2027, 3, 16), dt.date(2027, 5, 2), "16 March to 2 May 2027"),
        (dt.date(2026, 12, 30), dt.date(2027, 1, 4), "30 December 2026 to 4 January 2027"),
    ],
)
def test_a_range_says_nothing_twice(first: dt.date, last: dt.date, words: str) -> None:
    assert say.between(first, last) == words


def test_dates_are_in_words() -> None:
    assert say.in_words(dt.date(2027, 3, 6)) == "6 March 2027"
    assert say.short(dt.date(2027, 9, 6)) == "6 Sep 2027"
    assert say.month(dt.date(2027, 3, 6)) == "March 2027"


def test_a_date_not_known_is_said_so() -> None:
    assert [say.in_words(None), say.short(None), say.month(None)] == ["not known"] * 3


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (dt.datetime(2027, 3, 16, 9, 5, tzinfo=dt.UTC), "As at 16 March 2027 at 9:05am"),
        (dt.datetime(2027, 6, 30, 23, 30, tzinfo=dt.UTC), "As at 1 July 2027 at 12:30am"),
        (dt.datetime(2027, 6, 30, 11, 0, tzinfo=dt.UTC), "As at 30 June 2027 at midday"),
        (dt.datetime(2027, 1, 5, 0, 0, tzinfo=dt.UTC), "As at 5 January 2027 at midnight"),
        (dt.datetime(2027, 1, 5, 15, 0, tzinfo=dt.UTC), "As at 5 January 2027 at 3pm"),
    ],
)
def test_moments_are_those_of_london(at: dt.datetime, words: str) -> None:
    assert say.as_at(at) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "not known"),
        (0, "0 days"),
        (1, "1 day"),
        (14, "14 days"),
        (15, "2 weeks"),
        (182, "26 weeks"),
        (183, "6 months"),
    ],
)
def test_length_of_a_wait(days: int | None, words: str) -> None:
    assert say.long_wait(days) == words


@pytest.mark.parametrize(
    ("things", "words"),
    [
        ([], "none"),
        (["Preston"], "Preston"),
        (["Preston", "Burnley"], "Preston and Burnley"),
        (["Preston", "Blackburn", "Burnley"], "Preston, Blackburn and Burnley"),
    ],
)
def test_lists_in_a_sentence(things: list[str], words: str) -> None:
    assert say.joined(things) == words


def test_a_list_with_markup_escapes_the_rest() -> None:
    assert say.joined([Markup("<b>1</b>"), "<i>"]) == Markup("<b>1</b> and &lt;i&gt;")


def test_nouns_sentences_and_telephones() -> None:
    assert [say.counted(1, "place"), say.counted(1200, "place")] == ["1 place", "1,200 places"]
    assert say.sentence("ring to check") == "Ring to check."
    assert say.telephone_link("01632 960 000") == "tel:01632960000"


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (
            ("81 Gloucester Street, Atherton, M46 0JS", "M46 0JS"),
            "81 Gloucester Street, Atherton, M46 0JS",
        ),
        (("81 Gloucester Street, Atherton", "M46 0JS"), "81 Gloucester Street, Atherton, M46 0JS"),
        (("1 High Street, m46 0js", "M46 0JS"), "1 High Street, M46 0JS"),
        (("Centre, Preston", "11 Long Lane, Preston", None), "Centre, 11 Long Lane, Preston"),
        ((None, "", "PR1 1AA"), "PR1 1AA"),
        ((), ""),
    ],
)
def test_an_address_says_nothing_twice(parts: tuple[str | None, ...], line: str) -> None:
    assert say.address_line(*parts) == line
