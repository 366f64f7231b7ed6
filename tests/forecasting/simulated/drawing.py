"""Draws the services of one area: of all kinds, quiet and busy, old and new, tidy or not."""

from dataclasses import dataclass, replace
from random import Random

from tests.forecasting.simulated.durations import Durations, Part, mixture
from tests.forecasting.simulated.plans import (
    KINDS,
    Demand,
    Groups,
    Habits,
    Kind,
    Plan,
    Recording,
    Seats,
    Sessions,
    Sort,
    Strength,
    Waiting,
)
from tests.forecasting.simulated.throughput import starts_a_day

OLD_DAYS = (900, 2600)
"""How long ago an established service opened."""


@dataclass(frozen=True, slots=True)
class Drawing:
    chance: Random
    is_tidy: bool
    today: int
    """The first day of sentence asked about; ages are counted from it."""
    lag_median: float
    withdrawal_a_day: float
    missed: float
    """What the area's services have in common, because the same courts and officers feed them."""

    @staticmethod
    def of(chance: Random, *, is_tidy: bool, today: int) -> "Drawing":
        return Drawing(
            chance,
            is_tidy,
            today,
            lag_median=chance.uniform(6, 28),
            withdrawal_a_day=chance.uniform(0.0, 0.0012)
            if is_tidy
            else chance.uniform(0.0006, 0.0045),
            missed=chance.uniform(0.0, 0.08) if is_tidy else chance.uniform(0.04, 0.28),
        )

    def near(self, level: float, spread: float) -> float:
        """A service's own figure about the area's."""
        return level * self.chance.lognormvariate(0.0, spread)

    def between(self, low: float, high: float) -> float:
        return self.chance.uniform(low, high)

    def trouble(self, tidy: float, untidy: float, *, share: float = 1.0) -> float:
        """Up to so much; in an untidy world only so many of the services have it at all."""
        if self.is_tidy:
            return self.between(0.0, tidy)
        return self.between(0.15 * untidy, untidy) if self.chance.random() < share else 0.0


def plans(chance: Random, *, sort: Sort, today: int) -> list[Plan]:
    """Eight to ten services: two of each kind and one or two more."""
    drawing = Drawing.of(chance, is_tidy=sort == "tidy", today=today)
    kinds: list[Kind] = [*KINDS, *KINDS, *chance.sample(KINDS, chance.randint(0, 2))]
    drawn = [_plan(drawing, kind, number) for number, kind in enumerate(kinds, start=1)]
    if sort == "odd":
        return [replace(plan, habits=_habits(chance, plan.kind)) for plan in drawn]
    return drawn


def _habits(chance: Random, kind: Kind) -> Habits:
    is_weekly = kind in ("rolling_group", "unpaid_work")
    return Habits(
        from_the_back=chance.random() < 0.4,
        induction_weekday=chance.choice((None, None, 2, 4)),
        intake_weekday=chance.choice((None, None, 1, 3)) if kind == "one_to_one" else None,
        early_leaving=chance.random() < 0.5,
        gateway_weeks=chance.choice((1, 1, 1, 2, 4)) if is_weekly else 1,
    )


def _plan(drawing: Drawing, kind: Kind, number: int) -> Plan:
    chance = drawing.chance
    opened_on, refers_from = _opening(drawing)
    plan = Plan(
        id=f"S{number:02d}",
        kind=kind,
        declared=_declared(drawing, kind),
        opened_on=opened_on,
        refers_from=refers_from,
        demand=Demand(a_day=0.0),
        waiting=_waiting(drawing, kind),
        target_days=chance.choice((14, 20, 28, 42, 42, 56, 90)),
        by_priority=chance.random() < 0.7,
        strength=_strength(drawing),
        groups=_groups(drawing),
        sessions=_sessions(drawing, kind),
        stay=_stay(drawing),
        recording=_recording(drawing),
    )
    plan = _with_an_end(drawing, plan)
    return replace(plan, demand=_demand(drawing, plan))


def _opening(drawing: Drawing) -> tuple[int, int]:
    chance, today = drawing.chance, drawing.today
    drawn = chance.random()
    if drawing.is_tidy or drawn > 0.28:
        opened_on = today - chance.randint(*OLD_DAYS)
        if drawing.is_tidy and drawn < 0.1:
            opened_on = today - chance.randint(150, 500)
    elif drawn > 0.14:
        opened_on = today - chance.randint(60, 420)
    elif drawn > 0.06:
        opened_on = today - chance.randint(0, 45)
    else:
        opened_on = today + chance.randint(5, 140)
    return opened_on, opened_on - chance.choice((0, 0, 14, 30, 60))


def _with_an_end(drawing: Drawing, plan: Plan) -> Plan:
    chance = drawing.chance
    after = max(drawing.today, plan.opened_on)
    if chance.random() < 0.3:
        return plan
    if drawing.is_tidy or chance.random() < 0.8:
        return replace(plan, contract_end=after + chance.randint(500, 1800))
    end = after + chance.randint(170, 420)
    if chance.random() < 0.25:
        return replace(plan, closed_on=end)
    return replace(plan, contract_end=end)


def _declared(drawing: Drawing, kind: Kind) -> float:
    chance = drawing.chance
    if kind == "closed_group":
        return chance.randint(6, 14)
    if kind == "rolling_group":
        return chance.randint(6, 30)
    if kind == "one_to_one":
        return max(2, round(3 * 20 ** chance.random()))
    return round(28 * 20 ** chance.random())


