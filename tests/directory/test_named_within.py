"""What in a title, a board or a source reads as a person's name; posts and places do not."""

from __future__ import annotations

import pytest

from directory.names_of_people import named_within

PEOPLE = [
    ("Sharing about John Smith", "John Smith"),
    ("Sharing on Jane Doe and her children", "Jane Doe"),
    ("Case of Kwame Mensah", "Kwame Mensah"),
    ("For Tomasz Kowalski only", "For Tomasz Kowalski"),
    ("Board chaired by Siân Hughes", "Siân Hughes"),
    ("As Mrs Patel told us", "As Mrs Patel"),
    ("about john smith", "about john smith"),
    ("Told by J. Smith on the telephone", "J. Smith"),
]
NOBODY = [
    "Chief Executive",
    "Chief executive",
    "Head of probation",
    "Head of Information",
    "Head of information of the region",
    "Regional director",
    "Director of Public Health",
    "Sharing with mentors, as first agreed",
    "Before release: prison, probation and mentors",
    "Information sharing between Probation North West and Example Forge Trust",
    "Reducing reoffending board",
    "Lancashire Criminal Justice Board",
    "Health and Wellbeing Board",
    "MAPPA Strategic Management Board",
    "Pennine Lancashire Community Safety Partnership",
    "Integrated Offender Management",
    "Safer Lancashire",
    "The council’s own web pages",
    "Ministry of Justice",
    "Preston",
    "Blackburn with Darwen",
    "",
]


@pytest.mark.parametrize(("words", "found"), PEOPLE)
def test_what_reads_as_a_name_is_found_within(words: str, found: str) -> None:
    assert named_within(words) == found


@pytest.mark.parametrize("words", NOBODY)
def test_posts_bodies_and_places_are_not(words: str) -> None:
    assert named_within(words) == ""
