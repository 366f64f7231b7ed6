"""Packages worked out by hand: what was asked, and the plan or why there is none.

Day 0 is Tuesday 2 March 2027. A part is a key, the day on which its turn comes, and how many
days it lasts; without more it may begin on any day and takes one attendance a week.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from commissioning.bank_holidays import holidays_between
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import OrderingRule
from commissioning.packages.parts import CannotStart, Part, TimeOfDay
from commissioning.packages.planned import Plan, ProblemKind
from commissioning.packages.planning import plan_package
from commissioning.packages.possible_starts import weekly_starts
from tests.makers.parts import (
    EVERY_WEEK,
    HORIZON,
    IN_WORK,
    OUT_OF_WORK,
    SENTENCED_ON,
    make_closed,
    make_home,
    make_part,
    make_rule,
)

TUESDAY, SATURDAY = 2, 6
BANK_HOLIDAYS = frozenset(
    day for day, _ in holidays_between(SENTENCED_ON, SENTENCED_ON + dt.timedelta(days=HORIZON))
)
MONDAYS = weekly_starts(1, SENTENCED_ON, horizon_days=HORIZON, bank_holidays=BANK_HOLIDAYS)


@dataclass(frozen=True)
class Case:
    """`days` are the likely start and finish by key; `chance` that all is finished in the order.

    Without a `problem` the package fits. A chance that is neither 0 nor 1 comes from draws and is
    held to 2 in 100. `of` and `after` are the keys of the parts that the problem names.
    """

    name: str
    parts: tuple[Part, ...]
    days: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    chance: float | None = 1.0
    order: int = 365
    limit: WeeklyLimit = OUT_OF_WORK
    problem: ProblemKind | None = None
    of: str | None = None
    after: str | None = None
    rules: tuple[OrderingRule, ...] | None = None


def impossible(name: str, problem: ProblemKind, *parts: Part, **more: Any) -> Case:
    return Case(name, parts, **({"chance": None} | more), problem=problem)


CASES = [
    # ------------------------------------------------------------------ what is side by side
    Case("nothing but one part", (make_part("a", 14, 70),), {"a": (14, 84)}),
    Case(
        "two that do not touch each other run side by side",
        (make_part("a", 14, 70), make_part("b", 30, 30)),
        {"a": (14, 84), "b": (30, 60)},
    ),
    Case(
        "finished on the last day of the order counts",
        (make_part("a", 14, 70),),
        {"a": (14, 84)},
        order=84,
    ),
    Case(
        "the same service twice is one queue and planned once",
        (make_part("a", 14, 70), make_part("a", 14, 70)),
        {"a": (14, 84)},
    ),
    Case(
        "a place to live counts by its first night",
        (make_home(5), make_part("b", 30, 30)),
        {"home": (5, None), "b": (30, 60)},
    ),
    # ------------------------------------------------------------------ what comes before what
    Case(
        "already in the right order: work waits for nothing",
        (make_home(5), make_part("work", 20, 30, kind="employment")),
        {"home": (5, None), "work": (20, 50)},
    ),
    Case(
        "given in the wrong order: a place to live still comes first",
        (make_part("work", 20, 30, kind="employment"), make_home(40)),
        {"home": (40, None), "work": (41, 71)},
    ),
    Case(
        "help with housing is finished first; then the next weekly start, day 42, not 41",
        (
            make_part("help", 10, 30, kind="accommodation_help"),
            make_part("work", 21, 30, kind="employment", starts=EVERY_WEEK),
        ),
        {"help": (10, 40), "work": (42, 72)},
    ),
    Case(
        "detoxification is over before the group's own date",
        (
            make_part("detox", 3, 14, kind="detoxification"),
            make_part("group", 35, 90, kind="programme", starts=(35, 98)),
        ),
        {"detox": (3, 17), "group": (35, 125)},
    ),
    Case(
        "the turn in the group of day 7 comes too soon: the next group is taken",
        (
            make_part("detox", 3, 14, kind="detoxification"),
            make_part("group", 7, 90, kind="programme", starts=(7, 63)),
        ),
        {"detox": (3, 17), "group": (63, 153)},
    ),
    Case(
        "treatment is stabilised for 13 weeks, then the programme runs beside it",
        (
            make_part("treatment", 7, 180, kind="drug_or_alcohol_treatment"),
            make_part("group", 21, 90, kind="programme", starts=EVERY_WEEK),
        ),
        {"treatment": (7, 187), "group": (98, 188)},
    ),
    Case(
        "treatment shorter than 13 weeks need only be finished",
        (
            make_part("treatment", 7, 28, kind="drug_or_alcohol_treatment"),
            make_part("group", 21, 90, kind="programme", starts=EVERY_WEEK),
        ),
        {"treatment": (7, 35), "group": (42, 132)},
    ),
    Case(
        "mental health is stabilised for 12 weeks",
        (
            make_part("health", 10, 200, kind="mental_health_treatment"),
            make_part("group", 21, 90, kind="programme"),
        ),
        {"health": (10, 210), "group": (94, 184)},
    ),
    Case(
        "of two that come first the later one decides",
        (
            make_part("detox", 3, 14, kind="detoxification"),
            make_part("health", 10, 200, kind="mental_health_treatment"),
            make_part("group", 21, 90, kind="programme"),
        ),
        {"detox": (3, 17), "health": (10, 210), "group": (94, 184)},
    ),
    Case(
        "two orderings side by side do not hold each other up",
        (
            make_part("group", 7, 50, kind="programme"),
            make_part("work", 6, 20, kind="employment"),
            make_part("detox", 3, 14, kind="detoxification"),
            make_home(9),
        ),
        {"detox": (3, 17), "group": (18, 68), "home": (9, None), "work": (10, 30)},
    ),
    # ------------------------------------------------------------------ bank holidays
    Case(
        "ready on Saturday 27 March: Easter Monday is no session, Monday 5 April is",
        (
            make_part("detox", 3, 21, kind="detoxification"),
            make_part("group", 6, 90, kind="programme", starts=MONDAYS),
        ),
        {"detox": (3, 24), "group": (34, 124)},
    ),
    Case(
        "ready on Christmas Eve 2027: Monday 3 January is a bank holiday, so 10 January",
        (
            make_part("detox", 3, 293, kind="detoxification"),
            make_part("group", 6, 20, kind="programme", starts=MONDAYS),
        ),
        {"detox": (3, 296), "group": (314, 334)},
    ),
    # ------------------------------------------------------------------ the days of the week
    Case(
        "both on Tuesdays: the second begins on the first Tuesday after the first",
        (
            make_part("a", 14, 70, on=[TUESDAY], starts=EVERY_WEEK),
            make_part("b", 21, 28, on=[TUESDAY], starts=EVERY_WEEK),
        ),
        {"a": (14, 84), "b": (91, 119)},
    ),
    Case(
        "the same weekday in the morning and in the evening is no clash",
        (
            make_part("a", 14, 70, on=[TUESDAY], at=TimeOfDay.MORNING),
            make_part("b", 21, 28, on=[TUESDAY], at=TimeOfDay.EVENING),
        ),
        {"a": (14, 84), "b": (21, 49)},
    ),
    Case(
        "a weekday that is not known holds nothing up; it is asked",
        (make_part("a", 14, 70, on=[TUESDAY]), make_part("b", 21, 28)),
        {"a": (14, 84), "b": (21, 49)},
    ),
    Case(
        "a tie on the same day is settled by the key, whatever the order given",
        (make_part("b", 14, 30, on=[TUESDAY]), make_part("a", 14, 30, on=[TUESDAY])),
        {"a": (14, 44), "b": (45, 75)},
    ),
    Case(
        "the later turn goes first where its next group would come much later",
        (
            make_part("a", 14, 20, on=[TUESDAY]),
            make_part("b", 20, 50, on=[TUESDAY], starts=(20, 200)),
        ),
        {"a": (71, 91), "b": (20, 70)},
    ),
    # ------------------------------------------------------------------ how much a week
    Case(
        "a fourth attendance waits: letting the short one in first costs 24 days, not 28",
        (
            make_part("a", 7, 30),
            make_part("b", 8, 60),
            make_part("c", 9, 60),
            make_part("d", 10, 20),
        ),
        {"a": (31, 61), "b": (8, 68), "c": (9, 69), "d": (10, 30)},
    ),
    Case(
        "unpaid work of 7 hours, 5 hours and 4 hours are more than 15 together",
        (
            make_part("a", 4, 60, on=[SATURDAY], hours=7),
            make_part("b", 14, 70, hours=5),
            make_part("c", 21, 20, hours=4),
        ),
        {"a": (4, 64), "b": (14, 84), "c": (65, 85)},
    ),
    Case(
        "the same three in work: two attendances at most",
        (make_part("a", 4, 60), make_part("b", 14, 70), make_part("c", 21, 30)),
        {"a": (4, 64), "b": (14, 84), "c": (65, 95)},
        limit=IN_WORK,
    ),
    # ------------------------------------------------------------------ what is not known
    Case(
        "how long it takes is not known: its start is planned, its end is not",
        (make_part("a", 14, None), make_part("b", 30, 30)),
        {"a": (14, None), "b": (30, 60)},
        chance=None,
    ),
    Case(
        "13 weeks of treatment are enough where its length is not known",
        (
            make_part("treatment", 7, None, kind="drug_or_alcohol_treatment"),
            make_part("group", 21, 90, kind="programme"),
        ),
        {"treatment": (7, None), "group": (98, 188)},
        chance=None,
    ),
    # ------------------------------------------------------------------ chances
    Case(
        "half of the people start within the order: half finish",
        (make_part("a", {14: 0.5}, 70),),
        {"a": (14, 84)},
        chance=0.5,
    ),
    Case(
        "fewer than half start: no likely date, but the chance",
        (make_part("a", {14: 0.4}, 70),),
        {"a": (None, None)},
        chance=0.4,
    ),
    Case(
        "six in ten need no longer than up to the step before 9 in 10",
        (make_part("a", 14, (70, 110)),),
        {"a": (14, 84)},
        chance=0.6,  # 70 days for five in ten, 80 for one, 90, 100, 110, 150 for one each
        order=94,
    ),
    Case(
        "who starts late needs no longer: all of the early half and 6 in 10 of the late",
        (make_part("a", {14: 0.5, 100: 1.0}, (70, 110)),),
        {"a": (14, 164)},  # the slowest of the early half need 150 days
        chance=0.8,
        order=184,
    ),
    Case(
        "two that do not depend on each other: 1 in 2 of 4 in 5",
        (make_part("a", {14: 0.5}, 70), make_part("b", {14: 0.8}, 70)),
        {"a": (14, 84), "b": (14, 84)},
        chance=0.4,
    ),
    Case(
        "in a row: only who starts the first by day 7 is in time for the second",
        (
            make_part("detox", {7: 0.5, 60: 1.0}, 14, kind="detoxification"),
            make_part("group", 7, 90, kind="programme", starts=(7, 28, 119)),
        ),
        {"detox": (7, 21), "group": (28, 118)},
        chance=0.5,
        order=150,
    ),
    # ------------------------------------------------------------------ impossible
    impossible("nothing chosen", ProblemKind.NOTHING_CHOSEN),
    impossible(
        "nobody has confirmed it: ring; the rest is planned all the same",
        ProblemKind.CANNOT_START,
        make_closed("a", CannotStart.NOT_CONFIRMED),
        make_part("b", 30, 30),
        days={"b": (30, 60)},
        of="a",
    ),
    impossible(
        "what has to follow a service that is full cannot be placed either",
        ProblemKind.CANNOT_START,
        make_closed("a detox", CannotStart.FULL, kind="detoxification"),
        make_part("group", 7, 90, kind="programme"),
        of="a detox",
    ),
    impossible(
        "it has to be finished first, and how long it takes is not known",
        ProblemKind.LENGTH_NOT_KNOWN,
        make_part("detox", 3, None, kind="detoxification"),
        make_part("group", 7, 90, kind="programme"),
        days={"detox": (3, None)},
        of="group",
        after="detox",
    ),
    impossible(
        "more a week than a person can carry even alone",
        ProblemKind.TOO_MUCH_ALONE,
        make_part("a", 14, 70, times=4),
        make_part("b", 30, 30),
        days={"b": (30, 60)},
        of="a",
    ),
    impossible(
        "rules that run in a circle",
        ProblemKind.CIRCLE,
        make_part("a", 14, 70, kind="one"),
        make_part("b", 30, 30, kind="other one"),
        rules=(make_rule("one", "other one"), make_rule("other one", "one")),
        of="a",
        after="b",
    ),
    impossible(
        "the order is over before the turn comes",
        ProblemKind.WAITS_TOO_LONG,
        make_part("a", 200, 30),
        make_part("b", 30, 30),
        days={"a": (None, None), "b": (30, 60)},
        chance=0.0,
        order=180,
        of="a",
    ),
    impossible(
        "it starts within the order but takes longer than what is left: a day too much",
        ProblemKind.TAKES_TOO_LONG,
        make_part("a", 14, 70),
        days={"a": (14, None)},
        chance=0.0,
        order=83,
        of="a",
    ),
    impossible(
        "six months are too short for the programme after the treatment",
        ProblemKind.ORDER_TOO_SHORT_AFTER,
        make_part("treatment", 7, 100, kind="drug_or_alcohol_treatment"),
        make_part("group", 21, 90, kind="programme", starts=EVERY_WEEK),
        days={"treatment": (7, 107), "group": (98, None)},
        chance=0.0,
        order=182,
        of="group",
        after="treatment",
    ),
    impossible(
        "no later group is published after the one whose turn comes too soon",
        ProblemKind.NO_LATER_START,
        make_part("detox", 3, 14, kind="detoxification"),
        make_part("group", 7, 90, kind="programme", starts=(7,)),
        days={"detox": (3, 17), "group": (None, None)},
        chance=0.0,
        of="group",
        after="detox",
    ),
    impossible(
        "two only on the same evening, one after the other too long",
        ProblemKind.SAME_DAY,
        make_part("a", 14, 70, on=[TUESDAY], at=TimeOfDay.EVENING),
        make_part("b", 14, 70, on=[TUESDAY], at=TimeOfDay.EVENING),
        days={"a": (14, 84), "b": (85, None)},
        chance=0.0,
        order=120,
        of="a",
        after="b",
    ),
    impossible(
        "three together are too much a week in work, one after the other too long",
        ProblemKind.TOO_MUCH_A_WEEK,
        make_part("a", 14, 70),
        make_part("b", 14, 70),
        make_part("c", 14, 70),
        days={"a": (14, 84), "b": (14, 84), "c": (85, None)},
        chance=0.0,
        order=120,
        limit=IN_WORK,
    ),
]


def planned(case: Case, parts: tuple[Part, ...]) -> Plan:
    return plan_package(parts, order_days=case.order, limit=case.limit, rules=case.rules)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_plan_is_the_one_worked_out_by_hand(case: Case) -> None:
    plan = planned(case, case.parts)
    days = {one.part.key: (one.likely_start, one.likely_finish) for one in plan.parts}
    assert days == case.days
    if case.chance is None or case.chance in (0.0, 1.0):
        assert plan.chance_all_finished == case.chance
    else:
        assert plan.chance_all_finished == pytest.approx(case.chance, abs=0.02)
    if case.problem is None:
        assert plan.problem is None
        assert plan.is_possible
        return
    assert plan.problem is not None
    assert plan.problem.kind is case.problem
    assert (plan.problem.part.key if plan.problem.part else None) == case.of
    assert (plan.problem.other.key if plan.problem.other else None) == case.after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_parts_given_the_other_way_round_give_the_same_plan(case: Case) -> None:
    assert planned(case, case.parts[::-1]) == planned(case, case.parts)
