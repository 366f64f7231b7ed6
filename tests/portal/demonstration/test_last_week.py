"""The demonstration's courts have a bulletin with something in it, and say that it is invented."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bulletins.comparing import LineChange
from commissioning.bulletins.models import CourtBulletin
from commissioning.demonstration.last_week import invent_last_week
from directory.places.models import Court
from tests.portal.demonstration.conftest import SMALL


def test_every_court_has_a_bulletin_of_invented_changes(looking: Session) -> None:
    courts = looking.scalars(select(func.count()).select_from(Court)).one()
    assert invent_last_week(looking, SMALL.at) == courts
    told = [
        LineChange.from_stored(change)
        for changes in looking.scalars(select(CourtBulletin.changes))
        for change in changes
    ]
    assert len(Counter(change.kind for change in told)) >= 4
    assert all(change.is_generated for change in told)
    assert None not in looking.scalars(select(CourtBulletin.since)).all()


def test_it_is_invented_once(looking: Session) -> None:
    invent_last_week(looking, SMALL.at)
    before = looking.scalars(select(CourtBulletin.id)).all()
    assert invent_last_week(looking, SMALL.at) == 0
    assert looking.scalars(select(CourtBulletin.id)).all() == before