def _waiting(drawing: Drawing, kind: Kind) -> Waiting:
    chance = drawing.chance
    at_once = drawing.between(0.0, 0.5) if chance.random() < 0.5 else 0.0
    slow = drawing.trouble(0.03, 0.15, share=0.7)
    ready = Part(1.0 - slow, drawing.near(drawing.lag_median, 0.35), drawing.between(0.3, 0.9))
    late = Part(slow, drawing.between(30, 90), 0.6, after=30)
    return Waiting(
        lag=mixture(ready, late, longest=300, at_once=at_once),
        withdrawal_a_day=drawing.near(drawing.withdrawal_a_day, 0.4),
        missed=min(0.4, drawing.near(drawing.missed, 0.35)),
        reoffer_days=chance.choice((5, 7, 7, 10, 14)) if kind == "one_to_one" else 1,
        missed_allowed=None if drawing.is_tidy else chance.choice((None, 2, 3, 3)),
        out_of_order=drawing.trouble(0.05, 0.3, share=0.7),
        notice_days=0 if drawing.is_tidy else chance.choice((0, 0, 0, 0, 3, 7)),
    )


def _strength(drawing: Drawing) -> Strength:
    chance = drawing.chance
    if drawing.is_tidy:
        return Strength(
            delivered=chance.choice((1.0, 1.0, 1.0, drawing.between(0.85, 1.0))),
            closure_a_week=drawing.between(0.0, 0.01),
        )
    return Strength(
        delivered=drawing.between(0.6, 1.0),
        absence_a_week=drawing.trouble(0, 0.03, share=0.6),
        return_a_week=drawing.between(0.1, 0.4),
        absence_loss=drawing.between(0.15, 0.5),
        closure_a_week=drawing.trouble(0, 0.04, share=0.7),
        closure_notice=chance.choice((0, 14, 45)),
        change_a_week=drawing.trouble(0, 0.012, share=0.4),
    )


def _groups(drawing: Drawing) -> Groups:
    chance = drawing.chance
    gap = drawing.between(2.5, 15)
    return Groups(
        gap_weeks=gap,
        gap_spread=chance.randint(0, 1) if drawing.is_tidy else chance.randint(0, 3),
        weekday=chance.randint(1, 5),
        publish_weeks=chance.choice((26, 40, 52) if drawing.is_tidy else (3, 8, 13, 20, 30, 52)),
        publish_every=1 if drawing.is_tidy else chance.choice((1, 1, 4, 13)),
        min_to_run=chance.randint(2, 4) if drawing.is_tidy else chance.randint(3, 6),
        programme_weeks=chance.choice((6, 8, 10, 12, 16, 20, 26)),
        cancelled=drawing.trouble(0.02, 0.2),
        postponed=drawing.trouble(0.05, 0.3),
        trouble_notice=chance.choice((1, 3, 7, 14, 28)),
        runs_late=drawing.trouble(0.02, 0.2, share=0.4),
        move_weeks=chance.randint(2, 6),
        fills_no_shows=chance.random() < 0.25,
    )


def _sessions(drawing: Drawing, kind: Kind) -> Sessions:
    chance = drawing.chance
    is_unpaid = kind == "unpaid_work"
    seats: tuple[Seats, ...] = ("held", "of_the_day", "of_the_day", "overbooked")
    return Sessions(
        weekday=chance.choice((6, 7, 6, 2, 3, 4) if is_unpaid else (1, 2, 3, 4, 5)),
        required=chance.choice((6, 8, 10, 12, 16, 20, 26)),
        hours=chance.choice((5.0, 6.0, 7.0, 7.0, 7.5)),
        max_new=chance.randint(1, 4),
        cancelled=drawing.trouble(0.03, 0.15),
        attendance=drawing.between(0.8, 0.95) if drawing.is_tidy else drawing.between(0.5, 0.92),
        attendance_spread=0.0 if drawing.is_tidy else chance.choice((0.0, 0.15)),
        drop_out=drawing.trouble(0.01, 0.05),
        seats=chance.choice(seats),
    )


def _stay(drawing: Drawing) -> Durations:
    """Most stay a typical time, some leave early, some stay very long."""
    early = drawing.between(0.05, 0.3)
    long = drawing.between(0.0, 0.1 if drawing.is_tidy else 0.2)
    median = drawing.between(35, 170)
    return mixture(
        Part(1.0 - early - long, median, drawing.between(0.2, 0.7)),
        Part(early, 15, 0.8),
        Part(long, 1.8 * median, 0.5, after=30),
        longest=1200,
    )


def _recording(drawing: Drawing) -> Recording:
    if drawing.is_tidy:
        return Recording()
    return Recording(
        induction_left_out=drawing.trouble(0, 0.12, share=0.5),
        late=drawing.trouble(0, 0.15, share=0.5),
        late_days=drawing.chance.randint(2, 14),
    )


def _demand(drawing: Drawing, plan: Plan) -> Demand:
    """About a third of the services are quiet, a third near their strength, a third beyond it."""
    chance = drawing.chance
    busy = drawing.between(0.35, 1.0 if drawing.is_tidy else 1.15)
    if chance.random() < 0.4:
        busy = drawing.between(0.85, 1.02 if drawing.is_tidy else 1.2)
    return Demand(
        a_day=busy * starts_a_day(plan),
        priority_share=drawing.between(0.03, 0.35),
        season=drawing.trouble(0.08, 0.35, share=0.7),
        season_peak=chance.randint(0, 364),
        trend_a_year=0.0
        if drawing.is_tidy
        else chance.choice((0, 0, 1)) * drawing.between(-0.3, 0.4),
        batch=drawing.trouble(0.02, 0.2, share=0.6),
        shock_a_week=drawing.trouble(0, 0.04, share=0.5),
        shock_spread=drawing.between(0.1, 0.4),
    )
