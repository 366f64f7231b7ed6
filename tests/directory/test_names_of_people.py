"""Which names somebody is asked about: by hand, people and, apart, bodies and posts."""

from __future__ import annotations

import pytest

from directory.names_of_people import may_name_somebody

PEOPLE = [
    "John Smith",
    "john smith",
    "Smith John",
    "Mr Smith",
    "Mrs. Patel",
    "Dr Jones",
    "J. Smith",
    "J Smith",
    "Mary-Ann O'Brien",
    "Siân Hughes",
    "Sarah Jane Williams",
    "Tomasz Kowalski",
    "Kwame Mensah",
    "Area Manager John Smith",
    "Area Manager Tomasz Kowalski",
    "Area manager: Jane Doe",
    "Jane Doe – housing lead",
    "Head of housing (Jane Doe)",
]
NOBODY = [
    "Chief Executive",
    "Homes Board",
    "Head of housing",
    "Area manager",
    "Governor of Milton Keynes",
    "Milton Keynes Area Manager",
    "Prison Group Director",
    "Director of Children's Services",
    "Deputy Chief Constable",
    "Police and Crime Commissioner",
    "John Lewis Partnership",
    "Elizabeth Fry Trust",
    "St Giles Trust",
    "Stepping Stone Homes",
    "Fellside Council",
    "Blackburn with Darwen Council",
    "Greater Manchester Combined Authority",
    "Integrated Care Board",
    "Citizens Advice",
    "Turning Point",
    "Age UK",
    "HMP Preston",
    "Heddlu Gwent",
    "Credit union",
    "Clinic by the mill",
    "Councils",
    "Smith",
    "",
]


@pytest.mark.parametrize("words", PEOPLE)
def test_what_reads_as_the_name_of_a_person_is_asked_about(words: str) -> None:
    assert may_name_somebody(words)


@pytest.mark.parametrize("words", NOBODY)
def test_a_body_a_post_or_one_word_is_not(words: str) -> None:
    assert not may_name_somebody(words)
