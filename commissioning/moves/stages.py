"""The stages of an open referral and whose turn each is; the clocks of service levels."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent


class DueParty(enum.StrEnum):
    OFFICER = "officer"
    PROVIDER = "provider"
    COMMISSIONER = "commissioner"
    COURT = "court"
    PERSON = "person"

    @property
    def words(self) -> str:
        """As it stands at the head of a column."""
        return _PARTY_WORDS[self]


_PARTY_WORDS: Final = MappingProxyType(
    {
        DueParty.OFFICER: "Officers",
        DueParty.PROVIDER: "Provider",
        DueParty.COMMISSIONER: "Commissioner",
        DueParty.COURT: "Court",
        DueParty.PERSON: "Person referred",
    }
)


class ServiceClock(enum.StrEnum):
    """A service level: so many working days from a day."""

    FIRST_CONTACT = "first_contact"
    ASSESSMENT = "assessment"
    ASSESSMENT_AGAIN = "assessment_again"
    PLAN = "plan"
    OFFER = "offer"


FROM_RECEIPT: Final = frozenset({ServiceClock.FIRST_CONTACT, ServiceClock.ASSESSMENT})
"""Counted from the day on which whoever has the referral received it; others from the stage."""


class MoveStage(NamedTuple):
    """A row of `moves.csv`: what is due as a page `says` it; `comes_back`: silence returns it."""

    name: str
    party: DueParty
    act: str
    clock: ServiceClock | None
    comes_back: bool
    says: str


@cache
def stages() -> Mapping[str, MoveStage]:
    rows = rows_of("moves.csv", folder=FOLDER)
    return MappingProxyType({row["stage"]: _stage(row) for row in rows})


def _stage(row: Mapping[str, str]) -> MoveStage:
    clock = ServiceClock(row["clock"]) if row["clock"] else None
    is_returned = row["comes_back"] == "yes"
    return MoveStage(
        row["stage"], DueParty(row["party"]), row["act"], clock, is_returned, row["says"]
    )


class ClockRule(NamedTuple):
    """A row of `service_levels.csv`: `usual_days` is None where no day is usual."""

    clock: ServiceClock
    name: str
    counted_from: str
    usual_days: int | None

    @property
    def steps(self) -> list[MoveStage]:
        """What is due on this clock, in the order of the table."""
        return [stage for stage in stages().values() if stage.clock is self.clock]


@cache
def clock_rules() -> tuple[ClockRule, ...]:
    rows = rows_of("service_levels.csv", folder=FOLDER)
    return tuple(
        ClockRule(
            ServiceClock(row["clock"]), row["name"], row["from"],
            int(row["working_days"]) if row["working_days"] else None,
        )
        for row in rows
    )  # fmt: skip


@cache
def usual_levels() -> Mapping[ServiceClock, int]:
    """Working days of each clock where an agreement says nothing; a clock without is not there."""
    return MappingProxyType(
        {rule.clock: rule.usual_days for rule in clock_rules() if rule.usual_days is not None}
    )
