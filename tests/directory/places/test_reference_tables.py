from collections import Counter
from collections.abc import Callable
from importlib.resources import files

import pytest

from directory.places import reference_tables as tables
from directory.places.home_area import home_area, reference_atlas
from directory.places.positions import ground_of
from directory.places.postcodes import Postcode
from directory.places.reference_tables import ReferenceTableBroken, rows_from
from directory.services.programme_rules import is_restricted


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (tables.regions, 12),
        (tables.region_successions, 13),
        (tables.police_areas, 42),
        (tables.local_authorities, 318),
        (tables.local_delivery_units, 108),
        (tables.memberships, 320),
        (tables.courts, 229),
        (tables.court_areas, 284),
        (tables.prisons, 119),
        (tables.probation_offices, 326),
        (tables.programmes, 51),
    ],
)
def test_every_row_loads(table: Callable[[], tuple[object, ...]], rows: int) -> None:
    assert len(table()) == rows


def test_every_shipped_table_names_its_source() -> None:
    folder = files("directory.places")
    shipped = {
        name.removesuffix(".csv")
        for name in (f.name for f in folder.joinpath("reference").iterdir())
        if name != "sources.csv"
    } | {
        f"gazetteer/{f.name.removesuffix('.csv.gz')}"
        for f in folder.joinpath("gazetteer").iterdir()
    }
    shipped |= {
        f"map_shapes/{f.name.removesuffix('.json')}"
        for f in folder.joinpath("map_shapes").iterdir()
    }
    assert {row.table for row in tables.sources()} == shipped


def test_shipped_data_stay_small() -> None:
    folder = files("directory.places")
    sizes = [
        len(f.read_bytes())
        for part in ("reference", "gazetteer")
        for f in folder.joinpath(part).iterdir()
    ]
    assert sum(sizes) < 600_000


def test_what_holds_or_sentences_no_adults_is_left_out_with_a_reason() -> None:
    left_out = tables.left_out()
    assert sum(row.table == "courts" for row in left_out) == 4
    assert sum(row.table == "prisons" for row in left_out) == 6
    assert all(row.why for row in left_out)
    names = " ".join(court.name for court in tables.courts()).casefold()
    assert not [word for word in ("youth", "fixed penalty", "finance") if word in names]
    assert not [prison.name for prison in tables.prisons() if "STC" in prison.types]


def test_every_court_has_an_area() -> None:
    served = {row.court_slug for row in tables.court_areas()}
    assert [court.slug for court in tables.courts() if court.slug not in served] == []


@pytest.mark.parametrize(
    ("court", "area"),
    [
        ("belmarsh-magistrates-court", "greenwich-and-bexley"),
        ("cardiff-crown-court", "cardiff-and-the-vale"),
        ("cardiff-magistrates-court", "cardiff-and-the-vale"),
        ("derby-combined-court-centre", "derby-city"),
        ("derby-magistrates-court", "derby-city"),
        ("newcastle-moot-hall", "newcastle-upon-tyne"),
        ("north-tyneside-magistrates-court", "north-tyneside-and-northumberland"),
        ("sunderland-county-family-magistrates-and-tribunal-hearings", "sunderland"),
        ("swansea-crown-court", "swansea-neath-and-port-talbot"),
        ("swansea-magistrates-court", "swansea-neath-and-port-talbot"),
    ],
)
def test_areas_that_were_missing_or_wrong(court: str, area: str) -> None:
    """Each the area that the court's own postcode lies in."""
    mains = {row.court_slug: row.local_delivery_unit_slug for row in tables.court_areas()
             if row.is_main}  # fmt: skip
    assert mains[court] == area
    postcode = next(row.postcode for row in tables.courts() if row.slug == court)
    home = home_area(ground_of(Postcode.parse(postcode)), reference_atlas())
    assert (home.slug, home.certainty) == (area, "member")


