"""The court's scene and the provider of its beds."""

from __future__ import annotations

from tests.portal.desk_lines.conftest import (
    level,
    own_folder,
    provider,
    scene,
    today,
    visitor,
)

__all__ = ["level", "own_folder", "provider", "scene", "today", "visitor"]
