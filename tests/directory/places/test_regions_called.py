"""A region is found by its name as people write it; else the names are listed."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.places.queries import RegionNotNamed, region_called
from tests.makers.days import NOW
from tests.makers.places import make_england


@pytest.fixture
def england(session: Session, importer: Person) -> None:
    make_england(session, by=importer, at=NOW)


@pytest.mark.parametrize(
    ("called", "slug"),
    [
        ("north-west", "north-west"),
        ("northwest", "north-west"),
        ("North West", "north-west"),
        ("the North West region", "north-west"),
        ("NORTH_EAST", "north-east"),
        ("yorkshire and the humber", "yorkshire-and-the-humber"),
        ("Yorkshire & Humber", "yorkshire-and-the-humber"),
        ("londn", "london"),
    ],
)
def test_a_region_is_found_by_any_spelling(
    session: Session, england: None, called: str, slug: str
) -> None:
    assert region_called(session, called).slug == slug


@pytest.mark.parametrize(
    ("called", "listed"),
    [
        ("north", ["north-east", "north-west"]),
        ("Atlantis", ["london", "north-west", "wales"]),
    ],
)
def test_where_none_or_several_are_meant_the_names_are_listed(
    session: Session, england: None, called: str, listed: list[str]
) -> None:
    with pytest.raises(RegionNotNamed) as refused:
        region_called(session, called)
    said = str(refused.value)
    assert called in said
    assert all(slug in said for slug in listed)
    assert ("south-central" in said) is (called == "Atlantis")
