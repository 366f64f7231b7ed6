"""A scene that is put in again is the scene that was made; where anything differs, it is made."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.places.models import Region
from tests.keeping import Make, Named, made_once, made_once_with_words
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


def make_beside(session: Session) -> Named:
    return {"court": make_court(session, "nowhere-crown-court")}


def words_of(session: Session, make: Make, folder: Path, says: str) -> str:
    """What lies in the folder beside the records, of which `says` is written where none is kept."""

    def write() -> None:
        folder.mkdir()
        (folder / "words").write_text(says)

    with session.begin_nested() as undone:
        made_once_with_words(session, make, folder, write)
        undone.rollback()
    return (folder / "words").read_text()


def test_words_are_kept_beside_each_of_what_is_made(session: Session, tmp_path: Path) -> None:
    makes: dict[str, Make] = {"first": make, "second": make_beside}
    for each in makes.values():  # kept without words before either has them
        with session.begin_nested() as undone:
            made_once(session, each)
            undone.rollback()
    for name, each in makes.items():
        assert words_of(session, each, tmp_path / name, f"{name} words") == f"{name} words"
    for name, each in makes.items():
        assert words_of(session, each, tmp_path / f"{name} again", "anew") == f"{name} words"


def test_beside_other_records_it_is_made_again(session: Session) -> None:
    with session.begin_nested() as undone:
        names_of_courts(session)
        undone.rollback()
    made.clear()
    session.add(Region(code="D", slug="wales", name="Wales"))
    assert names_of_courts(session) == ["preston-magistrates-court"]
    assert made == ["once more"]
    assert set(session.scalars(select(Region.slug))) == {"north-west", "wales"}
