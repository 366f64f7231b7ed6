"""The court's scene, and whoever buys and delivers its lines."""

from __future__ import annotations

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
