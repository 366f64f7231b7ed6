"""The seven ways in which a service is delivered; they decide whether anybody queues."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from typing import Final

from directory.rules.tables import rows_of


class DeliveryKind(enum.StrEnum):
    CLOSED_GROUP = "closed_group"
    ROLLING_GROUP = "rolling_group"
    ONE_TO_ONE = "one_to_one"
    UNPAID_WORK = "unpaid_work"
    IMMEDIATE = "immediate"
    BED = "bed"
    DROP_IN = "drop_in"

    @property
    def is_queued(self) -> bool:
        """People wait their turn, so that a start date can be forecast."""
        return delivery_rules()[self].is_queued

    @property
    def meets_in_groups(self) -> bool:
        """Its groups have sessions and registers: programmes, and parties of unpaid work."""
        return self in MEETS_IN_GROUPS

    @property
    def takes_effect_at_once(self) -> bool:
        return delivery_rules()[self].takes_effect_at_once


MEETS_IN_GROUPS: Final = (DeliveryKind.CLOSED_GROUP, DeliveryKind.UNPAID_WORK)


@dataclass(frozen=True, slots=True)
class DeliveryRule:
    kind: DeliveryKind
    name: str
    is_queued: bool
    takes_effect_at_once: bool
    how_people_start: str
    page_says: str


@cache
def delivery_rules() -> dict[DeliveryKind, DeliveryRule]:
    """One rule per kind, from `rules/delivery_kinds.csv`."""
    rules = [
        DeliveryRule(
            kind=DeliveryKind(row["code"]),
            name=row["name"],
            is_queued=row["queued"] == "yes",
            takes_effect_at_once=row["at_once"] == "yes",
            how_people_start=row["how_people_start"],
            page_says=row["page_says"],
        )
        for row in rows_of("delivery_kinds.csv")
    ]
    return {rule.kind: rule for rule in rules}
