"""What among words is a telephone number, and what says when or how much."""

from __future__ import annotations

import pytest

from directory.free_words import number_or_place_in
from directory.numbers_in_prose import numbers_among_words

NUMBERS = (
    "ring 01632 960123", "ring 1632 960123", "7700 900123", "01632960123", "+44 1632 960123",
    "(0161) 496 0000", "161 496 0000", "0800 1111", "020 7946 2026", "20 7946 0000",
    "Q2 01632 960123", "£5 07700 900123", "2026-27 07700 900123", "07700 900123 2026-27",
    "50% 01632 960123", "by 31.03.2027 07700 900123", "2026-27, 01632 960123", "1908 202612",
    "0161 496 2026", "in week 12 on 01632 960123",
)  # fmt: skip
NO_NUMBERS = (
    "Q2 2026-27", "Q3 2026/27 to Q2 2027-28", "Qtr 2 2026-27", "Quarter 4 2026-2027", "H2 2026-27",
    "2026-27 2027-28", "2026-2027", "2004-2008 (12)", "Phase 1 2026-27", "2026-27 400 places",
    "1.1.1 2026-27", "31.03.2027", "01-03-2027", "01.03.2027-31.03.2027", "01-03-2027 200 places",
    "2026-03-31 to 2027-03-31", "01 03 2027", "£1 250 000", "£2500000", "£1000000-1500000",
    "£1,200,000 in 2026-27", "2500000 pounds", "1 200 000 people", "100 200 300", "50% 2026-27",
    "25-30 per cent 2026-27", "12.5% of 2026-27", "week 12 2026-27",
)  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_telephone_number_is_found_whatever_stands_beside_it(text: str) -> None:
    assert numbers_among_words(text)
    assert number_or_place_in(text) == "a telephone number"


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_when_and_how_much_are_no_telephone_number(text: str) -> None:
    assert number_or_place_in(text) is None
