"""The two tables of a plan: pathway by pathway where each item stands, and level by level.

Both follow the filter of place, section and level, whichever column is looked for; so does every
number's address, which lands at the items themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.actions.by_section import SectionCount
from commissioning.partnership.actions.counting import LevelCount, LookedFor
from commissioning.partnership.actions.models import ActionPlan
from portal.plans.asked import PlanAsked
from portal.plans.words import LEVELS, section_names

TOGETHER: Final = "Together"


@dataclass(frozen=True, slots=True)
class ShownCount:
    """Each number with the address of the same alone, "" for none."""

    name: str
    numbers: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class CountTable:
    columns: tuple[str, ...]
    rows: tuple[ShownCount, ...]


SectionColumn = tuple[str, LookedFor]

STANDING: Final[tuple[SectionColumn, ...]] = (
    ("Late", LookedFor.LATE),
    ("Start passed", LookedFor.START_PASSED),
    ("Date unread", LookedFor.UNREAD),
    ("Running", LookedFor.RUNNING),
    ("Ahead", LookedFor.AHEAD),
    ("Done", LookedFor.DONE),
    ("No date", LookedFor.NO_DATE),
)
STANDING_IF_ANY: Final[tuple[SectionColumn, ...]] = (("Given up", LookedFor.GIVEN_UP),)
APART_IF_ANY: Final[tuple[SectionColumn, ...]] = (
    ("Carried on", LookedFor.CARRIED),
    ("Templates", LookedFor.TEMPLATE),
)


def table_by_section(
    plan: ActionPlan, counts: Sequence[SectionCount], asked: PlanAsked
) -> CountTable:
    """What adds up to what was agreed, then that, then what stands apart; nothing without items."""
    given_up, apart = (_if_any(some, counts) for some in (STANDING_IF_ANY, APART_IF_ANY))
    columns = (*STANDING, *given_up)
    rows = tuple(_of_section(plan, one, asked, columns, apart) for one in counts)
    names = (*(name for name, _ in columns), "Agreed", *(name for name, _ in apart))
    return CountTable(names, rows)


def _if_any(
    columns: Iterable[SectionColumn], counts: Sequence[SectionCount]
) -> tuple[SectionColumn, ...]:
    return tuple(one for one in columns if any(count.many[one[1]] for count in counts))


def _of_section(
    plan: ActionPlan,
    one: SectionCount,
    asked: PlanAsked,
    columns: Sequence[SectionColumn],
    apart: Sequence[SectionColumn],
) -> ShownCount:
    def number(what: LookedFor) -> tuple[int, str]:
        return one.many[what], address_alone(plan, asked, one.many[what], one.section, what)

    agreed = address_alone(plan, asked, one.agreed if one.section else 0, one.section, None)
    return ShownCount(
        section_names()[one.section] if one.section else TOGETHER,
        (
            *(number(what) for _, what in columns),
            (one.agreed, agreed),
            *(number(what) for _, what in apart),
        ),
    )


def address_alone(
    plan: ActionPlan, asked: PlanAsked, many: int, section: str, what: LookedFor | None
) -> str:
    """Of one number: what else is asked for stays, and the reader lands at the items; "" where
    there is none."""
    told = {"section": section, "show": what or ""}
    return _at_items(plan, asked.query_with({k: v for k, v in told.items() if v})) if many else ""


def _at_items(plan: ActionPlan, query: str) -> str:
    return f"/plans/{plan.code}{'?' if query else ''}{query}#items"


LevelColumn = tuple[str, LookedFor | None, Callable[[LevelCount], int]]
"""Its heading, what it counts (None: whatever was agreed), and how many of a level are so."""

OF_LEVEL: Final[tuple[LevelColumn, ...]] = (
    ("Agreed", None, lambda one: one.agreed),
    ("Under way", LookedFor.UNDER_WAY, lambda one: one.under_way),
    ("Done", LookedFor.DONE, lambda one: one.done),
    ("Late", LookedFor.LATE, lambda one: one.late),
    ("Start has passed", LookedFor.START_PASSED, lambda one: one.start_passed),
    ("Without a date", LookedFor.UNDATED, lambda one: one.undated),
)
OF_LEVEL_IF_ANY: Final[tuple[LevelColumn, ...]] = (
    ("Carried on", LookedFor.CARRIED, lambda one: one.carried),
    ("Templates", LookedFor.TEMPLATE, lambda one: one.templates),
)


def table_by_level(plan: ActionPlan, counts: Sequence[LevelCount], asked: PlanAsked) -> CountTable:
    """What a plan has none of needs no column of its own."""
    more = (one for one in OF_LEVEL_IF_ANY if any(map(one[2], counts)))
    columns = (*OF_LEVEL, *more)
    rows = tuple(_of_level(plan, one, asked, columns) for one in counts)
    return CountTable(tuple(name for name, _, _ in columns), rows)


def _of_level(
    plan: ActionPlan, one: LevelCount, asked: PlanAsked, columns: Sequence[LevelColumn]
) -> ShownCount:
    told = ((many_of(one), what) for _, what, many_of in columns)
    name = TOGETHER if one.level is None else LEVELS[one.level]
    return ShownCount(name, tuple((many, _level_alone(plan, asked, one, what, many))
                                  for many, what in told))  # fmt: skip


def _level_alone(
    plan: ActionPlan, asked: PlanAsked, one: LevelCount, what: LookedFor | None, many: int
) -> str:
    if not many or (one.level is None and what is None):
        return ""
    told = {"level": one.level or "", "show": what or ""}
    return _at_items(plan, asked.query_with({k: v for k, v in told.items() if v}))
