"""Pairs of names that must and must not be taken for almost the same."""

from __future__ import annotations

import pytest

from directory.names_alike import ALMOST_THE_SAME, likeness_of

ONE_NAME = [
    ("Larch St. Project", "Larch Street Project"),
    ("Penine Works", "Pennine Works"),
    ("Ribble Treatment", "Ribble Treatment (example)"),
    ("Haven Hse", "Haven House"),
    ("The Larch-Street Project Ltd", "larch street project"),
    ("Larch Street Projects", "Larch Street Project"),
    ("Project Larch Street", "Larch Street Project"),
    ("LarchStreet Project", "Larch Street Project"),
    ("St Anne’s Hub", "Saint Annes Hub"),
    ("Women's Ctr Preston", "Womens Centre Preston"),
    ("Lancashire Prob Trust", "Lancashire Probation Trust"),
    ("Blackburn Womens Center", "Blackburn Women’s Centre"),
    ("Change Grow Live (CGL)", "Change, Grow, Live"),
]
OTHERS = [
    ("North West Probation (example)", "North East Probation (example)"),
    ("Lancashire and Cumbria Rehabilitation Company North",
     "Lancashire and Cumbria Rehabilitation Company South"),
    ("Lancashire and Cumbria Community Rehabilitation and Resettlement Services East",
     "Lancashire and Cumbria Community Rehabilitation and Resettlement Services West"),
    ("Lancashire Probation Accommodation Partnership 1",
     "Lancashire Probation Accommodation Partnership 2"),
    ("Nacro (North West)", "Nacro (South Coast)"),
    ("Haven House", "Haven Housing"),
    ("Haven House", "Haven House Preston"),
    ("Haven", "Haven House"),
    ("Larch Street Project", "Elm Street Project"),
    ("Larch Street Project", "Larch Road Project"),
    ("Pennine Works", "Pennine Workshops"),
    ("Men's Hub", "Women's Hub"),
    ("Ribble Treatment", "Ribble Training"),
    ("Area 12 Support", "Area 13 Support"),
    ("Mersey East Trust", "Mersey West Trust"),
    ("Ltd", "The Company"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_one_name_in_two_spellings(one: str, other: str) -> None:
    assert likeness_of(one, other) >= ALMOST_THE_SAME
    assert likeness_of(other, one) >= ALMOST_THE_SAME


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_names(one: str, other: str) -> None:
    assert likeness_of(one, other) < ALMOST_THE_SAME
    assert likeness_of(other, one) < ALMOST_THE_SAME
