"""The order that an answer is about: its kind and its length."""

from __future__ import annotations

import enum

DEFAULT_ORDER_DAYS = 1095
"""Three years, the longest a community order lasts (Sentencing Act 2020 s220(1)): as far as start
dates are worked out. Where nobody asked about an order nothing is said of one."""

ORDER_LENGTHS_DAYS = (183, 365, 548, 730, DEFAULT_ORDER_DAYS)
"""6, 12, 18, 24 and 36 months: the lengths for which chances are kept beside each forecast."""


class OrderKind(enum.StrEnum):
    """Which order a requirement would be attached to."""

    COMMUNITY = "community_order"
    SUSPENDED_SENTENCE = "suspended_sentence_order"
