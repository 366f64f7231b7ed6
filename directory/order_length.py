"""The order length that an answer assumes."""

from __future__ import annotations

DEFAULT_ORDER_DAYS = 1095
"""Three years, the longest a community order lasts (Sentencing Act 2020 s220(1)); a page that
assumes it says so."""

ORDER_LENGTHS_DAYS = (183, 365, 548, 730, DEFAULT_ORDER_DAYS)
"""6, 12, 18, 24 and 36 months: the lengths for which chances are kept beside each forecast."""
