"""Which name was meant, as somebody types it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.naming import Likeness, NameList, best_named, name_key

PRISONS = (
    "Preston (HMP)",
    "Wormwood Scrubs (HMP)",
    "Styal (HMP & YOI)",
    "Low Newton (HMP)",
    "New Hall (HMP)",
    "Peterborough (HMP & YOI) men",
    "Peterborough (HMP & YOI) women",
    "Onley (HMP)",
)
PROVIDERS = (
    "St. Anne’s Lodge",
    "Saint Giles Hostels",
    "Women's Aid, Preston & Leyland",
    "Preston Street Pastors",
    "Ymddiriedolaeth Tŷ Gobaith",
    "Turning Corners (North)",
    "Turning Corners (South)",
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hmp preston", ["Preston (HMP)"]),
        ("Preston prison", ["Preston (HMP)"]),
        ("HM Prison Styal", ["Styal (HMP & YOI)"]),
        ("the scrubs", ["Wormwood Scrubs (HMP)"]),
        ("wormwod scrubs", ["Wormwood Scrubs (HMP)"]),
        ("newhall", ["New Hall (HMP)"]),
        ("Low-Newton", ["Low Newton (HMP)"]),
        ("peterborough", ["Peterborough (HMP & YOI) men", "Peterborough (HMP & YOI) women"]),
        ("Peterborogh women", ["Peterborough (HMP & YOI) women"]),
        ("onl", ["Onley (HMP)"]),
        ("Barlinnie", []),
        ("", []),
        ("!!", []),
    ],
)
def test_a_prison_by_its_name(typed: str, found: list[str]) -> None:
    named = [(name, name) for name in PRISONS]
    words = {"hmp", "hm", "yoi", "prison", "and", "the"}
    assert list(best_named(typed, named, passed_over=words).things) == found


@pytest.mark.parametrize(
    ("typed", "found", "likeness"),
    [
        ("Saint Annes lodge", ["St. Anne’s Lodge"], Likeness.SAME),
        ("ST ANNE'S LODGE", ["St. Anne’s Lodge"], Likeness.SAME),
        ("st giles", ["Saint Giles Hostels"], Likeness.BEGINNING),
        ("womens aid", ["Women's Aid, Preston & Leyland"], Likeness.BEGINNING),
        ("aid for women", [], None),
        ("leyland women's aid", ["Women's Aid, Preston & Leyland"], Likeness.WORDS),
        ("ty gobaith", ["Ymddiriedolaeth Tŷ Gobaith"], Likeness.WORDS),
        ("turning corners", ["Turning Corners (North)", "Turning Corners (South)"],
         Likeness.BEGINNING),
        ("turnin", ["Turning Corners (North)", "Turning Corners (South)"], Likeness.BEGUN),
        ("Turnign Corners south", ["Turning Corners (South)"], Likeness.SLIP),
    ],
)  # fmt: skip
def test_an_organisation_by_its_name(
    typed: str, found: list[str], likeness: Likeness | None
) -> None:
    naming = best_named(typed, [(name, name) for name in PROVIDERS])
    assert list(naming.things) == found
    assert naming.likeness is likeness


def test_one_alone_is_the_one_that_is_meant() -> None:
    names = NameList((name, name) for name in PROVIDERS)
    assert names.called("st giles").only == "Saint Giles Hostels"
    assert names.called("turning").only is None
    assert names.called("nobody").only is None


def test_nothing_less_sure_than_wanted() -> None:
    names = NameList((name, name) for name in PROVIDERS)
    assert names.called("turnign corners", least=Likeness.WORDS).things == ()


def test_a_thing_of_two_names_is_one_thing() -> None:
    names = NameList([("Cardiff", 1), ("Caerdydd", 1), ("Cardigan", 2)])
    assert names.called("caerdydd").things == names.called("CARDIFF").things == (1,)
    assert names.called("car").things == (1, 2)


@given(st.text(max_size=60))
def test_a_name_is_found_by_itself(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert best_named(name, [(name, 1)]).things == ((1,) if key else ())
