"""A plan as it is told: when each part, how likely all of it, and what stands in the way."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import Need, OrderingRule
from commissioning.packages.parts import Part


class ProblemKind(enum.StrEnum):
    """Why a package cannot be planned, or does not fit into the order."""

    NOTHING_CHOSEN = "nothing_chosen"
    CIRCLE = "circle"
    CANNOT_START = "cannot_start"
    AFTER_WHAT_CANNOT_START = "after_what_cannot_start"
    TOO_MUCH_ALONE = "too_much_alone"
    LENGTH_NOT_KNOWN = "length_not_known"
    NO_LATER_START = "no_later_start"
    WAITS_TOO_LONG = "waits_too_long"
    TAKES_TOO_LONG = "takes_too_long"
    ORDER_TOO_SHORT_AFTER = "order_too_short_after"
    SAME_DAY = "same_day"
    TOO_MUCH_A_WEEK = "too_much_a_week"
    ORDER_TOO_SHORT = "order_too_short"


@dataclass(frozen=True, slots=True)
class Problem:
    """`part` is what cannot be placed or fitted in; `other` the part it meets or must follow."""

    kind: ProblemKind
    part: Part | None = None
    other: Part | None = None
    rule: OrderingRule | None = None


class Cause(enum.StrEnum):
    """What about a part holds the end back."""

    QUEUE = "queue"
    ORDER = "order"
    CLASH = "clash"
    WEEK = "week"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Blocking:
    """The part that holds the end back most, mostly by `cause`.

    `days_sooner` is how much earlier the likely end would come without that cause, None where
    one of the two ends lies beyond the order; then `chance_without` says what would be gained.
    `others` are the parts that it has to follow or to leave room for.
    """

    part: Part
    cause: Cause
    days_sooner: int | None
    chance_without: float | None
    others: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """Days after sentence; None is "not within the order", or has no known end.

    `likely_…` is the day by which half of the futures have come so far. `keeps_place`: in most
    futures the turn comes before the part may begin, so that a later start of the same service
    is taken; with `has_no_later_start` none is known. Chances are of starting and of finishing
    within the order.
    """

    part: Part
    needs: tuple[Need, ...]
    likely_start: int | None
    start_by_9_in_10: int | None
    likely_finish: int | None
    finish_by_9_in_10: int | None
    chance_started: float
    chance_finished: float | None
    keeps_place: bool
    waits_for_room: bool
    has_no_later_start: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`parts` by likely start. The joint chances are None where a part could not be placed, or
    where of one nothing but the month may be told.

    `chance_all_finished` and the end are None too where the length of a part is not known
    (`has_known_end`); a part without an end of its own counts there by its start.
    """

    order_days: int
    limit: WeeklyLimit
    parts: tuple[PlannedPart, ...] = ()
    not_placed: tuple[Problem, ...] = ()
    problem: Problem | None = None
    chance_all_started: float | None = None
    chance_all_finished: float | None = None
    likely_end: int | None = None
    has_known_end: bool = True
    blocking: Blocking | None = None
    given_twice: tuple[Part, ...] = ()

    @property
    def is_possible(self) -> bool:
        return self.problem is None
