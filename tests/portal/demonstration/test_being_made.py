"""A demonstration that is still being made says so on its pages, and is gone on with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.demonstration.making import Made
from commissioning.demonstration.wish import Wish
from portal.demonstration.being_made import IS_WHOLE
from portal.demonstration.marker import (
    DatabaseHolds,
    Reached,
    mark_begun,
    mark_finished,
    mark_reached,
    standing_of_database,
)

WISH = Wish(500, 30_000, dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC))
REACHED = Reached("a recipe", 12, 3, Made(plans=90, services=102, lines=260, referrals=8000))
LATER = WISH.at + dt.timedelta(hours=3)


@pytest.fixture
def being_made(session: Session) -> Session:
    mark_begun(session, WISH)
    mark_reached(session, REACHED)
    return session


@pytest.mark.sqlite
def test_pages_say_how_many_regions_there_are_until_it_is_whole(
    app: Flask, client: FlaskClient, being_made: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    monkeypatch.delitem(app.extensions, IS_WHOLE, raising=False)
    assert "It is still being made: 3 of 12 regions." in client.get("/about").text
    mark_finished(being_made, done=30_000, at=LATER)
    assert "still being made" not in client.get("/about").text
    assert app.extensions.pop(IS_WHOLE)


def test_what_was_reached_is_kept_as_it_was(being_made: Session) -> None:
    kept = standing_of_database(being_made)
    assert (kept.found, kept.wish, kept.reached) == (DatabaseHolds.HALF_MADE, WISH, REACHED)
    mark_finished(being_made, done=1, at=LATER)
    assert standing_of_database(being_made).found is DatabaseHolds.WHOLE


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("wished", "goes_on"),
    [
        (replace(WISH, at=LATER), True),
        (replace(WISH, at=WISH.at + dt.timedelta(days=1)), False),
        (replace(WISH, services=600), False),
        (replace(WISH, referrals=100), False),
    ],
    ids=["the same day", "another day", "more services", "fewer referrals"],
)
def test_only_the_same_of_the_same_day_is_gone_on_with(
    being_made: Session, wished: Wish, goes_on: bool
) -> None:
    assert standing_of_database(being_made).can_go_on(wished) is goes_on


@pytest.mark.sqlite
def test_without_its_ground_it_is_made_anew(session: Session) -> None:
    mark_begun(session, WISH)
    assert not standing_of_database(session).can_go_on(WISH)
