"""A provider's inbox and an officer beside it."""

from __future__ import annotations

from tests.portal.inbox.conftest import level, own_folder, provider, scene, sent, today, visitor

__all__ = ["level", "own_folder", "provider", "scene", "sent", "today", "visitor"]
