import pytest

from directory.places.home_area import AreaToFind, Atlas, NoAreaKnown, home_area, reference_atlas
from directory.places.positions import PostcodeGround, ground_of
from directory.places.postcodes import postcode_or_part

WEST = AreaToFind("west", "West", "shire", (52.0, -2.00))
EAST = AreaToFind("east", "East", "shire", (52.0, -1.00))
FAR = AreaToFind("far", "Far", "elsewhere", (52.0, -1.51))
AREAS = {area.slug: area for area in (WEST, EAST, FAR)}


def make_atlas(**listed: tuple[str, ...]) -> Atlas:
    return Atlas(areas=AREAS, police_area_of={"A": "shire", "B": "shire"}, listed=listed)


def make_ground(*authorities: tuple[str, float], longitude: float = -1.6) -> PostcodeGround:
    return PostcodeGround("XX1", 52.0, longitude, 1.0, 100, authorities or (("A", 1.0),))


@pytest.mark.parametrize(
    ("typed", "slug", "certainty"),
    [
        ("DN1", "doncaster", "member"),
        ("CF10", "cardiff-and-the-vale", "member"),
        ("TS1 2AE", "redcar-cleveland-and-middlesbrough", "member"),
        ("LL12", "north-wales", "member"),  # two authorities, one area
        ("PR1", "central-lancashire", "member"),  # no other area lists Preston
        ("RM20", "essex-south", "nearest"),  # Thurrock is in no list
        ("M1", "manchester-north", "nearest"),  # Manchester lies in two areas
        ("SW1A", "hammersmith-fulham-kensington-chelsea-and-westminster", "nearest"),
        ("WD3", "hertfordshire", "nearest"),  # across the border with Buckinghamshire
        ("TD15", "north-tyneside-and-northumberland", "member"),
    ],
)
def test_where_somebody_lives(typed: str, slug: str, certainty: str) -> None:
    found = home_area(ground_of(postcode_or_part(typed)), reference_atlas())
    assert (found.slug, found.certainty) == (slug, certainty)


def test_a_listed_authority_is_certain_however_near_another_centre_is() -> None:
    found = home_area(make_ground(), make_atlas(A=("east",)))
    assert (found.slug, found.certainty, found.says) == ("east", "member", "East area")


def test_an_unlisted_authority_gets_the_nearest_area_of_its_police_area() -> None:
    found = home_area(make_ground(), make_atlas())
    assert (found.slug, found.certainty) == ("west", "nearest")  # FAR is nearer, but not in shire
    assert found.says == "probably West area"


def test_a_near_tie_names_the_other() -> None:
    found = home_area(make_ground(longitude=-1.51), make_atlas())
    assert (found.slug, found.alternatives) == ("west", ("east",))
    assert found.says == "probably West area or East area"


def test_a_divided_authority_is_never_certain() -> None:
    found = home_area(make_ground(), make_atlas(A=("east", "west")))
    assert (found.slug, found.certainty) == ("west", "nearest")


def test_ground_across_a_border_goes_to_the_larger_part_and_names_the_other() -> None:
    atlas = make_atlas(A=("east",), B=("west",))
    found = home_area(make_ground(("A", 0.7), ("B", 0.3)), atlas)
    assert (found.slug, found.certainty, found.alternatives) == ("east", "nearest", ("west",))


@pytest.mark.parametrize(
    ("share", "certainty"), [(0.989, "nearest"), (0.990, "member"), (0.995, "member")]
)
def test_one_stray_postcode_in_a_hundred_does_not_make_it_uncertain(
    share: float, certainty: str
) -> None:
    atlas = make_atlas(A=("east",), B=("west",))
    found = home_area(make_ground(("A", share), ("B", 1 - share)), atlas)
    assert found.certainty == certainty


def test_without_areas_there_is_no_answer() -> None:
    with pytest.raises(NoAreaKnown, match="No probation area is known for XX1"):
        home_area(make_ground(), Atlas(areas={}, police_area_of={}, listed={}))
