"""Which part comes before which, as `ordering.csv` says, and what a part is taken for."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from commissioning.packages.parts import Part
from directory.rules.tables import Row, RuleTableBroken, rows_of

FOLDER: Final = Path(__file__).parent
OTHER: Final = "other"
"""What nothing in `kinds.csv` fits: it comes neither before nor after anything."""


class Until(enum.StrEnum):
    """How far the earlier part must have come."""

    STARTED = "started"
    WEEKS = "weeks"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class OrderingRule:
    """`weeks` of the earlier part must have passed, or all of it if that is less."""

    code: str
    before: str
    after: str
    until: Until
    weeks: int | None
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Need:
    """The part `later` may not begin until `earlier` has come as far as the rule says."""

    earlier: str
    later: str
    rule: OrderingRule


@cache
def ordering_rules() -> tuple[OrderingRule, ...]:
    """The table; `RuleTableBroken` where its rules run in a circle or name no kind."""
    rules = tuple(_rule(row) for row in rows_of("ordering.csv", folder=FOLDER))
    known = {row["kind"] for row in rows_of("kinds.csv", folder=FOLDER)}
    check(rules, known=known)
    return rules


def check(rules: Iterable[OrderingRule], *, known: Collection[str]) -> None:
    """Raise `RuleTableBroken` for a kind that is not `known`, or for a circle."""
    rules = tuple(rules)
    for rule in rules:
        if rule.before not in known or rule.after not in known:
            raise RuleTableBroken(f"ordering.csv, {rule.code}: not a kind of kinds.csv")
        if (rule.until is Until.WEEKS) != (rule.weeks is not None):
            raise RuleTableBroken(f"ordering.csv, {rule.code}: weeks go with “weeks” alone")
    circle = circle_in((rule.before, rule.after) for rule in rules)
    if circle:
        raise RuleTableBroken(f"ordering.csv: {' before '.join(circle)}")


def kind_of(
    *, title: str, delivery_kind: str, requirements: Collection[str], pathways: Collection[str]
) -> str:
    """The first row of `kinds.csv` that fits, so that a part is one thing only."""
    said = title.casefold()
    for row in rows_of("kinds.csv", folder=FOLDER):
        value = row["value"]
        fits = {
            "words": value in said,
            "delivery_kind": value == delivery_kind,
            "requirement": value in requirements,
            "pathway": value in pathways,
        }
        if fits[row["looked_at"]]:
            return row["kind"]
    return OTHER


def needs_among(parts: Sequence[Part], rules: Iterable[OrderingRule]) -> tuple[Need, ...]:
    """What the rules say of these parts; no part needs itself.

    Nothing waits for the end of a part that has none: there its start is enough.
    """
    return tuple(
        Need(earlier.key, later.key, _for_part(rule, earlier))
        for rule in rules
        for earlier in parts
        for later in parts
        if earlier.key != later.key and earlier.kind == rule.before and later.kind == rule.after
    )


def _for_part(rule: OrderingRule, earlier: Part) -> OrderingRule:
    return replace(rule, until=Until.STARTED, weeks=None) if earlier.is_ongoing else rule


def circle_in(pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """One circle of (before, after) pairs, its first name repeated at its end; or nothing."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for before, after in pairs:
        if before == after:
            return before, after
        sorter.add(after, before)
    try:
        sorter.prepare()
    except CycleError as found:
        circle = found.args[1][:-1]
        first = circle.index(min(circle))
        return (*circle[first:], *circle[: first + 1])
    return ()


def _rule(row: Row) -> OrderingRule:
    return OrderingRule(
        code=row["code"],
        before=row["before"],
        after=row["after"],
        until=Until(row["until"]),
        weeks=int(row["weeks"]) if row["weeks"] else None,
        reason=row["reason"],
        source=row["source"],
    )
