"""What in a sentence names somebody: by hand, people and, apart, posts, bodies and places."""

from __future__ import annotations

import pytest

from directory.names_in_prose import likely_person_in, person_named_in

PEOPLE = [
    ("Agreed with Sarah Jones on Friday.", "Sarah Jones"),
    ("Mr Patel rang about the protocol.", "Mr Patel"),
    ("the office of mr smith", "mr smith"),
    ("Dr. Jones has it", "Dr Jones"),
    ("Led by J. Smith of the council", "J Smith"),
    ("We told Sarah.", "Sarah"),
    ("The council (John Smith) came twice", "John Smith"),
    ("Area Manager John Smith", "Area Manager John Smith"),
    ("Siân Hughes will chair the Homes Board", "Siân Hughes"),
    ("Minutes by Mary-Ann O'Brien: agreed", "Mary-Ann O'Brien"),
    ("The plan of John Smith", "John Smith"),
]
LIKELY = [
    ("Kwame Mensah", "Kwame Mensah"),
    ("The group is led by Kwame Mensah.", "Kwame Mensah"),
    ("Seen by Olena Kovalenko, twice", "Olena Kovalenko"),
]
NOBODY = [
    "Chief Executive",
    "The Chief Executive of Fellside Council agreed.",
    "Deputy Chief Constable and the Police and Crime Commissioner",
    "Governor of HMP Preston",
    "Lord Chancellor, Lord Mayor",
    "Lady Chief Justice",
    "John Lewis Partnership",
    "the Elizabeth Fry hostel in Reading",
    "St Giles Trust",
    "St Helens and Milton Keynes",
    "A group began in Milton Keynes; another near King’s Lynn",
    "Beverley, Lewes and Kingston upon Hull",
    "Greater Manchester Combined Authority",
    "Integrated Care Board for Lancashire and South Cumbria",
    "the charity Stepping Stones",
    "Stepping Stones Trust opened a house.",
    "Since Blackburn opened, Preston follows.",
    "Drug Action Teams and Youth Offending Teams",
    "Prolific and other Priority Offender schemes",
    "The council came twice. Preston and Blackburn did not.",
    "Group A Blackburn",
    "A Board of the Ministry of Justice",
    "Dawn raids by the police",
    "It begins From July in each Release on Temporary Licence",
    "Heddlu Gwent",
    "CRCs, NHS England and Citizens Advice",
    "by 31 March 2027, Regional Board",
    "Summer 2026 in Preston",
    "",
]
ONLY_NOT_LIKELY = ["Homes and Work After Sentence", "Reducing Reoffending: Getting Things Right"]


@pytest.mark.parametrize(("words", "named"), PEOPLE)
def test_what_names_a_person_is_found(words: str, named: str) -> None:
    assert person_named_in(words) == likely_person_in(words) == named


@pytest.mark.parametrize(("words", "named"), LIKELY)
def test_what_may_name_one_is_found_where_that_is_asked(words: str, named: str) -> None:
    assert (person_named_in(words), likely_person_in(words)) == ("", named)


@pytest.mark.parametrize("words", NOBODY)
def test_posts_bodies_and_places_name_nobody(words: str) -> None:
    assert likely_person_in(words) == ""


@pytest.mark.parametrize("words", ONLY_NOT_LIKELY)
def test_a_title_with_capital_letters_names_nobody(words: str) -> None:
    assert person_named_in(words) == ""
