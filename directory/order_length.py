"""The order length that an answer assumes."""

from __future__ import annotations

DEFAULT_ORDER_DAYS = 1095
"""Three years, the longest a community order lasts (Sentencing Act 2020 s220(1)); a page that
assumes it says so."""
