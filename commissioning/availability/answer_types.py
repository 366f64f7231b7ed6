"""The one answer to a court's question, which page, JSON and print all render."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, fields
from typing import Self

from commissioning.availability.statuses import (
    Because,
    LineStanding,
    ProvisionStated,
    Status,
    WhyNot,
)
from commissioning.bookings.places_ahead import PlacesAhead
from commissioning.dates.typical_wait import WaitLevel
from commissioning.forecasting.start_days import RestsOn
from commissioning.monitoring.disclosure import Banded
from commissioning.timing.time_in_order import TimeInOrder
from commissioning.timing.time_needed import TimeNeeded
from directory.delivery import DeliveryKind
from directory.order_length import OrderKind
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
    """Whom to ring. For a restricted service: the probation office of the area.

    `stated_by` and `stated_on`: who told this portal to ring there, where somebody did.
    """

    name: str | None
    telephone: str | None = None
    email: str | None = None
    page_url: str | None = None
    stated_by: str | None = None
    stated_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """Used of commissioned in whole tens of a per cent; None where nothing was commissioned.

    `returned_to`: the last month that accepted returns alone tell; None where all was recorded.
    """

    tens: int | None
    unit: str
    starts_on: dt.date
    ends_on: dt.date
    returned_to: dt.date | None = None


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
    `lasts_as_the_order`. `people_ahead` None: nobody was referred
    lately, so that it is not known. `within_target` speaks of the line's own target, None where
    nobody stated one. `within_order`: of starting and, where `in_order` is known, finishing
    within the order asked about; both None where none was.
    """

    group: str | None
    within_target: str | None
    target_days: int | None
    within_order: str | None
    people_ahead: Banded | None
    footing: Footing
    is_wider: bool
    needs: TimeNeeded | None
    lasts_as_the_order: bool
    in_order: TimeInOrder | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One queue as an open page may show it.

    A restricted row names no provider and carries no figures; only the month of
    `standing.likely_start` may be shown. `waiting`, `wait` and `use` None: not known, because
    nobody was referred lately. `for_sex`: the one sex that the service takes. `agreement_ended_on`:
    nobody keyed an extension. `starts_without_end`: people recorded as started and never as
    ended, taken as ended at the usual length; `people_above_places`: more than places stated.
    `rows_set_aside`: of the last file of referrals, rows that could not be taken in.
    `is_confirmed_by_file_alone`: nobody but a file sent again said so, several times running.
    `is_told_by_telephone`: the provider said so on that day by telephone. `places` are those of the
    next groups that are planned, none where none is or where they may not be told.
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
    for_sex: str | None = None
    agreement_ended_on: dt.date | None = None
    starts_without_end: Banded | None = None
    people_above_places: Banded | None = None
    rows_set_aside: Banded | None = None
    is_confirmed_by_file_alone: bool = False
    is_told_by_telephone: bool = False
    places: tuple[PlacesAhead, ...] = ()

    @property
    def has_incomplete_records(self) -> bool:
        counts = (self.starts_without_end, self.people_above_places, self.rows_set_aside)
        return any(count is not None for count in counts)

    @property
    def rests_on(self) -> RestsOn | None:
        """What its dates mostly rest on, where that may be said of it."""
        return None if self.beside is None else self.beside.footing.data

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
class StrandAnswer:
    """One strand of a requirement: `status` of its soonest line for the person asked about.

    `soon_count` of `open_count` lines could start within four weeks. `lines` name the rows of
    the requirement that belong to it, the soonest first.
    """

    code: str
    name: str
    leads: bool
    status: Status
    soon_count: int
    open_count: int
    lines: tuple[uuid.UUID, ...]
    row_count: int


@dataclass(frozen=True, slots=True)
class RequirementAnswer:
    """What stands behind one requirement; `rule` is None for the first supervision appointment.

    `rows` are the soonest of the `row_count` that there are, as many as were asked for: first
    the one that leads, then the others that may lead, then what may not. `leads` is the line of
    the headline, None where the law, a statement or nobody speaks. `statements` are those in
    force; `only` names the strands that have something where no leading one does. `ruled_out`
    are rows that a rule excludes for the person asked about. `doubt` says on which fact that was
    not said it hangs whether the requirement may be imposed.
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
    because: Because | None = None
    leads: uuid.UUID | None = None
    strands: tuple[StrandAnswer, ...] = ()
    statements: tuple[ProvisionStated, ...] = ()
    only: tuple[str, ...] = ()
    ruled_out: tuple[LineRow, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class NotImposable:
    """A requirement that may not be imposed for the dates asked about, and why not."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """What is available for somebody who will live in these areas.

    `office` is whom to ring about a requirement with nothing behind it. `order_days` is as far
    as dates are known where `is_order_assumed`: then nothing is said of "within the order".
    `rules_version` names the rules by which it speaks.
    """

    as_at: dt.datetime
    today: dt.date
    areas: tuple[Area, ...]
    requirements: tuple[RequirementAnswer, ...]
    office: Contact
    order_days: int
    is_order_assumed: bool
    has_generated_figures: bool = False
    order_kind: OrderKind | None = None
    not_imposable: tuple[NotImposable, ...] = ()
    rules_version: int = 1

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

    @classmethod
    def of(
        cls,
        answer: AreaAnswer,
        *,
        court: AskedCourt,
        court_areas: tuple[Area, ...],
        is_region_fallback: bool,
    ) -> Self:
        """What was answered for the areas, told for the court that asked."""
        told = {one.name: getattr(answer, one.name) for one in fields(AreaAnswer)}
        return cls(
            **told, court=court, court_areas=court_areas, is_region_fallback=is_region_fallback
        )
