"""The court's scene, its provider, and a group of theirs with two people on it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.groups.models import Group
from tests.makers.days import TODAY
from tests.makers.groups import make_group, seat
from tests.makers.scene import Scene
from tests.portal.desk_lines.conftest import (
    commissioner,
    level,
    own_folder,
    provider,
    scene,
    today,
    visitor,
)

__all__ = ["commissioner", "level", "own_folder", "provider", "scene", "today", "visitor"]


@pytest.fixture
def group(session: Session, scene: Scene) -> Group:
    """Four Tuesdays at six, the first of them today."""
    found = make_group(session, scene.lines["Building Choices"], start=TODAY)
    session.commit()
    return found


@pytest.fixture
def booked(session: Session, group: Group) -> list[Booking]:
    found = [seat(session, group), seat(session, group)]
    session.commit()
    return found