def test_central_lancashire_has_the_councils_that_no_other_area_lists() -> None:
    names = {row.code: row.name for row in tables.local_authorities()}
    rows = [row for row in tables.memberships() if row.basis == "remaining"]
    assert {row.local_delivery_unit_slug for row in rows} == {"central-lancashire"}
    assert [names[row.local_authority_code] for row in rows] == [
        "Chorley", "Preston", "South Ribble", "West Lancashire"
    ]  # fmt: skip


def test_each_served_court_has_one_main_area() -> None:
    mains = Counter(row.court_slug for row in tables.court_areas() if row.is_main)
    assert set(mains.values()) == {1}
    assert set(mains) == {row.court_slug for row in tables.court_areas()}


def test_courts_serve_areas_of_their_own_region() -> None:
    court_region = {court.slug: court.region_code for court in tables.courts()}
    unit_region = {unit.slug: unit.region_code for unit in tables.local_delivery_units()}
    for row in tables.court_areas():
        assert court_region[row.court_slug] == unit_region[row.local_delivery_unit_slug], row


def test_an_area_and_its_authorities_lie_in_one_police_area() -> None:
    authorities = {row.code: row.police_area for row in tables.local_authorities()}
    units = {row.slug: row.police_area for row in tables.local_delivery_units()}
    for row in tables.memberships():
        assert authorities[row.local_authority_code] == units[row.local_delivery_unit_slug], row


def test_two_authorities_are_in_no_list_and_four_are_divided() -> None:
    listed = Counter(row.local_authority_code for row in tables.memberships())
    names = {row.code: row.name for row in tables.local_authorities()}
    assert {names[code] for code in names if code not in listed} == {
        "Medway", "Thurrock"
    }  # fmt: skip
    assert {names[code] for code, areas in listed.items() if areas > 1} == {
        "Birmingham", "Liverpool", "Manchester", "Ribble Valley"
    }  # fmt: skip


def test_every_shipped_postcode_is_on_the_map() -> None:
    postcodes = [
        *(court.postcode for court in tables.courts()),
        *(prison.postcode for prison in tables.prisons()),
        *(office.postcode for office in tables.probation_offices()),
    ]
    for postcode in postcodes:
        assert str(Postcode.parse(postcode)) == postcode
        assert ground_of(Postcode.parse(postcode)).authorities


def test_what_is_shipped_as_restricted_is_what_the_rules_restrict() -> None:
    for programme in tables.programmes():
        offences = "|".join(programme.eligible_offences)
        assert programme.is_restricted == is_restricted(programme.name, offences), programme.name


@pytest.mark.parametrize(
    ("name", "are_restricted"),
    [
        ("Developing Assertiveness for Women in Relationships", False),  # not for perpetrators
        ("Help Programme", True),
        ("Building Better Relationships", True),
        ("Kaizen", True),  # all three strands, and so with the next two
        ("Becoming New Me Plus", True),
        ("New Me Strengths", True),
        ("Control of Violence for Angry Impulsive Drinkers", False),
        ("Managing My Emotions", False),
        ("Thinking Skills Programme", False),
        ("Building Choices", False),
    ],
)
def test_restricted_evenly(name: str, are_restricted: bool) -> None:
    programmes = [one for one in tables.programmes() if one.name.startswith(name)]
    assert {one.is_restricted for one in programmes} == {are_restricted}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,name\nA,North\nA,South\n", "regions.csv, row 3: A stands there twice"),
        ("code,name\nA\n", "regions.csv, row 2: not as many cells as headings"),
        ("code,name\nA,North,3\n", "regions.csv, row 2: not as many cells as headings"),
    ],
)
def test_a_broken_table_is_refused_with_its_row(text: str, message: str) -> None:
    with pytest.raises(ReferenceTableBroken) as refusal:
        rows_from("regions", text, lambda cells: cells["code"], key=lambda row: row)
    assert str(refusal.value) == message
