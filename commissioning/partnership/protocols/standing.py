"""How an information-sharing agreement stands on a day, by its dates alone.

| day | it stands |
|---|---|
| before it is in force | not yet |
| after its last day | ended |
| after its review day | past review |
| on its review day, or so many days before it (`review_notice.csv`) | review due |
| any other | in force |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from commissioning.partnership.protocols.kinds import SharingStanding
from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent

BEST_FIRST: Final = (
    SharingStanding.IN_FORCE,
    SharingStanding.REVIEW_DUE,
    SharingStanding.PAST_REVIEW,
    SharingStanding.NOT_YET,
    SharingStanding.ENDED,
    SharingStanding.MISSING,
)
"""Of several agreements between two bodies the first by this order is told."""


@dataclass(frozen=True, slots=True)
class SharingGround:
    """A row of `grounds.csv`: by what law somebody may share."""

    code: str
    name: str
    says: str
    source: str
    is_consent: bool


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A row of `consent_given.csv`: how somebody agreed, and whether that is consent."""

    code: str
    name: str
    says: str
    is_consent: bool


@cache
def grounds() -> Mapping[str, SharingGround]:
    """By code, in the order of the table."""
    return MappingProxyType(
        {
            row["code"]: SharingGround(
                row["code"], row["name"], row["says"], row["source"], row["is_consent"] == "yes"
            )
            for row in rows_of("grounds.csv", folder=FOLDER)
        }
    )


@cache
def ways_of_consent() -> Mapping[str, ConsentGiven]:
    """By code, in the order of the table; the last of them is none."""
    return MappingProxyType(
        {
            row["code"]: ConsentGiven(
                row["code"], row["name"], row["says"], row["is_consent"] == "yes"
            )
            for row in rows_of("consent_given.csv", folder=FOLDER)
        }
    )


@cache
def _notices() -> tuple[tuple[dt.date, int], ...]:
    rows = rows_of("review_notice.csv", folder=FOLDER)
    return tuple(
        (dt.date.fromisoformat(row["in_force_from"]), int(row["days_before"])) for row in rows
    )


def review_notice(on: dt.date) -> dt.timedelta:
    """So long before a review it is due; none before the first row of the rule."""
    held = [days for since, days in _notices() if since <= on]
    return dt.timedelta(days=held[-1] if held else 0)


def standing_on(
    day: dt.date, *, in_force_from: dt.date, review_on: dt.date, ended_on: dt.date | None
) -> SharingStanding:
    """`ended_on` is its last day."""
    if ended_on is not None and day > ended_on:
        return SharingStanding.ENDED
    if day < in_force_from:
        return SharingStanding.NOT_YET
    if day > review_on:
        return SharingStanding.PAST_REVIEW
    if day >= review_on - review_notice(day):
        return SharingStanding.REVIEW_DUE
    return SharingStanding.IN_FORCE


def best_of(standings: Iterable[SharingStanding]) -> SharingStanding:
    """MISSING where there are none."""
    return min(standings, key=BEST_FIRST.index, default=SharingStanding.MISSING)
