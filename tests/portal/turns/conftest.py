"""The same group at Preston."""

from __future__ import annotations

from tests.portal.holds.conftest import officer, preston, today

__all__ = ["officer", "preston", "today"]
