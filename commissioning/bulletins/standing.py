"""Where a line stands at the beginning of a week, as an open page may say it.

Pure. Of a restricted line only programme, areas and the month of the likely start are
held, so that nothing more can come out of a comparison.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from commissioning.availability.statuses import Status, WhyNot
from commissioning.groups.models import GroupStatus
from commissioning.plain_json import CONVERTER, Json
from directory.delivery import DeliveryKind


@dataclass(frozen=True, slots=True)
class GroupWeekly:
    """One group of an open line whose start is still to come."""

    group: uuid.UUID
    start: dt.date
    status: GroupStatus


@dataclass(frozen=True, slots=True)
class LineWeekly:
    """`as_of` is the day on which it stood so; `area_ids` are internal and never leave this room.

    `likely_start` of a restricted line is the first of its month. `is_used_up`: all that
    was bought for the period that holds `as_of`. `is_answered` False: its dates had not been
    worked out lately, so that it says nothing. `not_confirmed_since`: nobody confirmed it within
    its grace either. `rules_version` names the rules by which it stands so: weeks of different
    rules are not compared. New fields need a default: older weeks are compared with newer ones.
    """

    line: uuid.UUID
    service: uuid.UUID
    title: str
    kind: DeliveryKind
    as_of: dt.date
    status: Status
    reason: WhyNot | None
    likely_start: dt.date | None
    is_restricted: bool
    is_generated: bool
    area_ids: tuple[int, ...] = ()
    requirements: tuple[str, ...] = ()
    is_used_up: bool = False
    is_answered: bool = True
    groups: tuple[GroupWeekly, ...] = ()
    rules_version: int = 1
    not_confirmed_since: dt.date | None = None

    def to_stored(self) -> Json:
        made: Json = CONVERTER.unstructure(self)
        return made

    @classmethod
    def from_stored(cls, stored: Json) -> LineWeekly:
        return CONVERTER.structure(stored, cls)
