"""The one answer to a court's question, which page, JSON and print all render."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from commissioning.availability.models import WhyNot
from commissioning.availability.standing import LineStanding, Status
from commissioning.dates.typical_wait import WaitLevel
from commissioning.forecasting.start_days import RestsOn
from commissioning.monitoring.disclosure import Banded
from commissioning.timing.time_in_order import TimeInOrder
from commissioning.timing.time_needed import TimeNeeded
from directory.delivery import DeliveryKind
from directory.requirements import RequirementRule
from directory.services.eligibility import Fit


@dataclass(frozen=True, slots=True)
class Area:
    """A local delivery unit as a page names it; `basis` says why it is in this answer."""

    slug: str
    name: str
    region_slug: str
    region_name: str
    welsh_name: str | None = None
    basis: str | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ring. For a restricted service: the probation office of the area."""

    name: str | None
    telephone: str | None = None
    email: str | None = None
    page_url: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Used of commissioned in whole tens of a per cent; None where nothing was commissioned."""

    tens: int | None
    unit: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class WaitShown:
    """How long people wait, among about `people` referred in twelve months; whose, by `level`.

    `median_days` None: half of them never start. `sentence` says what becomes of ten.
    """

    median_days: int | None
    people: Banded
    level: WaitLevel
    sentence: str | None


@dataclass(frozen=True, slots=True)
class Completion:
    """Share of ended cases that were completed, of `people` (to the nearest 5)."""

    percentage: float
    people: int


@dataclass(frozen=True, slots=True)
class Arrangements:
    """Treatment: who confirmed on which day that arrangements can be made."""

    confirmed_by: str
    confirmed_on: dt.date


@dataclass(frozen=True, slots=True)
class Footing:
    """What dates mostly rest on, and how many starts were seen at the service."""

    data: RestsOn
    starts: Banded


@dataclass(frozen=True, slots=True)
class BesideDates:
    """What stands beside the dates of an open row; chances are words in tenths.

    `group` is the number of the group that is to start on the likely day. `is_wider`: dates of
    this line have not held lately. `needs` None: how long it takes is not known, or it
    `lasts_as_the_order`. `in_order` None: no order length was given, or nothing is known that
    it could be held against.
    """

    group: str | None
    within_target: str | None
    target_days: int | None
    within_order: str
    people_ahead: Banded
    footing: Footing
    is_wider: bool
    needs: TimeNeeded | None
    lasts_as_the_order: bool
    in_order: TimeInOrder | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One queue as an open page may show it.

    A restricted row names no provider and carries no figures; only the month of
    `standing.likely_start` may be shown.
    """

    line: uuid.UUID
    service: uuid.UUID
    title: str
    kind: DeliveryKind
    areas: tuple[str, ...]
    standing: LineStanding
    contact: Contact
    is_restricted: bool
    is_being_worked_out: bool
    is_generated: bool
    confirmed_on: dt.date | None
    provider: str | None = None
    who_for: str | None = None
    basis: str | None = None
    worked_out_on: dt.date | None = None
    waiting: Banded | None = None
    wait: WaitShown | None = None
    use: Use | None = None
    completion: Completion | None = None
    arrangements: Arrangements | None = None
    beside: BesideDates | None = None
    fit: Fit | None = None

    @property
    def likely_month(self) -> str | None:
        """Year and month, such as 2027-03: all that may be said of a restricted start."""
        likely = self.standing.likely_start
        return None if likely is None else f"{likely:%Y-%m}"


@dataclass(frozen=True, slots=True)
class NearestElsewhere:
    area: Area
    miles: int


@dataclass(frozen=True, slots=True)
class RequirementAnswer:
    """What stands behind one requirement; `rule` is None for the first supervision appointment.

    `rows` are the soonest of the `row_count` that there are, as many as were asked for.
    """

    code: str
    name: str
    status: Status
    reason: WhyNot | None
    rows: tuple[LineRow, ...]
    row_count: int
    rule: RequirementRule | None = None
    stated_by: str | None = None
    stated_on: dt.date | None = None
    nearest: NearestElsewhere | None = None


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """What is available for somebody who will live in these areas.

    `office` is whom to ring about a requirement with nothing behind it.
    """

    as_at: dt.datetime
    today: dt.date
    areas: tuple[Area, ...]
    requirements: tuple[RequirementAnswer, ...]
    office: Contact
    order_days: int
    is_order_assumed: bool
    has_generated_figures: bool = False

    @property
    def order_ends_on(self) -> dt.date | None:
        """The last day on which a start or a finish counts; None where no length was given."""
        if self.is_order_assumed:
            return None
        return self.today + dt.timedelta(days=self.order_days)


@dataclass(frozen=True, slots=True)
class AskedCourt:
    slug: str
    name: str
    town: str
    welsh_name: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class CourtAnswer(AreaAnswer):
    """`court_areas` are all that the court serves; `areas` those that the question is about.

    `is_region_fallback`: no area is known for this court, so its region's stand in.
    """

    court: AskedCourt = field(kw_only=True)
    court_areas: tuple[Area, ...] = field(kw_only=True)
    is_region_fallback: bool = field(kw_only=True)
