"""The field's own spellings, cases 09 to 14 of SHARED: each stands for its kind."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from directory.naming import name_key
from directory.places.court_names import courts_called
from directory.places.known_places import PlacesNamed, places_called
from directory.places.postcodes import read_postcode
from directory.search.index import stem_of
from directory.search.synonyms import rings_by_phrase
from directory.search.wording import words_of
from portal.asking.parameters import ParameterNotRead, check_parameters
from tests.makers.places import every_named_court

pytestmark = pytest.mark.shared


def cases(number: str) -> list[dict[str, Any]]:
    (path,) = (Path(os.environ["SHARED"]) / "field" / "T2").glob(f"case-{number}-*.json")
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cases"]
    return found


def offered(found: PlacesNamed) -> list[str]:
    places = (found.meant, *found.others) if found.meant else found.others
    return [name_key(place.name) for place in places]


@pytest.mark.parametrize("number", ["09", "10", "13"])
def test_places_by_their_everyday_names(number: str) -> None:
    for case in cases(number):
        if "place" not in case:
            continue
        found = places_called(case["place"])
        right = case["right"].removeprefix("asks which: ").removeprefix("offers ")
        wanted = [one.split(" in ")[0] for one in right.replace(" or ", ", ").split(", ")]
        names = {name_key(name) for name in wanted if name != "…"}
        assert names & set(offered(found)), case
        is_asked = case["right"].startswith(("asks", "offers"))
        assert (found.meant is None) is is_asked, case


def test_a_town_behind_in() -> None:
    (case,) = (one for one in cases("09") if "q" in one)
    town = places_called(case["q"].partition(" in ")[2]).meant
    assert town
    assert town.name == case["right"]


def test_postcodes_as_typed() -> None:
    for case in cases("11"):
        read = read_postcode(case["postcode"])
        assert case["right"].startswith(str(read.code)), case
        assert read.is_changed is ("saying so" in case["right"]), case


@pytest.mark.parametrize(("number", "field"), [("12", "q"), ("13", "courts_q")])
def test_courts_by_name(number: str, field: str) -> None:
    for case in cases(number):
        if field in case and isinstance(case["right"], list):
            assert set(courts_called(case[field], every_named_court()).slugs) == {*case["right"]}


def test_the_courts_of_st_albans_and_those_that_serve_leyland() -> None:
    assert len(courts_called("Saint Albans", every_named_court()).slugs) == 2
    assert courts_called("Leyland", every_named_court()).place.meant


def test_unpaid_work_in_welsh_is_unpaid_work() -> None:
    (case,) = (one for one in cases("13") if "q" in one)
    ring = rings_by_phrase()[tuple(stem_of(word) for word in words_of(case["q"]))]
    assert tuple(stem_of(word) for word in case["right"].split()) in ring.stems


def test_a_parameter_that_is_not_read_is_refused() -> None:
    for case in cases("14"):
        words = MultiDict(parse_qsl(case["query"]))
        if case["query"] == "ldu=nowhere":  # a known parameter: refused by its value
            check_parameters(words, ("court", "requirement"), often=("ldu",))
            continue
        with pytest.raises(ParameterNotRead):
            check_parameters(words, ("court", "requirement"), often=("ldu",))
