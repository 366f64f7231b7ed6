"""The court's scene, as in finding, and whoever reads its lines."""

from __future__ import annotations

from tests.portal.desk_lines.conftest import commissioner, provider
from tests.portal.finding.conftest import level, own_folder, scene, today, visitor

__all__ = ["commissioner", "level", "own_folder", "provider", "scene", "today", "visitor"]
