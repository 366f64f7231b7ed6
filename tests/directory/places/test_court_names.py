"""Courts as a stranger types them: the first answer of each, and every court by six spellings."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.places.court_names import (
    CourtKind,
    CourtsCalled,
    courts_called,
    kinds_of,
)
from directory.places.everyday_names import everyday_names
from tests.makers.places import every_named_court


@cache
def called(typed: str) -> CourtsCalled:
    return courts_called(typed, every_named_court())


SPELLINGS = (
    ("Preston Magistrates’ Court", ["preston-magistrates-court"]),
    ("PRESTON MAGISTRATES COURT", ["preston-magistrates-court"]),
    ("preston mags", ["preston-magistrates-court"]),
    ("magistrates in Preston", ["preston-magistrates-court"]),
    ("majistrates court preston", ["preston-magistrates-court"]),
    ("Prestn mags", ["preston-magistrates-court"]),
    ("crown court at preston",
     ["preston-combined-court-centre", "preston-crown-court-and-family-court-sessions-house"]),
    ("Preston combined", ["preston-combined-court-centre"]),
    ("sessions house", ["preston-crown-court-and-family-court-sessions-house"]),
    ("the Old Bailey", ["central-criminal-court"]),
    ("central criminal court", ["central-criminal-court"]),
    ("leeds crown", ["leeds-combined-court-centre"]),
    ("Leeds CC", ["leeds-combined-court-centre"]),
    ("combined court leeds", ["leeds-combined-court-centre"]),
    ("minshull street", ["manchester-crown-court-minshull-st"]),
    ("Manchester Crown Court",
     ["manchester-crown-court-crown-square", "manchester-crown-court-minshull-st"]),
    ("hull mags", ["hull-and-holderness-magistrates-court-and-hearing-centre"]),
    ("Kingston upon Hull Crown Court", ["kingston-upon-hull-combined-court-centre"]),
    ("Kingston crown", ["kingston-upon-thames-crown-court"]),
    ("Newcastle",
     ["newcastle-moot-hall", "newcastle-upon-tyne-combined-court-centre",
      "north-staffordshire-justice-centre"]),
    ("newcastle-under-lyme", ["north-staffordshire-justice-centre"]),
    ("Southend-on-Sea Magistrates' Court", ["southend-magistrates-court"]),
    ("Berwick", ["berwick-upon-tweed-magistrates-court"]),
    ("King‘s Lynn",
     ["kings-lynn-crown-court", "kings-lynn-magistrates-court-and-family-court"]),
    ("kingslynn crown", ["kings-lynn-crown-court"]),
    ("Saint Albans", ["st-albans-crown-court", "st-albans-magistrates-court"]),
    ("St. Albans crown", ["st-albans-crown-court"]),
    ("Caerdydd", ["cardiff-magistrates-court", "cardiff-crown-court"]),
    ("Llys y Goron Caerdydd", ["cardiff-crown-court"]),
    ("llys ynadon abertawe", ["swansea-magistrates-court"]),
    ("Casnewydd", ["newport-south-wales-crown-court", "newport-south-wales-magistrates-court"]),
    ("Wrecsam", ["wrexham-magistrates-court"]),
    ("yr wyddgrug", ["mold-justice-centre"]),
    ("Merthyr", ["merthyr-tydfil-combined-court-centre"]),
    ("Brighton Crown Court", ["hove-trial-centre"]),
    ("wolverhampton crown", ["wolverhampton-combined-court-centre"]),
    ("Bootle", ["sefton-magistrates-court"]),
    ("birkenhead mags", ["wirral-magistrates-court"]),
    ("Middlesborough crown court", ["teesside-combined-court-centre"]),
    ("Isle of Wight", ["isle-of-wight-combined-court"]),
    ("Gt Yarmouth", ["great-yarmouth-magistrates-court-and-family-court"]),
    ("Barrow", ["barrow-in-furness-magistrates-court"]),
    ("Stoke Crown Court", ["stoke-on-trent-combined-court"]),
    ("North Staffs", ["north-staffordshire-justice-centre"]),
    ("luton & south beds mags",
     ["luton-and-south-bedfordshire-magistrates-court-and-family-court"]),
    ("westminister", ["westminster-magistrates-court"]),
)  # fmt: skip
"""Forty and some more, by the first answer."""


@pytest.mark.parametrize(("typed", "slugs"), SPELLINGS, ids=[typed for typed, _ in SPELLINGS])
def test_a_court_as_a_stranger_types_it(typed: str, slugs: list[str]) -> None:
    assert list(called(typed).slugs) == slugs


@pytest.mark.parametrize(
    ("typed", "place", "kind"),
    [
        ("Leyland", "Leyland, South Ribble", None),
        ("chorley mags", "Chorley", CourtKind.MAGISTRATES),
        ("crown court at Redditch", "Redditch", CourtKind.CROWN),
        ("Wells", "Wells, Somerset", None),
        ("Newport, Isle of Wight", "Newport, Isle of Wight", None),
        ("Ynys Môn", "Isle of Anglesey", None),
        ("London mags", "London", CourtKind.MAGISTRATES),
        ("Central Lancashire", "Central Lancashire", None),
        ("Cymru", "Wales", None),
    ],
)
def test_a_place_without_a_court_gives_those_that_serve_it(
    typed: str, place: str, kind: CourtKind | None
) -> None:
    found = called(typed)
    assert (found.slugs, found.kind) == ((), kind)
    assert found.place.meant
    assert found.place.meant.full_name == place
    assert found.place.meant.areas


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("magistrates court in liverpool please", ["liverpool-knowsley-magistrates-court"]),
        ("Manchester and Salford magistrates", ["manchester-magistrates-court"]),
        ("Canolfan Gyfiawnder Caernarfon", ["caernarfon-justice-centre"]),
        ("Lancaster castle", ["lancaster-crown-court"]),
        ("Brimingham crown", ["birmingham-crown-court"]),
    ],
)
def test_a_slip_or_more_than_a_name_is_asked_about(typed: str, slugs: list[str]) -> None:
    found = called(typed)
    assert (list(found.slugs), found.is_guessed) == (slugs, True)


def test_two_places_of_a_name_are_asked_apart() -> None:
    assert [one.full_name for one in called("Richmond").place.others] == [
        "Richmond, Richmond upon Thames",
        "Richmond, North Yorkshire",
    ]
    ashton = called("Ashton")
    assert ashton.slugs == ("tameside-magistrates-court",)
    assert "Ashton in Makerfield, Wigan" in [one.full_name for one in ashton.place.others]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Birmingham Youth Court", "birmingham-youth-court"),
        ("fixed penalty office", "midlands-and-wales-regional-fixed-penalty-office"),
    ],
)
def test_what_sentences_nobody_is_not_listed_and_says_why(typed: str, key: str) -> None:
    found = called(typed)
    assert found.slugs == ()
    assert found.not_listed
    assert found.not_listed.key == key


@pytest.mark.parametrize("typed", ["", " ", "court", "%", "\x00", "xyzzy", "zzzz crown", "\u202e"])
def test_what_names_nothing_finds_nothing(typed: str) -> None:
    found = called(typed)
    assert (found.slugs, bool(found.place)) == ((), False)


def test_the_kind_alone_is_every_court_of_the_kind() -> None:
    crown, magistrates = called("crown court").slugs, called("mags").slugs
    assert len(crown) > 80
    assert len(magistrates) > 140
    assert len({*crown, *magistrates}) == len(every_named_court())


def test_every_court_is_found_by_its_name_however_it_is_written() -> None:
    for court in every_named_court():
        is_mags = CourtKind.MAGISTRATES in kinds_of(court) and court.town != "London"
        for typed in (
            court.name,
            court.name.lower(),
            court.name.replace("'", "").replace("’", ""),
            court.name.replace("'", "’"),
            court.name.replace("-", " "),
            f"{court.town} mags" if is_mags else court.name.upper(),
        ):
            assert court.slug in called(typed).slugs, typed


def test_every_court_is_found_by_its_town() -> None:
    """London's by the region: nine of them stand in a town of that name, the others do not."""
    for court in every_named_court():
        found = called(court.town)
        assert court.slug in found.slugs or (found.place.meant and court.town == "London")


def test_every_nickname_is_that_of_a_court() -> None:
    for row in everyday_names():
        if row.kind == "court":
            assert row.means in called(row.name).slugs, row.name


@given(st.text(max_size=40))
def test_any_text_is_answered(typed: str) -> None:
    found = courts_called(typed, every_named_court())
    assert set(found.slugs) <= {court.slug for court in every_named_court()}
