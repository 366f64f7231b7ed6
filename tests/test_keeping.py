"""A scene that is put in again is the scene that was made; where anything differs, it is made."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.places.models import Region
from tests.keeping import Named, made_once
from tests.makers.places import make_court

made: list[str] = []


def make(session: Session) -> Named:
    made.append("once more")
    return {"court": make_court(session, "preston-magistrates-court")}


def names_of_courts(session: Session) -> list[str]:
    return [one.slug for one in made_once(session, make).values()]  # type: ignore[attr-defined]


def test_it_is_made_once_and_the_same_from_then_on(session: Session) -> None:
    with session.begin_nested() as undone:
        first = names_of_courts(session)
        undone.rollback()
    made.clear()
    assert names_of_courts(session) == first == ["preston-magistrates-court"]
    assert made == []


def test_beside_other_records_it_is_made_again(session: Session) -> None:
    with session.begin_nested() as undone:
        names_of_courts(session)
        undone.rollback()
    made.clear()
    session.add(Region(code="D", slug="wales", name="Wales"))
    assert names_of_courts(session) == ["preston-magistrates-court"]
    assert made == ["once more"]
    assert set(session.scalars(select(Region.slug))) == {"north-west", "wales"}
