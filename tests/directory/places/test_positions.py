import pytest

from directory.places.geocoding import GazetteerGeocoder, PlaceAmbiguous
from directory.places.positions import (
    NotInEnglandOrWales,
    PostcodeNotKnown,
    ground_of,
    places_named,
)
from directory.places.postcodes import Outcode, Postcode, postcode_or_part
from tests.makers.places import every_sector


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("PR2 8AB", "PR2 8"),  # a postcode is placed by its sector
        ("PR2 8", "PR2 8"),
        ("PR2", "PR2"),
        ("CF10 0AA", "CF10"),  # no such sector in use: its outcode, and it says so
        ("TD15", "TD15"),  # Berwick: an English district of a Scottish post area
    ],
)
def test_the_smallest_ground_known(typed: str, found: str) -> None:
    assert ground_of(postcode_or_part(typed)).code == found


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("EH1 1AA", "EH1 1AA is in Scotland. This portal covers England and Wales."),
        ("G2", "G2 is in Scotland. This portal covers England and Wales."),
        ("TD1", "TD1 is in Scotland. This portal covers England and Wales."),
        ("BT1 5GS", "BT1 5GS is in Northern Ireland. This portal covers England and Wales."),
        ("JE2", "JE2 is in Jersey. This portal covers England and Wales."),
    ],
)
def test_a_postcode_of_elsewhere_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NotInEnglandOrWales) as refusal:
        ground_of(postcode_or_part(typed))
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("typed", ["PR99", "ZZ1", "Q1"])
def test_a_district_not_in_use_is_refused(typed: str) -> None:
    with pytest.raises(PostcodeNotKnown, match=f"^{typed} is not a postcode in use"):
        ground_of(Outcode.parse(typed))


def test_every_sector_lies_in_england_or_wales() -> None:
    sectors = every_sector()
    assert len(sectors) == 10_741
    for ground in sectors:
        assert 49.8 < ground.latitude < 55.9
        assert -6.5 < ground.longitude < 1.8
        assert 0.9 < sum(share for _, share in ground.authorities) < 1.01


def test_a_london_half_without_its_letter_is_all_that_begins_with_it() -> None:
    whole = ground_of(Outcode("EC1"))
    parts = [ground_of(Outcode(f"EC1{letter}")) for letter in "AMNPRVY"]
    assert whole.postcodes == sum(part.postcodes for part in parts)
    assert min(part.latitude for part in parts) < whole.latitude < max(p.latitude for p in parts)
    assert whole.radius_km > max(part.radius_km for part in parts)
    assert 0.98 < sum(share for _, share in whole.authorities) <= 1.0
    assert whole.authorities[0][0] == "E09000019"  # Islington


def test_post_office_boxes_do_not_carry_an_outcode_into_the_next_town() -> None:
    assert ground_of(Outcode("DN1")).authorities == (("E08000017", 1.0),)


def test_a_location_says_how_near_it_is() -> None:
    location = GazetteerGeocoder().geocode("pr2 8ab")
    assert location is not None
    assert location.raw["precision"] == "within about 1 km of PR2 8"
    assert (location.latitude, location.longitude) == pytest.approx((53.7803, -2.6895), abs=0.02)


def test_a_name_borne_by_several_places_asks_which() -> None:
    with pytest.raises(PlaceAmbiguous) as refusal:
        GazetteerGeocoder().geocode("Newport")
    assert len(refusal.value.candidates) == 6
    assert "Newport, Isle of Wight" in str(refusal.value)


@pytest.mark.parametrize(
    ("query", "authority"),
    [
        ("Newport, Isle of Wight", "Isle of Wight"),
        ("stoke on trent", "Stoke-on-Trent"),
        ("Wirral", "Wirral"),  # no town, but a local authority
    ],
)
def test_a_place_is_found_by_name(query: str, authority: str) -> None:
    location = GazetteerGeocoder().geocode(query)
    assert location is not None
    assert location.raw["authority"] == authority


def test_a_list_is_given_where_a_list_is_asked_for() -> None:
    found = GazetteerGeocoder().geocode("Newport", exactly_one=False)
    assert found is not None
    assert len(found) == len(places_named("Newport")) == 6


def test_nothing_known_is_none() -> None:
    assert GazetteerGeocoder().geocode("Nowhere at all") is None
    assert GazetteerGeocoder().geocode("Nowhere at all", exactly_one=False) is None


def test_a_scottish_postcode_is_refused_by_the_geocoder_too() -> None:
    with pytest.raises(NotInEnglandOrWales):
        GazetteerGeocoder().geocode(str(Postcode.parse("EH11AA")))
