"""The court's scene, as in finding."""

from __future__ import annotations

from tests.portal.finding.conftest import level, own_folder, scene, today, visitor

__all__ = ["level", "own_folder", "scene", "today", "visitor"]
