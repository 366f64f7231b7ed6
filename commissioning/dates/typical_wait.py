"""How long people wait: for the line, else its service, else its requirement in the region.

A curve below 8 events or 10 people at risk is not published for a line; the next
wider circle of cases stands in, and its name goes with the figure.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineArea
from commissioning.referrals.models import Referral
from commissioning.referrals.queries import DAY_0
from commissioning.waiting.clock import Outcome
from commissioning.waiting.curves import StartingCurve, in_words, is_publishable, starting_curve
from directory.places.models import LocalDeliveryUnit
from directory.services.models import ServiceRequirement

Case = tuple[dt.date, dt.date | None, dt.date | None]
"""Day 0, started, left."""

CaseSelect = Select[*Case]

COHORT_DAYS = 365
"""Referrals of the last twelve months: a window at the census alone is biased to long waits."""


class WaitLevel(enum.StrEnum):
    """Whose cases the figure counts."""

    LINE = "line"
    SERVICE = "service"
    REQUIREMENT_IN_REGION = "requirement_in_region"


@dataclass(frozen=True, slots=True)
class TypicalWait:
    """`median_days` None: half never start. `people` were referred in the last 12 months."""

    level: WaitLevel
    median_days: int | None
    people: int
    sentence: str | None


RegionCurves = dict[tuple[str, int], StartingCurve | None]
"""By requirement and region, as of one day: thousands of cases each, and asked for by every
line that has too few of its own. Whoever works out many lines may hand on the same for a while."""


@dataclass(slots=True)
class TypicalWaits:
    """Asks once for each circle of cases in one round of the worker."""

    session: Session
    as_of: dt.date
    of_regions: RegionCurves = field(default_factory=dict)
    of_services: dict[int, StartingCurve | None] = field(default_factory=dict)

    def of(self, line: Line) -> TypicalWait | None:
        """None where even the requirement in the region has too few cases."""
        curve = self._curve(_of_line(line.id))
        if curve is not None:
            return _typical(WaitLevel.LINE, curve)
        if line.service_id not in self.of_services:
            self.of_services[line.service_id] = self._curve(_of_service(line.service_id))
        curve = self.of_services[line.service_id]
        if curve is not None:
            return _typical(WaitLevel.SERVICE, curve)
        return self._of_requirement_in_region(line)

    def _of_requirement_in_region(self, line: Line) -> TypicalWait | None:
        for requirement, region_id in self.session.execute(_requirements_and_regions(line)):
            circle = (requirement, region_id)
            if circle not in self.of_regions:
                self.of_regions[circle] = self._curve(_of_requirement(*circle))
            curve = self.of_regions[circle]
            if curve is not None:
                return _typical(WaitLevel.REQUIREMENT_IN_REGION, curve)
        return None

    def _curve(self, cases: CaseSelect) -> StartingCurve | None:
        since = self.as_of - dt.timedelta(days=COHORT_DAYS)
        rows = self.session.execute(cases.where(since < DAY_0, self.as_of >= DAY_0))
        return _publishable_curve(rows, self.as_of)


def _typical(level: WaitLevel, curve: StartingCurve) -> TypicalWait:
    return TypicalWait(level, curve.median_time_to_start(), curve.people, in_words(curve))


def _publishable_curve(rows: Iterable[Row[*Case]], as_of: dt.date) -> StartingCurve | None:
    waits = [wait for row in rows if (wait := _wait(*row, as_of=as_of))]
    curve = starting_curve([days for days, _ in waits], [outcome for _, outcome in waits])
    return curve if is_publishable(curve) else None


def _wait(
    day_0: dt.date,
    started_on: dt.date | None,
    left_on: dt.date | None,
    *,
    as_of: dt.date,
) -> tuple[int, Outcome] | None:
    """Days waited and how the wait stands; None where it would end before it begins."""
    ends: list[tuple[dt.date, Outcome]] = [(as_of, Outcome.WAITING)]
    if left_on is not None and left_on <= as_of:
        ends.insert(0, (left_on, Outcome.LEFT))
    if started_on is not None and started_on <= as_of:
        ends.insert(0, (started_on, Outcome.STARTED))
    end, outcome = ends[0]
    days = (end - day_0).days
    return None if days < 0 else (days, outcome)


def _cases() -> CaseSelect:
    return select(DAY_0, Referral.started_on, Referral.left_on)


def _of_line(line_id: int) -> CaseSelect:
    return _cases().where(Referral.line_id == line_id)


def _of_service(service_id: int) -> CaseSelect:
    return _cases().join(Line, Line.id == Referral.line_id).where(Line.service_id == service_id)


def _requirements_and_regions(line: Line) -> Select[str, int]:
    return (
        select(ServiceRequirement.requirement, LocalDeliveryUnit.region_id)
        .distinct()
        .select_from(LineArea)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == LineArea.local_delivery_unit_id)
        .join(ServiceRequirement, ServiceRequirement.service_id == line.service_id)
        .where(LineArea.line_id == line.id)
        .order_by(ServiceRequirement.requirement, LocalDeliveryUnit.region_id)
    )


def _of_requirement(requirement: str, region_id: int) -> CaseSelect:
    """The cases of every line in the region whose service stands behind the requirement."""
    behind = (
        select(LineArea.line_id)
        .distinct()
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == LineArea.local_delivery_unit_id)
        .join(Line, Line.id == LineArea.line_id)
        .join(ServiceRequirement, ServiceRequirement.service_id == Line.service_id)
        .where(
            LocalDeliveryUnit.region_id == region_id,
            ServiceRequirement.requirement == requirement,
        )
    )
    return _cases().where(Referral.line_id.in_(behind))
