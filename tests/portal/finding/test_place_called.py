"""A place named among other words is the place that every other page finds by the name."""

from __future__ import annotations

import pytest

from directory.places.reference_tables import local_delivery_units, regions
from directory.search.place_words import named_in, place_called
from directory.search.shelf import AreaFacts, CardShelf, Stamp
from directory.search.wording import words_of
from portal.finding.places import PlaceNotFound, is_postcode, named_place
from tests.makers.days import TODAY


@pytest.fixture(scope="module")
def shelf() -> CardShelf:
    """The areas that ship, without any service."""
    names = {region.code: region for region in regions()}
    areas = {
        row.slug: AreaFacts(
            row.slug,
            row.name,
            names[row.region_code].slug,
            names[row.region_code].name,
            (row.latitude, row.longitude),
        )
        for row in local_delivery_units()
    }
    return CardShelf(Stamp(0, 0, 0, TODAY), areas)


@pytest.mark.parametrize(
    ("asked", "place", "left"),
    [
        ("services near hull", "Kingston upon Hull", ["services"]),
        ("unpaid work in Southend", "Southend-on-Sea", ["unpaid", "work"]),
        ("debt advice Berwick", "Berwick-Upon-Tweed", ["debt", "advice"]),
        ("gwaith di-dâl yng Nghaerdydd", "Cardiff", ["gwaith", "di", "dal"]),
        ("tai ger Abertawe", "Swansea", ["tai"]),
        ("housing in St. Neots", "Saint Neots", ["housing"]),
        ("alcohol help Saint Albans", "St Albans", ["alcohol", "help"]),
        ("curfew Ynys Môn", "Isle of Anglesey", ["curfew"]),
        ("drug treatment london", "London", ["drug", "treatment"]),
        ("housing in Wales", "Wales", ["housing"]),
        ("housing Lancs", "Lancashire", ["housing"]),
    ],
)
def test_a_place_among_words(shelf: CardShelf, asked: str, place: str, left: list[str]) -> None:
    named = named_in(words_of(asked), shelf, lambda _word: False)
    assert named.place
    assert named.place.name == place
    assert list(named.words) == left


@pytest.mark.parametrize(
    ("asked", "code", "left"),
    [
        ("debt PR1 2QS", "PR1 2", ["debt"]),
        ("debt near pr1-2qs", "PR1 2", ["debt"]),
        ("food parcel in PRI 2QS please", "PR1 2", ["food", "parcel", "please"]),
        ("PR1 debt", "PR1", ["debt"]),
        ("debt pr1 2", "PR1 2", ["debt"]),
        ("housing ec1", "EC1", ["housing"]),
    ],
)
def test_a_postcode_among_words_however_it_is_typed(
    shelf: CardShelf, asked: str, code: str, left: list[str]
) -> None:
    named = named_in(words_of(asked), shelf, lambda _word: True)
    assert named.place
    assert named.place.is_postcode
    assert named.place.name == code
    assert list(named.words) == left


@pytest.mark.parametrize(
    "asked", ["help me 18 to 25", "so 12 months", "40 hours", "PR99", "over 18"]
)
def test_a_number_among_words_is_no_postcode(shelf: CardShelf, asked: str) -> None:
    place = named_in(words_of(asked), shelf, lambda _word: True).place
    assert place is None or not place.is_postcode


@pytest.mark.parametrize("asked", ["supported housing beds", "help to marry", "so forth", "mon"])
def test_a_plain_word_is_no_place(shelf: CardShelf, asked: str) -> None:
    words = words_of(f"{asked} women")
    assert named_in(words, shelf, lambda _word: True).place is None


def test_two_of_a_name_are_asked(shelf: CardShelf) -> None:
    place = place_called("Newcastle", shelf)
    assert place
    assert place.is_asked
    assert place.others == ("Newcastle upon Tyne", "Newcastle under Lyme")


@pytest.mark.parametrize("typed", ["Hull", "Newcastle upon Tyne", "Newport, Isle of Wight"])
def test_in_the_box_one_place_is_measured_from(shelf: CardShelf, typed: str) -> None:
    assert named_place(typed, shelf).origin


def test_what_is_no_place_says_so(shelf: CardShelf) -> None:
    with pytest.raises(PlaceNotFound, match="No place called “Nowhere at all” is known"):
        named_place("Nowhere at all", shelf)


@pytest.mark.parametrize("typed", ["PR1 2QS", "pr1-2qs.", "PRI 2QS", "EC1", "near PR1", "90210"])
def test_a_postcode_of_any_form_is_one(typed: str) -> None:
    assert is_postcode(typed)


SLIPS = (
    ("pretson", "Preston"),
    ("Gateshed", "Gateshead"),
    ("leylnd", "Leyland"),
    ("manchster", "Manchester"),
    ("lodnon", "London"),
    ("burnely", "Burnley"),
    ("wigen", "Wigan"),
)


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_a_slip_is_put_right_and_said_in_the_field_as_among_the_words(
    shelf: CardShelf, typed: str, meant: str
) -> None:
    in_field = named_place(typed, shelf)
    among_words = named_in(words_of(f"debt near {typed}"), shelf, lambda _word: False).place
    assert among_words
    for place in (in_field, among_words):
        assert (place.name, place.typed.lower(), place.is_asked) == (meant, typed.lower(), False)
        assert place.origin or place.region


def test_a_slip_that_may_be_several_is_asked_about_in_both(shelf: CardShelf) -> None:
    in_field = named_place("ashfrod", shelf)
    among_words = named_in(words_of("debt near ashfrod"), shelf, lambda _word: False).place
    assert among_words
    for place, several in ((in_field, in_field.choices), (among_words, among_words.others)):
        assert place.is_asked
        assert place.name == "Ashford"
        assert len(several) > 1
