"""Places as a stranger types them, in two languages, and what is asked where two bear a name."""

from __future__ import annotations

import pytest

from directory.naming import Likeness, name_key
from directory.places.everyday_names import everyday_names
from directory.places.known_places import places_called
from directory.places.reference_tables import courts, prisons, sources

MEANT = (
    ("Hull", "Kingston upon Hull"),
    ("hull", "Kingston upon Hull"),
    ("Southend", "Southend-on-Sea"),
    ("southend on sea", "Southend-on-Sea"),
    ("Berwick", "Berwick-Upon-Tweed, Northumberland"),
    ("Burton on Trent", "Burton upon Trent, East Staffordshire"),
    ("Burton-upon-Trent", "Burton upon Trent, East Staffordshire"),
    ("Anglesey", "Isle of Anglesey"),
    ("Ynys Môn", "Isle of Anglesey"),
    ("ynys mon", "Isle of Anglesey"),
    ("Caerdydd", "Cardiff"),
    ("CAERDYDD", "Cardiff"),
    ("Abertawe", "Swansea"),
    ("Wrecsam", "Wrexham"),
    ("Y Fenni", "Abergavenny, Monmouthshire"),
    ("pen y bont ar ogwr", "Bridgend"),
    ("Sir Gâr", "Carmarthenshire"),
    ("Sir Benfro", "Pembrokeshire"),
    ("Pont-y-pwl", "Pontypool, Torfaen"),
    ("Rhydaman", "Ammanford, Carmarthenshire"),
    ("Amwythig", "Shrewsbury, Shropshire"),
    ("St Neots", "Saint Neots, Huntingdonshire"),
    ("Saint Albans", "St Albans"),
    ("St. Helens", "St Helens"),
    ("Bury St. Edmunds", "Bury St Edmunds, West Suffolk"),
    ("King’s Lynn", "King's Lynn, King's Lynn and West Norfolk"),
    ("kings lynn", "King's Lynn, King's Lynn and West Norfolk"),
    ("kingslynn", "King's Lynn, King's Lynn and West Norfolk"),
    ("Gt. Yarmouth", "Great Yarmouth"),
    ("Leamington", "Royal Leamington Spa, Warwick"),
    ("Stoke", "Stoke-on-Trent"),
    ("stoke‐on‐trent", "Stoke-on-Trent"),
    ("Weston", "Weston-super-Mare, North Somerset"),
    ("Barrow", "Barrow in Furness, Westmorland and Furness"),
    ("Kingston", "Kingston upon Thames"),
    ("Middlesborough", "Middlesbrough"),
    ("Newport", "Newport"),
    ("Newport, Isle of Wight", "Newport, Isle of Wight"),
    ("newport, isle of wight", "Newport, Isle of Wight"),
    ("Ashton-in-Makerfield", "Ashton in Makerfield, Wigan"),
    ("Co. Durham", "County Durham"),
    ("the Wirral", "Wirral"),
    ("Bristol", "Bristol"),
    ("Herefordshire", "Herefordshire"),
    ("Lancs", "Lancashire"),
    ("Central Lancashire", "Central Lancashire"),
    ("Wales", "Wales"),
)
"""Forty and some more, by the place that is meant."""


@pytest.mark.parametrize(("typed", "name"), MEANT, ids=[typed for typed, _ in MEANT])
def test_a_place_as_a_stranger_types_it(typed: str, name: str) -> None:
    place = places_called(typed).meant
    assert place
    assert place.full_name == name
    assert place.areas


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Newcastle", ["Newcastle upon Tyne", "Newcastle under Lyme"]),
        ("Ashton", ["Ashton-under-Lyne, Tameside", "Ashton in Makerfield, Wigan"]),
        ("St Ives", ["Saint Ives, Huntingdonshire", "St Ives, Cornwall"]),
        ("Richmond", ["Richmond, Richmond upon Thames", "Richmond, North Yorkshire"]),
    ],
)
def test_two_of_a_name_are_asked(typed: str, first: list[str]) -> None:
    found = places_called(typed)
    assert found.meant is None
    assert [place.full_name for place in found.others][:2] == first
    assert not found.is_guessed


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Prestn", "Preston"),
        ("Birmingam", "Birmingham"),
        ("Gateshed", "Gateshead"),
        ("Wolverhamton", "Wolverhampton"),
        ("Leylnd", "Leyland, South Ribble"),
        ("prest", "Preston"),
        ("Caerdyd", "Cardiff"),
    ],
)
def test_a_slip_or_a_beginning_is_offered_and_never_taken(typed: str, offered: str) -> None:
    found = places_called(typed)
    assert found.meant is None
    assert found.others[0].full_name == offered
    assert found.is_guessed
    assert not places_called(typed, least=Likeness.BEGINNING)


def test_each_of_those_asked_is_found_by_its_full_name() -> None:
    for typed in ("Newcastle", "Ashton", "St Ives", "Richmond", "Newport", "Whitchurch"):
        for place in places_called(typed).others:
            assert places_called(place.full_name).meant == place


@pytest.mark.parametrize("typed", ["", " ", ",", "%", "\x00", "Nowhere at all", "xq", "🙂" * 50])
def test_what_is_no_place_is_none(typed: str) -> None:
    assert not places_called(typed)


def test_a_county_lies_in_all_areas_of_its_districts() -> None:
    kent = places_called("Kent").meant
    assert kent
    assert set(kent.areas) == {"east-kent", "west-kent"}
    assert not kent.is_in_sight


def test_every_everyday_name_means_something_and_says_from_where() -> None:
    slugs = {court.slug for court in courts()}
    codes = {prison.code for prison in prisons()}
    for row in everyday_names():
        assert row.source in {"GeoNames, alternate names", "Everyday use", "Official name in Welsh"}
        if row.kind == "court":
            assert row.means in slugs
        elif row.kind == "prison":
            assert row.means in codes
        else:
            place = places_called(row.name).meant
            assert place, row.name
            assert place.kind == row.kind
            assert name_key(place.name) == name_key(row.means)
    assert "everyday_names" in {source.table for source in sources()}
