"""What a simulated service is really like: what nobody who forecasts is told."""

from dataclasses import dataclass, field
from typing import Literal

from tests.forecasting.simulated.durations import Durations

Kind = Literal["closed_group", "rolling_group", "one_to_one", "unpaid_work"]
KINDS: tuple[Kind, ...] = ("closed_group", "rolling_group", "one_to_one", "unpaid_work")
Sort = Literal["tidy", "untidy", "odd"]
"""Of areas: few troubles, all of them, or all of them and habits of their own."""
SORTS: tuple[Sort, ...] = ("tidy", "untidy", "odd")
Seats = Literal["held", "overbooked", "of_the_day"]


@dataclass(frozen=True, slots=True)
class Demand:
    """Who is sent, and how evenly."""

    a_day: float
    """Referrals a calendar day, averaged over the year; they come on working days."""
    priority_share: float = 0.2
    season: float = 0.0
    """By how much the busiest time of the year exceeds the average."""
    season_peak: int = 60
    trend_a_year: float = 0.0
    batch: float = 0.0
    """The chance that a referral brings one to four more on the same day."""
    shock_a_week: float = 0.0
    """The chance that the level of demand changes."""
    shock_spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What happens to people on the list."""

    lag: Durations
    """Days from referral to being ready."""
    withdrawal_a_day: float = 0.0
    missed: float = 0.0
    """The chance that an offered start is not attended."""
    reoffer_days: int = 7
    missed_allowed: int | None = None
    """After so many missed starts half of the people are taken off the list each time."""
    out_of_order: float = 0.0
    notice_days: int = 0
    """Days between being ready and the first start one can be called to."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What is delivered of what was bought."""

    delivered: float = 1.0
    absence_a_week: float = 0.0
    return_a_week: float = 0.2
    absence_loss: float = 0.0
    closure_a_week: float = 0.0
    closure_notice: int = 30
    change_a_week: float = 0.0
    """The chance that a change of the declared capacity is announced."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Closed groups: how the calendar is made and broken."""

    gap_weeks: float = 8.0
    gap_spread: int = 0
    weekday: int = 1
    publish_weeks: int = 26
    """The calendar never reaches less far ahead than this."""
    publish_every: int = 1
    """Weeks between its editions."""
    min_to_run: int = 4
    programme_weeks: int = 10
    cancelled: float = 0.0
    postponed: float = 0.0
    trouble_notice: int = 7
    runs_late: float = 0.0
    """The chance that it runs some days after its date without anybody having said so."""
    move_weeks: int = 3
    fills_no_shows: bool = False
    """Whether the next on the list are called in place of those who do not come."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Rolling groups and unpaid work: one day a week."""

    weekday: int = 2
    required: int = 12
    hours: float = 7.0
    max_new: int = 3
    cancelled: float = 0.0
    attendance: float = 0.85
    attendance_spread: float = 0.0
    drop_out: float = 0.01
    seats: Seats = "held"
    orders: tuple[int, ...] = (40, 60, 80, 100, 120, 150, 180, 200, 240, 300)
    order_weights: tuple[float, ...] = (5, 12, 20, 20, 18, 10, 7, 5, 2, 1)


@dataclass(frozen=True, slots=True)
class Recording:
    """How well the records are kept."""

    induction_left_out: float = 0.0
    late: float = 0.0
    late_days: int = 7


@dataclass(frozen=True, slots=True)
class Habits:
    """Ways of working that no document mentions."""

    from_the_back: bool = False
    """Who misses a start queues again from that day."""
    induction_weekday: int | None = None
    """People are made ready on one day of the week."""
    intake_weekday: int | None = None
    """One to one: places are filled on one day of the week."""
    early_leaving: bool = False
    """People withdraw three times as often in their first month, and half as often later."""
    gateway_weeks: int = 1
    """Weekly kinds: new people are let in every so many weeks."""


@dataclass(frozen=True, slots=True)
class Plan:
    id: str
    kind: Kind
    declared: float
    opened_on: int
    refers_from: int
    demand: Demand
    waiting: Waiting
    contract_end: int | None = None
    closed_on: int | None = None
    target_days: int = 42
    by_priority: bool = True
    strength: Strength = field(default_factory=Strength)
    groups: Groups = field(default_factory=Groups)
    sessions: Sessions = field(default_factory=Sessions)
    stay: Durations = field(default_factory=lambda: Durations.fixed(60))
    recording: Recording = field(default_factory=Recording)
    habits: Habits = Habits()

    @property
    def last_start(self) -> int | None:
        """The last day on which anyone may start, None when there is none."""
        days = [self.contract_end, self.closed_on - 1 if self.closed_on is not None else None]
        return min((day for day in days if day is not None), default=None)
