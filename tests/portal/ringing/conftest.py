"""The court's scene, its provider, and a group of two places that begins in two days."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commissioning.groups.models import Group
from tests.makers.bookings import make_group
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
    found = make_group(session, scene.lines["Building Choices"], places=2, start=2)
    session.commit()
    return found
